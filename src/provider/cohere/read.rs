//! Events and whole answers of Cohere → events.

use serde_json::{Value, json};

use crate::domain::completion::FinishReason;
use crate::domain::failure::{Failure, FailureKind};
use crate::provider::output::Output;
use crate::provider::{error, logprobs, usage};

/// Reads events.
#[derive(Debug, Default)]
pub(in crate::provider) struct Reader {
    /// The call that is open; calls come one after the other.
    call: usize,
}

impl Reader {
    pub(in crate::provider) fn event(&mut self, name: &str, event: &Value, out: &mut Output) {
        let message = &event["delta"]["message"];
        match event["type"].as_str().unwrap_or(name) {
            "content-start" | "content-delta" => {
                content(&message["content"], out);
                out.logprobs(logprobs::of_cohere(&event["logprobs"]));
            }
            // What the model means to do with its tools, before it calls them.
            "tool-plan-delta" => out.reasoning(message["tool_plan"].as_str().unwrap_or_default()),
            "tool-call-start" => self.call(&message["tool_calls"], out),
            "tool-call-delta" => {
                let piece = message["tool_calls"]["function"]["arguments"].as_str();
                out.arguments(self.call, piece.unwrap_or_default());
            }
            "message-end" => Self::end(&event["delta"], out),
            // Starts, ends, citations, and what is not known yet.
            _ => {
                if let Some(failure) = error::in_answer(event).or_else(|| error::in_untyped(event)) {
                    out.fail(failure);
                }
            }
        }
    }

    pub(in crate::provider) fn document(&mut self, answer: &Value, out: &mut Output) {
        let message = &answer["message"];
        if message.is_string() {
            return out.fail(error::of_event(answer));
        }
        out.reasoning(message["tool_plan"].as_str().unwrap_or_default());
        message["content"].as_array().into_iter().flatten().for_each(|block| content(block, out));
        message["tool_calls"].as_array().into_iter().flatten().for_each(|call| self.call(call, out));
        for item in answer["logprobs"].as_array().into_iter().flatten() {
            out.logprobs(logprobs::of_cohere(item));
        }
        Self::end(answer, out);
    }

    fn call(&mut self, call: &Value, out: &mut Output) {
        let function = &call["function"];
        self.call = out.call(call["id"].as_str().unwrap_or_default(), function["name"].as_str().unwrap_or_default());
        out.arguments(self.call, function["arguments"].as_str().unwrap_or_default());
    }

    fn end(last: &Value, out: &mut Output) {
        if let Some(usage) = usage::cohere(last) {
            out.usage(usage);
        }
        let said = last["error"].as_str().unwrap_or_default();
        match last["finish_reason"].as_str() {
            Some("COMPLETE" | "STOP_SEQUENCE") => out.finish(FinishReason::Stop),
            Some("MAX_TOKENS") => out.finish(FinishReason::Length),
            Some("TOOL_CALL") => out.finish(FinishReason::ToolCalls),
            Some("ERROR") if said.is_empty() => out.fail(error::unnamed()),
            Some("ERROR") => out.fail(error::of_event(&json!({"message": said}))),
            Some("TIMEOUT") => {
                out.fail(Failure::new(
                    FailureKind::TimedOut,
                    format!("Cohere gave up on the answer. {said}").trim_end(),
                ));
            }
            Some(other) => out.finish(FinishReason::Other(other.to_owned())),
            None => {}
        }
    }
}

/// A block, whole or a piece of it: text or thinking.
fn content(block: &Value, out: &mut Output) {
    out.reasoning(block["thinking"].as_str().unwrap_or_default());
    out.text(block["text"].as_str().unwrap_or_default());
}
