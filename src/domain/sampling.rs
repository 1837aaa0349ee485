//! Parameters of a request beyond its messages.

use serde::{Deserialize, Serialize};

/// How long the vendor is asked to keep the beginning of the prompt for later requests, which then read it at a lower price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromptCache {
    /// Nothing is asked: vendors that cache by themselves still do.
    #[default]
    Unasked,
    FiveMinutes,
    OneHour,
}

impl PromptCache {
    pub const ALL: [Self; 3] = [Self::Unasked, Self::FiveMinutes, Self::OneHour];

    /// As records, links and options of a menu write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unasked => "unasked",
            Self::FiveMinutes => "five_minutes",
            Self::OneHour => "one_hour",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cache| cache.name() == name)
    }

    pub fn is_unasked(&self) -> bool {
        *self == Self::Unasked
    }
}

/// What the person set for one column; `None` or empty = the provider's default, and the field is not sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sampling {
    pub temperature: Option<f64>,
    pub top_p: Option<f64>,
    pub max_output_tokens: Option<u32>,
    pub seed: Option<i64>,
    pub stop: Vec<String>,
    /// Raw extra parameters, a JSON object as text, merged into the request body last. Empty = none.
    pub extra: String,
    #[serde(default)]
    pub prompt_cache: PromptCache,
    /// Whether each token of the answer is to come with its probability.
    #[serde(default)]
    pub logprobs: bool,
}
