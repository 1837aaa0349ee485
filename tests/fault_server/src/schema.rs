//! Values that fit a JSON Schema, as far as the schemas of prompts go.

use crate::json::Json;

/// A value for `schema`; `variant` picks between possible ones, so that two models differ.
pub fn instance(schema: &Json, variant: usize) -> Json {
    value(schema, schema, "", variant, 0)
}

fn value(schema: &Json, root: &Json, name: &str, variant: usize, depth: usize) -> Json {
    const DEEPEST: usize = 12;
    if depth > DEEPEST {
        return Json::Null;
    }
    if let Some(target) = schema.get("$ref").text().and_then(|reference| resolve(root, reference)) {
        return value(target, root, name, variant, depth + 1);
    }
    if !schema.get("const").is_null() {
        return schema.get("const").clone();
    }
    let choices = schema.get("enum").items();
    if !choices.is_empty() {
        return choices[variant % choices.len()].clone();
    }
    for keyword in ["anyOf", "oneOf", "allOf"] {
        if let Some(first) = schema.get(keyword).items().first() {
            return value(first, root, name, variant, depth + 1);
        }
    }
    let kind = schema.get("type").text().or_else(|| schema.get("type").items().first()?.text()).unwrap_or("object");
    match kind {
        "object" => {
            let members = schema.get("properties").members().iter();
            Json::Object(
                members.map(|(name, inner)| (name.clone(), value(inner, root, name, variant, depth + 1))).collect(),
            )
        }
        "array" => {
            let least = number(schema, "minItems").unwrap_or(0.0);
            let most = number(schema, "maxItems").unwrap_or(f64::INFINITY);
            let wanted = [2_u8, 1][variant % 2];
            let count = (1..=wanted.max(1)).take_while(|count| f64::from(*count) <= most).count();
            let count =
                (count..100).find(|count| f64::from(u32::try_from(*count).unwrap_or(0)) >= least).unwrap_or(count);
            Json::List((0..count).map(|at| value(schema.get("items"), root, name, variant + at, depth + 1)).collect())
        }
        "string" => Json::Text(string(schema, name, variant)),
        "integer" | "number" => {
            let least = number(schema, "minimum").or(number(schema, "exclusiveMinimum").map(|bound| bound + 1.0));
            let most = number(schema, "maximum").or(number(schema, "exclusiveMaximum").map(|bound| bound - 1.0));
            let fraction = kind == "number" && most.is_some_and(|most| most <= 1.0);
            let wish: f64 = if fraction { [0.92, 0.87][variant % 2] } else { [4.0, 3.0][variant % 2] };
            Json::Number(wish.max(least.unwrap_or(wish)).min(most.unwrap_or(f64::INFINITY)).to_string())
        }
        "boolean" => Json::Bool(variant.is_multiple_of(2)),
        _ => Json::Null,
    }
}

fn string(schema: &Json, name: &str, variant: usize) -> String {
    let known = match schema.get("format").text() {
        Some("date") => Some("2026-11-23"),
        Some("date-time") => Some("2026-11-23T10:00:00Z"),
        Some("email") => Some("ada@example.com"),
        Some("uri") => Some("https://example.com/locks"),
        _ => None,
    };
    let plain = ["Gravity does the lifting", "Water pressure holds the gates shut", "Sluices come before gates"];
    let mut text = known.map_or_else(
        || if name.contains("id") { "L-17".to_owned() } else { plain[variant % plain.len()].to_owned() },
        str::to_owned,
    );
    if let Some(most) = number(schema, "maxLength") {
        text = text.chars().zip(1_u32..).take_while(|(_, at)| f64::from(*at) <= most).map(|(c, _)| c).collect();
    }
    let least = number(schema, "minLength").unwrap_or(0.0);
    while f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX)) < least {
        text.push('.');
    }
    text
}

fn number(schema: &Json, keyword: &str) -> Option<f64> {
    if let Json::Number(number) = schema.get(keyword) { number.parse().ok() } else { None }
}

/// `#/$defs/name` and deeper.
fn resolve<'a>(root: &'a Json, reference: &str) -> Option<&'a Json> {
    let path = reference.strip_prefix("#/")?;
    Some(path.split('/').fold(root, |at, name| at.get(name)))
}
