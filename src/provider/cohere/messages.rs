//! Messages and tools of a Cohere request.

use serde_json::{Value, json};

use crate::domain::compose::{ComposedTools, RenderedMessage, Turn};
use crate::domain::tool::ToolChoice;
use crate::provider::parts::{arguments_json, named, parameters};
use crate::provider::request::{ChatRequest, Draft};

/// The messages of one rendered message: one, but for the results of tool calls.
pub(super) fn messages(request: &ChatRequest, message: &RenderedMessage) -> Vec<Value> {
    let (role, text) = (message.role.name(), message.text());
    match &message.turn {
        Some(Turn::Called { calls, .. }) => {
            let calls: Vec<_> = calls
                .iter()
                .map(|call| {
                    let function = json!({"name": call.name, "arguments": arguments_json(call)});
                    json!({"id": call.id, "type": "function", "function": function})
                })
                .collect();
            let mut message = json!({"role": role, "tool_calls": calls});
            if !text.is_empty() {
                message["content"] = text.into();
            }
            vec![message]
        }
        Some(Turn::Answered(results)) => results
            .iter()
            .map(|result| json!({"role": "tool", "tool_call_id": result.call, "content": result.content}))
            .collect(),
        None if message.images.is_empty() => vec![json!({"role": role, "content": text})],
        None => {
            let images = message.images.iter();
            let images =
                images.map(|image| json!({"type": "image_url", "image_url": {"url": request.data_url(image)}}));
            let text = (!text.trim().is_empty()).then(|| json!({"type": "text", "text": text}));
            vec![json!({"role": role, "content": images.chain(text).collect::<Vec<_>>()})]
        }
    }
}

/// Sends the tools and the choice among them.
pub(super) fn tools(draft: &mut Draft, tools: &ComposedTools) {
    if tools.is_empty() {
        return;
    }
    let list = tools.items.iter().map(|tool| {
        let mut function = named(tool);
        function.insert("parameters".to_owned(), parameters(tool));
        json!({"type": "function", "function": function})
    });
    draft.set("tools", list.collect::<Value>());
    match &tools.choice {
        ToolChoice::Auto => {}
        ToolChoice::None => draft.set("tool_choice", "NONE"),
        ToolChoice::Required => draft.set("tool_choice", "REQUIRED"),
        ToolChoice::Named(name) => {
            draft.note(format!("The choice of {name} is sent as any tool: Cohere takes no single name."));
            draft.set("tool_choice", "REQUIRED");
        }
    }
    if tools.one_at_a_time {
        draft.note("One call at a time is not sent: Cohere has no such setting.");
    }
}
