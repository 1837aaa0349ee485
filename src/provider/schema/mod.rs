//! JSON Schema in vendors' dialects: what each takes, with every rewriting said. The answer is checked in the page against the person's own
//! schema, whatever is sent.

use serde_json::{Map, Value};

mod instance;
mod openapi;
mod vendors;

pub use instance::minimal_instance;
pub use openapi::for_openapi;
pub use vendors::{for_anthropic, for_cohere, for_gemini, not_in_grammar};

/// Why OpenAI's strict mode would refuse a schema; `None` = it would not. Linear.
///
/// Strict mode wants an object at the root, `additionalProperties: false` and every property required in each object, and knows none of the
/// keywords below (structured outputs guide, 2026-11).
pub fn strict_refusal(schema: &Value) -> Option<String> {
    if schema["type"] != "object" {
        return Some("its root is not an object".to_owned());
    }
    find(schema, &|node| {
        const UNKNOWN: [&str; 9] = [
            "allOf",
            "not",
            "oneOf",
            "if",
            "then",
            "else",
            "dependentRequired",
            "dependentSchemas",
            "patternProperties",
        ];
        if let Some(keyword) = UNKNOWN.into_iter().find(|keyword| node.contains_key(*keyword)) {
            return Some(format!("it uses {keyword}"));
        }
        if !is_object(node) {
            return None;
        }
        if node.get("additionalProperties") != Some(&Value::Bool(false)) {
            return Some("an object in it lacks \"additionalProperties\": false".to_owned());
        }
        let required = node.get("required").and_then(Value::as_array);
        let is_required =
            |name: &&String| required.is_some_and(|names| names.iter().any(|known| known == name.as_str()));
        let optional = node.get("properties").and_then(Value::as_object)?.keys().find(|name| !is_required(name))?;
        Some(format!("its property “{optional}” is not required"))
    })
}

fn is_object(node: &Map<String, Value>) -> bool {
    node.get("type").is_some_and(|kind| kind == "object") || node.contains_key("properties")
}

/// Keywords whose value is a schema or a list of schemas, and those whose value is a map from names to schemas. Everything else is data.
const NESTED: [&str; 15] = [
    "items",
    "additionalProperties",
    "anyOf",
    "oneOf",
    "allOf",
    "not",
    "prefixItems",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "additionalItems",
    "if",
    "then",
    "else",
];
const NAMED: [&str; 5] = ["properties", "$defs", "definitions", "patternProperties", "dependentSchemas"];

fn find(schema: &Value, test: &impl Fn(&Map<String, Value>) -> Option<String>) -> Option<String> {
    match schema {
        Value::Array(list) => list.iter().find_map(|item| find(item, test)),
        Value::Object(node) => test(node).or_else(|| {
            let nested = NESTED.iter().filter_map(|keyword| node.get(*keyword));
            let named = NAMED.iter().filter_map(|keyword| node.get(*keyword)?.as_object()).flat_map(Map::values);
            nested.chain(named).find_map(|inner| find(inner, test))
        }),
        _ => None,
    }
}

fn rewrite(schema: &Value, change: &mut impl FnMut(&mut Map<String, Value>)) -> Value {
    match schema {
        Value::Array(list) => list.iter().map(|item| rewrite(item, change)).collect(),
        Value::Object(node) => {
            let mut node = node.clone();
            change(&mut node);
            for (keyword, value) in &mut node {
                if NESTED.contains(&keyword.as_str()) {
                    *value = rewrite(value, change);
                } else if let (true, Value::Object(named)) = (NAMED.contains(&keyword.as_str()), value) {
                    named.values_mut().for_each(|inner| *inner = rewrite(inner, change));
                }
            }
            Value::Object(node)
        }
        other => other.clone(),
    }
}
