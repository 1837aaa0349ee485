//! The dry run: a built-in model that answers with what it received, so that the page works without key and network. It is plainly labelled
//! in its own text; with a schema or an answer tag it fits them, so that validation and extraction can be seen to work; with
//! tools it calls one, so that a turn can be seen to go on.

use super::ports::Clock;
use crate::domain::completion::FinishReason;
use crate::domain::compose::{ComposedTool, Turn};
use crate::domain::message::Role;
use crate::domain::technique::{ANSWER_TAG, REASONING_TAG, Technique};
use crate::domain::tool::ToolChoice;
use crate::provider::event::RunEvent;
use crate::provider::request::ChatRequest;
use crate::provider::schema::minimal_instance;

/// Pause between pieces, milliseconds: quick, and still visibly a stream.
const PACE_MS: f64 = 12.0;
/// Characters of each message that are repeated.
const EXCERPT: usize = 280;
/// Longest time that the whole answer takes, in pieces.
const MOST_PIECES: usize = 160;

/// Streams the answer to `request`. Deterministic; reports no usage, since no tokens were used.
pub async fn answer(request: &ChatRequest, clock: &impl Clock, mut on_event: impl FnMut(RunEvent)) {
    on_event(RunEvent::Model("dry-run".to_owned()));
    clock.sleep_ms(PACE_MS).await;
    if let Some(tool) = tool_to_call(request) {
        return call(tool, clock, on_event).await;
    }
    let text = text(request);
    let words: Vec<&str> = text.split_inclusive([' ', '\n']).collect();
    for piece in words.chunks(words.len().div_ceil(MOST_PIECES).max(1)) {
        on_event(RunEvent::Text(piece.concat()));
        clock.sleep_ms(PACE_MS).await;
    }
    on_event(RunEvent::Finish(FinishReason::Stop));
}

/// The tool that the dry run calls: the one that must be called, else the first; none when the turn has gone on already or must not call.
fn tool_to_call(request: &ChatRequest) -> Option<&ComposedTool> {
    let tools = &request.tools.items;
    match &request.tools.choice {
        ToolChoice::None => None,
        _ if request.is_continued() => None,
        ToolChoice::Named(name) => tools.iter().find(|tool| tool.name == *name),
        ToolChoice::Auto | ToolChoice::Required => tools.first(),
    }
}

/// Calls `tool` with the smallest arguments that fit it.
async fn call(tool: &ComposedTool, clock: &impl Clock, mut on_event: impl FnMut(RunEvent)) {
    let schema = serde_json::from_str(&tool.json).unwrap_or_default();
    let arguments = format!("{:#}", minimal_instance(&schema));
    on_event(RunEvent::ToolCallStarted { index: 0, id: "call_dry_run".to_owned(), name: tool.name.clone() });
    let pieces: Vec<&str> = arguments.split_inclusive([' ', '\n']).collect();
    for piece in pieces.chunks(pieces.len().div_ceil(MOST_PIECES).max(1)) {
        on_event(RunEvent::ToolCallArguments { index: 0, piece: piece.concat() });
        clock.sleep_ms(PACE_MS).await;
    }
    on_event(RunEvent::Finish(FinishReason::ToolCalls));
}

/// The whole answer.
pub fn text(request: &ChatRequest) -> String {
    let schema = request.schema.as_ref().and_then(|schema| serde_json::from_str(&schema.json).ok());
    let instance = schema.as_ref().map(|schema| format!("{:#}", minimal_instance(schema)));
    match (instance, request.technique) {
        (Some(json), Technique::ChainOfThought(_)) => tagged(&received(request), &json),
        (None, Technique::ChainOfThought(_)) => tagged(&received(request), "This is a dry run: no model was called."),
        // Structured output is JSON and nothing else; the column's label says that it is a dry run.
        (Some(json), _) => json,
        (None, _) => {
            format!("This is a dry run: no model was called and nothing left this page.\n\n{}", received(request))
        }
    }
}

fn tagged(reasoning: &str, answer: &str) -> String {
    format!(
        "<{REASONING_TAG}>\nDry run: no model was called.\n\n{reasoning}\n</{REASONING_TAG}>\n<{ANSWER_TAG}>{answer}</{ANSWER_TAG}>"
    )
}

/// What a model would have received, message by message.
fn received(request: &ChatRequest) -> String {
    let count = request.messages.len();
    let mut lines = vec![format!("A model would receive {}:", counted(count, "message"))];
    for (at, message) in request.messages.iter().enumerate() {
        let text = message.text();
        let role = match message.role {
            Role::System => "System",
            Role::User => "User",
            Role::Assistant => "Assistant",
        };
        let what = match &message.turn {
            Some(Turn::Called { calls, .. }) => format!("{} of a tool", counted(calls.len(), "call")),
            Some(Turn::Answered(results)) => {
                let results = results.iter().map(|result| format!("{} gave {}", result.name, excerpt(&result.content)));
                format!("results of tools: {}", results.collect::<Vec<_>>().join("; "))
            }
            None => {
                let images = message.images.iter().map(|image| format!("{} × {} pixels", image.width, image.height));
                let images: Vec<_> = images.collect();
                let with = match images.len() {
                    0 => String::new(),
                    count => format!(", with {} ({})", counted(count, "image"), images.join(", ")),
                };
                format!("{}{with}: {}", counted(text.chars().count(), "character"), excerpt(&text))
            }
        };
        lines.push(format!("{}. {role}, {what}", at + 1));
    }
    lines.push(format!("Settings: {}.", settings(request)));
    lines.join("\n\n")
}

/// `1 message`, `2 messages`.
fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// The start of a text on one line; tags that extraction looks for are defused.
fn excerpt(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut start: String = flat.chars().take(EXCERPT).collect();
    if start.len() < flat.len() {
        start.push('…');
    }
    start
        .replace(&format!("{ANSWER_TAG}>"), &format!("{ANSWER_TAG} >"))
        .replace(&format!("{REASONING_TAG}>"), &format!("{REASONING_TAG} >"))
}

fn settings(request: &ChatRequest) -> String {
    let sampling = &request.sampling;
    let mut set = Vec::new();
    set.extend(sampling.temperature.map(|value| format!("temperature {value}")));
    set.extend(sampling.top_p.map(|value| format!("top_p {value}")));
    set.extend(sampling.max_output_tokens.map(|value| format!("at most {value} output tokens")));
    set.extend(sampling.seed.map(|value| format!("seed {value}")));
    if let Technique::Provider(effort) = request.technique {
        set.push(format!("reasoning effort {}", effort.name()));
    }
    set.extend((!request.tools.is_empty()).then(|| counted(request.tools.items.len(), "tool")));
    set.extend(request.schema.as_ref().map(|schema| format!("schema “{}”", schema.name)));
    if set.is_empty() { "the provider's defaults".to_owned() } else { set.join(", ") }
}
