//! Tools and images of a shared playground. An image travels as its file in base64; what it is, is read from the file again when it is
//! opened, because a link may say anything.

use serde::{Deserialize, Serialize};

use super::payload::{SharePayload, is_true};
use crate::domain::id::ElementId;
use crate::domain::image::{Image, ImageFiles, from_base64, inspect};
use crate::domain::tool::{Tool, ToolCall, ToolChoice, Tools};

/// A tool, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SharedTool {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    #[serde(skip_serializing_if = "is_true")]
    pub enabled: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub parameters: String,
}

impl Default for SharedTool {
    fn default() -> Self {
        Self { description: String::new(), enabled: true, name: String::new(), parameters: String::new() }
    }
}

/// An image of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SharedImage {
    /// The file in base64.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub data: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// A call in an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SharedToolCall {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub arguments: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
}

impl From<&Tool> for SharedTool {
    fn from(tool: &Tool) -> Self {
        Self {
            description: tool.description.clone(),
            enabled: tool.enabled,
            name: tool.name.clone(),
            parameters: tool.parameters.clone(),
        }
    }
}

impl From<&ToolCall> for SharedToolCall {
    fn from(call: &ToolCall) -> Self {
        Self { arguments: call.arguments.clone(), name: call.name.clone() }
    }
}

impl SharedToolCall {
    /// The call as the `number`th of an answer on this device; it can be read, not continued by the endpoint that made it.
    pub(super) fn adopt(self, number: usize) -> ToolCall {
        ToolCall { id: format!("call_{number}"), name: self.name, arguments: self.arguments, signature: String::new() }
    }
}

impl SharedImage {
    /// The image with its file; `None` when the files do not have it.
    pub(super) fn new(image: &Image, files: &ImageFiles) -> Option<Self> {
        Some(Self { data: files.get(&image.file)?.to_string(), name: image.name.clone() })
    }

    /// The image under a new id, its file put among `files`.
    ///
    /// # Errors
    /// A sentence why it can't be one.
    fn adopt(self, id: ElementId, files: &mut ImageFiles) -> Result<Image, String> {
        let file = from_base64(&self.data).ok_or_else(|| "an image is not base64".to_owned())?;
        let image = inspect(id, &self.name, &file).map_err(|error| error.to_string())?;
        files.insert(image.file.clone(), self.data);
        Ok(image)
    }
}

/// What is shared of the tools' choice: the named tool by its place.
pub(super) fn shared_choice(tools: &Tools) -> ToolChoice<usize> {
    let place = |id: ElementId| tools.items.iter().position(|tool| tool.id == id);
    match &tools.choice {
        ToolChoice::Named(id) => place(*id).map_or(ToolChoice::Auto, ToolChoice::Named),
        ToolChoice::Auto => ToolChoice::Auto,
        ToolChoice::None => ToolChoice::None,
        ToolChoice::Required => ToolChoice::Required,
    }
}

/// The tools of a payload under new ids.
pub(super) fn adopt_tools(payload: &mut SharePayload, mut next_id: impl FnMut() -> ElementId) -> Tools {
    let tools = std::mem::take(&mut payload.tools).into_iter().map(|tool| Tool {
        id: next_id(),
        name: tool.name,
        description: tool.description,
        parameters: tool.parameters,
        enabled: tool.enabled,
    });
    let items: Vec<Tool> = tools.collect();
    let choice = match &payload.tool_choice {
        ToolChoice::Named(place) => items.get(*place).map_or(ToolChoice::Auto, |tool| ToolChoice::Named(tool.id)),
        ToolChoice::Auto => ToolChoice::Auto,
        ToolChoice::None => ToolChoice::None,
        ToolChoice::Required => ToolChoice::Required,
    };
    Tools { items, choice, one_at_a_time: payload.one_tool_at_a_time }
}

/// The images of one message; a sentence for each that is none.
pub(super) fn adopt_images(
    shared: Vec<SharedImage>,
    files: &mut ImageFiles,
    notes: &mut Vec<String>,
    mut next_id: impl FnMut() -> ElementId,
) -> Vec<Image> {
    let adopt = |image: SharedImage| match image.adopt(next_id(), files) {
        Ok(image) => Some(image),
        Err(why) => {
            notes.push(format!("An image could not be opened and is left out: {why}"));
            None
        }
    };
    shared.into_iter().filter_map(adopt).collect()
}

/// What to say about images that did not come along.
pub(super) fn note_on_missing(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some("The prompt has an image that is not in the link. Ask the sender for it and attach it.".to_owned()),
        _ => Some(format!(
            "The prompt has {count} images that are not in the link. Ask the sender for them and attach them."
        )),
    }
}
