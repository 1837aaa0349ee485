//! Composition: template × variables × shots × technique × schema → the exact messages that a request will hold.
//!
//! The order: the leading system messages as they stand, shots (message pairs, or a tagged block at the end of the last of these), words
//! that ask for reasoning (at the end of the last leading system message), then every other message. Messages that render to nothing but
//! white space are left out, because most APIs refuse them.

mod findings;
mod schema;
mod shots;
mod tools;
mod words;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::completion::Completion;
use super::id::ElementId;
use super::image::Image;
use super::message::Role;
use super::problem::{Place, Problem, Severity};
use super::prompt::Prompt;
use super::shot::ShotLayout;
use super::technique::Technique;
use super::template::{Fault, Rendered, TemplateScan, render, scan};
use super::tool::{ToolCall, ToolChoice, ToolResult};

/// The rendered prompt and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Composition {
    pub messages: Vec<RenderedMessage>,
    pub problems: Vec<Problem>,
    /// Every variable that a template names, in order of first appearance, each once.
    pub variables: Vec<String>,
    /// The schema to send, if one is switched on and is a JSON Schema.
    pub schema: Option<ComposedSchema>,
    /// How the model is asked to reason: the provider's own reasoning costs input tokens too.
    #[serde(default)]
    pub technique: Technique,
    /// The tools to send.
    #[serde(default)]
    pub tools: ComposedTools,
}

/// A message as it will be sent; its text is its parts joined with nothing between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderedMessage {
    pub role: Role,
    pub parts: Vec<Part>,
    /// Sent before the text.
    #[serde(default)]
    pub images: Vec<Image>,
    /// What makes this message part of a continued turn; never in a composition, which ends where the prompt does.
    #[serde(default)]
    pub turn: Option<Turn>,
}

/// A message of a turn that goes on after tool calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// The model's: it called tools, after what text the message has.
    Called {
        calls: Vec<ToolCall>,
        /// Its reasoning before the calls, as far as it was shown.
        reasoning: String,
        /// See [`crate::domain::completion::Completion::kept`].
        kept: Vec<String>,
    },
    /// The person's: what the calls gave. The message has no text.
    Answered(Vec<ToolResult>),
}

impl RenderedMessage {
    /// A message of text alone.
    pub fn new(role: Role, parts: Vec<Part>) -> Self {
        Self { role, parts, images: Vec::new(), turn: None }
    }

    /// The messages that continue a conversation after `answer` called tools and `results` were typed.
    pub fn continued(answer: &Completion, results: Vec<ToolResult>) -> [Self; 2] {
        let text = (!answer.text.is_empty()).then(|| Part::plain(Source::Turn, answer.text.clone()));
        let called = Turn::Called {
            calls: answer.tool_calls.clone(),
            reasoning: answer.reasoning.clone(),
            kept: answer.kept.clone(),
        };
        [
            Self { turn: Some(called), ..Self::new(Role::Assistant, text.into_iter().collect()) },
            Self { turn: Some(Turn::Answered(results)), ..Self::new(Role::User, Vec::new()) },
        ]
    }

    /// The whole text, in the size of the parts.
    pub fn text(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect()
    }
}

/// A stretch of a rendered message that came from one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub source: Source,
    pub text: String,
    /// Byte ranges of `text` that a variable or another expression put there, ascending, not overlapping.
    pub substitutions: Vec<Range<usize>>,
}

/// Where a part came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Message(ElementId),
    Shot(ElementId),
    /// Scaffolding around shots in a tagged block.
    Shots,
    /// Words that ask for reasoning.
    Technique,
    /// What a model answered earlier in a continued turn.
    Turn,
}

/// A schema ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComposedSchema {
    pub name: String,
    /// JSON Schema, minified JSON text with key order kept.
    pub json: String,
}

/// The tools of a prompt, ready to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComposedTools {
    /// Those that are switched on, in their order.
    pub items: Vec<ComposedTool>,
    pub choice: ToolChoice,
    /// One call at a time.
    pub one_at_a_time: bool,
}

impl ComposedTools {
    /// The tools for a turn that goes on: a call that was forced is not forced again, or the model could never answer.
    #[must_use]
    pub fn after_call(self) -> Self {
        let choice = match self.choice {
            ToolChoice::Required | ToolChoice::Named(_) => ToolChoice::Auto,
            choice @ (ToolChoice::Auto | ToolChoice::None) => choice,
        };
        Self { choice, ..self }
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// A tool ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComposedTool {
    pub name: String,
    /// May be empty.
    pub description: String,
    /// JSON Schema of the arguments, an object; minified JSON text with key order kept.
    pub json: String,
}

/// Renders a prompt. Near linear in its length; never fails: what is wrong is among the problems.
pub fn compose(prompt: &Prompt) -> Composition {
    let scans: Vec<_> = prompt.messages.iter().map(|message| scan(&message.text)).collect();
    compose_scanned(prompt, &scans)
}

/// [`compose`] with the scans of the prompt's messages, in their order, already made.
pub fn compose_scanned(prompt: &Prompt, scans: &[TemplateScan]) -> Composition {
    let mut problems = Vec::new();
    let rendered = render_messages(prompt, scans, &mut problems);
    let schema = prompt.schema.as_ref().filter(|schema| schema.enabled);
    let schema = schema.and_then(|schema| schema::composed(schema, &mut problems));
    let tools = tools::composed(prompt, &mut problems);
    let messages = arrange(prompt, rendered);
    findings::about_variables(prompt, scans, &mut problems);
    findings::about_document(prompt, &messages, &mut problems);
    let technique = prompt.technique;
    Composition { messages, problems, variables: all_variables(scans), schema, technique, tools }
}

/// Every variable of the document in order of first use, each once.
fn all_variables(scans: &[TemplateScan]) -> Vec<String> {
    let mut names = indexmap::IndexSet::new();
    names.extend(scans.iter().flat_map(|scan| &scan.uses).map(|used| used.name.as_str()));
    names.into_iter().map(str::to_owned).collect()
}

/// Each message rendered; those that say nothing are left out.
fn render_messages(prompt: &Prompt, scans: &[TemplateScan], problems: &mut Vec<Problem>) -> Vec<RenderedMessage> {
    let mut messages = Vec::new();
    for (message, scan) in prompt.messages.iter().zip(scans) {
        let place = Place::Message(message.id);
        let Rendered { text, substitutions, faults } = render(&message.text, scan, &prompt.variables);
        problems.extend(faults.into_iter().map(|Fault { message, span }| Problem {
            severity: Severity::Error,
            place: place.clone(),
            span,
            message,
        }));
        problems.extend(findings::about_braces(&message.text, scan, &place));
        problems.extend(findings::about_images(message));
        if text.trim().is_empty() && message.images.is_empty() {
            let words = "This message is empty, so it is not sent. Write something, or delete it.".to_owned();
            problems.push(Problem { severity: Severity::Note, place, span: None, message: words });
            continue;
        }
        let part = Part { source: Source::Message(message.id), text, substitutions };
        messages
            .push(RenderedMessage { images: message.images.clone(), ..RenderedMessage::new(message.role, vec![part]) });
    }
    messages
}

/// Puts shots and the words of the technique among the rendered messages.
fn arrange(prompt: &Prompt, mut messages: Vec<RenderedMessage>) -> Vec<RenderedMessage> {
    let leading = messages.iter().take_while(|message| message.role == Role::System).count();
    let mut rest = messages.split_off(leading);
    let mut appended = Vec::new();
    if prompt.shots.layout == ShotLayout::TaggedBlock {
        appended.extend(shots::block(prompt));
    } else {
        messages.extend(shots::pairs(prompt));
    }
    if let Technique::ChainOfThought(way) = prompt.technique {
        appended.push(Part::plain(Source::Technique, words::instruction(way)));
    }
    append_to_system(&mut messages, leading, appended);
    messages.append(&mut rest);
    messages
}

/// Adds parts to the last leading system message, with an empty line before each thing added; makes one when there is none.
fn append_to_system(messages: &mut Vec<RenderedMessage>, leading: usize, appended: Vec<Part>) {
    if appended.is_empty() {
        return;
    }
    let Some(system) = leading.checked_sub(1).and_then(|last| messages.get_mut(last)) else {
        messages.insert(0, RenderedMessage::new(Role::System, separated(appended, false)));
        return;
    };
    system.parts.extend(separated(appended, true));
}

fn separated(parts: Vec<Part>, mut follows: bool) -> Vec<Part> {
    let mut block = None;
    let separate = |mut part: Part| {
        let in_block = matches!(part.source, Source::Shots | Source::Shot(_));
        if follows && !(in_block && block == Some(true)) {
            part.text.insert_str(0, "\n\n");
        }
        follows = true;
        block = Some(in_block);
        part
    };
    parts.into_iter().map(separate).collect()
}

impl Part {
    /// Text in which nothing was substituted.
    fn plain(source: Source, text: impl Into<String>) -> Self {
        Self { source, text: text.into(), substitutions: Vec::new() }
    }
}
