//! Connections: where requests go and which wire format is spoken there. The key is not here (see the invariants in `lib.rs`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::endpoint::{Endpoint, EndpointError};
use super::id::ConnectionId;

/// A wire format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// OpenAI Chat Completions and its dialects.
    ChatCompletions,
    /// Anthropic Messages.
    Messages,
    /// OpenAI Responses.
    Responses,
    /// Google Gemini `streamGenerateContent`.
    Gemini,
    /// Cohere Chat, version 2.
    Cohere,
    /// Ollama's own `/api/chat`.
    Ollama,
    /// The model that some browsers bring along (Prompt API): no key, no address, on the device.
    BuiltIn,
    /// The built-in model that answers with what it received.
    DryRun,
}

impl Protocol {
    /// Those that send requests over the network, in the order in which a picker offers them.
    pub const REMOTE: [Self; 6] =
        [Self::ChatCompletions, Self::Messages, Self::Responses, Self::Gemini, Self::Cohere, Self::Ollama];

    /// Name shown to people.
    pub fn name(self) -> &'static str {
        match self {
            Self::ChatCompletions => "OpenAI Chat Completions",
            Self::Messages => "Anthropic Messages",
            Self::Responses => "OpenAI Responses",
            Self::Gemini => "Google Gemini",
            Self::Cohere => "Cohere Chat v2",
            Self::Ollama => "Ollama (native)",
            Self::BuiltIn => "This browser's own model",
            Self::DryRun => "Dry run",
        }
    }

    /// Whether the answer is made inside this browser: no address, no key, no cost.
    pub fn is_in_browser(self) -> bool {
        matches!(self, Self::BuiltIn | Self::DryRun)
    }

    /// Path after the base URL that streams an answer of `model`; empty when no request is sent. Only Gemini puts the model into its path.
    pub fn path(self, model: &str) -> String {
        match self {
            Self::ChatCompletions => "/chat/completions".to_owned(),
            Self::Messages => "/messages".to_owned(),
            Self::Responses => "/responses".to_owned(),
            Self::Gemini => format!("{}:streamGenerateContent?alt=sse", gemini_resource(model)),
            Self::Cohere | Self::Ollama => "/chat".to_owned(),
            Self::BuiltIn | Self::DryRun => String::new(),
        }
    }

    /// The version segment with which a base URL of this protocol usually ends.
    fn version(self) -> &'static str {
        match self {
            Self::Gemini => "/v1beta",
            Self::Cohere => "/v2",
            Self::Ollama => "/api",
            _ => "/v1",
        }
    }

    /// End of a request URL that people paste as base URL.
    fn pasted_end(self) -> &'static str {
        match self {
            Self::Cohere => "/v2/chat",
            Self::Ollama => "/api/chat",
            Self::ChatCompletions => "/chat/completions",
            Self::Messages => "/messages",
            Self::Responses => "/responses",
            // Its paths hold the model.
            Self::Gemini | Self::BuiltIn | Self::DryRun => "/",
        }
    }
}

/// The path of a Gemini model: `models/NAME`, or another collection that is named with it (`tunedModels/NAME`). What is no plain character of a
/// path is percent-encoded.
pub fn gemini_resource(model: &str) -> String {
    const COLLECTIONS: [&str; 2] = ["models/", "tunedModels/"];
    let named = COLLECTIONS.iter().any(|collection| model.starts_with(collection));
    let mut path = if named { "/".to_owned() } else { "/models/".to_owned() };
    for byte in model.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/' | b'@') {
            path.push(char::from(byte));
        } else {
            path.extend(["%", &format!("{byte:02X}")]);
        }
    }
    path
}

/// Name of the browser's own model; the Prompt API gives it none.
pub const BUILT_IN_MODEL: &str = "built-in";

/// One place to send requests to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    pub id: ConnectionId,
    /// Name shown to people.
    pub label: String,
    pub protocol: Protocol,
    /// Up to and including the version segment, without a slash at the end: `https://api.openai.com/v1`.
    pub base_url: String,
    /// Catalog provider whose prices apply (`openai`, `anthropic`, …); `None` = prices unknown, or free when it is on this machine.
    pub provider: Option<String>,
    /// Models listed by the endpoint or typed in, for the picker.
    pub models: Vec<String>,
    /// Tokens of context of those models of which the endpoint tells it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub contexts: BTreeMap<String, u64>,
}

impl Connection {
    /// The built-in model: no key, no network.
    pub fn dry_run() -> Self {
        Self {
            id: ConnectionId::dry_run(),
            label: "Dry run".to_owned(),
            protocol: Protocol::DryRun,
            base_url: String::new(),
            provider: None,
            models: vec!["dry-run".to_owned()],
            contexts: BTreeMap::new(),
        }
    }

    /// The browser's own model: no key, no network.
    pub fn built_in(id: ConnectionId) -> Self {
        Self {
            id,
            label: Protocol::BuiltIn.name().to_owned(),
            protocol: Protocol::BuiltIn,
            base_url: String::new(),
            provider: None,
            models: vec![BUILT_IN_MODEL.to_owned()],
            contexts: BTreeMap::new(),
        }
    }

    /// Changes the protocol, and with it the version segment at the end of the base URL.
    pub fn speak(&mut self, protocol: Protocol) {
        if let Some(root) = self.base_url.strip_suffix(self.protocol.version())
            && !protocol.is_in_browser()
        {
            self.base_url = format!("{root}{}", protocol.version());
        }
        self.protocol = protocol;
    }

    /// The parsed base URL.
    ///
    /// # Errors
    /// When the base URL is not one a request may be sent to.
    pub fn endpoint(&self) -> Result<Endpoint, EndpointError> {
        Endpoint::parse(&self.base_url)
    }

    /// Scheme, host and port that a key for this connection is bound to; `None` for the dry run and for a bad base URL.
    pub fn origin(&self) -> Option<String> {
        self.endpoint().ok().map(|endpoint| endpoint.origin())
    }

    /// Whether the server is on this machine.
    pub fn is_loopback(&self) -> bool {
        self.endpoint().is_ok_and(|endpoint| endpoint.is_loopback())
    }

    /// Whether a run without a key is sure to be refused: hosted endpoints; servers on this machine or network may go without.
    pub fn needs_key(&self) -> bool {
        !self.protocol.is_in_browser() && self.endpoint().is_ok_and(|endpoint| !endpoint.is_private())
    }
}

/// A base URL as a person typed or pasted it → as [`Connection::base_url`] keeps it: scheme added (`http` on this machine, else `https`), the
/// path of a pasted request URL and slashes at the end removed, the protocol's version segment (`/v1` and the like) added where there is no
/// path and put in place of another protocol's `/v1`.
///
/// # Errors
/// When it is no `http(s)` URL that a request may be sent to; the error says what would be.
pub fn normalize_base_url(typed: &str, protocol: Protocol) -> Result<String, EndpointError> {
    let typed = without_gemini_method(typed.trim());
    let mut endpoint = if typed.contains("://") {
        Endpoint::parse(typed)?
    } else {
        match Endpoint::parse(&format!("http://{typed}")) {
            Err(EndpointError::Unencrypted(_)) => Endpoint::parse(&format!("https://{typed}"))?,
            guess => guess?,
        }
    };
    for protocol in Protocol::REMOTE {
        let end = protocol.pasted_end();
        if endpoint.path.ends_with(end) {
            // Where the end begins with the version, that stays.
            let dropped = end.strip_prefix(protocol.version()).unwrap_or(end);
            endpoint.path = endpoint.path.strip_suffix(dropped).unwrap_or_default().trim_end_matches('/').to_owned();
        }
    }
    if endpoint.path.is_empty() {
        protocol.version().clone_into(&mut endpoint.path);
    } else if let Some(root) = endpoint.path.strip_suffix("/v1") {
        endpoint.path = format!("{root}{}", protocol.version());
    }
    Ok(endpoint.to_string())
}

/// A pasted Gemini request URL up to its version: model, method and query (which may hold a key) are left out.
fn without_gemini_method(typed: &str) -> &str {
    match typed.split_once("/models/") {
        Some((base, method)) if method.contains(":generateContent") || method.contains(":streamGenerateContent") => {
            base
        }
        _ => typed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: &str) {
        check_for(Protocol::ChatCompletions, typed, expected);
    }

    fn check_for(protocol: Protocol, typed: &str, expected: &str) {
        assert_eq!(normalize_base_url(typed, protocol).as_deref(), Ok(expected), "{typed}");
    }

    #[test]
    fn base_urls_are_kept_up_to_the_version_segment() {
        check("https://api.openai.com/v1", "https://api.openai.com/v1");
        check(" https://API.openai.com/v1/ ", "https://api.openai.com/v1");
        check("https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1");
        check("https://api.anthropic.com/v1/messages", "https://api.anthropic.com/v1");
        check("https://api.groq.com/openai/v1/responses/", "https://api.groq.com/openai/v1");
    }

    #[test]
    fn missing_scheme_and_version_are_added() {
        check("api.mistral.ai", "https://api.mistral.ai/v1");
        check("localhost:11434", "http://localhost:11434/v1");
        check("192.168.1.20:8080", "http://192.168.1.20:8080/v1");
        check("http://[::1]:8000", "http://[::1]:8000/v1");
    }

    #[test]
    fn each_protocol_has_its_own_version_segment() {
        let gemini = "https://generativelanguage.googleapis.com/v1beta";
        check_for(Protocol::Gemini, "generativelanguage.googleapis.com", gemini);
        check_for(
            Protocol::Gemini,
            &format!("{gemini}/models/gemini-3.5-flash:streamGenerateContent?alt=sse&key=k"),
            gemini,
        );
        check_for(Protocol::Cohere, "https://api.cohere.com/v2/chat", "https://api.cohere.com/v2");
        check_for(Protocol::Cohere, "api.cohere.com", "https://api.cohere.com/v2");
        check_for(Protocol::Ollama, "localhost:11434", "http://localhost:11434/api");
        check_for(Protocol::Ollama, "http://localhost:11434/api/chat", "http://localhost:11434/api");
        check_for(Protocol::Ollama, "http://localhost:11434/v1/chat/completions", "http://localhost:11434/api");
    }

    #[test]
    fn another_protocol_changes_the_version_segment_only() {
        let mut connection = Connection {
            base_url: "http://localhost:11434/v1".to_owned(),
            protocol: Protocol::ChatCompletions,
            ..Connection::dry_run()
        };
        for (protocol, expected) in [
            (Protocol::Ollama, "http://localhost:11434/api"),
            (Protocol::Gemini, "http://localhost:11434/v1beta"),
            (Protocol::Messages, "http://localhost:11434/v1"),
        ] {
            connection.speak(protocol);
            assert_eq!((connection.protocol, connection.base_url.as_str()), (protocol, expected));
        }
        connection.base_url = "https://api.deepseek.com".to_owned();
        connection.speak(Protocol::ChatCompletions);
        assert_eq!(connection.base_url, "https://api.deepseek.com");
    }

    #[test]
    fn a_gemini_model_stands_in_the_path() {
        let path = |model| Protocol::Gemini.path(model);
        assert_eq!(path("gemini-3.5-flash"), "/models/gemini-3.5-flash:streamGenerateContent?alt=sse");
        assert_eq!(path("models/gemini-3.5-flash"), "/models/gemini-3.5-flash:streamGenerateContent?alt=sse");
        assert_eq!(path("tunedModels/mine"), "/tunedModels/mine:streamGenerateContent?alt=sse");
        assert_eq!(path("a?b#c:d é"), "/models/a%3Fb%23c%3Ad%20%C3%A9:streamGenerateContent?alt=sse");
    }

    #[test]
    fn hosted_endpoints_need_a_key_and_local_ones_do_not() {
        let at = |base_url: &str| Connection {
            base_url: base_url.to_owned(),
            protocol: Protocol::Messages,
            ..Connection::dry_run()
        };
        assert!(at("https://api.anthropic.com/v1").needs_key());
        assert!(!at("http://localhost:8080/v1").needs_key());
        assert!(!at("http://10.0.0.7:8000/v1").needs_key());
        assert!(!Connection::dry_run().needs_key());
    }
}
