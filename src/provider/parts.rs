//! What tools and images have in common whatever the protocol: parsed parameters, data URLs, and doubts about a model that takes neither.

use serde_json::{Map, Value, json};

use super::request::{ChatRequest, Draft};
use super::schema::strict_refusal;
use crate::domain::compose::{ComposedTool, Turn};
use crate::domain::image::Image;
use crate::domain::tool::ToolCall;

impl ChatRequest {
    /// The image's file in base64; [`super::request::encode`] has seen to it that it is there.
    pub(super) fn file(&self, image: &Image) -> &str {
        self.images.get(&image.file).map_or("", |file| file)
    }

    /// The image as a `data:` URL.
    pub(super) fn data_url(&self, image: &Image) -> String {
        format!("data:{};base64,{}", image.media_type.name(), self.file(image))
    }

    /// An image whose file is not on this device.
    pub(super) fn missing_file(&self) -> Option<&Image> {
        self.messages.iter().flat_map(|message| &message.images).find(|image| !self.images.contains(&image.file))
    }

    /// What the catalog says against sending this to its model, one sentence each. The request is sent as it is: a catalog ages, and the
    /// endpoint's own error is the last word.
    pub fn doubts(&self) -> Vec<String> {
        let Some(takes) = &self.capabilities else { return Vec::new() };
        let images = self.messages.iter().map(|message| message.images.len()).sum::<usize>();
        let mut doubts = Vec::new();
        if images > 0 && !takes.vision {
            let what = if images == 1 { "the image" } else { "the images" };
            doubts.push(format!(
                "The catalog does not list {} as taking images: it may refuse {what} of this prompt.",
                self.model
            ));
        }
        if !self.tools.is_empty() && !takes.tools {
            doubts.push(format!("The catalog does not list {} as calling tools: it may refuse them.", self.model));
        }
        doubts
    }

    /// Whether the request goes on after tool calls.
    pub fn is_continued(&self) -> bool {
        matches!(self.messages.last().and_then(|message| message.turn.as_ref()), Some(Turn::Answered(_)))
    }
}

/// JSON Schema of a tool's arguments. Composition has read it before; what it has not is an object without members.
pub(super) fn parameters(tool: &ComposedTool) -> Value {
    serde_json::from_str(&tool.json).unwrap_or_else(|_| json!({"type": "object", "properties": {}}))
}

/// Name and description, which is left out when there is none.
pub(super) fn named(tool: &ComposedTool) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("name".to_owned(), tool.name.as_str().into());
    if !tool.description.is_empty() {
        members.insert("description".to_owned(), tool.description.as_str().into());
    }
    members
}

/// The arguments of a call to go back: JSON in any case, because endpoints refuse other text.
pub(super) fn arguments_json(call: &ToolCall) -> String {
    call.arguments_value().to_string()
}

/// The arguments of a call to go back where they must be an object.
pub(super) fn arguments_object(call: &ToolCall) -> Value {
    match call.arguments_value() {
        object @ Value::Object(_) => object,
        other => json!({"value": other}),
    }
}

impl Draft {
    /// Whether OpenAI's strict mode takes a tool's parameters; says so when it does not.
    pub(super) fn tool_strictness(&mut self, tool: &ComposedTool, parameters: &Value) -> bool {
        let refusal = strict_refusal(parameters);
        if let Some(why) = &refusal {
            self.note(format!(
                "The tool {} is sent with strict mode off, because of its parameters: {why}. Its arguments may stray from them.",
                tool.name
            ));
        }
        refusal.is_none()
    }
}
