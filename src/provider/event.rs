//! Events: what a provider's answer says, in one vocabulary whatever the vendor's.

use crate::domain::completion::{FinishReason, TokenLogprob};
use crate::domain::failure::Failure;
use crate::domain::tool::ToolCall;
use crate::domain::usage::Usage;

/// One thing that an answer said. Concatenating every `Text` gives the answer.
#[derive(Clone, Debug, PartialEq)]
pub enum RunEvent {
    /// The model that the endpoint says is answering; at most once.
    Model(String),
    /// The next piece of the answer, never empty.
    Text(String),
    /// The next piece of the provider's own reasoning, never empty.
    Reasoning(String),
    /// The next piece of a refusal, never empty.
    Refusal(String),
    /// How sure the model was of the next tokens; never empty. They come beside the text, not instead of it.
    Logprobs(Vec<TokenLogprob>),
    /// A call of a tool begins. `index` counts the calls of this answer from 0.
    ToolCallStarted { index: usize, id: String, name: String },
    /// The next piece of the arguments (JSON text) of a call that has begun, never empty.
    ToolCallArguments { index: usize, piece: String },
    /// [`crate::domain::tool::ToolCall::signature`] of a call that has begun; a later one replaces it.
    ToolCallSigned { index: usize, signature: String },
    /// A block for [`crate::domain::completion::Completion::kept`].
    Kept(String),
    /// All that is known of the usage so far; a later one replaces it.
    Usage(Usage),
    /// Why the model stopped; at most once.
    Finish(FinishReason),
    /// The answer ended badly; what came before stays valid. At most once, and nothing follows but usage.
    Failed(Failure),
}

impl RunEvent {
    /// Adds what the event says about tool calls to those of its answer so far; whether it said anything about them.
    pub fn add_to(&self, calls: &mut Vec<ToolCall>) -> bool {
        match self {
            Self::ToolCallStarted { id, name, .. } => {
                calls.push(ToolCall { id: id.clone(), name: name.clone(), ..ToolCall::default() });
            }
            Self::ToolCallArguments { index, piece } => {
                if let Some(call) = calls.get_mut(*index) {
                    call.arguments.push_str(piece);
                }
            }
            Self::ToolCallSigned { index, signature } => {
                if let Some(call) = calls.get_mut(*index) {
                    call.signature.clone_from(signature);
                }
            }
            _ => return false,
        }
        true
    }
}
