//! What is shared from, and which parts of it.

use serde::{Deserialize, Serialize};

use crate::domain::completion::Completion;
use crate::domain::connection::Connection;
use crate::domain::id::ElementId;
use crate::domain::image::ImageFiles;
use crate::domain::prompt::Prompt;
use crate::domain::rating::Rating;

/// What a link or file may hold, part by part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Title, messages, technique, columns: always in.
    Prompt,
    Schema,
    /// Variables with their values.
    Variables,
    /// Rows of values for the variables.
    Rows,
    Shots,
    /// Tools that the model may call.
    Tools,
    /// The files of images; without them the link says only how many there are.
    Images,
    /// The texts of the answers.
    Outputs,
    /// What the sender thinks of the answers; only with these.
    Ratings,
}

impl Part {
    /// Parts that a person can leave out.
    pub const OPTIONAL: [Self; 8] = [
        Self::Schema,
        Self::Variables,
        Self::Rows,
        Self::Shots,
        Self::Tools,
        Self::Images,
        Self::Outputs,
        Self::Ratings,
    ];
    /// Optional parts that are in unless a person says otherwise: outputs and rows are long and may be private, images are long.
    pub const USUAL: [Self; 4] = [Self::Schema, Self::Variables, Self::Shots, Self::Tools];

    /// Name for people, lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Prompt => "prompt",
            Self::Schema => "schema",
            Self::Variables => "variables",
            Self::Rows => "dataset rows",
            Self::Shots => "shots",
            Self::Tools => "tools",
            Self::Images => "images",
            Self::Outputs => "outputs",
            Self::Ratings => "ratings",
        }
    }
}

/// What is shared from: the document and what it refers to.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    pub prompt: &'a Prompt,
    /// Connections of this device; only label and provider name are read.
    pub connections: &'a [Connection],
    /// The answers on show, by column.
    pub outputs: &'a [SharedAnswer],
    /// Files of the prompt's images; those that are not here can't be shared.
    pub images: &'a ImageFiles,
}

/// An answer on show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SharedAnswer {
    /// Its column.
    pub column: ElementId,
    pub completion: Completion,
    pub rating: Option<Rating>,
}
