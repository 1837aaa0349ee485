//! Lines and whole answers of Ollama → events.

use serde_json::Value;

use crate::domain::completion::FinishReason;
use crate::provider::output::Output;
use crate::provider::{error, logprobs, usage};

/// Reads lines; keeps nothing between them.
#[derive(Debug, Default)]
pub(in crate::provider) struct Reader;

impl Reader {
    /// A whole answer is the last line with everything in it.
    pub(in crate::provider) fn line(line: &Value, out: &mut Output) {
        if let Some(failure) = error::in_answer(line) {
            out.fail(failure);
            return out.end();
        }
        out.model(&line["model"]);
        let message = &line["message"];
        out.reasoning(message["thinking"].as_str().unwrap_or_default());
        out.text(message["content"].as_str().unwrap_or_default());
        // `/api/generate` says the same without a message.
        out.reasoning(line["thinking"].as_str().unwrap_or_default());
        out.text(line["response"].as_str().unwrap_or_default());
        for call in message["tool_calls"].as_array().into_iter().flatten() {
            let function = &call["function"];
            let id = call["id"].as_str().unwrap_or_default();
            let index = out.call(id, function["name"].as_str().unwrap_or_default());
            match &function["arguments"] {
                Value::Null => {}
                // Servers that copy the protocol send the text of JSON.
                Value::String(text) => out.arguments(index, text),
                arguments => out.arguments(index, &arguments.to_string()),
            }
        }
        out.logprobs(logprobs::listed(&line["logprobs"]));
        if line["done"] != true {
            return;
        }
        if let Some(usage) = usage::ollama(line) {
            out.usage(usage);
        }
        out.finish(match line["done_reason"].as_str() {
            // Servers before 2024-08 give no reason.
            None | Some("stop" | "") => FinishReason::Stop,
            Some("length") => FinishReason::Length,
            // `load` and `unload` answer requests without messages.
            Some(other) => FinishReason::Other(other.to_owned()),
        });
        out.end();
    }
}
