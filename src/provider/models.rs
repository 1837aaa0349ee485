//! Model lists: the request for what an endpoint offers, and its answer.

use serde_json::Value;

use super::dialect::AuthScheme;
use super::request::{HttpRequest, Method, protocol_headers, url};
use super::{built_in, lenient};
use crate::domain::connection::{Connection, Protocol};
use crate::domain::failure::{Failure, FailureKind};

/// A model as an endpoint lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedModel {
    pub id: String,
    /// Tokens of context, where the list says (Anthropic, vLLM, llama.cpp, Groq, OpenRouter).
    pub context: Option<u64>,
}

/// The request that lists models: `GET {base}/models`, where there are pages with the largest; Cohere lists under its version 1, Ollama its
/// tags.
///
/// # Errors
/// [`FailureKind::BadSettings`] for a base URL that can't be sent to and for what has no list.
pub fn list(connection: &Connection) -> Result<HttpRequest, Failure> {
    if connection.protocol == Protocol::BuiltIn {
        // Its list says whether the model is there.
        return Ok(built_in::list());
    }
    let path = match connection.protocol {
        Protocol::DryRun => {
            return Err(Failure::new(FailureKind::BadSettings, "The dry run has one model and no list."));
        }
        Protocol::Messages => "/models?limit=1000",
        Protocol::Gemini => "/models?pageSize=1000",
        Protocol::Cohere => "/models?page_size=1000&endpoint=chat",
        Protocol::Ollama => "/tags",
        Protocol::ChatCompletions | Protocol::Responses | Protocol::BuiltIn => "/models",
    };
    let url = url(connection, path)?;
    let url = if connection.protocol == Protocol::Cohere { url.replacen("/v2/models", "/v1/models", 1) } else { url };
    Ok(HttpRequest {
        method: Method::Get,
        url,
        headers: protocol_headers(connection),
        auth: AuthScheme::of(connection),
        body: String::new(),
        notes: Vec::new(),
    })
}

/// The models in a list's body, sorted by id, each once. Shapes: `{data: [{id}]}` (nearly all), `[{id}]` (Together), `{models: [{name}]}`
/// (Ollama, Gemini, Cohere). What can't chat is left out where the list says so.
///
/// # Errors
/// [`FailureKind::Garbled`] when the body is none of these.
pub fn parse(body: &str) -> Result<Vec<ListedModel>, Failure> {
    let value = lenient::parse(body).unwrap_or_default();
    let rows = [&value["data"], &value["models"], &value].into_iter().find_map(Value::as_array);
    let rows = rows
        .ok_or_else(|| Failure::new(FailureKind::Garbled, "The endpoint's list of models is not in a known shape."))?;
    let mut models: Vec<ListedModel> = rows.iter().filter_map(listed).collect();
    models.sort_by(|one, other| one.id.cmp(&other.id));
    models.dedup_by(|one, other| one.id == other.id);
    Ok(models)
}

fn listed(row: &Value) -> Option<ListedModel> {
    let id = row["id"].as_str().or(row["name"].as_str()).filter(|_| chats(row))?;
    let context = [
        &row["max_input_tokens"],
        &row["inputTokenLimit"],
        &row["context_length"],
        &row["context_window"],
        &row["max_model_len"],
        // LM Studio: what the model is loaded with.
        &row["loaded_context_length"],
        &row["meta"]["n_ctx"],
        &row["max_context_length"],
        // llama.cpp: what the model was trained with, the most that its server can be started with.
        &row["meta"]["n_ctx_train"],
    ];
    Some(ListedModel {
        id: id.strip_prefix("models/").unwrap_or(id).to_owned(),
        context: context.into_iter().find_map(Value::as_u64),
    })
}

/// Whether the row does not say that the model does something else: Gemini lists methods, Cohere endpoints, Mistral capabilities, Together and
/// LM Studio a type.
fn chats(row: &Value) -> bool {
    const OTHER_TYPES: [&str; 8] =
        ["image", "embedding", "embeddings", "rerank", "audio", "transcribe", "moderation", "video"];
    let lists = |field: &str, word: &str| {
        row[field].as_array().is_none_or(|words| words.is_empty() || words.iter().any(|known| known == word))
    };
    lists("supportedGenerationMethods", "generateContent")
        && lists("endpoints", "chat")
        && row["capabilities"]["completion_chat"] != false
        && !row["type"].as_str().is_some_and(|kind| OTHER_TYPES.contains(&kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(body: &str) -> Vec<String> {
        parse(body).unwrap_or_default().into_iter().map(|model| model.id).collect()
    }

    #[test]
    fn reads_every_shape_of_list() {
        assert_eq!(ids(r#"{"object":"list","data":[{"id":"b"},{"id":"a"},{"id":"b"}]}"#), ["a", "b"]);
        assert_eq!(ids(r#"[{"id":"x/y"}]"#), ["x/y"]);
        assert_eq!(ids(r#"{"models":[{"name":"llama3.2:latest"}]}"#), ["llama3.2:latest"]);
        assert!(parse("<html>").is_err());
        assert!(parse("{}").is_err());
    }

    #[test]
    fn what_can_not_chat_is_left_out() {
        let gemini = r#"{"models":[{"name":"models/gemini-3.5-flash","inputTokenLimit":1048576,"supportedGenerationMethods":["generateContent","countTokens"]},
            {"name":"models/gemini-embedding-001","supportedGenerationMethods":["embedContent"]}]}"#;
        assert_eq!(ids(gemini), ["gemini-3.5-flash"]);
        assert_eq!(parse(gemini).unwrap_or_default().first().and_then(|model| model.context), Some(1_048_576));
        let cohere = r#"{"models":[{"name":"command-a-03-2025","endpoints":["chat"],"context_length":256000},{"name":"embed-v4.0","endpoints":["embed"]}]}"#;
        assert_eq!(ids(cohere), ["command-a-03-2025"]);
        assert_eq!(
            ids(
                r#"{"data":[{"id":"a","capabilities":{"completion_chat":true}},{"id":"b","capabilities":{"completion_chat":false}}]}"#
            ),
            ["a"]
        );
        assert_eq!(ids(r#"[{"id":"x/y","type":"chat"},{"id":"x/z","type":"image"}]"#), ["x/y"]);
    }

    #[test]
    fn each_protocol_lists_at_its_own_address() {
        let url = |protocol, base_url: &str| {
            let connection = Connection { protocol, base_url: base_url.to_owned(), ..Connection::dry_run() };
            list(&connection).map(|request| request.url).unwrap_or_default()
        };
        let google = "https://generativelanguage.googleapis.com/v1beta";
        assert_eq!(url(Protocol::Gemini, google), format!("{google}/models?pageSize=1000"));
        assert_eq!(
            url(Protocol::Cohere, "https://api.cohere.com/v2"),
            "https://api.cohere.com/v1/models?page_size=1000&endpoint=chat"
        );
        assert_eq!(url(Protocol::Ollama, "http://localhost:11434/api"), "http://localhost:11434/api/tags");
        assert_eq!(url(Protocol::BuiltIn, ""), built_in::BUILT_IN_ADDRESS);
    }

    #[test]
    fn reads_the_context_where_it_stands() {
        let body = r#"{"data":[{"id":"a","max_model_len":4096},{"id":"b","meta":{"n_ctx":2048,"n_ctx_train":8192}},{"id":"c"},
            {"id":"d","type":"llm","max_context_length":131072,"loaded_context_length":4096}]}"#;
        let context: Vec<Option<u64>> =
            parse(body).unwrap_or_default().into_iter().map(|model| model.context).collect();
        assert_eq!(context, [Some(4096), Some(2048), None, Some(4096)]);
    }
}
