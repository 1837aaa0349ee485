//! The fields of a JSON object, taken one by one; what nobody took is known at the end.

use serde_json::{Map, Value};

use crate::domain::message::Role;
use crate::share::payload::SharedMessage;

/// Fields that are left, and where the object stands in its file.
pub(super) struct Fields {
    map: Map<String, Value>,
}

impl Fields {
    pub(super) fn of(map: Map<String, Value>) -> Self {
        Self { map }
    }

    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.map.shift_remove(name).filter(|value| !value.is_null())
    }

    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.take_if(name, |value| value.as_str().map(str::to_owned))
    }

    pub(super) fn number(&mut self, name: &str) -> Option<f64> {
        self.take_if(name, Value::as_f64)
    }

    pub(super) fn whole(&mut self, name: &str) -> Option<i64> {
        self.take_if(name, Value::as_i64)
    }

    pub(super) fn tokens(&mut self, name: &str) -> Option<u32> {
        self.take_if(name, |value| value.as_u64().and_then(|n| u32::try_from(n).ok()))
    }

    /// A text or a list of texts.
    pub(super) fn texts(&mut self, name: &str) -> Option<Vec<String>> {
        self.take_if(name, |value| match value {
            Value::String(text) => Some(vec![text.clone()]),
            Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
            _ => None,
        })
    }

    /// What is left.
    pub(super) fn rest(self) -> Map<String, Value> {
        self.map
    }

    /// Takes a field only when it is what it should be: else it stays, and is told as left out.
    fn take_if<T>(&mut self, name: &str, read: impl Fn(&Value) -> Option<T>) -> Option<T> {
        let found = self.map.get(name).and_then(read)?;
        self.map.shift_remove(name);
        Some(found)
    }
}

/// A role as any of the formats writes it.
pub(super) fn role_of(name: &str) -> Option<Role> {
    match name {
        "system" | "developer" => Some(Role::System),
        "user" => Some(Role::User),
        "assistant" | "model" => Some(Role::Assistant),
        _ => None,
    }
}

/// A message without images.
pub(super) fn message(role: Role, text: String) -> SharedMessage {
    SharedMessage { images: Vec::new(), role, text }
}

/// The text of a message's content: a string, or the text parts of a list; other parts are told in `left_out` under `place`.
pub(super) fn text_of_content(content: &Value, place: &str, left_out: &mut Vec<String>) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            let mut texts = Vec::new();
            for (number, part) in parts.iter().enumerate() {
                if let Some(text) = part.get("text").and_then(Value::as_str) {
                    texts.push(text);
                } else {
                    let kind = part.get("type").and_then(Value::as_str).unwrap_or("part");
                    left_out.push(format!("{place}, part {}: {kind}", number + 1));
                }
            }
            texts.join("\n\n")
        }
        Value::Null => String::new(),
        other => {
            left_out.push(format!("{place}: a content that is neither text nor parts ({})", kind_of(other)));
            String::new()
        }
    }
}

/// What a JSON value is, in a word.
pub(super) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A JSON value as the text of a variable: a string is itself, everything else its JSON.
pub(super) fn value_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
