//! Streams: the event-stream parser against the standard's rules, and every recorded quirk of the protocols under any chunking.

mod fixtures;
mod noise;
mod sse;

use nshot::domain::completion::{FinishReason, TokenLogprob};
use nshot::domain::connection::Protocol;
use nshot::domain::tool::ToolCall;
use nshot::domain::usage::Usage;
use nshot::provider::decoder::Decoder;
use nshot::provider::event::RunEvent;

/// What a decoder says of `bytes` fed in pieces.
fn decode<'a>(protocol: Protocol, pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<RunEvent> {
    let mut decoder = Decoder::new(protocol, "");
    let mut events: Vec<RunEvent> = Vec::new();
    for piece in pieces {
        events.extend(decoder.push(piece));
    }
    events.extend(decoder.finish());
    events
}

/// Events as a person would tell them: texts joined (a line feed as ⏎), the last usage, everything once.
fn tell(events: &[RunEvent]) -> String {
    let joined =
        |pick: fn(&RunEvent) -> Option<&str>| events.iter().filter_map(pick).collect::<String>().replace('\n', "⏎");
    let mut lines = Vec::new();
    let mut add = |label: &str, value: Option<String>| {
        lines.extend(value.filter(|value| !value.is_empty()).map(|value| format!("{label}: {value}\n")));
    };
    add(
        "model",
        events.iter().find_map(|event| if let RunEvent::Model(model) = event { Some(model.clone()) } else { None }),
    );
    add("reasoning", Some(joined(|event| if let RunEvent::Reasoning(text) = event { Some(text) } else { None })));
    add("text", Some(joined(|event| if let RunEvent::Text(text) = event { Some(text) } else { None })));
    add("refusal", Some(joined(|event| if let RunEvent::Refusal(text) = event { Some(text) } else { None })));
    for (index, call) in calls(events).iter().enumerate() {
        let signed = if call.signature.is_empty() { String::new() } else { format!(" signed {}", call.signature) };
        add(&format!("call {index}"), Some(format!("{} {} {}{signed}", call.id, call.name, call.arguments)));
    }
    let tokens =
        events.iter().filter_map(|event| if let RunEvent::Logprobs(tokens) = event { Some(tokens) } else { None });
    add("logprobs", Some(tokens.flatten().map(sure).collect::<Vec<_>>().join(", ")));
    for event in events {
        if let RunEvent::Kept(block) = event {
            add("kept", Some(block.clone()));
        }
    }
    add(
        "finish",
        events.iter().find_map(|event| if let RunEvent::Finish(reason) = event { Some(word(reason)) } else { None }),
    );
    add(
        "failed",
        events.iter().find_map(|event| match event {
            RunEvent::Failed(failure) => {
                let kind = serde_json::to_value(failure.kind).expect("a kind is a word");
                Some(format!("{}: {}", kind.as_str().expect("a kind is a word"), failure.detail))
            }
            _ => None,
        }),
    );
    add(
        "usage",
        events
            .iter()
            .rev()
            .find_map(|event| if let RunEvent::Usage(usage) = event { Some(count(usage)) } else { None }),
    );
    lines.concat()
}

/// The calls as they are put together.
fn calls(events: &[RunEvent]) -> Vec<ToolCall> {
    let mut calls = Vec::new();
    for event in events {
        event.add_to(&mut calls);
    }
    calls
}

/// A token, its number, and the likeliest ones in its place.
fn sure(token: &TokenLogprob) -> String {
    let top: Vec<String> = token.top.iter().map(|(other, logprob)| format!("{other} {logprob}")).collect();
    let top = if top.is_empty() { String::new() } else { format!(" ({})", top.join(", ")) };
    format!("{} {}{top}", token.token, token.logprob)
}

fn word(reason: &FinishReason) -> String {
    match reason {
        FinishReason::Stop => "stop".to_owned(),
        FinishReason::Length => "length".to_owned(),
        FinishReason::ToolCalls => "tool calls".to_owned(),
        FinishReason::Refusal => "refusal".to_owned(),
        FinishReason::Other(word) => word.clone(),
    }
}

fn count(usage: &Usage) -> String {
    let fields = [
        ("input", usage.uncached_input),
        ("cache read", usage.cache_read),
        ("cache write", usage.cache_write_5m),
        ("cache write 1h", usage.cache_write_1h),
        ("output", usage.output),
        ("reasoning", usage.reasoning),
    ];
    fields.iter().filter_map(|(name, count)| Some(format!("{name} {}", (*count)?))).collect::<Vec<_>>().join(", ")
}
