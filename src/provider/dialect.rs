//! Dialects: which host family a connection reaches, for what differs between hosts that speak the same protocol.
//!
//! Facts are of 2026-11 (vendor SDK types, recorded streams, server sources); each one stands at the row or method that uses it.

use crate::domain::connection::{Connection, Protocol};

/// A family of hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    OpenAi,
    Azure,
    Anthropic,
    Gemini,
    Mistral,
    DeepSeek,
    Groq,
    XAi,
    Together,
    Fireworks,
    OpenRouter,
    Cohere,
    Perplexity,
    Moonshot,
    HuggingFace,
    /// At its usual port on a private host.
    Vllm,
    /// At its usual port on a private host.
    LlamaCpp,
    /// Ollama, LM Studio, LiteLLM, and whatever else serves on this machine or network.
    Local,
    /// Another hosted endpoint.
    Other,
}

/// Catalog provider name, host, dialect.
const HOSTS: [(&str, &str, Dialect); 16] = [
    ("openai", "api.openai.com", Dialect::OpenAi),
    ("azure", "openai.azure.com", Dialect::Azure),
    ("azure", "cognitiveservices.azure.com", Dialect::Azure),
    ("anthropic", "api.anthropic.com", Dialect::Anthropic),
    ("gemini", "generativelanguage.googleapis.com", Dialect::Gemini),
    ("mistral", "api.mistral.ai", Dialect::Mistral),
    ("deepseek", "api.deepseek.com", Dialect::DeepSeek),
    ("groq", "api.groq.com", Dialect::Groq),
    ("xai", "api.x.ai", Dialect::XAi),
    ("together", "api.together.xyz", Dialect::Together),
    ("fireworks", "api.fireworks.ai", Dialect::Fireworks),
    ("openrouter", "openrouter.ai", Dialect::OpenRouter),
    ("cohere", "api.cohere.com", Dialect::Cohere),
    ("perplexity", "api.perplexity.ai", Dialect::Perplexity),
    ("moonshot", "api.moonshot.ai", Dialect::Moonshot),
    ("huggingface", "router.huggingface.co", Dialect::HuggingFace),
];

/// What a dialect of Chat Completions does in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChatFacts {
    /// Name of the limit on output tokens.
    pub output_limit: &'static str,
    /// Name of the seed.
    pub seed: &'static str,
    /// Whether usage must be asked for with `stream_options.include_usage`; those who send it unasked may refuse the field.
    pub asks_for_usage: bool,
    pub effort: EffortField,
    pub schema: SchemaField,
}

/// Where Chat Completions carries the reasoning effort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EffortField {
    /// `reasoning_effort`.
    Flat,
    /// `reasoning: {effort}`.
    Nested,
    /// `thinking: {type}` and three levels of `reasoning_effort`.
    Levels,
    /// `thinking: {type: "enabled" | "disabled"}`.
    Switch,
    /// `reasoning: {enabled}`, but `reasoning_effort` for gpt-oss.
    Enabled,
    /// `reasoning_effort` with words of its own for Qwen, and `reasoning_format: "parsed"`, without which thoughts stand in the text.
    Parsed,
    /// `reasoning_effort`, and `chat_template_kwargs: {enable_thinking}` for templates that switch by it.
    Template,
}

/// How Chat Completions carries a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaField {
    /// `response_format: {type: "json_schema", json_schema: {name, strict, schema}}`, strict where OpenAI's strict mode takes the schema.
    Strict,
    /// The same without `strict`; a grammar holds the model to it.
    Grammar,
    /// `response_format: {type: "json_object"}` only.
    JsonMode,
}

const FACTS: ChatFacts = ChatFacts {
    output_limit: "max_tokens",
    seed: "seed",
    asks_for_usage: true,
    effort: EffortField::Flat,
    schema: SchemaField::Strict,
};

impl Dialect {
    /// By host; where the host says nothing (a proxy, a server on this machine), by the provider that the person named, else by the port.
    pub fn of(connection: &Connection) -> Self {
        let endpoint = connection.endpoint().ok();
        let by_host = endpoint.as_ref().and_then(|at| HOSTS.into_iter().find(|(_, host, _)| at.is_at(host)));
        let by_name =
            connection.provider.as_deref().and_then(|name| HOSTS.into_iter().find(|(known, _, _)| *known == name));
        if let Some((_, _, dialect)) = by_host.or(by_name) {
            return dialect;
        }
        match endpoint.filter(crate::domain::endpoint::Endpoint::is_private).map(|at| at.port) {
            Some(Some(8000)) => Self::Vllm,
            Some(Some(8080)) => Self::LlamaCpp,
            Some(_) => Self::Local,
            None => Self::Other,
        }
    }

    /// What this dialect of Chat Completions does in its own way.
    pub fn chat(self) -> ChatFacts {
        match self {
            // `max_tokens` is deprecated and reasoning models reject it (openai 3.54.0, 2026-11-17).
            Self::OpenAi | Self::Azure => ChatFacts { output_limit: "max_completion_tokens", ..FACTS },
            // groq 1.7.0, 2026-11.
            Self::Groq => ChatFacts { output_limit: "max_completion_tokens", effort: EffortField::Parsed, ..FACTS },
            // mistralai 3.7.0, 2026-11: no `stream_options`, and unknown fields are refused.
            Self::Mistral => ChatFacts { seed: "random_seed", asks_for_usage: false, ..FACTS },
            // API guide, 2026-11: JSON mode only.
            Self::DeepSeek => ChatFacts { effort: EffortField::Levels, schema: SchemaField::JsonMode, ..FACTS },
            // Quick start of Kimi K2.5, 2026; usage comes unasked in the last choice.
            Self::Moonshot => ChatFacts { effort: EffortField::Switch, ..FACTS },
            // together 3.1.1, 2026-11.
            Self::Together => ChatFacts { effort: EffortField::Enabled, schema: SchemaField::Grammar, ..FACTS },
            Self::OpenRouter => ChatFacts { effort: EffortField::Nested, ..FACTS },
            // Usage comes with every chunk, unasked (API reference, 2026).
            Self::Perplexity => ChatFacts { asks_for_usage: false, schema: SchemaField::Grammar, ..FACTS },
            // fireworks-ai 1.2.30, 2026-11: `reasoning_effort` none to high; a grammar for schemas.
            Self::Fireworks | Self::HuggingFace => ChatFacts { schema: SchemaField::Grammar, ..FACTS },
            // vLLM's protocol.py and llama.cpp's server, 2026-08.
            Self::Vllm | Self::LlamaCpp => {
                ChatFacts { effort: EffortField::Template, schema: SchemaField::Grammar, ..FACTS }
            }
            Self::XAi | Self::Anthropic | Self::Gemini | Self::Cohere | Self::Local | Self::Other => FACTS,
        }
    }

    /// Whether a server on a machine that a person runs.
    pub fn is_local(self) -> bool {
        matches!(self, Self::Local | Self::Vllm | Self::LlamaCpp)
    }

    /// Whether a Messages request carries Anthropic's own headers. Servers on this machine take the key as a bearer token, and Ollama's
    /// CORS list admits no `x-api-key` or `anthropic-*` header (its source, 2026-08).
    pub fn takes_anthropic_headers(self) -> bool {
        !self.is_local()
    }
}

/// Where a request carries its key. The key itself is added by the transport at the last moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuthScheme {
    /// `Authorization: Bearer KEY`.
    Bearer,
    /// A header of its own, lower case, holding the bare key.
    Header(&'static str),
}

impl AuthScheme {
    /// What the connection's host expects.
    pub fn of(connection: &Connection) -> Self {
        let dialect = Dialect::of(connection);
        match connection.protocol {
            // The only key header in Gemini's CORS list (2026-08); LiteLLM's copy of the endpoint takes it too.
            Protocol::Gemini => Self::Header("x-goog-api-key"),
            Protocol::Messages if dialect.takes_anthropic_headers() => Self::Header("x-api-key"),
            _ if dialect == Dialect::Azure => Self::Header("api-key"),
            _ => Self::Bearer,
        }
    }

    /// Header name and value for a key.
    pub fn header(self, key: &str) -> (&'static str, String) {
        match self {
            Self::Bearer => ("authorization", format!("Bearer {key}")),
            Self::Header(name) => (name, key.to_owned()),
        }
    }
}
