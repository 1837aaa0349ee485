//! A completion: what came back from one run, as far as it came.

use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::tool::ToolCall;
use super::usage::Usage;

/// Why the model stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinishReason {
    /// It was done, or met a stop sequence.
    Stop,
    /// The output limit was reached: the answer is cut.
    Length,
    /// It called a tool.
    ToolCalls,
    /// A filter or the model refused.
    Refusal,
    /// Another word of the vendor.
    Other(String),
}

/// Everything that one run produced.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Completion {
    pub text: String,
    pub reasoning: String,
    /// How sure the model was of each token of the text, where it was asked for; empty = not told.
    #[serde(default)]
    pub logprobs: Vec<TokenLogprob>,
    /// Tools that the model asked to have called, in its order.
    #[serde(default)]
    pub tool_calls: Vec<ToolCall>,
    /// Blocks, each JSON text, that the endpoint wants back unchanged when the turn goes on after a tool call (signed or encrypted reasoning).
    #[serde(default)]
    pub kept: Vec<String>,
    pub finish: Option<FinishReason>,
    pub usage: Usage,
    /// The model that the endpoint says answered.
    pub model: Option<String>,
    pub timing: Timing,
    /// Why it ended early; `text` keeps what had come.
    pub failure: Option<Failure>,
}

/// A token of an answer with the natural logarithm of its probability, as the provider tells it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TokenLogprob {
    /// May be a part of a character, which providers then write as U+FFFD or as `bytes:\x…`.
    pub token: String,
    pub logprob: f64,
    /// The likeliest tokens at this place, the likeliest first, as many as were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub top: Vec<(String, f64)>,
}

/// Durations in milliseconds since the request was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// Until the first text or reasoning.
    pub first_token_ms: Option<f64>,
    /// Until the end, however it ended.
    pub total_ms: Option<f64>,
    /// The longest pause between two pieces of the answer.
    pub largest_gap_ms: Option<f64>,
}
