//! Values that fit a schema, for the dry run.

use serde_json::{Map, Value};

/// The smallest value that fits a schema, as far as its structure tells: for the dry run. Bounded in depth, so recursive schemas end.
pub fn minimal_instance(schema: &Value) -> Value {
    instance(schema, schema, 0)
}

fn instance(schema: &Value, root: &Value, depth: usize) -> Value {
    const DEEPEST: usize = 12;
    if depth > DEEPEST {
        return Value::Null;
    }
    if let Some(target) = schema["$ref"].as_str().and_then(|reference| root.pointer(reference.strip_prefix('#')?)) {
        return instance(target, root, depth + 1);
    }
    let given = [&schema["const"], &schema["default"], &schema["enum"][0], &schema["examples"][0]];
    if let Some(value) = given.into_iter().find(|value| !value.is_null()) {
        return value.clone();
    }
    for choice in ["anyOf", "oneOf", "allOf"] {
        if let Some(first) = schema[choice].get(0) {
            return instance(first, root, depth + 1);
        }
    }
    let kind = schema["type"].as_str().or(schema["type"][0].as_str());
    let least = |keyword: &str| schema[keyword].as_u64().unwrap_or(0).min(1_000);
    match kind.unwrap_or(if schema["properties"].is_object() { "object" } else { "null" }) {
        "object" => {
            let names = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            names
                .map(|name| (name.to_owned(), instance(&schema["properties"][name], root, depth + 1)))
                .collect::<Map<_, _>>()
                .into()
        }
        "array" => (0..least("minItems")).map(|_| instance(&schema["items"], root, depth + 1)).collect(),
        "string" => text(schema["format"].as_str(), least("minLength")),
        "integer" | "number" => number(schema),
        "boolean" => Value::Bool(false),
        _ => Value::Null,
    }
}

fn text(format: Option<&str>, least: u64) -> Value {
    let known = match format {
        Some("date") => "2000-01-01",
        Some("date-time") => "2000-01-01T00:00:00Z",
        Some("time") => "00:00:00Z",
        Some("email") => "dry.run@example.com",
        Some("uri") => "https://example.com/",
        Some("uuid") => "00000000-0000-4000-8000-000000000000",
        _ => "dry run",
    };
    let missing = usize::try_from(least).unwrap_or(0).saturating_sub(known.chars().count());
    Value::String(format!("{known}{}", ".".repeat(missing)))
}

/// The whole number nearest to zero within the bounds, else the lower bound itself.
fn number(schema: &Value) -> Value {
    let step = schema["multipleOf"].as_f64().filter(|step| *step > 0.0).unwrap_or(1.0);
    let inside = |keyword: &str, inward: f64| schema[keyword].as_f64().map(|bound| bound + inward);
    let least = inside("exclusiveMinimum", step).or(inside("minimum", 0.0)).unwrap_or(f64::NEG_INFINITY);
    let most = inside("exclusiveMaximum", -step).or(inside("maximum", 0.0)).unwrap_or(f64::INFINITY);
    let up = (0.0_f64.max(least) / step).ceil() * step;
    let wanted = if up <= most { up } else { (most / step).floor() * step };
    let within = if wanted >= least { wanted } else { least };
    if within.fract() == 0.0 && within.abs() < 1e15 { Value::from(whole(within)) } else { Value::from(within) }
}

#[expect(clippy::cast_possible_truncation, reason = "whole and below 10^15")]
fn whole(number: f64) -> i64 {
    number as i64
}
