//! Problems that no single template shows: values missing or unused, shots half filled, settings that work against each other.

use super::{RenderedMessage, shots};
use crate::domain::image;
use crate::domain::message::{Message, Role};
use crate::domain::problem::{Place, Problem, Severity};
use crate::domain::prompt::Prompt;
use crate::domain::shot::Shot;
use crate::domain::technique::{ChainOfThought, Technique};
use crate::domain::template::{TemplateScan, missing};

/// Variables without a value, values without a use.
pub(super) fn about_variables(prompt: &Prompt, scans: &[TemplateScan], problems: &mut Vec<Problem>) {
    let whole =
        TemplateScan { uses: scans.iter().flat_map(|scan| scan.uses.clone()).collect(), ..TemplateScan::default() };
    for name in missing(&whole, &prompt.variables) {
        problems.push(problem(
            Severity::Error,
            Place::Variable(name.to_owned()),
            format!("“{name}” has no value. Fill it in before you run."),
        ));
    }
    let used = whole.variables();
    for name in prompt.variables.keys().filter(|name| !used.contains(&name.as_str())) {
        let words = format!("“{name}” is used nowhere. Write {{{{{name}}}}} in a message, or delete it.");
        problems.push(problem(Severity::Note, Place::Variable(name.clone()), words));
    }
}

/// The offer to convert `{name}`: one note a message, at the first.
pub(super) fn about_braces(text: &str, scan: &TemplateScan, place: &Place) -> Option<Problem> {
    let place_of_first = scan.single_braces.first()?;
    let written = text.get(place_of_first.clone())?;
    let name = written.trim_matches(['$', '{', '}']);
    let message = format!("“{written}” is sent as it stands. To make it a variable, convert it to {{{{{name}}}}}.");
    Some(Problem { severity: Severity::Note, place: place.clone(), span: Some(place_of_first.clone()), message })
}

/// Images where no vendor takes any.
pub(super) fn about_images(message: &Message) -> Option<Problem> {
    let misplaced = !message.images.is_empty() && message.role != Role::User;
    misplaced.then(|| {
        let words = "Only a user message can have images. Make this a user message, or remove its images.";
        problem(Severity::Error, Place::Message(message.id), words.to_owned())
    })
}

/// What the document as a whole lacks.
pub(super) fn about_document(prompt: &Prompt, messages: &[RenderedMessage], problems: &mut Vec<Problem>) {
    about_shots(prompt, problems);
    if let Some(words) = image::excess(prompt.images()) {
        problems.push(problem(Severity::Error, Place::Document, words.to_string()));
    }
    let mut document = |severity, words: &str| problems.push(problem(severity, Place::Document, words.to_owned()));
    if !messages.iter().any(|message| matches!(message.role, Role::User | Role::Assistant)) {
        let words = if prompt.messages.iter().all(|message| message.text.trim().is_empty()) {
            "The prompt is empty. Write a user message."
        } else {
            "There is no user message, and models answer to one. Add a user message."
        };
        document(Severity::Error, words);
    } else if messages.last().is_some_and(|message| message.role == Role::Assistant) {
        document(
            Severity::Note,
            "The last message is the assistant's, so the model goes on from it. Some models refuse that.",
        );
    }
    let schema = prompt.schema.as_ref().is_some_and(|schema| schema.enabled);
    if schema && matches!(prompt.technique, Technique::ChainOfThought(_)) {
        let words = "Structured output leaves no room for reasoning in tags. Use the provider's reasoning, or give the schema a first property for it.";
        problems.push(problem(Severity::Warning, Place::Schema, words.to_owned()));
    }
}

fn about_shots(prompt: &Prompt, problems: &mut Vec<Problem>) {
    let worked = prompt.technique == Technique::ChainOfThought(ChainOfThought::WorkedShots);
    for shot in prompt.shots.items.iter().filter(|shot| shot.enabled) {
        if let Some(words) = about_shot(shot, worked) {
            problems.push(problem(Severity::Warning, Place::Shot(shot.id), words.to_owned()));
        }
    }
    if worked && shots::sent(prompt).next().is_none() {
        let words = "The technique “worked shots” has no shots to show. Add a shot with its reasoning, or choose another technique.";
        problems.push(problem(Severity::Warning, Place::Document, words.to_owned()));
    }
}

fn about_shot(shot: &Shot, worked: bool) -> Option<&'static str> {
    match (shot.input.trim().is_empty(), shot.output.trim().is_empty()) {
        (true, true) => Some("This shot is empty, so it is left out."),
        (true, false) => Some("This shot has no input, so it is left out. Write what a user would send."),
        (false, true) => Some("This shot has no ideal output, so it is left out. Write what the model should answer."),
        (false, false) if worked && shot.reasoning.trim().is_empty() => Some(
            "This shot shows no reasoning, although the technique asks for it. Write the steps that lead to its output.",
        ),
        (false, false) => None,
    }
}

fn problem(severity: Severity, place: Place, message: String) -> Problem {
    Problem { severity, place, span: None, message }
}
