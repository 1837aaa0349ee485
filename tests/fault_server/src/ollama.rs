//! Ollama's own protocol: a line an event.

use crate::json::quote;
use crate::protocol::{Ending, Frame, Script};

pub fn reasoning(script: &Script, piece: &str) -> Frame {
    line(script, &format!("\"content\":\"\",\"thinking\":{}", quote(piece)), "\"done\":false")
}

pub fn piece(script: &Script, piece: &str) -> Frame {
    line(script, &format!("\"content\":{}", quote(piece)), "\"done\":false")
}

pub fn done(script: &Script) -> Frame {
    line(script, "\"content\":\"\"", &end(script))
}

pub fn document(script: &Script) -> String {
    line(script, &format!("\"content\":{}", quote(&script.text())), &end(script)).1
}

pub fn tags(names: &[&str]) -> String {
    let rows: Vec<String> = names
        .iter()
        .map(|name| {
            format!("{{\"name\":\"{name}\",\"model\":\"{name}\",\"size\":1,\"details\":{{\"family\":\"fault\"}}}}")
        })
        .collect();
    format!("{{\"models\":[{}]}}", rows.join(","))
}

pub fn line(script: &Script, message: &str, rest: &str) -> Frame {
    let model = quote(&script.model);
    let head = format!("\"model\":{model},\"created_at\":\"2026-11-23T10:00:00Z\"");
    (None, format!("{{{head},\"message\":{{\"role\":\"assistant\",{message}}},{rest}}}"))
}

/// The vendor has no word for a refusal.
fn end(script: &Script) -> String {
    let reason = if script.ending == Ending::Length { "length" } else { "stop" };
    let usage = if script.usage {
        format!(",\"prompt_eval_count\":{},\"eval_count\":{}", script.input_tokens, script.output_tokens())
    } else {
        String::new()
    };
    format!("\"done\":true,\"done_reason\":\"{reason}\",\"total_duration\":1000000{usage}")
}
