//! Chunks and whole answers of Chat Completions → events.

use serde_json::{Value, json};

use crate::domain::completion::FinishReason;
use crate::domain::failure::{Failure, FailureKind};
use crate::provider::output::Output;
use crate::provider::{error, logprobs, usage};

use super::calls::Calls;

/// Reads chunks. Usage may come before, with or after the finish; each non-null one replaces the last.
#[derive(Debug, Default)]
pub(in crate::provider) struct Reader {
    calls: Calls,
}

impl Reader {
    pub(in crate::provider) fn event(&mut self, name: &str, chunk: &Value, out: &mut Output) {
        if let Some(failure) = error::in_answer(chunk) {
            out.fail(failure);
        } else if name == "error" {
            out.fail(error::of_event(chunk));
        }
        self.read(chunk, "delta", out);
    }

    pub(in crate::provider) fn document(&mut self, answer: &Value, out: &mut Output) {
        self.read(answer, "message", out);
    }

    fn read(&mut self, chunk: &Value, part: &str, out: &mut Output) {
        out.model(&chunk["model"]);
        // Only the first choice: this app never asks for more, and LiteLLM's usage chunk repeats an empty one.
        let choice = chunk["choices"].as_array().and_then(|choices| choices.iter().find(|choice| is_first(choice)));
        if let Some(choice) = choice {
            // Some servers put the whole message into the one chunk that they send; others repeat in the last what deltas have said.
            let part = if choice[part].is_null() && !out.said_anything { "message" } else { part };
            content(&choice[part], out);
            // The older completions, which some servers still stream.
            out.text(choice["text"].as_str().unwrap_or_default());
            for call in choice[part]["tool_calls"].as_array().into_iter().flatten() {
                self.calls.piece(call, out);
            }
            // What tool calls were before 2023-11.
            if choice[part]["function_call"].is_object() {
                self.calls.piece(&json!({"index": 0, "function": choice[part]["function_call"]}), out);
            }
            out.logprobs(logprobs::of_choice(&choice["logprobs"]));
            // Not yet: empty or the word (Alibaba, and gateways that know no null).
            match choice["finish_reason"].as_str().filter(|reason| !matches!(*reason, "" | "null")) {
                // Mistral and OpenRouter; the error itself may not come.
                Some("error") => out.fail(error::unnamed()),
                Some("insufficient_system_resource") => {
                    out.fail(Failure::new(
                        FailureKind::Overloaded,
                        "The provider ran out of capacity while answering.",
                    ));
                }
                Some(reason) => out.finish(finish_reason(reason)),
                None => {}
            }
        }
        // Moonshot puts it into the last choice.
        let told = usage::chat_completions(chunk).or_else(|| usage::chat_completions(choice?));
        if let Some(usage) = told {
            out.usage(usage);
        }
    }
}

fn is_first(choice: &Value) -> bool {
    choice["index"].as_u64().unwrap_or(0) == 0
}

/// `delta` and `message` have the same fields. Reasoning is `reasoning_content` (DeepSeek, xAI, vLLM, llama.cpp) or `reasoning` (OpenRouter,
/// Groq, newer vLLM), and in `reasoning_details` of OpenRouter where it is nowhere else; Mistral sends `content` as an array of parts with
/// `thinking` among them.
fn content(delta: &Value, out: &mut Output) {
    let places = [&delta["reasoning_content"], &delta["reasoning"]];
    let reasoning = places.into_iter().filter_map(Value::as_str).find(|text| !text.is_empty());
    match reasoning {
        Some(text) => out.reasoning(text),
        None => delta["reasoning_details"].as_array().into_iter().flatten().for_each(|detail| {
            let text = [&detail["text"], &detail["summary"]].into_iter().find_map(Value::as_str);
            out.reasoning(text.unwrap_or_default());
        }),
    }
    match &delta["content"] {
        Value::String(text) => out.text(text),
        Value::Array(parts) => parts.iter().for_each(|part| content_part(part, out)),
        // Cloudflare answers a request with a schema by the value itself.
        value @ Value::Object(_) => out.text(&value.to_string()),
        _ => {}
    }
    out.refusal(delta["refusal"].as_str().unwrap_or_default());
}

fn content_part(part: &Value, out: &mut Output) {
    match &part["thinking"] {
        Value::Array(thoughts) => {
            thoughts.iter().filter_map(|thought| thought["text"].as_str()).for_each(|text| out.reasoning(text));
        }
        Value::String(text) => out.reasoning(text),
        _ => out.text(part["text"].as_str().unwrap_or_default()),
    }
}

fn finish_reason(word: &str) -> FinishReason {
    match word.to_ascii_lowercase().as_str() {
        "stop" | "eos" | "end_turn" | "stop_sequence" => FinishReason::Stop,
        "length" | "max_tokens" | "model_length" => FinishReason::Length,
        "tool_calls" | "function_call" | "tool_use" => FinishReason::ToolCalls,
        "content_filter" | "refusal" => FinishReason::Refusal,
        _ => FinishReason::Other(word.to_owned()),
    }
}
