//! Messages and tools of an Ollama request.

use serde_json::{Value, json};

use crate::domain::compose::{ComposedTools, RenderedMessage, Turn};
use crate::domain::tool::ToolChoice;
use crate::provider::parts::{arguments_object, named, parameters};
use crate::provider::request::{ChatRequest, Draft};

/// The messages of one rendered message: one, but for the results of tool calls. Images are bare base64; calls have no names of their own, so a
/// result names its tool.
pub(super) fn messages(request: &ChatRequest, message: &RenderedMessage) -> Vec<Value> {
    let (role, text) = (message.role.name(), message.text());
    match &message.turn {
        Some(Turn::Called { calls, reasoning, .. }) => {
            let calls: Vec<_> = calls
                .iter()
                .map(|call| json!({"function": {"name": call.name, "arguments": arguments_object(call)}}))
                .collect();
            let mut message = json!({"role": role, "content": text, "tool_calls": calls});
            if !reasoning.is_empty() {
                message["thinking"] = reasoning.as_str().into();
            }
            vec![message]
        }
        Some(Turn::Answered(results)) => results
            .iter()
            .map(|result| json!({"role": "tool", "tool_name": result.name, "content": result.content}))
            .collect(),
        None if message.images.is_empty() => vec![json!({"role": role, "content": text})],
        None => {
            let images: Vec<&str> = message.images.iter().map(|image| request.file(image)).collect();
            vec![json!({"role": role, "content": text, "images": images})]
        }
    }
}

/// Sends the tools; Ollama lets the model decide.
pub(super) fn tools(draft: &mut Draft, tools: &ComposedTools) {
    if tools.is_empty() {
        return;
    }
    if tools.choice == ToolChoice::None {
        return draft.note("The tools are not sent: the model shall call none, and Ollama has no setting for that.");
    }
    let list = tools.items.iter().map(|tool| {
        let mut function = named(tool);
        function.insert("parameters".to_owned(), parameters(tool));
        json!({"type": "function", "function": function})
    });
    draft.set("tools", list.collect::<Value>());
    if tools.choice != ToolChoice::Auto || tools.one_at_a_time {
        draft.note("Which tools must be called and how many at once is not sent: Ollama lets the model decide.");
    }
}
