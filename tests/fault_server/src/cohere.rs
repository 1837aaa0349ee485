//! Cohere Chat, version 2.

use crate::json::quote;
use crate::protocol::{Ending, Frame, Script};

pub fn start(script: &Script) -> Vec<Frame> {
    let message = "{\"role\":\"assistant\",\"content\":[],\"tool_plan\":\"\",\"tool_calls\":[],\"citations\":[]}";
    let kind = if script.reasoning.is_empty() { "text" } else { "thinking" };
    vec![event("message-start", &format!("\"id\":\"fault\",\"delta\":{{\"message\":{message}}}")), block_start(0, kind)]
}

pub fn reasoning(piece: &str) -> Frame {
    delta(0, "thinking", piece)
}

pub fn turn(script: &Script) -> Vec<Frame> {
    if script.reasoning.is_empty() {
        Vec::new()
    } else {
        vec![event("content-end", "\"index\":0"), block_start(1, "text")]
    }
}

pub fn piece(script: &Script, piece: &str) -> Frame {
    delta(usize::from(!script.reasoning.is_empty()), "text", piece)
}

pub fn finish(script: &Script) -> Vec<Frame> {
    let index = usize::from(!script.reasoning.is_empty());
    let usage = if script.usage { format!(",\"usage\":{}", usage(script)) } else { String::new() };
    vec![
        event("content-end", &format!("\"index\":{index}")),
        event("message-end", &format!("\"delta\":{{\"finish_reason\":\"{}\"{usage}}}", reason(script))),
    ]
}

pub fn document(script: &Script) -> String {
    format!(
        "{{\"id\":\"fault\",\"finish_reason\":\"{}\",\"message\":{{\"role\":\"assistant\",\"content\":[{{\"type\":\"text\",\"text\":{}}}]}},\"usage\":{}}}",
        reason(script),
        quote(&script.text()),
        usage(script)
    )
}

/// How an answer ends that failed on the way.
pub fn error_end() -> String {
    "{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"ERROR\",\"error\":\"The model is overloaded.\"}}"
        .to_owned()
}

pub fn models(names: &[&str]) -> String {
    let rows: Vec<String> = names
        .iter()
        .map(|name| format!("{{\"name\":\"{name}\",\"endpoints\":[\"chat\"],\"context_length\":32000}}"))
        .collect();
    format!("{{\"models\":[{}],\"next_page_token\":null}}", rows.join(","))
}

fn block_start(index: usize, kind: &str) -> Frame {
    let content = format!("{{\"type\":\"{kind}\",\"{kind}\":\"\"}}");
    event("content-start", &format!("\"index\":{index},\"delta\":{{\"message\":{{\"content\":{content}}}}}"))
}

fn delta(index: usize, field: &str, piece: &str) -> Frame {
    let content = format!("{{\"{field}\":{}}}", quote(piece));
    event("content-delta", &format!("\"index\":{index},\"delta\":{{\"message\":{{\"content\":{content}}}}}"))
}

fn event(name: &'static str, members: &str) -> Frame {
    (Some(name), format!("{{\"type\":\"{name}\",{members}}}"))
}

/// The vendor has no word for a refusal.
fn reason(script: &Script) -> &'static str {
    match (script.ending, &script.call) {
        (Ending::Length, _) => "MAX_TOKENS",
        (_, Some(_)) => "TOOL_CALL",
        _ => "COMPLETE",
    }
}

/// What is billed and what was counted, as floats.
fn usage(script: &Script) -> String {
    let (input, output) = (script.input_tokens, script.output_tokens());
    let counted = input + 62;
    format!(
        "{{\"billed_units\":{{\"input_tokens\":{input}.0,\"output_tokens\":{output}.0}},\"tokens\":{{\"input_tokens\":{counted}.0,\"output_tokens\":{output}.0}}}}"
    )
}
