//! Content blocks and tools of a Messages request.

use serde_json::{Value, json};

use super::SCHEMA_TOOL;
use crate::domain::compose::{ComposedTools, RenderedMessage, Turn};
use crate::domain::tool::ToolChoice;
use crate::provider::parts::{arguments_object, named, parameters};
use crate::provider::request::{ChatRequest, Draft};
use crate::provider::rules::ClaudeRules;
use crate::provider::schema::for_anthropic;

/// The content of one message: its text, or a list of blocks where it has more.
pub(super) fn content(request: &ChatRequest, message: &RenderedMessage) -> Value {
    let text = message.text();
    let text_block = (!text.trim().is_empty()).then(|| json!({"type": "text", "text": text}));
    match &message.turn {
        Some(Turn::Called { calls, kept, .. }) => {
            let kept = kept.iter().filter_map(|block| serde_json::from_str(block).ok());
            let calls = calls.iter().map(
                |call| json!({"type": "tool_use", "id": call.id, "name": call.name, "input": arguments_object(call)}),
            );
            kept.chain(text_block).chain(calls).collect()
        }
        Some(Turn::Answered(results)) => results
            .iter()
            .map(|result| json!({"type": "tool_result", "tool_use_id": result.call, "content": result.content}))
            .collect(),
        None if message.images.is_empty() => text.into(),
        None => {
            let images = message.images.iter().map(|image| {
                let (media_type, data) = (image.media_type.name(), request.file(image));
                json!({"type": "image", "source": {"type": "base64", "media_type": media_type, "data": data}})
            });
            images.chain(text_block).collect()
        }
    }
}

/// Sends the person's tools, and the tool that stands in for structured output where the model has none: `schema`.
pub(super) fn tools(draft: &mut Draft, tools: &ComposedTools, schema: Option<&Value>, rules: ClaudeRules) {
    let mut list: Vec<Value> = tools
        .items
        .iter()
        .map(|tool| {
            let parameters = parameters(tool);
            let mut members = named(tool);
            // Strict tools come with structured output, and take the same part of JSON Schema (anthropic SDK 2.12.0, 2026-11-20).
            let strict = rules.structured_output && for_anthropic(&parameters).1.is_empty();
            members.insert("input_schema".to_owned(), parameters);
            if strict {
                members.insert("strict".to_owned(), true.into());
            }
            Value::Object(members)
        })
        .collect();
    if let Some(schema) = schema {
        list.push(json!({"name": SCHEMA_TOOL, "description": "Gives the answer.", "input_schema": schema}));
    }
    if list.is_empty() {
        return;
    }
    draft.set("tools", list);
    let mut choice = match (&tools.choice, schema) {
        (ToolChoice::Named(name), _) => Some(json!({"type": "tool", "name": name})),
        (ToolChoice::Auto | ToolChoice::Required, Some(_)) if !tools.is_empty() => Some(json!({"type": "any"})),
        (_, Some(_)) => Some(json!({"type": "tool", "name": SCHEMA_TOOL})),
        (ToolChoice::Auto, None) => None,
        (ToolChoice::None, None) => Some(json!({"type": "none"})),
        (ToolChoice::Required, None) => Some(json!({"type": "any"})),
    };
    if tools.one_at_a_time && tools.choice != ToolChoice::None && !tools.is_empty() {
        let choice = choice.get_or_insert_with(|| json!({"type": "auto"}));
        choice["disable_parallel_tool_use"] = true.into();
    }
    if let Some(choice) = choice {
        draft.set("tool_choice", choice);
    }
}
