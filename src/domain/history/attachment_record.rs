//! Tools and images as stored. An image's file lies in a store of its own, under its hash.

use serde::{Deserialize, Serialize};

use crate::domain::id::ElementId;
use crate::domain::image::{Image, ImageHash, MediaType};
use crate::domain::tool::{Tool, ToolCall, ToolChoice, ToolResult, Tools};

/// The tools of a prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ToolsRecord {
    pub items: Vec<ToolRecord>,
    /// `auto`, `none`, `required`, or `{"named": id}`.
    pub choice: ToolChoice<u32>,
    pub one_at_a_time: bool,
}

impl ToolsRecord {
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolRecord {
    pub id: u32,
    pub name: String,
    #[serde(default)]
    pub description: String,
    pub parameters: String,
    pub enabled: bool,
}

/// An image without its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageRecord {
    pub id: u32,
    /// SHA-256 of the file in hexadecimal.
    pub file: String,
    pub media_type: MediaType,
    pub width: u32,
    pub height: u32,
    pub bytes: u64,
    #[serde(default)]
    pub name: String,
}

/// A call that a model asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ToolCallRecord {
    pub id: String,
    pub name: String,
    pub arguments: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub signature: String,
}

/// What a call gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ToolResultRecord {
    pub call: String,
    pub name: String,
    pub content: String,
}

impl From<&Tools> for ToolsRecord {
    fn from(tools: &Tools) -> Self {
        Self {
            items: tools.items.iter().map(ToolRecord::from).collect(),
            choice: tools.choice.map(|id| id.0),
            one_at_a_time: tools.one_at_a_time,
        }
    }
}

impl From<ToolsRecord> for Tools {
    fn from(record: ToolsRecord) -> Self {
        Self {
            items: record.items.into_iter().map(Tool::from).collect(),
            choice: record.choice.map(|id| ElementId(*id)),
            one_at_a_time: record.one_at_a_time,
        }
    }
}

impl From<&Tool> for ToolRecord {
    fn from(tool: &Tool) -> Self {
        let Tool { id, name, description, parameters, enabled } = tool.clone();
        Self { id: id.0, name, description, parameters, enabled }
    }
}

impl From<ToolRecord> for Tool {
    fn from(record: ToolRecord) -> Self {
        let ToolRecord { id, name, description, parameters, enabled } = record;
        Self { id: ElementId(id), name, description, parameters, enabled }
    }
}

impl From<&Image> for ImageRecord {
    fn from(image: &Image) -> Self {
        let Image { id, file, media_type, width, height, bytes, name } = image.clone();
        Self { id: id.0, file: file.0, media_type, width, height, bytes, name }
    }
}

impl From<ImageRecord> for Image {
    fn from(record: ImageRecord) -> Self {
        let ImageRecord { id, file, media_type, width, height, bytes, name } = record;
        Self { id: ElementId(id), file: ImageHash(file), media_type, width, height, bytes, name }
    }
}

impl From<&ToolCall> for ToolCallRecord {
    fn from(call: &ToolCall) -> Self {
        let ToolCall { id, name, arguments, signature } = call.clone();
        Self { id, name, arguments, signature }
    }
}

impl From<ToolCallRecord> for ToolCall {
    fn from(record: ToolCallRecord) -> Self {
        let ToolCallRecord { id, name, arguments, signature } = record;
        Self { id, name, arguments, signature }
    }
}

impl From<&ToolResult> for ToolResultRecord {
    fn from(result: &ToolResult) -> Self {
        let ToolResult { call, name, content } = result.clone();
        Self { call, name, content }
    }
}
