//! Request bodies of OpenAI's and Anthropic's APIs, read into playgrounds. Fields without a place of their own become raw extra parameters of
//! the column, which are sent as they stand; fields that this page sets itself are told as left out. Field names: the vendors' API
//! references, 2026-11.

use serde_json::{Map, Value};

use super::Kind;
use super::fields::{Fields, message, role_of, text_of_content};
use crate::domain::message::Role;
use crate::domain::technique::{Effort, Technique};
use crate::share::attachments::SharedTool;
use crate::share::payload::{SharePayload, SharedColumn, SharedMessage, SharedSchema, VERSION};

/// Fields that the page decides itself, whatever a file says.
const OWN_FIELDS: [&str; 4] = ["stream", "stream_options", "store", "n"];
const DEFAULT_SCHEMA_NAME: &str = "answer";

/// Which request an object is; `None` = none.
pub(super) fn recognize(object: &Map<String, Value>) -> Option<Kind> {
    let has = |name: &str| object.contains_key(name);
    let is_claude = object.get("model").and_then(Value::as_str).is_some_and(|model| model.contains("claude"));
    if has("input") && has("model") || has("instructions") {
        Some(Kind::ResponsesRequest)
    } else if !has("messages") || !has("model") {
        None
    } else if has("system") || has("stop_sequences") || has("anthropic_version") || is_claude && has("max_tokens") {
        Some(Kind::MessagesRequest)
    } else {
        Some(Kind::ChatRequest)
    }
}

/// Reads a request of a kind that was recognized.
pub(super) fn read(kind: Kind, object: Map<String, Value>, left_out: &mut Vec<String>) -> SharePayload {
    let mut fields = Fields::of(object);
    let mut payload = SharePayload { v: VERSION, ..SharePayload::default() };
    let provider = if kind == Kind::MessagesRequest { "anthropic" } else { "openai" };
    let mut column = SharedColumn { provider: Some(provider.to_owned()), ..SharedColumn::default() };
    column.model = fields.text("model").unwrap_or_default();
    column.temperature = fields.number("temperature");
    column.top_p = fields.number("top_p");
    column.seed = fields.whole("seed");
    match kind {
        Kind::ResponsesRequest => {
            column.max_output_tokens = fields.tokens("max_output_tokens");
            if let Some(text) = fields.text("instructions") {
                payload.messages.push(message(Role::System, text));
            }
            match fields.take("input") {
                Some(Value::String(text)) => payload.messages.push(message(Role::User, text)),
                Some(Value::Array(items)) => messages(items, "input", &mut payload.messages, left_out),
                _ => {}
            }
            payload.technique = nested_effort(&mut fields, left_out);
            payload.schema = responses_schema(&mut fields, left_out);
        }
        Kind::MessagesRequest => {
            column.max_output_tokens = fields.tokens("max_tokens");
            column.stop = fields.texts("stop_sequences").unwrap_or_default();
            if let Some(system) = fields.take("system") {
                let text = text_of_content(&system, "system", left_out);
                payload.messages.push(message(Role::System, text));
            }
            if let Some(Value::Array(items)) = fields.take("messages") {
                messages(items, "messages", &mut payload.messages, left_out);
            }
            let config =
                fields.take("output_config").and_then(|config| config.as_object().cloned()).unwrap_or_default();
            let mut config = Fields::of(config);
            payload.technique = config.text("effort").map_or(Technique::Off, |word| effort(&word, left_out));
            if let Some(Value::Object(format)) = config.take("format") {
                payload.schema = schema_of(format, "output_config.format", left_out);
            }
            left_out.extend(config.rest().keys().map(|key| format!("output_config.{key}")));
        }
        _ => {
            column.max_output_tokens = fields.tokens("max_completion_tokens").or_else(|| fields.tokens("max_tokens"));
            column.stop = fields.texts("stop").unwrap_or_default();
            if let Some(Value::Array(items)) = fields.take("messages") {
                messages(items, "messages", &mut payload.messages, left_out);
            }
            payload.technique = fields.text("reasoning_effort").map_or(Technique::Off, |word| effort(&word, left_out));
            payload.schema = chat_schema(&mut fields, left_out);
        }
    }
    payload.tools = tools(&mut fields, left_out);
    column.extra = extra(fields.rest(), left_out);
    payload.columns.push(column);
    payload
}

/// Reads a list of messages; `place` is the name of the list.
pub(super) fn messages(items: Vec<Value>, place: &str, out: &mut Vec<SharedMessage>, left_out: &mut Vec<String>) {
    for (number, item) in items.into_iter().enumerate() {
        let place = format!("{place}, item {}", number + 1);
        let Value::Object(item) = item else {
            left_out.push(format!("{place}: not a message"));
            continue;
        };
        let mut fields = Fields::of(item);
        let name = fields.text("role").unwrap_or_default();
        let Some(role) = role_of(&name) else {
            left_out.push(format!("{place}: the role \u{201c}{name}\u{201d}"));
            continue;
        };
        let content = fields.take("content").unwrap_or_default();
        let text = text_of_content(&content, &place, left_out);
        let is_plain = |name: &str| name == "type" || name == "id" || name == "status";
        left_out.extend(fields.rest().keys().filter(|name| !is_plain(name)).map(|name| format!("{place}: {name}")));
        out.push(message(role, text));
    }
}

fn effort(word: &str, left_out: &mut Vec<String>) -> Technique {
    let known = Effort::ALL.into_iter().find(|effort| effort.name() == word);
    if known.is_none() {
        left_out.push(format!("the reasoning effort \u{201c}{word}\u{201d}, which is not known"));
    }
    known.map_or(Technique::Off, Technique::Provider)
}

/// The effort of Responses' `reasoning`; the summary is always asked for.
fn nested_effort(fields: &mut Fields, left_out: &mut Vec<String>) -> Technique {
    let Some(Value::Object(object)) = fields.take("reasoning") else { return Technique::Off };
    let mut inner = Fields::of(object);
    let technique = inner.text("effort").map_or(Technique::Off, |word| effort(&word, left_out));
    left_out.extend(inner.rest().keys().filter(|key| *key != "summary").map(|key| format!("reasoning.{key}")));
    technique
}

fn chat_schema(fields: &mut Fields, left_out: &mut Vec<String>) -> Option<SharedSchema> {
    let Value::Object(format) = fields.take("response_format")? else { return None };
    if let Some(schema) = format.get("json_schema").and_then(Value::as_object) {
        return schema_of(schema.clone(), "response_format.json_schema", left_out);
    }
    left_out.push(format!("response_format {}", Value::Object(format)));
    None
}

fn responses_schema(fields: &mut Fields, left_out: &mut Vec<String>) -> Option<SharedSchema> {
    let Value::Object(text) = fields.take("text")? else { return None };
    let mut text = Fields::of(text);
    let schema = match text.take("format") {
        Some(Value::Object(format)) if format.contains_key("schema") => schema_of(format, "text.format", left_out),
        Some(other) if other.get("type").and_then(Value::as_str) != Some("text") => {
            left_out.push(format!("text.format {other}"));
            None
        }
        _ => None,
    };
    left_out.extend(text.rest().keys().map(|key| format!("text.{key}")));
    schema
}

fn schema_of(object: Map<String, Value>, place: &str, left_out: &mut Vec<String>) -> Option<SharedSchema> {
    let mut fields = Fields::of(object);
    let schema = fields.take("schema")?;
    let name = fields.text("name").unwrap_or_else(|| DEFAULT_SCHEMA_NAME.to_owned());
    // Whether strict mode fits is decided for each schema when it is sent.
    let is_ours = |key: &str| key == "type" || key == "strict";
    left_out.extend(fields.rest().keys().filter(|key| !is_ours(key)).map(|key| format!("{place}.{key}")));
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    Some(SharedSchema { enabled: true, name, text })
}

/// The functions that the model may ask to have called; tools that run at the vendor's have no place.
fn tools(fields: &mut Fields, left_out: &mut Vec<String>) -> Vec<SharedTool> {
    let Some(Value::Array(items)) = fields.take("tools") else { return Vec::new() };
    let mut tools = Vec::new();
    for (number, item) in items.iter().enumerate() {
        let place = format!("tools, item {}", number + 1);
        let kind = item.get("type").and_then(Value::as_str).unwrap_or("function");
        let function = item.get("function").unwrap_or(item);
        let text = |name: &str| function.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let parameters = function.get("parameters").or_else(|| function.get("input_schema"));
        if !matches!(kind, "function" | "custom") || text("name").is_empty() {
            left_out.push(format!("{place}: {kind}"));
            continue;
        }
        tools.push(SharedTool {
            name: text("name"),
            description: text("description"),
            parameters: parameters.and_then(|schema| serde_json::to_string_pretty(schema).ok()).unwrap_or_default(),
            enabled: true,
        });
    }
    tools
}

/// What is left, as raw parameters.
fn extra(mut rest: Map<String, Value>, left_out: &mut Vec<String>) -> String {
    for name in OWN_FIELDS {
        if rest.shift_remove(name).is_some() {
            left_out.push(format!("{name}, which this page decides itself"));
        }
    }
    if rest.is_empty() {
        return String::new();
    }
    serde_json::to_string_pretty(&rest).unwrap_or_default()
}
