//! Structured output: the JSON Schema an answer must fit. Checking answers against it is the engine's job.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// A schema as the person typed it, which may not be JSON yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputSchema {
    /// Name sent to vendors that want one: letters, digits, `_` and `-`, 64 at most.
    pub name: String,
    /// JSON Schema text.
    pub text: String,
    pub enabled: bool,
}

impl OutputSchema {
    /// What a prompt's schema starts as: an object with one text.
    pub fn starter() -> Self {
        Self { name: "answer".to_owned(), text: STARTER.to_owned(), enabled: true }
    }
}

const STARTER: &str = r#"{
  "type": "object",
  "properties": {
    "answer": { "type": "string" }
  },
  "required": ["answer"],
  "additionalProperties": false
}"#;

/// A schema that the JSON text `example` fits, as pretty JSON: every property required, no others allowed, which is what vendors' strict
/// modes want (OpenAI structured outputs, 2026-11).
///
/// # Errors
/// A sentence that says where the text stops being JSON.
pub fn infer_from_example(example: &str) -> Result<String, String> {
    let value: Value = serde_json::from_str(example).map_err(|error| {
        format!("The example is not JSON: something is wrong at line {}, column {}.", error.line(), error.column())
    })?;
    let schema = infer(&value);
    Ok(serde_json::to_string_pretty(&schema).unwrap_or_else(|_| schema.to_string()))
}

/// Byte offset of a place that `serde_json` names by line and by column in bytes, both from 1; on a character boundary.
pub(crate) fn byte_offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    text.floor_char_boundary((start + column.saturating_sub(1)).min(text.len()))
}

fn infer(value: &Value) -> Value {
    match value {
        Value::Null => json!({"type": "null"}),
        Value::Bool(_) => json!({"type": "boolean"}),
        Value::Number(number) if number.is_f64() => json!({"type": "number"}),
        Value::Number(_) => json!({"type": "integer"}),
        Value::String(_) => json!({"type": "string"}),
        Value::Array(items) => match merge_all(items.iter().map(infer)) {
            Some(items) => json!({"type": "array", "items": items}),
            None => json!({"type": "array"}),
        },
        Value::Object(entries) => {
            let properties: Map<_, _> = entries.iter().map(|(key, value)| (key.clone(), infer(value))).collect();
            let required: Vec<_> = entries.keys().cloned().collect();
            json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
        }
    }
}

fn merge_all(mut schemas: impl Iterator<Item = Value>) -> Option<Value> {
    let first = schemas.next()?;
    Some(schemas.fold(first, merge))
}

/// One schema that what fits either of two fits.
fn merge(left: Value, right: Value) -> Value {
    if left == right {
        return left;
    }
    let kind = |schema: &Value| schema.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    match (kind(&left).as_str(), kind(&right).as_str()) {
        ("object", "object") => merge_objects(&left, &right),
        ("array", "array") => {
            let items = merge_all([&left, &right].into_iter().filter_map(|schema| schema.get("items").cloned()));
            items.map_or(json!({"type": "array"}), |items| json!({"type": "array", "items": items}))
        }
        ("integer", "number") | ("number", "integer") => json!({"type": "number"}),
        _ => any_of(left, right),
    }
}

/// All properties of both; required are those that both have.
fn merge_objects(left: &Value, right: &Value) -> Value {
    let properties = |schema: &Value| schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    let required = |schema: &Value| schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut merged = properties(left);
    for (key, value) in properties(right) {
        let value = match merged.get(&key) {
            Some(known) => merge(known.clone(), value),
            None => value,
        };
        merged.insert(key, value);
    }
    let others = required(right);
    let required: Vec<_> = required(left).into_iter().filter(|key| others.contains(key)).collect();
    json!({"type": "object", "properties": merged, "required": required, "additionalProperties": false})
}

fn any_of(left: Value, right: Value) -> Value {
    let alternatives = |schema: Value| match schema.get("anyOf").and_then(Value::as_array) {
        Some(alternatives) => alternatives.clone(),
        None => vec![schema],
    };
    let mut all = alternatives(left);
    for schema in alternatives(right) {
        if !all.contains(&schema) {
            all.push(schema);
        }
    }
    json!({"anyOf": all})
}
