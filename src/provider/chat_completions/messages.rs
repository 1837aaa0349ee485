//! Messages and tools of a Chat Completions request.

use serde_json::{Value, json};

use crate::domain::compose::{ComposedTools, RenderedMessage, Turn};
use crate::domain::tool::ToolChoice;
use crate::provider::dialect::Dialect;
use crate::provider::parts::{arguments_json, named, parameters};
use crate::provider::request::{ChatRequest, Draft};

/// The messages of a request; the results of tool calls become a message each.
pub(super) fn messages(request: &ChatRequest, dialect: Dialect) -> Vec<Value> {
    request.messages.iter().flat_map(|message| encoded(request, message, dialect)).collect()
}

fn encoded(request: &ChatRequest, message: &RenderedMessage, dialect: Dialect) -> Vec<Value> {
    let text = message.text();
    match &message.turn {
        Some(Turn::Called { calls, reasoning, .. }) => {
            let calls: Vec<_> = calls
                .iter()
                .map(|call| {
                    let function = json!({"name": call.name, "arguments": arguments_json(call)});
                    json!({"id": call.id, "type": "function", "function": function})
                })
                .collect();
            let content = if text.is_empty() { Value::Null } else { text.into() };
            let mut message = json!({"role": "assistant", "content": content, "tool_calls": calls});
            // DeepSeek refuses a continued turn without the reasoning that led to the call (its thinking mode guide, 2026).
            if dialect == Dialect::DeepSeek && !reasoning.is_empty() {
                message["reasoning_content"] = reasoning.as_str().into();
            }
            vec![message]
        }
        Some(Turn::Answered(results)) => results
            .iter()
            .map(|result| json!({"role": "tool", "tool_call_id": result.call, "content": result.content}))
            .collect(),
        None if message.images.is_empty() => vec![json!({"role": message.role.name(), "content": text})],
        None => {
            let images = message.images.iter();
            let images =
                images.map(|image| json!({"type": "image_url", "image_url": {"url": request.data_url(image)}}));
            let text = (!text.trim().is_empty()).then(|| json!({"type": "text", "text": text}));
            vec![json!({"role": message.role.name(), "content": images.chain(text).collect::<Vec<_>>()})]
        }
    }
}

/// Sends the tools and the choice among them.
pub(super) fn tools(draft: &mut Draft, tools: &ComposedTools) {
    if tools.is_empty() {
        return;
    }
    let strict_known = matches!(draft.dialect, Dialect::OpenAi | Dialect::Azure);
    let list: Vec<_> = tools
        .items
        .iter()
        .map(|tool| {
            let parameters = parameters(tool);
            let mut function = named(tool);
            if strict_known && draft.tool_strictness(tool, &parameters) {
                function.insert("strict".to_owned(), true.into());
            }
            function.insert("parameters".to_owned(), parameters);
            json!({"type": "function", "function": function})
        })
        .collect();
    draft.set("tools", list);
    match &tools.choice {
        ToolChoice::Auto => {}
        ToolChoice::None => draft.set("tool_choice", "none"),
        ToolChoice::Required => draft.set("tool_choice", "required"),
        ToolChoice::Named(name) => {
            draft.set("tool_choice", json!({"type": "function", "function": {"name": name}}));
        }
    }
    if tools.one_at_a_time {
        draft.set("parallel_tool_calls", false);
    }
}
