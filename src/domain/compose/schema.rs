//! The schema of a prompt made ready to be sent.

use serde_json::Value;

use super::ComposedSchema;
use crate::domain::problem::{Place, Problem, Severity};
use crate::domain::schema::{OutputSchema, byte_offset};
use crate::domain::tool::is_name;

/// Bytes of schema text; vendors refuse far smaller ones, and checking an answer can take time exponential in it.
const LARGEST: usize = 64 * 1024;

/// The schema minified with its key order kept; `None` when it is not a JSON Schema.
pub(super) fn composed(schema: &OutputSchema, problems: &mut Vec<Problem>) -> Option<ComposedSchema> {
    let mut error = |message: &str| {
        problems.push(Problem {
            severity: Severity::Error,
            place: Place::Schema,
            span: None,
            message: message.to_owned(),
        });
    };
    if schema.text.trim().is_empty() {
        error("The schema is empty. Write a JSON Schema, infer one from an example, or switch structured output off.");
        return None;
    }
    // A schema's name follows the same rule as a tool's (OpenAI's `response_format.json_schema.name`, 2026-11).
    if !is_name(&schema.name) {
        error("The schema's name must be 1 to 64 letters, digits, _ or -.");
    }
    let value = parsed(&schema.text, "The schema", &Place::Schema, problems)?;
    Some(ComposedSchema { name: schema.name.clone(), json: value.to_string() })
}

/// The JSON object that `text` is; `subject` begins the sentence that says why it is none.
pub(super) fn parsed(text: &str, subject: &str, place: &Place, problems: &mut Vec<Problem>) -> Option<Value> {
    let is = if subject.ends_with('s') { "are" } else { "is" };
    let mut error = |span, message| {
        problems.push(Problem { severity: Severity::Error, place: place.clone(), span, message });
    };
    if text.len() > LARGEST {
        error(None, format!("{subject} {is} larger than 64 KB, which no provider takes. Shorten what is there."));
        return None;
    }
    let (span, message) = match serde_json::from_str::<Value>(text) {
        Ok(value @ Value::Object(_)) => return Some(value),
        Ok(_) => {
            (None, format!("{subject} must be a JSON object, such as {{\"type\": \"object\", \"properties\": {{}}}}."))
        }
        Err(cause) => {
            let at = byte_offset(text, cause.line(), cause.column());
            let end = text.get(at..).and_then(|rest| rest.chars().next()).map_or(at, |c| at + c.len_utf8());
            let (line, column) = (cause.line(), cause.column());
            let words = format!(
                "{subject} {is} not JSON: something is wrong at line {line}, column {column}. Look for a missing comma, quote or bracket."
            );
            (Some(at..end), words)
        }
    };
    error(span, message);
    None
}
