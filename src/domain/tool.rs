//! Tools: functions that a model may ask to have called. Nothing is ever called here: a person types the result.

use serde::{Deserialize, Serialize};

use super::id::ElementId;

/// A function as the person typed it; nothing in it is template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    pub id: ElementId,
    pub name: String,
    /// When and why to call it, for the model.
    pub description: String,
    /// JSON Schema text of the arguments, which may not be JSON yet.
    pub parameters: String,
    pub enabled: bool,
}

impl Tool {
    /// What a new tool starts as: one text argument.
    pub fn starter(id: ElementId, name: String) -> Self {
        Self { id, name, description: String::new(), parameters: STARTER.to_owned(), enabled: true }
    }
}

const STARTER: &str = r#"{
  "type": "object",
  "properties": {
    "query": { "type": "string" }
  },
  "required": ["query"],
  "additionalProperties": false
}"#;

/// The tools of a prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tools {
    pub items: Vec<Tool>,
    pub choice: ToolChoice<ElementId>,
    /// Whether the model is asked for one call at a time; otherwise it may make several at once.
    pub one_at_a_time: bool,
}

/// Whether the model calls a tool; a single tool is named by `T`: its id in a document, its name in a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolChoice<T = String> {
    /// The model decides.
    #[default]
    Auto,
    /// It must answer in words.
    None,
    /// It must call one or more.
    Required,
    /// It must call this one.
    Named(T),
}

impl<T> ToolChoice<T> {
    /// The same choice with the tool named otherwise.
    pub fn map<U>(&self, name: impl FnOnce(&T) -> U) -> ToolChoice<U> {
        match self {
            Self::Auto => ToolChoice::Auto,
            Self::None => ToolChoice::None,
            Self::Required => ToolChoice::Required,
            Self::Named(tool) => ToolChoice::Named(name(tool)),
        }
    }
}

/// Length of a tool's name in characters (the rule that OpenAI, Anthropic and Gemini share; SDK types, 2026-11).
pub const LONGEST_NAME: usize = 64;

/// Whether vendors take `name`: 1 to 64 letters, digits, `_` or `-`.
pub fn is_name(name: &str) -> bool {
    (1..=LONGEST_NAME).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// A call that a model asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ToolCall {
    /// The endpoint's name for the call, which its result repeats; made up by this app where the endpoint has none.
    pub id: String,
    pub name: String,
    /// JSON text as the model wrote it: it may be cut or no JSON at all.
    pub arguments: String,
    /// Opaque text that the endpoint wants back with the call (Gemini's `thoughtSignature`); empty = none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub signature: String,
}

impl ToolCall {
    /// The arguments indented for reading; as they are while they are not whole JSON.
    pub fn pretty_arguments(&self) -> String {
        let parsed = serde_json::from_str::<serde_json::Value>(&self.arguments);
        parsed.and_then(|value| serde_json::to_string_pretty(&value)).unwrap_or_else(|_| self.arguments.clone())
    }

    /// The arguments as JSON; an empty object where the model wrote nothing, a string where it wrote no JSON.
    pub fn arguments_value(&self) -> serde_json::Value {
        if self.arguments.trim().is_empty() {
            return serde_json::Value::Object(serde_json::Map::new());
        }
        serde_json::from_str(&self.arguments).unwrap_or_else(|_| serde_json::Value::String(self.arguments.clone()))
    }
}

/// What a call gave, as the person typed it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ToolResult {
    /// [`ToolCall::id`] of the call it answers.
    pub call: String,
    /// Name of the tool that was called.
    pub name: String,
    pub content: String,
}
