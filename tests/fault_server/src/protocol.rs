//! The wire formats: what each says at the start, for each piece and at the end of an answer.

use crate::json::{Json, quote};
use crate::tools::Call;
use crate::{chat, cohere, gemini, messages, ollama, responses};

/// A wire format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    Chat,
    Messages,
    Responses,
    Gemini,
    Cohere,
    Ollama,
}

/// An event of a stream: its name where the format has names, and its JSON.
pub type Frame = (Option<&'static str>, String);

/// An answer, whatever the format.
#[derive(Clone, Debug)]
pub struct Script {
    pub model: String,
    pub reasoning: Vec<String>,
    pub pieces: Vec<String>,
    pub ending: Ending,
    pub input_tokens: usize,
    /// Whether usage is told.
    pub usage: bool,
    /// The answer goes as arguments of the tool that the request forces.
    pub tool: Option<String>,
    /// A tool that the answer calls after its text.
    pub call: Option<Call>,
    /// Each piece comes with its probability: one in two, one in four and so on with its length.
    pub logprobs: bool,
}

/// Why the answer ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Stop,
    Length,
    Refusal,
}

impl Script {
    pub fn text(&self) -> String {
        self.pieces.concat()
    }

    /// Reasoning included, a token a piece.
    pub fn output_tokens(&self) -> usize {
        self.pieces.len() + self.reasoning.len()
    }
}

impl Protocol {
    /// By the end of the path; `None` = not a path that generates.
    pub fn from_path(path: &str) -> Option<Self> {
        if path.ends_with("/chat/completions") {
            Some(Self::Chat)
        } else if path.ends_with("/messages") {
            Some(Self::Messages)
        } else if path.ends_with("/responses") {
            Some(Self::Responses)
        } else if path.ends_with(":streamGenerateContent") || path.ends_with(":generateContent") {
            Some(Self::Gemini)
        } else if path.ends_with("/v2/chat") {
            Some(Self::Cohere)
        } else if path.ends_with("/api/chat") {
            Some(Self::Ollama)
        } else {
            None
        }
    }

    /// Events before the first piece.
    pub fn start(self, script: &Script) -> Vec<Frame> {
        match self {
            Self::Chat => chat::start(script),
            Self::Messages => messages::start(script),
            Self::Responses => responses::start(script),
            Self::Cohere => cohere::start(script),
            Self::Gemini | Self::Ollama => Vec::new(),
        }
    }

    pub fn reasoning(self, script: &Script, piece: &str) -> Frame {
        match self {
            Self::Chat => chat::reasoning(script, piece),
            Self::Messages => messages::reasoning(piece),
            Self::Responses => responses::reasoning(piece),
            Self::Gemini => gemini::reasoning(script, piece),
            Self::Cohere => cohere::reasoning(piece),
            Self::Ollama => ollama::reasoning(script, piece),
        }
    }

    /// Events between reasoning and text.
    pub fn turn(self, script: &Script) -> Vec<Frame> {
        match self {
            Self::Chat | Self::Gemini | Self::Ollama => Vec::new(),
            Self::Messages => messages::turn(script),
            Self::Responses => responses::turn(),
            Self::Cohere => cohere::turn(script),
        }
    }

    pub fn piece(self, script: &Script, piece: &str) -> Frame {
        match self {
            Self::Chat => chat::piece(script, piece),
            Self::Messages => messages::piece(script, piece),
            Self::Responses => responses::piece(script, piece),
            Self::Gemini => gemini::piece(script, piece),
            Self::Cohere => cohere::piece(script, piece),
            Self::Ollama => ollama::piece(script, piece),
        }
    }

    /// Events that give finish reason and usage.
    pub fn finish(self, script: &Script) -> Vec<Frame> {
        match self {
            Self::Chat => chat::finish(script),
            Self::Messages => messages::finish(script),
            Self::Gemini => gemini::finish(script),
            Self::Cohere => cohere::finish(script),
            Self::Responses | Self::Ollama => Vec::new(),
        }
    }

    /// Whether finish reason and usage stand in the last event, so that it can't lack the one without the other.
    pub fn ends_in_one(self) -> bool {
        matches!(self, Self::Responses | Self::Ollama)
    }

    /// The last events.
    pub fn done(self, script: &Script) -> Vec<Frame> {
        match self {
            Self::Chat | Self::Cohere => vec![(None, "[DONE]".to_owned())],
            Self::Messages => vec![(Some("message_stop"), r#"{"type":"message_stop"}"#.to_owned())],
            Self::Responses => vec![responses::done(script)],
            Self::Ollama => vec![ollama::done(script)],
            Self::Gemini => Vec::new(),
        }
    }

    /// The whole answer as one document.
    pub fn document(self, script: &Script) -> String {
        match self {
            Self::Chat => chat::document(script),
            Self::Messages => messages::document(script),
            Self::Responses => responses::document(script),
            Self::Gemini => gemini::document(script),
            Self::Cohere => cohere::document(script),
            Self::Ollama => ollama::document(script),
        }
    }

    /// An error in the middle of a stream.
    pub fn error_event(self) -> Frame {
        let named = matches!(self, Self::Messages | Self::Responses);
        let name = named.then_some("error");
        let outer = if named { "\"type\":\"error\"," } else { "" };
        match self {
            Self::Gemini => return (None, gemini::error(503, "The model is overloaded.")),
            Self::Cohere => return (Some("message-end"), cohere::error_end()),
            Self::Ollama => return (None, "{\"error\":\"The model is overloaded.\"}".to_owned()),
            _ => {}
        }
        (
            name,
            format!(
                "{{{outer}\"error\":{{\"type\":\"overloaded_error\",\"code\":\"overloaded\",\"message\":\"The model is overloaded.\"}}}}"
            ),
        )
    }

    /// An error's body.
    pub fn error(self, status: u16, kind: &str, code: &str, message: &str) -> String {
        match self {
            Self::Gemini => return gemini::error(status, message),
            Self::Cohere => return format!("{{\"id\":\"fault\",\"message\":{}}}", quote(message)),
            Self::Ollama => return format!("{{\"error\":{}}}", quote(message)),
            _ => {}
        }
        let outer = if self == Self::Messages { "\"type\":\"error\"," } else { "" };
        format!(
            "{{{outer}\"error\":{{\"type\":\"{kind}\",\"code\":\"{code}\",\"param\":null,\"message\":\"{message}\"}}}}"
        )
    }

    /// The texts of the request's messages with their roles, the system prompt first.
    pub fn conversation(self, body: &Json) -> Vec<(String, String)> {
        if self == Self::Gemini {
            return gemini::conversation(body);
        }
        let mut conversation = Vec::new();
        for field in ["system", "instructions"] {
            if let Some(text) = body.get(field).text() {
                conversation.push(("system".to_owned(), text.to_owned()));
            }
        }
        let list = if self == Self::Responses { body.get("input") } else { body.get("messages") };
        conversation.extend(list.text().map(|text| ("user".to_owned(), text.to_owned())));
        for message in list.items() {
            let content = message.get("content");
            let parts: String = content.items().iter().filter_map(|part| part.get("text").text()).collect();
            let text = content.text().map_or(parts, str::to_owned);
            conversation.push((message.get("role").text().unwrap_or("user").to_owned(), text));
        }
        conversation
    }

    /// The schema that the answer shall fit, wherever the format puts it.
    pub fn schema(self, body: &Json) -> Option<&Json> {
        let schema = match self {
            Self::Chat => body.get("response_format").get("json_schema").get("schema"),
            Self::Messages if body.get("tool_choice").get("type").text() == Some("tool") => {
                body.get("tools").items().first()?.get("input_schema")
            }
            Self::Messages => body.get("output_config").get("format").get("schema"),
            Self::Responses => body.get("text").get("format").get("schema"),
            Self::Gemini => body.get("generationConfig").get("responseJsonSchema"),
            Self::Cohere => body.get("response_format").get("json_schema"),
            Self::Ollama => body.get("format"),
        };
        (!schema.is_null()).then_some(schema)
    }
}
