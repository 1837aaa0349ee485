//! Count endpoints: the requests that ask an endpoint how many input tokens it would bill for a prompt, and their answers.
//!
//! Sources: anthropic SDK (`message_count_tokens_params.py`, 2026-08 copy), openai SDK 3.54.0 (`input_token_count_params`, 2026-11-17), vLLM
//! `TokenizeChatRequest` (2026 copy), google-genai 3.4.0 (`CountTokensRequest`, 2026-11-16), llama.cpp server (measured 2026-11; its README for `/apply-template` and `/tokenize`).

use serde_json::{Value, json};

use super::dialect::Dialect;
use super::lenient;
use super::request::{self, ChatRequest, HttpRequest};
use crate::domain::connection::{Connection, Protocol};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::receipt::ABSURD_TOKENS;

/// A way to have an endpoint count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CountEndpoint {
    /// Anthropic's `POST {base}/messages/count_tokens`; llama.cpp and LiteLLM have it too.
    Messages,
    /// OpenAI's `POST {base}/responses/input_tokens`; llama.cpp has it too.
    Responses,
    /// llama.cpp's `POST {base}/chat/completions/input_tokens`.
    ChatCompletions,
    /// vLLM's `POST {root}/tokenize`, which takes messages and applies the model's chat template.
    TokenizeMessages,
    /// Gemini's `POST {base}/models/{model}:countTokens`, which takes the whole request wrapped.
    Gemini,
    /// llama.cpp's `POST {root}/apply-template`, then `POST {root}/tokenize` with the text that came back.
    Template,
}

/// What an endpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CountAnswer {
    /// Input tokens.
    Tokens(u64),
    /// It takes another request.
    Next(HttpRequest),
}

/// The ways that a connection's endpoint may know, the likeliest first; empty = none is known, and nothing is asked.
///
/// Hosted vendors have one or none. A server of the person's own can be any of several programs: each way is tried until one answers.
/// OpenAI counts Chat Completions through the Responses form of the same prompt, which bills alike (recorded to 2026-05, text only).
pub fn endpoints(connection: &Connection) -> &'static [CountEndpoint] {
    use CountEndpoint::{ChatCompletions, Gemini, Messages, Responses, Template, TokenizeMessages};
    let dialect = Dialect::of(connection);
    let own = matches!(dialect, Dialect::Local | Dialect::LlamaCpp | Dialect::Vllm | Dialect::Other);
    match connection.protocol {
        Protocol::Gemini => &[Gemini],
        Protocol::Messages if dialect == Dialect::Anthropic => &[Messages],
        Protocol::ChatCompletions | Protocol::Responses if dialect == Dialect::OpenAi => &[Responses],
        Protocol::ChatCompletions if dialect == Dialect::Vllm => &[TokenizeMessages, ChatCompletions, Template],
        Protocol::ChatCompletions if own => &[ChatCompletions, TokenizeMessages, Template],
        Protocol::Messages if own => &[Messages, ChatCompletions, TokenizeMessages, Template],
        Protocol::Responses if own => &[Responses, ChatCompletions, TokenizeMessages, Template],
        _ => &[],
    }
}

/// The request that counts what `request` would send, made of the run's own body: of its fields only those that the endpoint takes.
///
/// # Errors
/// As [`request::encode`].
pub fn encode(endpoint: CountEndpoint, connection: &Connection, request: &ChatRequest) -> Result<HttpRequest, Failure> {
    let spoken = Connection { protocol: endpoint.protocol(), ..connection.clone() };
    let run = request::encode(&spoken, request)?;
    let Ok(Value::Object(mut body)) = serde_json::from_str(&run.body) else {
        return Err(Failure::new(FailureKind::BadSettings, "The request's body is no JSON object."));
    };
    body.retain(|field, _| endpoint.fields().contains(&field.as_str()));
    if endpoint == CountEndpoint::TokenizeMessages {
        body.insert("add_generation_prompt".to_owned(), true.into());
    }
    if endpoint == CountEndpoint::Gemini {
        // The resource name again, from the path: `…/models/gemini-3-pro:streamGenerateContent`.
        let resource = run.url.rsplit('/').next().and_then(|last| last.split(':').next()).unwrap_or_default();
        body.insert("model".to_owned(), format!("models/{resource}").into());
        let wrapped = Value::Object(std::mem::take(&mut body));
        body.insert("generateContentRequest".to_owned(), wrapped);
    }
    let url = endpoint.url(connection, &run)?;
    Ok(HttpRequest { url, body: Value::Object(body).to_string(), notes: Vec::new(), ..run })
}

/// Reads the body of a successful answer to `asked`.
///
/// # Errors
/// [`FailureKind::NotCounted`] when a proxy only estimated, [`FailureKind::Garbled`] when no count is in the body or an absurd one.
pub fn decode(endpoint: CountEndpoint, asked: &HttpRequest, body: &str) -> Result<CountAnswer, Failure> {
    let value = lenient::parse(body.trim()).unwrap_or_default();
    // LiteLLM counts by itself when the provider behind it can't (measured 2026-11, 1.106.2).
    if value["litellm_count_source"] == "local_estimate" {
        let words = "The proxy did not ask the model's provider: it estimated the tokens itself.";
        return Err(Failure::new(FailureKind::NotCounted, words));
    }
    let tokens = match endpoint {
        CountEndpoint::Messages | CountEndpoint::Responses | CountEndpoint::ChatCompletions => {
            value["input_tokens"].as_u64()
        }
        CountEndpoint::TokenizeMessages => value["count"].as_u64(),
        CountEndpoint::Gemini => value["totalTokens"].as_u64(),
        CountEndpoint::Template => {
            if let Some(prompt) = value["prompt"].as_str().filter(|_| asked.url.ends_with("/apply-template")) {
                return Ok(CountAnswer::Next(tokenize(asked, prompt)));
            }
            value["tokens"].as_array().map(|tokens| tokens.len() as u64)
        }
    };
    match tokens {
        Some(tokens) if tokens <= ABSURD_TOKENS => Ok(CountAnswer::Tokens(tokens)),
        Some(tokens) => {
            let words = format!("The endpoint counted {tokens} tokens, which can't be right.");
            Err(Failure::new(FailureKind::Garbled, words))
        }
        None => Err(Failure::new(FailureKind::Garbled, "The endpoint answered, but with no number of tokens.")),
    }
}

/// Whether an error says that the endpoint does not exist there, so that another may; one that names the model knows the endpoint.
pub fn is_not_there(status: u16, body: &str) -> bool {
    matches!(status, 404 | 405 | 501) && !body.to_ascii_lowercase().contains("model")
}

/// The second request of [`CountEndpoint::Template`]: special tokens are read as such, as the server does for a run.
fn tokenize(asked: &HttpRequest, prompt: &str) -> HttpRequest {
    let root = asked.url.strip_suffix("/apply-template").unwrap_or(&asked.url);
    let body = json!({"content": prompt, "add_special": true, "parse_special": true});
    HttpRequest { url: format!("{root}/tokenize"), body: body.to_string(), ..asked.clone() }
}

impl CountEndpoint {
    /// The wire format whose body it takes.
    fn protocol(self) -> Protocol {
        match self {
            Self::Messages => Protocol::Messages,
            Self::Responses => Protocol::Responses,
            Self::ChatCompletions | Self::TokenizeMessages | Self::Template => Protocol::ChatCompletions,
            Self::Gemini => Protocol::Gemini,
        }
    }

    /// Fields of the run's body that it takes; Anthropic and OpenAI refuse any other.
    fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Messages => {
                &["model", "messages", "system", "thinking", "output_config", "tools", "tool_choice", "cache_control"]
            }
            Self::Responses => &[
                "model",
                "input",
                "instructions",
                "reasoning",
                "text",
                "tools",
                "tool_choice",
                "parallel_tool_calls",
                "truncation",
                "conversation",
                "previous_response_id",
            ],
            Self::ChatCompletions => &[
                "model",
                "messages",
                "tools",
                "tool_choice",
                "response_format",
                "reasoning_effort",
                "chat_template_kwargs",
            ],
            Self::TokenizeMessages => &["model", "messages", "tools", "chat_template_kwargs"],
            Self::Gemini => {
                &["contents", "systemInstruction", "tools", "toolConfig", "generationConfig", "cachedContent"]
            }
            Self::Template => &["messages", "tools", "response_format", "chat_template_kwargs"],
        }
    }

    /// Its address; `run` is the request that would generate.
    fn url(self, connection: &Connection, run: &HttpRequest) -> Result<String, Failure> {
        let whole = |path: &str| request::url(connection, path);
        // What has no version stands beside it: `http://localhost:8000/v1` → `http://localhost:8000/tokenize`.
        let root = |path: &str| {
            let base = whole("")?;
            Ok(format!("{}{path}", base.strip_suffix("/v1").unwrap_or(&base)))
        };
        match self {
            Self::Messages => whole("/messages/count_tokens"),
            Self::Responses => whole("/responses/input_tokens"),
            Self::ChatCompletions => whole("/chat/completions/input_tokens"),
            Self::TokenizeMessages => root("/tokenize"),
            Self::Gemini => {
                let path = run.url.split(":streamGenerateContent").next().unwrap_or_default();
                Ok(format!("{path}:countTokens"))
            }
            Self::Template => root("/apply-template"),
        }
    }
}
