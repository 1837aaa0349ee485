//! Chat JSONL: one conversation a line, as fine-tuning files have it (`{"messages": […]}`, OpenAI's guide, 2026-11).

use serde_json::{Value, json};

use super::fields::message;
use super::requests::messages;
use super::{Kind, Recognized};
use crate::domain::message::Role;
use crate::share::payload::{SharePayload, SharedMessage, SharedShot, VERSION};

/// What a prompt made of many conversations asks in the end.
const INPUT: &str = "{{input}}";

/// One conversation becomes a prompt. Of several, each becomes an example: the first system message is the prompt's, the last user message
/// of a line its input, the answer after it its output.
pub(super) fn read(lines: Vec<Value>) -> Recognized {
    let mut recognized = Recognized::new(Kind::Transcripts);
    let is_one = lines.len() == 1;
    let mut payload = SharePayload { v: VERSION, ..SharePayload::default() };
    for (number, line) in lines.into_iter().enumerate() {
        let place = format!("line {}", number + 1);
        let Value::Object(mut line) = line else {
            recognized.left_out.push(format!("{place}: not an object"));
            continue;
        };
        let items = line.shift_remove("messages").and_then(|list| list.as_array().cloned()).unwrap_or_default();
        recognized.left_out.extend(line.keys().map(|key| format!("{place}: {key}")));
        let mut found = Vec::new();
        messages(items, &place, &mut found, &mut recognized.left_out);
        if is_one {
            payload.messages = found;
            break;
        }
        add_example(&mut payload, &place, found, &mut recognized.left_out);
    }
    if !is_one {
        payload.messages.push(message(Role::User, INPUT.to_owned()));
        payload.variables.insert("input".to_owned(), String::new());
        recognized.shots.clone_from(&payload.shots);
    }
    recognized.prompts.push(payload);
    recognized
}

fn add_example(payload: &mut SharePayload, place: &str, found: Vec<SharedMessage>, left_out: &mut Vec<String>) {
    let (system, mut turns): (Vec<_>, Vec<_>) = found.into_iter().partition(|message| message.role == Role::System);
    for spoken in system {
        match payload.messages.first() {
            None => payload.messages.push(spoken),
            Some(first) if *first == spoken => {}
            Some(_) => left_out.push(format!("{place}: a system message other than the first")),
        }
    }
    let output = turns.pop_if(|message| message.role == Role::Assistant);
    let input = turns.pop_if(|message| message.role == Role::User);
    match (input, output) {
        (Some(input), Some(output)) => {
            payload.shots.push(SharedShot { input: input.text, output: output.text, ..SharedShot::default() });
        }
        _ => left_out.push(format!("{place}: it does not end with a user message and its answer")),
    }
    if !turns.is_empty() {
        left_out.push(format!("{place}: {} earlier turns", turns.len()));
    }
}

/// A line for each conversation: the messages that were sent, then the answer.
pub fn write<'a>(conversations: impl Iterator<Item = (&'a [(Role, String)], &'a str)>) -> String {
    let line = |(sent, answer): (&[(Role, String)], &str)| {
        let sent = sent.iter().map(|(role, text)| json!({"role": role.name(), "content": text}));
        let answer = json!({"role": Role::Assistant.name(), "content": answer});
        json!({"messages": sent.chain([answer]).collect::<Value>()}).to_string() + "\n"
    };
    conversations.map(line).collect()
}
