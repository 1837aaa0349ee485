//! Shots as the model sees them: message pairs, or one tagged block. Their text is data and is not rendered.

use super::words::{tagged, worked};
use super::{Part, RenderedMessage, Source};
use crate::domain::message::Role;
use crate::domain::prompt::Prompt;
use crate::domain::shot::Shot;
use crate::domain::technique::Technique;

/// The shots that are sent: switched on, and both sides filled.
pub(super) fn sent(prompt: &Prompt) -> impl Iterator<Item = &Shot> {
    prompt
        .shots
        .items
        .iter()
        .filter(|shot| shot.enabled && !shot.input.trim().is_empty() && !shot.output.trim().is_empty())
}

/// A user and an assistant message each.
pub(super) fn pairs(prompt: &Prompt) -> Vec<RenderedMessage> {
    let message = |shot: &Shot, role, text| RenderedMessage::new(role, vec![Part::plain(Source::Shot(shot.id), text)]);
    let pair =
        |shot| [message(shot, Role::User, shot.input.clone()), message(shot, Role::Assistant, answer(prompt, shot))];
    sent(prompt).flat_map(pair).collect()
}

/// `<examples>` with one `<example>` each; no parts without shots.
pub(super) fn block(prompt: &Prompt) -> Vec<Part> {
    let shots: Vec<_> = sent(prompt).map(|shot| example(prompt, shot)).collect();
    if shots.is_empty() {
        return shots;
    }
    let (head, tail) = (Part::plain(Source::Shots, "<examples>\n"), Part::plain(Source::Shots, "</examples>"));
    [head].into_iter().chain(shots).chain([tail]).collect()
}

fn example(prompt: &Prompt, shot: &Shot) -> Part {
    let sides = format!("{}\n{}", tagged("input", &shot.input), tagged("output", &answer(prompt, shot)));
    Part::plain(Source::Shot(shot.id), format!("{}\n", tagged("example", &sides)))
}

/// Under a technique that reasons in the prompt, the ideal output takes the form that the technique asks for.
fn answer(prompt: &Prompt, shot: &Shot) -> String {
    match prompt.technique {
        Technique::ChainOfThought(_) => worked(&shot.reasoning, &shot.output),
        Technique::Off | Technique::Provider(_) => shot.output.clone(),
    }
}
