//! The two filters that Jinja leaves to its host, with a limit on the shape of values: writers of nested values recurse.

use std::io;

use minijinja::value::{Kwargs, Serde, Value, ValueKind};
use minijinja::{Error, ErrorKind};
use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};

/// Lists in lists.
const DEEPEST: usize = 64;
/// Items in all lists and objects together, shared ones counted as often as they would be written.
const MOST_ITEMS: usize = 100_000;

/// A value from JSON text.
pub(super) fn fromjson(text: &Value) -> Result<Value, Error> {
    let Some(text) = text.as_str() else {
        return Ok(text.clone());
    };
    let parsed: serde_json::Value = serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        Error::new(ErrorKind::InvalidOperation, format!("fromjson: the value is not JSON (see its {place})"))
    })?;
    Ok(Value::from(Serde(&parsed)))
}

/// JSON text as Python's `json.dumps(ensure_ascii=False)` writes it; `indent=n` gives one item a line.
#[expect(clippy::needless_pass_by_value, reason = "the form that minijinja calls filters in")]
pub(super) fn tojson(value: &Value, options: Kwargs) -> Result<String, Error> {
    let indent: Option<usize> = options.get("indent")?;
    options.assert_all_used()?;
    check_shape(value)?;
    let failed = |error| {
        Error::new(ErrorKind::BadSerialization, "tojson: this value can't be written as JSON").with_source(error)
    };
    let mut json = Vec::new();
    match indent {
        Some(width) => {
            let indent = " ".repeat(width.min(16));
            let formatter = PrettyFormatter::with_indent(indent.as_bytes());
            value.serialize(&mut serde_json::Serializer::with_formatter(&mut json, formatter)).map_err(failed)?;
        }
        None => value.serialize(&mut serde_json::Serializer::with_formatter(&mut json, Spaced)).map_err(failed)?,
    }
    Ok(String::from_utf8_lossy(&json).into_owned())
}

/// Refuses values too deep or too large to be written.
pub(super) fn check_shape(value: &Value) -> Result<(), Error> {
    fn walk(value: &Value, depth: usize, items: &mut usize) -> Result<(), Error> {
        if !matches!(value.kind(), ValueKind::Seq | ValueKind::Map | ValueKind::Iterable) {
            return Ok(());
        }
        if depth == DEEPEST {
            return Err(Error::new(
                ErrorKind::InvalidOperation,
                "this list is nested more than 64 deep, too deep to write",
            ));
        }
        for item in value.try_iter()? {
            *items += 1;
            if *items > MOST_ITEMS {
                return Err(Error::new(
                    ErrorKind::InvalidOperation,
                    "this list has more than 100,000 items, too many to write",
                ));
            }
            let inner = if value.kind() == ValueKind::Map { value.get_item(&item)? } else { item };
            walk(&inner, depth + 1, items)?;
        }
        Ok(())
    }
    walk(value, 0, &mut 0)
}

/// `, ` between items and `: ` after keys.
struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}
