//! Events and whole answers of Responses → events.

use serde_json::Value;

use super::calls::Calls;
use crate::domain::completion::FinishReason;
use crate::provider::output::Output;
use crate::provider::{error, logprobs, usage};

/// Reads events. Text comes as deltas; a terminal event brings the finish and the only usage. Servers that send no deltas (and the whole
/// answer, when a stream was not given) are read from the response object.
#[derive(Debug, Default)]
pub(in crate::provider) struct Reader {
    said_text: bool,
    /// Deltas have said the part that is open.
    said_part: bool,
    said_reasoning: bool,
    calls: Calls,
}

/// Items that wait for a result; those of searches, images, code and MCP are the provider's own business (SDK types, 2026-11).
const CLIENTS_CALLS: [&str; 6] =
    ["function_call", "custom_tool_call", "computer_call", "local_shell_call", "shell_call", "apply_patch_call"];

impl Reader {
    pub(in crate::provider) fn event(&mut self, name: &str, event: &Value, out: &mut Output) {
        let delta = event["delta"].as_str().unwrap_or_default();
        let kind = event["type"].as_str().unwrap_or(name);
        match kind {
            "response.created" | "response.in_progress" => out.model(&event["response"]["model"]),
            "response.output_text.delta" => {
                self.said_text |= !delta.is_empty();
                self.said_part = true;
                out.text(delta);
                out.logprobs(logprobs::listed(&event["logprobs"]));
            }
            "response.refusal.delta" => {
                self.said_text |= !delta.is_empty();
                out.refusal(delta);
            }
            "response.reasoning_summary_text.delta" | "response.reasoning_text.delta" => {
                self.said_reasoning |= !delta.is_empty();
                out.reasoning(delta);
            }
            // Summaries come in parts without white space between them.
            "response.reasoning_summary_part.added" if self.said_reasoning => out.reasoning("\n\n"),
            "response.output_item.added" | "response.output_item.done" if event["item"]["type"] == "function_call" => {
                self.calls.item(&event["item"], event["output_index"].as_u64(), out);
            }
            "response.function_call_arguments.delta" => self.calls.delta(event, out),
            "response.function_call_arguments.done" => self.calls.done(event, out),
            // Tells the part whole: news from servers that send no deltas.
            "response.output_text.done" if !std::mem::take(&mut self.said_part) => {
                let text = event["text"].as_str().unwrap_or_default();
                self.said_text |= !text.is_empty();
                out.text(text);
            }
            "response.completed" | "response.incomplete" | "response.failed" => {
                self.document(&event["response"], out);
                if kind == "response.completed" && !out.failed {
                    // Not every server repeats it as the status.
                    out.finish(FinishReason::Stop);
                }
                out.end();
            }
            "error" => out.fail(error::in_answer(event).unwrap_or_else(error::unnamed)),
            // Items, parts, `done` events that repeat what was said, and what is not known yet.
            _ => {
                if let Some(failure) = error::in_untyped(event) {
                    out.fail(failure);
                }
            }
        }
    }

    pub(in crate::provider) fn document(&mut self, response: &Value, out: &mut Output) {
        out.model(&response["model"]);
        for (item, place) in response["output"].as_array().into_iter().flatten().zip(0..) {
            self.item(item, place, out);
        }
        if let Some(usage) = usage::responses(response) {
            out.usage(usage);
        }
        if let Some(failure) = error::in_answer(response) {
            return out.fail(failure);
        }
        let calls = |item: &Value| item["type"].as_str().is_some_and(|kind| CLIENTS_CALLS.contains(&kind));
        let ends_in_call = response["output"].as_array().and_then(|items| items.last()).is_some_and(calls);
        match response["status"].as_str() {
            Some("completed") if ends_in_call => out.finish(FinishReason::ToolCalls),
            Some("completed") => out.finish(FinishReason::Stop),
            Some("incomplete") => out.finish(match response["incomplete_details"]["reason"].as_str() {
                Some("max_output_tokens") | None => FinishReason::Length,
                Some("content_filter") => FinishReason::Refusal,
                Some(other) => FinishReason::Other(other.to_owned()),
            }),
            Some("cancelled") => out.finish(FinishReason::Other("cancelled".to_owned())),
            Some("failed") => out.fail(error::unnamed()),
            _ => {}
        }
    }

    /// An output item, as far as deltas have not said it.
    fn item(&mut self, item: &Value, place: u64, out: &mut Output) {
        let parts = |field: &str| item[field].as_array().cloned().unwrap_or_default();
        let text = |part: &Value| part["text"].as_str().unwrap_or_default().to_owned();
        match item["type"].as_str() {
            Some("message") if !self.said_text => {
                for part in parts("content") {
                    out.text(&text(&part));
                    out.logprobs(logprobs::listed(&part["logprobs"]));
                    out.refusal(part["refusal"].as_str().unwrap_or_default());
                }
            }
            Some("reasoning") if !self.said_reasoning => {
                let said: Vec<String> = parts("summary").iter().chain(&parts("content")).map(text).collect();
                out.reasoning(&said.join("\n\n"));
            }
            Some("function_call") => self.calls.item(item, Some(place), out),
            _ => {}
        }
        // Encrypted reasoning: reasoning models go on better with it, and nothing is stored at the provider.
        if item["type"] == "reasoning" && item["encrypted_content"].is_string() {
            out.keep(item);
        }
    }
}
