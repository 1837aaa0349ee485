//! Input items and tools of a Responses request.

use serde_json::{Value, json};

use crate::domain::compose::{ComposedTools, RenderedMessage, Turn};
use crate::domain::message::Role;
use crate::domain::tool::ToolChoice;
use crate::provider::parts::{arguments_json, named, parameters};
use crate::provider::request::{ChatRequest, Draft};

/// The items of one message: one, but for turns that went on after tool calls.
pub(super) fn items(request: &ChatRequest, message: &RenderedMessage) -> Vec<Value> {
    let (role, text) = (message.role.name(), message.text());
    match &message.turn {
        Some(Turn::Called { calls, kept, .. }) => {
            let kept = kept.iter().filter_map(|item| serde_json::from_str(item).ok());
            let said = (!text.is_empty()).then(|| said(role, &text));
            let calls = calls.iter().map(|call| {
                json!({"type": "function_call", "call_id": call.id, "name": call.name, "arguments": arguments_json(call)})
            });
            kept.chain(said).chain(calls).collect()
        }
        Some(Turn::Answered(results)) => results
            .iter()
            .map(|result| json!({"type": "function_call_output", "call_id": result.call, "output": result.content}))
            .collect(),
        None if message.images.is_empty() => vec![said(role, &text)],
        None => {
            let images = message.images.iter();
            let images = images.map(|image| json!({"type": "input_image", "image_url": request.data_url(image)}));
            let text = (!text.trim().is_empty()).then(|| json!({"type": "input_text", "text": text}));
            vec![json!({"role": role, "content": images.chain(text).collect::<Vec<_>>()})]
        }
    }
}

/// A message of text. llama.cpp knows what an assistant said only by its type, which OpenAI lets one leave out.
fn said(role: &str, text: &str) -> Value {
    if role == Role::Assistant.name() {
        json!({"type": "message", "role": role, "content": text})
    } else {
        json!({"role": role, "content": text})
    }
}

/// Sends the tools and the choice among them. `strict` is always said, because here it is on by default.
pub(super) fn tools(draft: &mut Draft, tools: &ComposedTools) {
    if tools.is_empty() {
        return;
    }
    let list: Vec<_> = tools
        .items
        .iter()
        .map(|tool| {
            let parameters = parameters(tool);
            let mut function = serde_json::Map::new();
            function.insert("type".to_owned(), "function".into());
            function.extend(named(tool));
            function.insert("strict".to_owned(), draft.tool_strictness(tool, &parameters).into());
            function.insert("parameters".to_owned(), parameters);
            Value::Object(function)
        })
        .collect();
    draft.set("tools", list);
    match &tools.choice {
        ToolChoice::Auto => {}
        ToolChoice::None => draft.set("tool_choice", "none"),
        ToolChoice::Required => draft.set("tool_choice", "required"),
        ToolChoice::Named(name) => draft.set("tool_choice", json!({"type": "function", "name": name})),
    }
    if tools.one_at_a_time {
        draft.set("parallel_tool_calls", false);
    }
}
