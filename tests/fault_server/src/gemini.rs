//! Google Gemini.

use crate::json::{Json, quote};
use crate::protocol::{Ending, Frame, Script};

/// The model that a path names.
pub fn model(path: &str) -> Option<&str> {
    path.rsplit('/').next()?.split_once(':').map(|(model, _)| model)
}

pub fn reasoning(script: &Script, piece: &str) -> Frame {
    (None, chunk(script, &format!("{{\"text\":{},\"thought\":true}}", quote(piece)), None))
}

pub fn piece(script: &Script, piece: &str) -> Frame {
    (None, chunk(script, &format!("{{\"text\":{}}}", quote(piece)), None))
}

/// The signature of the thoughts comes on an empty text, with the finish reason.
pub fn finish(script: &Script) -> Vec<Frame> {
    vec![(None, chunk(script, "{\"text\":\"\",\"thoughtSignature\":\"c2ln\"}", Some(reason(script))))]
}

pub fn document(script: &Script) -> String {
    chunk(script, &format!("{{\"text\":{}}}", quote(&script.text())), Some(reason(script)))
}

/// An error's body; the words are Google's own for the status.
pub fn error(status: u16, message: &str) -> String {
    let word = match status {
        400 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        429 => "RESOURCE_EXHAUSTED",
        503 | 529 => "UNAVAILABLE",
        _ => "INTERNAL",
    };
    let details = if status == 429 && !message.contains("quota") {
        ",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"1s\"}]"
    } else {
        ""
    };
    format!("{{\"error\":{{\"code\":{status},\"message\":{},\"status\":\"{word}\"{details}}}}}", quote(message))
}

pub fn conversation(body: &Json) -> Vec<(String, String)> {
    let text = |content: &Json| -> String {
        content.get("parts").items().iter().filter_map(|part| part.get("text").text()).collect()
    };
    let system = body.get("systemInstruction");
    let mut conversation = Vec::new();
    if !system.is_null() {
        conversation.push(("system".to_owned(), text(system)));
    }
    for content in body.get("contents").items() {
        conversation.push((content.get("role").text().unwrap_or("user").to_owned(), text(content)));
    }
    conversation
}

pub fn models(names: &[&str]) -> String {
    let rows: Vec<String> = names
        .iter()
        .map(|name| {
            format!("{{\"name\":\"models/{name}\",\"inputTokenLimit\":32000,\"supportedGenerationMethods\":[\"generateContent\",\"countTokens\"]}}")
        })
        .collect();
    format!(
        "{{\"models\":[{},{{\"name\":\"models/embedder\",\"supportedGenerationMethods\":[\"embedContent\"]}}]}}",
        rows.join(",")
    )
}

/// Usage is cumulative and comes with every chunk.
pub fn chunk(script: &Script, part: &str, reason: Option<&str>) -> String {
    let reason = reason.map(|reason| format!(",\"finishReason\":\"{reason}\"")).unwrap_or_default();
    let usage = if script.usage { format!(",\"usageMetadata\":{}", usage(script)) } else { String::new() };
    format!(
        "{{\"candidates\":[{{\"content\":{{\"parts\":[{part}],\"role\":\"model\"}}{reason},\"index\":0}}]{usage},\"modelVersion\":{},\"responseId\":\"fault\"}}",
        quote(&script.model)
    )
}

fn reason(script: &Script) -> &'static str {
    match script.ending {
        Ending::Stop => "STOP",
        Ending::Length => "MAX_TOKENS",
        Ending::Refusal => "SAFETY",
    }
}

fn usage(script: &Script) -> String {
    let (input, output, thoughts) = (script.input_tokens, script.pieces.len(), script.reasoning.len());
    let total = input + output + thoughts;
    format!(
        "{{\"promptTokenCount\":{input},\"candidatesTokenCount\":{output},\"thoughtsTokenCount\":{thoughts},\"totalTokenCount\":{total}}}"
    )
}
