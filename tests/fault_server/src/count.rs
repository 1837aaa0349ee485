//! Count endpoints, by the rule that the usage of answers follows too: three tokens, and for each message four and a token a four bytes.

use crate::json::{Json, quote};
use crate::protocol::Protocol;

/// Tokens of a request, as its answer's usage will say.
pub fn input_tokens(conversation: &[(String, String)]) -> usize {
    3 + conversation.iter().map(|(_, text)| 4 + text.len().div_ceil(4)).sum::<usize>()
}

/// The wire format of a count request's body, by the end of its path; `None` = not a path that counts.
pub fn protocol(path: &str) -> Option<Protocol> {
    let counts = |end: &str| path.ends_with(end);
    if counts("/messages/count_tokens") {
        Some(Protocol::Messages)
    } else if counts("/responses/input_tokens") {
        Some(Protocol::Responses)
    } else if counts("/chat/completions/input_tokens") || counts("/tokenize") || counts("/apply-template") {
        Some(Protocol::Chat)
    } else if counts(":countTokens") {
        Some(Protocol::Gemini)
    } else {
        None
    }
}

/// The answer to a count request.
pub fn document(path: &str, protocol: Protocol, body: &Json) -> String {
    let wrapped = body.get("generateContentRequest");
    let conversation = protocol.conversation(if wrapped.is_null() { body } else { wrapped });
    let tokens = input_tokens(&conversation);
    let ids = |tokens: usize| vec!["7"; tokens].join(",");
    if path.ends_with("/apply-template") {
        let prompt: String = conversation.iter().flat_map(|(role, text)| ["<|", role, "|>", text, "\n"]).collect();
        return format!("{{\"prompt\":{}}}", quote(&prompt));
    }
    if path.ends_with("/tokenize") {
        return match body.get("content").text() {
            Some(content) => format!("{{\"tokens\":[{}]}}", ids(content.len().div_ceil(4))),
            None => format!("{{\"count\":{tokens},\"max_model_len\":8192,\"tokens\":[{}]}}", ids(tokens)),
        };
    }
    if protocol == Protocol::Gemini {
        return format!("{{\"totalTokens\":{tokens}}}");
    }
    let object = if protocol == Protocol::Messages { "" } else { "\"object\":\"response.input_tokens\"," };
    format!("{{{object}\"input_tokens\":{tokens}}}")
}
