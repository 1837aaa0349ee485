//! Anthropic Messages.

use crate::json::quote;
use crate::protocol::{Ending, Frame, Protocol, Script};
use crate::tools::whole;

pub fn start(script: &Script) -> Vec<Frame> {
    let model = quote(&script.model);
    let usage = if script.usage {
        format!(
            "{{\"input_tokens\":{},\"cache_read_input_tokens\":0,\"cache_creation_input_tokens\":0,\"output_tokens\":1}}",
            script.input_tokens
        )
    } else {
        "null".to_owned()
    };
    let message = format!(
        "{{\"id\":\"msg_fault\",\"type\":\"message\",\"role\":\"assistant\",\"model\":{model},\"content\":[],\"stop_reason\":null,\"usage\":{usage}}}"
    );
    let mut frames = vec![(Some("message_start"), format!("{{\"type\":\"message_start\",\"message\":{message}}}"))];
    if script.reasoning.is_empty() {
        frames.push(block_start(script, 0));
    } else {
        frames.push(event(
            "content_block_start",
            "\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}",
        ));
    }
    frames.push((Some("ping"), r#"{"type":"ping"}"#.to_owned()));
    frames
}

pub fn reasoning(piece: &str) -> Frame {
    event(
        "content_block_delta",
        &format!("\"index\":0,\"delta\":{{\"type\":\"thinking_delta\",\"thinking\":{}}}", quote(piece)),
    )
}

pub fn turn(script: &Script) -> Vec<Frame> {
    if script.reasoning.is_empty() {
        Vec::new()
    } else {
        vec![event("content_block_stop", "\"index\":0"), block_start(script, 1)]
    }
}

pub fn piece(script: &Script, piece: &str) -> Frame {
    let (kind, field) =
        if script.tool.is_some() { ("input_json_delta", "partial_json") } else { ("text_delta", "text") };
    let index = usize::from(!script.reasoning.is_empty());
    event(
        "content_block_delta",
        &format!("\"index\":{index},\"delta\":{{\"type\":\"{kind}\",\"{field}\":{}}}", quote(piece)),
    )
}

pub fn finish(script: &Script) -> Vec<Frame> {
    let index = usize::from(!script.reasoning.is_empty()) + usize::from(script.call.is_some());
    let usage =
        if script.usage { format!("{{\"output_tokens\":{}}}", script.output_tokens()) } else { "null".to_owned() };
    vec![
        event("content_block_stop", &format!("\"index\":{index}")),
        event(
            "message_delta",
            &format!("\"delta\":{{\"stop_reason\":\"{}\",\"stop_sequence\":null}},\"usage\":{usage}", reason(script)),
        ),
    ]
}

pub fn document(script: &Script) -> String {
    let content = if let Some(name) = &script.tool {
        let name = quote(name);
        format!("{{\"type\":\"tool_use\",\"id\":\"toolu_fault\",\"name\":{name},\"input\":{}}}", script.text())
    } else {
        let call = script.call.as_ref().map(|call| format!(",{}", whole(Protocol::Messages, call)));
        format!("{{\"type\":\"text\",\"text\":{}}}{}", quote(&script.text()), call.unwrap_or_default())
    };
    format!(
        "{{\"id\":\"msg_fault\",\"type\":\"message\",\"role\":\"assistant\",\"model\":{},\"content\":[{content}],\"stop_reason\":\"{}\",\
         \"usage\":{{\"input_tokens\":{},\"output_tokens\":{}}}}}",
        quote(&script.model),
        reason(script),
        script.input_tokens,
        script.output_tokens()
    )
}

fn block_start(script: &Script, index: usize) -> Frame {
    let block = match &script.tool {
        Some(name) => {
            format!("{{\"type\":\"tool_use\",\"id\":\"toolu_fault\",\"name\":{},\"input\":{{}}}}", quote(name))
        }
        None => r#"{"type":"text","text":""}"#.to_owned(),
    };
    event("content_block_start", &format!("\"index\":{index},\"content_block\":{block}"))
}

pub fn event(name: &'static str, members: &str) -> Frame {
    (Some(name), format!("{{\"type\":\"{name}\",{members}}}"))
}

fn reason(script: &Script) -> &'static str {
    match script.ending {
        Ending::Stop if script.tool.is_some() || script.call.is_some() => "tool_use",
        Ending::Stop => "end_turn",
        Ending::Length => "max_tokens",
        Ending::Refusal => "refusal",
    }
}
