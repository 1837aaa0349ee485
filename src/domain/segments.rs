//! Segments: where a prompt's tokens and their cost are, message by message and shot by shot.

use super::compose::{Composition, Source};
use super::id::ElementId;
use super::message::Role;
use super::money::{PicoUsd, Rate};
use super::token::{PromptTokens, TokenCount};

/// A part of the prompt as a person made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    Message(Role, ElementId),
    Shot(ElementId),
    /// Words and tags around the shots.
    ShotFrame,
    /// Words that ask for reasoning.
    Technique,
    /// What a model answered earlier in a continued turn.
    Turn,
    Schema,
    Tools,
    Image(ElementId),
    /// What the chat format adds.
    Overhead,
}

impl Part {
    pub fn is_shot(self) -> bool {
        matches!(self, Self::Shot(_) | Self::ShotFrame)
    }
}

/// One part with what it takes of every request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub part: Part,
    /// `Shot 2`, `System message`, …
    pub name: String,
    /// How its text begins; empty = it has none of its own.
    pub begins: String,
    pub tokens: TokenCount,
    /// Of the whole prompt, in thousandths.
    pub thousandths: u64,
    /// Uncached input cost of a request; `None` = no price is known.
    pub cost: Option<PicoUsd>,
}

/// The parts of a counted prompt in the order in which they are sent; parts without tokens are left out. `rate` is what an input token costs.
pub fn segments(
    composition: &Composition,
    tokens: &PromptTokens,
    overhead: u64,
    total: TokenCount,
    rate: Option<Rate>,
) -> Vec<Segment> {
    let mut found: Vec<(Part, String, u64)> = Vec::new();
    for (message, counts) in composition.messages.iter().zip(&tokens.parts) {
        for (part, count) in message.parts.iter().zip(counts) {
            let kind = match part.source {
                Source::Message(id) => Part::Message(message.role, id),
                Source::Shot(id) => Part::Shot(id),
                Source::Shots => Part::ShotFrame,
                Source::Technique => Part::Technique,
                Source::Turn => Part::Turn,
            };
            match found.iter_mut().find(|(known, ..)| *known == kind) {
                Some((_, _, sum)) => *sum = sum.saturating_add(*count),
                None => found.push((kind, excerpt(&part.text), *count)),
            }
        }
    }
    found.push((Part::Schema, String::new(), tokens.schema));
    found.push((Part::Tools, String::new(), tokens.tools));
    found.push((Part::Overhead, String::new(), overhead));
    let images = images(composition, tokens);
    // Images are an estimate of their own; everything else is as sure as what remains without them.
    let texts = images.iter().fold(total, |rest, (_, image)| rest.without(*image));
    let (mut shots, mut messages) = (0, 0);
    let mut segments = Vec::new();
    for (part, begins, count) in found.into_iter().filter(|(_, _, count)| *count > 0) {
        let name = match part {
            Part::Message(role, _) => {
                messages += 1;
                format!("{messages}. {} message", role.title())
            }
            Part::Shot(_) => {
                shots += 1;
                format!("Shot {shots}")
            }
            Part::ShotFrame => "Tags around the shots".to_owned(),
            Part::Technique => "Reasoning words".to_owned(),
            Part::Turn => "Earlier answers".to_owned(),
            Part::Schema => "Schema".to_owned(),
            Part::Tools => "Tools".to_owned(),
            Part::Image(_) => "Image".to_owned(),
            Part::Overhead => "Chat overhead".to_owned(),
        };
        segments.push(Segment {
            part,
            name,
            begins,
            tokens: texts.part(count),
            thousandths: thousandths(count, total.tokens),
            cost: rate.map(|rate| rate.cost(count)),
        });
    }
    segments.extend(images.into_iter().enumerate().map(|(at, (id, tokens))| Segment {
        part: Part::Image(id),
        name: format!("Image {}", at + 1),
        begins: String::new(),
        tokens,
        thousandths: thousandths(tokens.tokens, total.tokens),
        cost: rate.map(|rate| rate.cost(tokens.tokens)),
    }));
    segments
}

/// Every image of the prompt with its tokens.
fn images(composition: &Composition, tokens: &PromptTokens) -> Vec<(ElementId, TokenCount)> {
    let messages = composition.messages.iter().zip(&tokens.images);
    messages
        .flat_map(|(message, tokens)| message.images.iter().map(|image| image.id).zip(tokens.iter().copied()))
        .collect()
}

/// What all shots take together: tokens, thousandths of the prompt, cost; `None` = there are none.
pub fn shots_together(segments: &[Segment], total: TokenCount) -> Option<(TokenCount, u64, Option<PicoUsd>)> {
    let shots = segments.iter().filter(|segment| segment.part.is_shot());
    let tokens = shots.clone().map(|segment| segment.tokens.tokens).reduce(u64::saturating_add)?;
    let cost = shots.map(|segment| segment.cost).sum();
    Some((total.part(tokens), thousandths(tokens, total.tokens), cost))
}

/// The first words of a text, on one line.
fn excerpt(text: &str) -> String {
    const LENGTH: usize = 60;
    let line = text.trim_start().lines().next().unwrap_or_default();
    let begins: String = line.chars().take(LENGTH).collect();
    if begins.len() < text.trim().len() { format!("{begins}…") } else { begins }
}

fn thousandths(part: u64, whole: u64) -> u64 {
    let share = (u128::from(part) * 1_000 + u128::from(whole / 2)).checked_div(u128::from(whole));
    share.and_then(|share| u64::try_from(share).ok()).unwrap_or_default()
}
