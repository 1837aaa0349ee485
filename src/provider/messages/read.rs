//! Events and whole answers of Messages → events.

use serde_json::{Map, Value};

use super::SCHEMA_TOOL;
use crate::domain::completion::FinishReason;
use crate::provider::output::Output;
use crate::provider::{error, usage};

/// Reads events. Usage comes in pieces (input at the start, output at the end) that are merged field by field, later non-null ones winning.
#[derive(Debug, Default)]
pub(in crate::provider) struct Reader {
    usage: Map<String, Value>,
    /// The answer comes as the arguments of the tool that this app forces for schemas: they are the text.
    schema_tool: bool,
    open: Block,
}

/// The content block that is open: what its deltas are pieces of.
#[derive(Debug, Default)]
enum Block {
    #[default]
    Other,
    SchemaTool,
    /// A call, by its index among the events, with the arguments that stood in its beginning: they count when no piece follows.
    Call(usize, Option<String>),
    /// Reasoning, collected to be sent back with its signature when the turn goes on.
    Thinking(Value),
}

impl Reader {
    pub(in crate::provider) fn event(&mut self, name: &str, event: &Value, out: &mut Output) {
        match event["type"].as_str().unwrap_or(name) {
            "message_start" => {
                out.model(&event["message"]["model"]);
                self.merge_usage(&event["message"]["usage"], out);
            }
            "content_block_start" => self.start_block(&event["content_block"], out),
            "content_block_delta" => self.delta(&event["delta"], out),
            "content_block_stop" => self.stop_block(out),
            "message_delta" => {
                self.merge_usage(&event["usage"], out);
                self.stop(&event["delta"]["stop_reason"], out);
            }
            // Servers that copy the protocol may have given no reason.
            "message_stop" => out.done_marker(),
            "error" => out.fail(error::in_answer(event).unwrap_or_else(error::unnamed)),
            // `ping` and what is not known yet.
            _ => {
                if let Some(failure) = error::in_untyped(event) {
                    out.fail(failure);
                }
            }
        }
    }

    pub(in crate::provider) fn document(&mut self, answer: &Value, out: &mut Output) {
        out.model(&answer["model"]);
        for block in answer["content"].as_array().into_iter().flatten() {
            self.start_block(block, out);
            match &mut self.open {
                Block::SchemaTool => out.text(&block["input"].to_string()),
                Block::Call(_, given) => *given = Some(block["input"].to_string()),
                Block::Thinking(_) | Block::Other => {}
            }
            self.stop_block(out);
        }
        self.merge_usage(&answer["usage"], out);
        self.stop(&answer["stop_reason"], out);
    }

    /// Blocks may start with text in them; a tool's input starts as an empty object and streams as `input_json_delta`.
    fn start_block(&mut self, block: &Value, out: &mut Output) {
        out.text(block["text"].as_str().unwrap_or_default());
        out.reasoning(block["thinking"].as_str().unwrap_or_default());
        self.open = match block["type"].as_str() {
            Some("tool_use") if block["name"] == SCHEMA_TOOL => {
                self.schema_tool = true;
                Block::SchemaTool
            }
            Some("tool_use") => {
                let text = |field: &str| block[field].as_str().unwrap_or_default();
                let given =
                    block["input"].as_object().filter(|input| !input.is_empty()).map(|_| block["input"].to_string());
                Block::Call(out.call(text("id"), text("name")), given)
            }
            Some("thinking" | "redacted_thinking") => Block::Thinking(block.clone()),
            _ => Block::Other,
        };
    }

    /// A thinking block is complete: newer models refuse a tool's result without it.
    fn stop_block(&mut self, out: &mut Output) {
        match std::mem::take(&mut self.open) {
            Block::Thinking(block) => {
                let signed = block["signature"].as_str().is_some_and(|signature| !signature.is_empty());
                if signed || block["data"].is_string() {
                    out.keep(&block);
                }
            }
            Block::Call(index, Some(given)) => out.arguments(index, &given),
            Block::Call(..) | Block::SchemaTool | Block::Other => {}
        }
    }

    fn delta(&mut self, delta: &Value, out: &mut Output) {
        let text = |field: &str| delta[field].as_str().unwrap_or_default();
        match delta["type"].as_str() {
            Some("text_delta") => out.text(text("text")),
            Some("thinking_delta") => {
                out.reasoning(text("thinking"));
                self.append("thinking", text("thinking"));
            }
            Some("signature_delta") => self.append("signature", text("signature")),
            Some("input_json_delta") => match &mut self.open {
                Block::SchemaTool => out.text(text("partial_json")),
                Block::Call(index, given) => {
                    if !text("partial_json").is_empty() {
                        *given = None;
                    }
                    out.arguments(*index, text("partial_json"));
                }
                Block::Thinking(_) | Block::Other => {}
            },
            _ => {}
        }
    }

    fn append(&mut self, field: &str, piece: &str) {
        let Block::Thinking(Value::Object(block)) = &mut self.open else { return };
        match block.entry(field).or_insert_with(|| Value::String(String::new())) {
            Value::String(text) => text.push_str(piece),
            other => *other = Value::String(piece.to_owned()),
        }
    }

    fn stop(&self, reason: &Value, out: &mut Output) {
        let Some(reason) = reason.as_str() else { return };
        out.finish(match reason {
            "end_turn" | "stop_sequence" => FinishReason::Stop,
            "max_tokens" | "model_context_window_exceeded" => FinishReason::Length,
            "tool_use" if self.schema_tool => FinishReason::Stop,
            "tool_use" => FinishReason::ToolCalls,
            "refusal" => FinishReason::Refusal,
            other => FinishReason::Other(other.to_owned()),
        });
    }

    fn merge_usage(&mut self, usage: &Value, out: &mut Output) {
        let Some(fields) = usage.as_object() else { return };
        for (field, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
            self.usage.insert(field.clone(), value.clone());
        }
        if let Some(usage) = usage::messages(&Value::Object(self.usage.clone())) {
            out.usage(usage);
        }
    }
}
