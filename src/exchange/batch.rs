//! Batch files, the way out when a run outgrows one browser: written for the batch engines of OpenAI, Anthropic and Gemini, and their results
//! read back. Shapes: `platform.openai.com` batch guide, Anthropic's Message Batches reference, Gemini's batch cookbook, all 2026-11.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::fields::text_of_content;

/// Requests that one OpenAI file may hold.
const MOST_REQUESTS: usize = 50_000;

/// Whose batch engine a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchFormat {
    OpenAiChat,
    OpenAiResponses,
    Anthropic,
    Gemini,
}

impl BatchFormat {
    /// Name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::OpenAiChat => "OpenAI, Chat Completions",
            Self::OpenAiResponses => "OpenAI, Responses",
            Self::Anthropic => "Anthropic",
            Self::Gemini => "Gemini",
        }
    }

    /// How the file's name ends.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Anthropic => "json",
            _ => "jsonl",
        }
    }
}

/// A request of a batch: the body as it would be sent by itself, and the id by which its answer is known.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchRequest {
    pub id: String,
    pub body: Map<String, Value>,
}

/// The file for requests of one format.
///
/// # Errors
/// A sentence when there are more requests than a file may hold.
pub fn write(format: BatchFormat, requests: Vec<BatchRequest>) -> Result<String, String> {
    if requests.len() > MOST_REQUESTS {
        return Err(format!("There are {} requests; a batch file holds at most {MOST_REQUESTS}.", requests.len()));
    }
    let mut out = String::new();
    let mut line = |value: &Value| {
        // Writing to a String can't fail.
        let _ = writeln!(out, "{value}");
    };
    match format {
        BatchFormat::OpenAiChat | BatchFormat::OpenAiResponses => {
            let url = if format == BatchFormat::OpenAiChat { "/v1/chat/completions" } else { "/v1/responses" };
            for BatchRequest { id, body } in requests {
                line(&json!({"custom_id": id, "method": "POST", "url": url, "body": unstreamed(body)}));
            }
        }
        BatchFormat::Anthropic => {
            let requests = requests.into_iter().map(|r| json!({"custom_id": r.id, "params": unstreamed(r.body)}));
            line(&json!({"requests": requests.collect::<Value>()}));
        }
        BatchFormat::Gemini => {
            for BatchRequest { id, body } in requests {
                line(&json!({"key": id, "request": body}));
            }
        }
    }
    Ok(out)
}

/// A batch is never streamed.
fn unstreamed(mut body: Map<String, Value>) -> Map<String, Value> {
    for name in ["stream", "stream_options"] {
        body.shift_remove(name);
    }
    body
}

/// The answer to one request of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchAnswer {
    pub id: String,
    pub model: String,
    pub text: String,
    pub input_tokens: Option<u64>,
    pub output_tokens: Option<u64>,
    /// Why there is no answer; `None` = there is.
    pub failure: Option<String>,
}

/// Whether the first object of a file is a result of a batch.
pub(super) fn is_result(first: Option<&Map<String, Value>>) -> bool {
    first.is_some_and(|object| {
        let has = |name: &str| object.contains_key(name);
        has("custom_id") && (has("response") || has("result") || has("error"))
            || has("key") && (has("response") || has("error"))
    })
}

/// The answers of a result file, and what could not be read.
pub(super) fn read_results(values: Vec<Value>) -> (Vec<BatchAnswer>, Vec<String>) {
    let (mut answers, mut left_out) = (Vec::new(), Vec::new());
    for (place, value) in values.into_iter().enumerate() {
        let id = value.get("custom_id").or_else(|| value.get("key")).and_then(Value::as_str).map(str::to_owned);
        match id {
            Some(id) => answers.push(answer(id, &value, &mut left_out)),
            None => left_out.push(format!("line {}: it has no id", place + 1)),
        }
    }
    (answers, left_out)
}

fn answer(id: String, value: &Value, left_out: &mut Vec<String>) -> BatchAnswer {
    let failed = |id: String, error: &Value| {
        let sentence = error.pointer("/error/message").or_else(|| error.get("message")).and_then(Value::as_str);
        BatchAnswer {
            id,
            failure: Some(sentence.map_or_else(|| error.to_string(), str::to_owned)),
            ..BatchAnswer::default()
        }
    };
    if let Some(error) = value.get("error").filter(|error| !error.is_null()) {
        return failed(id, error);
    }
    if let Some(result) = value.get("result") {
        return match result.get("message") {
            Some(message) => messages_answer(id, message, left_out),
            None => failed(id, result.get("error").unwrap_or(result)),
        };
    }
    let response = value.get("response").unwrap_or(&Value::Null);
    match response.get("body") {
        Some(body) if body.get("error").is_some_and(|error| !error.is_null()) => failed(id, body),
        Some(body) if body.get("choices").is_some() => chat_answer(id, body, left_out),
        Some(body) => responses_answer(id, body, left_out),
        None => gemini_answer(id, response),
    }
}

fn chat_answer(id: String, body: &Value, left_out: &mut Vec<String>) -> BatchAnswer {
    let content = body.pointer("/choices/0/message/content").unwrap_or(&Value::Null);
    BatchAnswer {
        text: text_of_content(content, &id, left_out),
        input_tokens: number(body, "/usage/prompt_tokens"),
        output_tokens: number(body, "/usage/completion_tokens"),
        model: model(body, "/model"),
        id,
        failure: None,
    }
}

fn responses_answer(id: String, body: &Value, left_out: &mut Vec<String>) -> BatchAnswer {
    let items = body.get("output").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let messages = items.iter().filter(|item| item.get("type").and_then(Value::as_str) == Some("message"));
    let texts = messages.filter_map(|item| item.get("content")).map(|content| text_of_content(content, &id, left_out));
    BatchAnswer {
        text: texts.collect::<Vec<_>>().join("\n\n"),
        input_tokens: number(body, "/usage/input_tokens"),
        output_tokens: number(body, "/usage/output_tokens"),
        model: model(body, "/model"),
        id,
        failure: None,
    }
}

fn messages_answer(id: String, message: &Value, left_out: &mut Vec<String>) -> BatchAnswer {
    let is_text = |part: &&Value| part.get("type").and_then(Value::as_str) != Some("thinking");
    let parts = message.get("content").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let parts: Value = parts.iter().filter(is_text).cloned().collect();
    BatchAnswer {
        text: text_of_content(&parts, &id, left_out),
        input_tokens: number(message, "/usage/input_tokens"),
        output_tokens: number(message, "/usage/output_tokens"),
        model: model(message, "/model"),
        id,
        failure: None,
    }
}

fn gemini_answer(id: String, response: &Value) -> BatchAnswer {
    let parts = response.pointer("/candidates/0/content/parts").and_then(Value::as_array).map(Vec::as_slice);
    let is_answer = |part: &&Value| part.get("thought").and_then(Value::as_bool) != Some(true);
    let texts = parts.unwrap_or_default().iter().filter(is_answer).filter_map(|part| part.get("text")?.as_str());
    let text: String = texts.collect();
    let failure = (text.is_empty()).then(|| {
        let reason = response.pointer("/candidates/0/finishReason").and_then(Value::as_str);
        reason.map_or_else(|| "There is no answer in the file.".to_owned(), |reason| format!("It ended with {reason}."))
    });
    BatchAnswer {
        id,
        text,
        failure,
        input_tokens: number(response, "/usageMetadata/promptTokenCount"),
        output_tokens: number(response, "/usageMetadata/candidatesTokenCount"),
        model: model(response, "/modelVersion"),
    }
}

fn number(value: &Value, pointer: &str) -> Option<u64> {
    value.pointer(pointer).and_then(Value::as_u64)
}

fn model(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}
