//! What readers say, collected into [`RunEvent`]s.

use serde_json::Value;

use super::event::RunEvent;
use crate::domain::completion::{FinishReason, TokenLogprob};
use crate::domain::failure::Failure;
use crate::domain::usage::Usage;

/// Collects events and keeps the promises of [`RunEvent`]: no empty text, one model, one finish, one failure.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "five independent promises, each kept by one flag")]
pub(super) struct Output {
    events: Vec<RunEvent>,
    has_model: bool,
    pub(super) said_anything: bool,
    refused: bool,
    /// Calls that have begun.
    calls: usize,
    pub(super) finish: Option<FinishReason>,
    pub(super) failed: bool,
    pub(super) ended: bool,
}

impl Output {
    pub(super) fn model(&mut self, value: &Value) {
        if let Some(model) = value.as_str().filter(|model| !model.is_empty() && !self.has_model) {
            self.has_model = true;
            self.events.push(RunEvent::Model(model.to_owned()));
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        self.say(text, RunEvent::Text);
    }

    pub(super) fn reasoning(&mut self, text: &str) {
        self.say(text, RunEvent::Reasoning);
    }

    pub(super) fn refusal(&mut self, text: &str) {
        self.refused |= !text.is_empty();
        self.say(text, RunEvent::Refusal);
    }

    fn say(&mut self, text: &str, event: impl FnOnce(String) -> RunEvent) {
        if !text.is_empty() && !self.failed {
            self.said_anything = true;
            self.events.push(event(text.to_owned()));
        }
    }

    pub(super) fn logprobs(&mut self, tokens: Vec<TokenLogprob>) {
        if !tokens.is_empty() && !self.failed {
            self.events.push(RunEvent::Logprobs(tokens));
        }
    }

    /// Begins a call and returns its index. An endpoint without names for calls gets one made up.
    pub(super) fn call(&mut self, id: &str, name: &str) -> usize {
        let index = self.calls;
        if !self.failed {
            let id = if id.is_empty() { format!("call_{index}") } else { id.to_owned() };
            self.calls += 1;
            self.said_anything = true;
            self.events.push(RunEvent::ToolCallStarted { index, id, name: name.to_owned() });
        }
        index
    }

    /// The next piece of the arguments of a call that has begun.
    pub(super) fn arguments(&mut self, index: usize, piece: &str) {
        if index < self.calls {
            self.say(piece, |piece| RunEvent::ToolCallArguments { index, piece });
        }
    }

    /// What a call that has begun must carry when it goes back.
    pub(super) fn signature(&mut self, index: usize, signature: &str) {
        if index < self.calls && !signature.is_empty() {
            self.events.push(RunEvent::ToolCallSigned { index, signature: signature.to_owned() });
        }
    }

    /// A block to go back unchanged when the turn goes on.
    pub(super) fn keep(&mut self, block: &Value) {
        self.events.push(RunEvent::Kept(block.to_string()));
    }

    pub(super) fn usage(&mut self, usage: Usage) {
        self.events.push(RunEvent::Usage(usage));
    }

    /// The first reason stands; a refusal that was spoken turns a plain stop into a refusal, and calls turn it into calls (Ollama and some
    /// vLLM deployments say `stop` after calls).
    pub(super) fn finish(&mut self, reason: FinishReason) {
        if self.finish.is_none() && !self.failed {
            let reason = match reason {
                FinishReason::Stop if self.refused => FinishReason::Refusal,
                FinishReason::Stop if self.calls > 0 => FinishReason::ToolCalls,
                reason => reason,
            };
            self.finish = Some(reason.clone());
            self.events.push(RunEvent::Finish(reason));
        }
    }

    pub(super) fn fail(&mut self, failure: Failure) {
        if !std::mem::replace(&mut self.failed, true) {
            self.events.push(RunEvent::Failed(failure));
        }
    }

    /// Nothing more is of interest, usage included.
    pub(super) fn end(&mut self) {
        self.ended = true;
    }

    /// `[DONE]`: some servers say it without ever giving a finish reason, which ends an answer that has content all the same.
    pub(super) fn done_marker(&mut self) {
        if self.said_anything {
            self.finish(FinishReason::Stop);
        }
        self.end();
    }

    pub(super) fn take(&mut self) -> Vec<RunEvent> {
        std::mem::take(&mut self.events)
    }
}
