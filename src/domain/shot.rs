//! Shots: the n-shot examples of a prompt. Their text is data, never template, so that examples full of braces stay what they are.

use serde::{Deserialize, Serialize};

use super::id::ElementId;

/// One worked example: what a user may send and the ideal answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shot {
    pub id: ElementId,
    pub input: String,
    pub output: String,
    /// The reasoning that leads to `output`; shown to the model only by techniques that reason in the prompt. Empty = none.
    pub reasoning: String,
    pub enabled: bool,
}

/// How shots appear in the rendered prompt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShotLayout {
    /// A user message and an assistant message each, after the system messages.
    #[default]
    Pairs,
    /// One `<examples>` block at the end of the last leading system message (a message of its own if there is none).
    TaggedBlock,
}

/// The shot table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shots {
    pub layout: ShotLayout,
    pub items: Vec<Shot>,
}
