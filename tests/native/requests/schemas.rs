//! One schema, each vendor's dialect: what is dropped or rewritten is said, and nothing else is changed.

use nshot::domain::compose::ComposedSchema;
use nshot::domain::connection::Protocol;
use nshot::provider::request::ChatRequest;
use nshot::provider::schema::{for_cohere, for_gemini, not_in_grammar};
use serde_json::{Value, json};

use super::encode::{request, send};

/// Everything that vendors disagree about.
fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "kind": {"const": "lock"},
            "pattern": {"type": "string", "pattern": "^x", "minLength": 1, "format": "email"},
            "level": {"type": "integer", "minimum": 1, "exclusiveMaximum": 9, "multipleOf": 2},
            "list": {"type": "array", "items": {"$ref": "#/definitions/item", "description": "beside"}, "uniqueItems": true, "minItems": 2},
            "either": {"oneOf": [{"type": "string"}, {"type": "null"}]}
        },
        "required": ["kind"],
        "definitions": {"item": {"type": "object", "properties": {"not": {"type": "boolean"}}, "not": {"required": ["x"]}}}
    })
}

fn sent(protocol: Protocol, base_url: &str, model: &str) -> (Vec<String>, Value) {
    let schema = ComposedSchema { name: "lock".to_owned(), json: schema().to_string() };
    let (http, body) = send(protocol, base_url, &ChatRequest { schema: Some(schema), ..request(model) });
    (http.notes, body)
}

#[test]
fn gemini_gets_the_keywords_it_knows() {
    let (sent, notes) = for_gemini(&schema());
    assert_eq!(
        sent,
        json!({
            "type": "object",
            "properties": {
                "kind": {"enum": ["lock"]},
                "pattern": {"type": "string", "format": "email"},
                "level": {"type": "integer", "minimum": 1},
                "list": {"type": "array", "items": {"$ref": "#/$defs/item"}, "minItems": 2},
                "either": {"oneOf": [{"type": "string"}, {"type": "null"}]}
            },
            "required": ["kind"],
            "$defs": {"item": {"type": "object", "properties": {"not": {"type": "boolean"}}}}
        })
    );
    let notes = notes.join("\n");
    for keyword in [
        "pattern",
        "minLength",
        "exclusiveMaximum",
        "multipleOf",
        "uniqueItems",
        "description",
        "not",
        "const as enum",
        "definitions as $defs",
        "oneOf",
    ] {
        assert!(notes.contains(keyword), "{keyword} is not said: {notes}");
    }
    assert!(!notes.contains("$schema"), "the dialect's name is no loss: {notes}");
}

#[test]
fn cohere_gets_neither_composition_nor_ranges() {
    let (sent, notes) = for_cohere(&schema());
    let text = sent.to_string();
    for keyword in ["oneOf", "minimum", "minLength", "minItems", "multipleOf", "uniqueItems", "email"] {
        assert!(!text.contains(keyword), "{keyword} is sent");
    }
    assert!(text.contains(r#""pattern":"^x""#) && text.contains(r##""$ref":"#/definitions/item""##));
    assert!(
        notes.iter().any(|note| note.contains("oneOf"))
            && notes.iter().any(|note| note.contains("requires no property"))
    );
}

#[test]
fn a_grammar_passes_over_some_keywords() {
    let note = not_in_grammar(&schema()).expect("some are used");
    assert!(note.contains("not") && note.contains("multipleOf") && note.contains("uniqueItems"), "{note}");
    assert_eq!(not_in_grammar(&json!({"type": "object", "properties": {"not": {"type": "string"}}})), None);
}

#[test]
fn a_schema_goes_where_each_protocol_has_it() {
    let gemini = "https://generativelanguage.googleapis.com/v1beta";
    let (_, body) = sent(Protocol::Gemini, gemini, "gemini-2.5-flash");
    assert_eq!(body["generationConfig"]["responseMimeType"], "application/json");
    assert_eq!(body["generationConfig"]["responseJsonSchema"]["type"], "object");
    let (_, body) = sent(Protocol::Gemini, gemini, "gemini-2.0-flash");
    assert_eq!(body["generationConfig"]["responseSchema"]["type"], "object");
    assert!(body["generationConfig"]["responseJsonSchema"].is_null());
    let (notes, body) = sent(Protocol::Gemini, gemini, "gemma-3-27b-it");
    assert!(body["generationConfig"].is_null() && notes.iter().any(|note| note.contains("no JSON mode")));

    let (_, body) = sent(Protocol::Cohere, "https://api.cohere.com/v2", "command-a-03-2025");
    assert_eq!(body["response_format"]["type"], "json_object");
    assert_eq!(body["response_format"]["json_schema"]["type"], "object");

    let (notes, body) = sent(Protocol::Ollama, "http://localhost:11434/api", "llama3.2");
    assert_eq!(body["format"], schema());
    assert_eq!(notes.len(), 1);

    let (notes, body) = sent(Protocol::ChatCompletions, "http://localhost:8080/v1", "m");
    assert_eq!(body["response_format"]["json_schema"], json!({"name": "lock", "schema": schema()}));
    assert_eq!(notes.len(), 1, "{notes:?}");
    let (_, body) = sent(Protocol::ChatCompletions, "https://api.mistral.ai/v1", "mistral-small-latest");
    assert_eq!(body["response_format"]["json_schema"]["strict"], false);
}
