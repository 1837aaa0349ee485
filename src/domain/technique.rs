//! How the model is asked to reason: not at all, by words in the prompt, or by the provider's own parameter.

use serde::{Deserialize, Serialize};

/// The reasoning technique of a prompt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Technique {
    /// Nothing is added and no reasoning parameter is sent.
    #[default]
    Off,
    /// Words in the prompt ask for reasoning; the final answer is extracted from its tag.
    ChainOfThought(ChainOfThought),
    /// The provider's reasoning parameter.
    Provider(Effort),
}

/// Ways to ask for reasoning by prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChainOfThought {
    /// One instruction, no examples.
    ZeroShot,
    /// The shots show their reasoning, and the instruction asks for the same.
    WorkedShots,
    /// First a plan, then the steps, then the answer.
    PlanThenAnswer,
}

/// How hard a reasoning model should think; `provider` turns it into what each model takes (an effort word or a token budget).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effort {
    None,
    Minimal,
    Low,
    Medium,
    High,
    XHigh,
    Max,
}

impl Effort {
    pub const ALL: [Self; 7] = [Self::None, Self::Minimal, Self::Low, Self::Medium, Self::High, Self::XHigh, Self::Max];

    /// The word that OpenAI's `reasoning_effort` and Anthropic's `output_config.effort` use (SDK types, 2026-11).
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Minimal => "minimal",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::XHigh => "xhigh",
            Self::Max => "max",
        }
    }
}

/// Tag around the final answer that techniques by prompt ask for.
pub const ANSWER_TAG: &str = "answer";
/// Tag around the reasoning that techniques by prompt ask for.
pub const REASONING_TAG: &str = "thinking";
