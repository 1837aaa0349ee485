//! OpenAI Responses.

use crate::json::quote;
use crate::protocol::{Ending, Frame, Protocol, Script};
use crate::tools::whole;

pub fn start(script: &Script) -> Vec<Frame> {
    let response = response(script, "in_progress", "[]", "null");
    vec![
        event("response.created", &format!("\"response\":{response}")),
        event("response.in_progress", &format!("\"response\":{response}")),
        event(
            "response.output_item.added",
            "\"output_index\":0,\"item\":{\"type\":\"message\",\"role\":\"assistant\",\"content\":[]}",
        ),
    ]
}

pub fn reasoning(piece: &str) -> Frame {
    event("response.reasoning_summary_text.delta", &format!("\"summary_index\":0,\"delta\":{}", quote(piece)))
}

pub fn turn() -> Vec<Frame> {
    vec![event("response.content_part.added", "\"content_index\":0,\"part\":{\"type\":\"output_text\",\"text\":\"\"}")]
}

pub fn piece(script: &Script, piece: &str) -> Frame {
    let name = if script.ending == Ending::Refusal { "response.refusal.delta" } else { "response.output_text.delta" };
    event(name, &format!("\"content_index\":0,\"delta\":{}", quote(piece)))
}

pub fn done(script: &Script) -> Frame {
    let name = if script.ending == Ending::Length { "response.incomplete" } else { "response.completed" };
    event(name, &format!("\"response\":{}", document(script)))
}

pub fn document(script: &Script) -> String {
    let (kind, field) = if script.ending == Ending::Refusal { ("refusal", "refusal") } else { ("output_text", "text") };
    let part = format!("{{\"type\":\"{kind}\",\"{field}\":{}}}", quote(&script.text()));
    let call = script.call.as_ref().map(|call| format!(",{}", whole(Protocol::Responses, call))).unwrap_or_default();
    let output = format!("[{{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{part}]}}{call}]");
    let status = if script.ending == Ending::Length { "incomplete" } else { "completed" };
    let usage = format!(
        "{{\"input_tokens\":{},\"input_tokens_details\":{{\"cached_tokens\":0}},\"output_tokens\":{},\
         \"output_tokens_details\":{{\"reasoning_tokens\":{}}}}}",
        script.input_tokens,
        script.output_tokens(),
        script.reasoning.len()
    );
    response(script, status, &output, if script.usage { &usage } else { "null" })
}

fn response(script: &Script, status: &str, output: &str, usage: &str) -> String {
    let details = if status == "incomplete" { r#"{"reason":"max_output_tokens"}"# } else { "null" };
    format!(
        "{{\"id\":\"resp_fault\",\"object\":\"response\",\"status\":\"{status}\",\"error\":null,\"incomplete_details\":{details},\
         \"model\":{},\"output\":{output},\"usage\":{usage}}}",
        quote(&script.model)
    )
}

pub fn event(name: &'static str, members: &str) -> Frame {
    (Some(name), format!("{{\"type\":\"{name}\",{members}}}"))
}
