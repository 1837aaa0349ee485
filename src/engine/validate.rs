//! Whether an answer fits the prompt's JSON Schema. Offline: a schema that refers to the web is refused. Patterns run on a linear engine.

use jsonschema::PatternOptions;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::wire::{Validation, ValidationError};

/// Errors reported for one answer.
pub const MOST_ERRORS: usize = 100;
/// Bytes of schema text.
const LARGEST_SCHEMA: usize = 64 * 1024;
/// Bytes that one compiled pattern may take.
const PATTERN_SIZE: usize = 1 << 20;
/// Characters of an answer's own value quoted in a message.
const LONGEST_QUOTE: usize = 200;

/// Checks `answer` against `schema`, both JSON text. A hostile schema can take exponential time: run it under a deadline.
pub fn validate(schema: &str, answer: &str) -> Validation {
    if schema.len() > LARGEST_SCHEMA {
        return Validation::BadSchema { reason: "The schema is larger than 64 KB. Shorten it.".to_owned() };
    }
    let schema: Value = match serde_json::from_str(schema) {
        Ok(schema) => schema,
        Err(error) => return Validation::BadSchema { reason: not_json("The schema", &error) },
    };
    let options =
        jsonschema::options().with_pattern_options(PatternOptions::regex().size_limit(PATTERN_SIZE)).offline();
    let validator = match options.build(&schema) {
        Ok(validator) => validator,
        Err(error) => return Validation::BadSchema { reason: format!("The schema can't be used: {error}.") },
    };
    let answer: Value = match serde_json::from_str(answer) {
        Ok(answer) => answer,
        Err(error) => return Validation::NotJson { reason: not_json("The answer", &error) },
    };
    let errors: Vec<_> = validator.iter_errors(&answer).take(MOST_ERRORS).map(|error| described(&error)).collect();
    if errors.is_empty() { Validation::Valid } else { Validation::Invalid(errors) }
}

fn not_json(what: &str, error: &serde_json::Error) -> String {
    if error.is_eof() {
        return format!(
            "{what} is cut off: it ends at line {}, column {}, before its JSON is closed.",
            error.line(),
            error.column()
        );
    }
    format!("{what} is not JSON: something is wrong at line {}, column {}.", error.line(), error.column())
}

fn described(error: &jsonschema::ValidationError<'_>) -> ValidationError {
    let message = match error.kind() {
        ValidationErrorKind::Required { property } => format!("{property} is required and missing."),
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            format!(
                "{} is not allowed here.",
                unexpected.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
            )
        }
        _ => format!("{}.", shortened(&error.to_string())),
    };
    ValidationError { path: error.instance_path().to_string(), message }
}

/// Messages quote the value; a long one hides the point.
fn shortened(message: &str) -> String {
    let length = message.chars().count();
    if length <= 2 * LONGEST_QUOTE {
        return message.to_owned();
    }
    let head: String = message.chars().take(LONGEST_QUOTE).collect();
    let tail: String = message.chars().skip(length - LONGEST_QUOTE).collect();
    format!("{head} … {tail}")
}
