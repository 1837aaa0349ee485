//! What each vendor takes of JSON Schema: the schema as it is sent, and a sentence for each rewriting.

use serde_json::{Map, Value, json};

use super::{find, is_object, rewrite};

/// The schema as Anthropic's `output_config.format` takes it, and a sentence for each rewriting. Linear.
///
/// It wants `additionalProperties: false` in each object and refuses bounds on numbers, strings and arrays (structured outputs guide, 2026-11).
pub fn for_anthropic(schema: &Value) -> (Value, Vec<String>) {
    const REFUSED: [&str; 10] = [
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "uniqueItems",
    ];
    let mut dropped: Vec<&str> = Vec::new();
    let mut closed = false;
    let rewritten = rewrite(schema, &mut |node| {
        for keyword in REFUSED {
            // An array of at least none or one is the one bound that is taken.
            let taken =
                keyword == "minItems" && node.get(keyword).and_then(Value::as_u64).is_some_and(|least| least <= 1);
            if !taken && node.shift_remove(keyword).is_some() && !dropped.contains(&keyword) {
                dropped.push(keyword);
            }
        }
        if is_object(node) && node.get("additionalProperties") != Some(&Value::Bool(false)) {
            node.insert("additionalProperties".to_owned(), Value::Bool(false));
            closed = true;
        }
    });
    let mut notes = Vec::new();
    if !dropped.is_empty() {
        notes.push(format!(
            "The schema is sent without {}, which the model's endpoint refuses; the answer is still checked for it.",
            dropped.join(", ")
        ));
    }
    if closed {
        notes.push("The schema is sent with \"additionalProperties\": false in each object, which the model's endpoint demands.".to_owned());
    }
    (rewritten, notes)
}

/// The schema as Gemini's `responseJsonSchema` takes it, and a sentence for each rewriting. Linear.
///
/// It knows the keywords below and no other (API reference, 2026-11); `oneOf` is read as `anyOf`; beside `$ref` only keywords that begin with
/// `$` may stand.
pub fn for_gemini(schema: &Value) -> (Value, Vec<String>) {
    const KNOWN: [&str; 23] = [
        "$id",
        "$defs",
        "$ref",
        "$anchor",
        "type",
        "format",
        "title",
        "description",
        "enum",
        "items",
        "prefixItems",
        "minItems",
        "maxItems",
        "minimum",
        "maximum",
        "anyOf",
        "oneOf",
        "properties",
        "additionalProperties",
        "required",
        "propertyOrdering",
        // Carries definitions under its old name; renamed below.
        "definitions",
        "const",
    ];
    let mut changes = Changes::default();
    let rewritten = rewrite(schema, &mut |node| {
        if let Some(value) = node.shift_remove("const") {
            node.insert("enum".to_owned(), json!([value]));
            changes.write("const as enum");
        }
        if let Some(definitions) = node.shift_remove("definitions") {
            node.insert("$defs".to_owned(), definitions);
            changes.write("definitions as $defs");
        }
        if let Some(Value::String(target)) = node.get_mut("$ref")
            && let Some(rest) = target.strip_prefix("#/definitions/")
        {
            *target = format!("#/$defs/{rest}");
        }
        let is_reference = node.contains_key("$ref");
        changes.keep(node, |keyword| KNOWN.contains(&keyword) && (!is_reference || keyword.starts_with('$')));
        if node.contains_key("oneOf") {
            changes.write("oneOf, which is read as anyOf");
        }
    });
    (rewritten, changes.notes())
}

/// The schema as Cohere's `response_format.json_schema` takes it, and a sentence for each rewriting. Linear.
///
/// It refuses composition, ranges and lengths, and wants one required property in each object (structured outputs guide, schema constraints,
/// 2026).
pub fn for_cohere(schema: &Value) -> (Value, Vec<String>) {
    const REFUSED: [&str; 17] = [
        "allOf",
        "oneOf",
        "anyOf",
        "not",
        "if",
        "then",
        "else",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minItems",
        "maxItems",
        "minLength",
        "maxLength",
        "uniqueItems",
    ];
    const FORMATS: [&str; 4] = ["date-time", "uuid", "date", "time"];
    let mut changes = Changes::default();
    let mut optional = false;
    let rewritten = rewrite(schema, &mut |node| {
        changes.keep(node, |keyword| !REFUSED.contains(&keyword));
        let unknown_format =
            node.get("format").and_then(Value::as_str).is_some_and(|format| !FORMATS.contains(&format));
        if unknown_format {
            changes.keep(node, |keyword| keyword != "format");
        }
        optional |= is_object(node) && node.get("required").and_then(Value::as_array).is_none_or(Vec::is_empty);
    });
    let mut notes = changes.notes();
    if schema["type"] != "object" {
        notes.push("The schema's root is not an object, which this endpoint may refuse.".to_owned());
    } else if optional {
        notes.push("An object in the schema requires no property, which this endpoint may refuse.".to_owned());
    }
    (rewritten, notes)
}

/// A sentence when the schema uses what a grammar does not hold the model to. Linear.
///
/// llama.cpp's converter (and so Ollama and LM Studio) passes over these keywords; its README of 2026-10 lists them.
pub fn not_in_grammar(schema: &Value) -> Option<String> {
    const PASSED_OVER: [&str; 13] = [
        "not",
        "if",
        "then",
        "else",
        "uniqueItems",
        "multipleOf",
        "contains",
        "minContains",
        "maxContains",
        "patternProperties",
        "propertyNames",
        "dependentRequired",
        "dependentSchemas",
    ];
    let mut used = Vec::new();
    let seen = std::cell::RefCell::new(&mut used);
    find(schema, &|node: &Map<String, Value>| {
        for keyword in PASSED_OVER {
            if node.contains_key(keyword) && !seen.borrow().contains(&keyword) {
                seen.borrow_mut().push(keyword);
            }
        }
        None
    });
    let list = used.join(", ");
    (!list.is_empty()).then(|| {
        format!("The schema is sent whole, but the server's grammar may not hold the model to {list}; the answer is still checked for it.")
    })
}

/// Keywords that were dropped or rewritten, each once.
#[derive(Debug, Default)]
pub(super) struct Changes {
    dropped: Vec<String>,
    rewritten: Vec<&'static str>,
}

impl Changes {
    /// Drops what `is_kept` does not keep.
    pub(super) fn keep(&mut self, node: &mut Map<String, Value>, is_kept: impl Fn(&str) -> bool) {
        let refused: Vec<String> = node.keys().filter(|keyword| !is_kept(keyword)).cloned().collect();
        for keyword in refused {
            node.shift_remove(&keyword);
            // The dialect's own name is no constraint.
            if keyword != "$schema" && !self.dropped.contains(&keyword) {
                self.dropped.push(keyword);
            }
        }
    }

    pub(super) fn write(&mut self, what: &'static str) {
        if !self.rewritten.contains(&what) {
            self.rewritten.push(what);
        }
    }

    pub(super) fn notes(self) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.dropped.is_empty() {
            let list = self.dropped.join(", ");
            notes.push(format!(
                "The schema is sent without {list}, which the model's endpoint does not know; the answer is still checked for it."
            ));
        }
        if !self.rewritten.is_empty() {
            notes.push(format!("In the schema, this is sent otherwise: {}.", self.rewritten.join("; ")));
        }
        notes
    }
}
