//! Contents and tools of a Gemini request.

use serde_json::{Map, Value, json};

use crate::domain::compose::{ComposedTools, RenderedMessage, Turn};
use crate::domain::message::Role;
use crate::domain::tool::ToolChoice;
use crate::provider::parts::{arguments_object, named, parameters};
use crate::provider::request::{ChatRequest, Draft};
use crate::provider::schema::for_gemini;

/// A message as a content. Thoughts are not sent back but for the signatures on calls, without which newer models refuse the turn.
pub(super) fn content(request: &ChatRequest, message: &RenderedMessage) -> Value {
    let role = if message.role == Role::Assistant { "model" } else { "user" };
    let text = message.text();
    let parts: Vec<Value> = match &message.turn {
        Some(Turn::Called { calls, .. }) => {
            let said = (!text.is_empty()).then(|| json!({"text": text}));
            let calls = calls.iter().map(|call| {
                let mut part = json!({"functionCall": {"name": call.name, "args": arguments_object(call)}});
                if !call.signature.is_empty() {
                    part["thoughtSignature"] = call.signature.as_str().into();
                }
                part
            });
            said.into_iter().chain(calls).collect()
        }
        Some(Turn::Answered(results)) => results
            .iter()
            .map(|result| {
                let response = match serde_json::from_str(&result.content) {
                    Ok(Value::Object(members)) => Value::Object(members),
                    _ => json!({"result": result.content}),
                };
                json!({"functionResponse": {"name": result.name, "response": response}})
            })
            .collect(),
        None => {
            let images = message.images.iter();
            let images = images
                .map(|image| json!({"inlineData": {"mimeType": image.media_type.name(), "data": request.file(image)}}));
            let has_images = !message.images.is_empty();
            let said = (!has_images || !text.trim().is_empty()).then(|| json!({"text": text}));
            images.chain(said).collect()
        }
    };
    json!({"role": role, "parts": parts})
}

/// Sends the tools and the choice among them.
pub(super) fn tools(draft: &mut Draft, tools: &ComposedTools) {
    if tools.is_empty() {
        return;
    }
    let mut declarations = Vec::new();
    for tool in &tools.items {
        let (schema, notes) = for_gemini(&parameters(tool));
        for note in notes {
            draft.note(format!("Tool {}: {note}", tool.name));
        }
        let mut declaration: Map<String, Value> = named(tool);
        declaration.insert("parametersJsonSchema".to_owned(), schema);
        declarations.push(Value::Object(declaration));
    }
    draft.set("tools", json!([{"functionDeclarations": declarations}]));
    let config = match &tools.choice {
        ToolChoice::Auto => None,
        ToolChoice::None => Some(json!({"mode": "NONE"})),
        ToolChoice::Required => Some(json!({"mode": "ANY"})),
        ToolChoice::Named(name) => Some(json!({"mode": "ANY", "allowedFunctionNames": [name]})),
    };
    if let Some(config) = config {
        draft.set("toolConfig", json!({"functionCallingConfig": config}));
    }
    if tools.one_at_a_time {
        draft.note("One call at a time is not sent: Gemini has no such setting.");
    }
}
