//! The subset of `OpenAPI` 3.0 that `responseSchema` of Gemini's API is: what its models before 2.5 take.

use serde_json::{Map, Value, json};

use super::vendors::Changes;
use super::{NAMED, rewrite};

/// Fields of the API's `Schema` (API reference, 2026-11).
const KNOWN: [&str; 23] = [
    "type",
    "format",
    "title",
    "description",
    "nullable",
    "enum",
    "maxItems",
    "minItems",
    "properties",
    "required",
    "minProperties",
    "maxProperties",
    "minLength",
    "maxLength",
    "pattern",
    "example",
    "anyOf",
    "propertyOrdering",
    "default",
    "items",
    "minimum",
    "maximum",
    // Read as `anyOf`; renamed below.
    "oneOf",
];
/// Formats that the API knows, of texts and of numbers.
const FORMATS: [&str; 6] = ["enum", "date-time", "float", "double", "int32", "int64"];
/// References inside references that are written out.
const MOST_INLINED: usize = 16;

/// The schema as `responseSchema` takes it, and a sentence for each rewriting. There are no references in it: each is written out, but for
/// those to itself.
pub fn for_openapi(schema: &Value) -> (Value, Vec<String>) {
    let mut changes = Changes::default();
    let whole = inlined(schema, schema, &mut Vec::new(), &mut changes);
    let rewritten = rewrite(&whole, &mut |node| {
        if let Some(value) = node.shift_remove("const") {
            node.insert("enum".to_owned(), json!([value]));
            changes.write("const as enum");
        }
        if let Some(options) = node.shift_remove("oneOf") {
            node.insert("anyOf".to_owned(), options);
            changes.write("oneOf as anyOf");
        }
        types(node, &mut changes);
        let texts_only = node.get("enum").and_then(Value::as_array).is_none_or(|all| all.iter().all(Value::is_string));
        let known_format = node.get("format").and_then(Value::as_str).is_none_or(|format| FORMATS.contains(&format));
        let ordered = node.get("properties").and_then(Value::as_object).filter(|all| all.len() > 1);
        let order = ordered.map(|all| all.keys().cloned().collect::<Value>());
        if let Some(order) = order.filter(|_| !node.contains_key("propertyOrdering")) {
            // Without it these models answer in the order of the alphabet.
            node.insert("propertyOrdering".to_owned(), order);
        }
        changes.keep(node, |keyword| match keyword {
            // It takes texts alone.
            "enum" => texts_only,
            "format" => known_format,
            _ => KNOWN.contains(&keyword),
        });
    });
    (rewritten, changes.notes())
}

/// `"type": ["string", "null"]` as a type that is nullable; several other types as `anyOf`.
fn types(node: &mut Map<String, Value>, changes: &mut Changes) {
    let Some(Value::Array(all)) = node.get("type") else { return };
    let names: Vec<Value> = all.iter().filter(|name| *name != "null").cloned().collect();
    if names.len() < all.len() {
        node.insert("nullable".to_owned(), Value::Bool(true));
        changes.write("the type null as nullable");
    }
    match names.as_slice() {
        [] => {
            node.shift_remove("type");
        }
        [one] => {
            node.insert("type".to_owned(), one.clone());
        }
        several => {
            let options: Value = several.iter().map(|name| json!({ "type": name })).collect();
            node.shift_remove("type");
            node.insert("anyOf".to_owned(), options);
            changes.write("several types as anyOf");
        }
    }
}

/// The schema with each reference replaced by what it names. `open` are the references that are being written out.
fn inlined(node: &Value, root: &Value, open: &mut Vec<String>, changes: &mut Changes) -> Value {
    match node {
        Value::Array(items) => items.iter().map(|item| inlined(item, root, open, changes)).collect(),
        Value::Object(map) => {
            if let Some(Value::String(target)) = map.get("$ref") {
                let found = target.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
                let Some(found) = found.filter(|_| !open.contains(target) && open.len() < MOST_INLINED) else {
                    changes.write("a reference that can't be written out, which takes anything");
                    return json!({});
                };
                changes.write("references, which are written out");
                open.push(target.clone());
                let whole = inlined(found, root, open, changes);
                open.pop();
                return whole;
            }
            let kept = map.iter().filter(|(keyword, _)| *keyword != "$defs" && *keyword != "definitions");
            let mut inside = |keyword: &String, value: &Value| match value {
                // Its keys are names, not keywords.
                Value::Object(named) if NAMED.contains(&keyword.as_str()) => {
                    named.iter().map(|(name, value)| (name.clone(), inlined(value, root, open, changes))).collect()
                }
                value => inlined(value, root, open, changes),
            };
            kept.map(|(keyword, value)| (keyword.clone(), inside(keyword, value))).collect()
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_written_out_and_what_is_unknown_is_told() {
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "who": {"$ref": "#/$defs/person"},
                "mood": {"const": "good"},
                "note": {"type": ["string", "null"], "format": "email"},
                "size": {"enum": [1, 2]},
                "definitions": {"type": "string"}
            },
            "required": ["who"],
            "$defs": {"person": {"type": "object", "properties": {"name": {"type": "string"}, "boss": {"$ref": "#/$defs/person"}}}}
        });
        let (sent, notes) = for_openapi(&schema);
        assert_eq!(
            sent,
            json!({
                "type": "object",
                "properties": {
                    "who": {
                        "type": "object",
                        "properties": {"name": {"type": "string"}, "boss": {}},
                        "propertyOrdering": ["name", "boss"]
                    },
                    "mood": {"enum": ["good"]},
                    "note": {"type": "string", "nullable": true},
                    "size": {},
                    "definitions": {"type": "string"}
                },
                "required": ["who"],
                "propertyOrdering": ["who", "mood", "note", "size", "definitions"]
            })
        );
        let told = notes.join(" ");
        for word in [
            "additionalProperties",
            "format",
            "enum",
            "const as enum",
            "nullable",
            "references",
            "can't be written out",
        ] {
            assert!(told.contains(word), "{word}: {told}");
        }
        assert!(!told.contains("$schema"), "{told}");
    }

    #[test]
    fn several_types_are_options() {
        let (sent, _) = for_openapi(&json!({"type": ["string", "integer", "null"]}));
        assert_eq!(sent, json!({"nullable": true, "anyOf": [{"type": "string"}, {"type": "integer"}]}));
    }
}
