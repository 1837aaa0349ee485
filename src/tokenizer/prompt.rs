//! Counting a composed prompt: each message's text incrementally, tokens assigned to the parts they begin in, overhead and schema added.

use super::estimate::{self, Band, code_share, text};
use super::{IncrementalCounter, Tally, Tokenizer, chat, image, overhead, tools};
use crate::domain::compose::{Composition, RenderedMessage};
use crate::domain::image::Image;
use crate::domain::model::TokenizerChoice;
use crate::domain::token::{PromptTokens, TokenCount};

/// How a prompt's tokens are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method<'a> {
    /// By the app's own choice for a model; the tokenizer is that of [`super::choice::encoding`].
    Chosen { choice: TokenizerChoice, model: &'a str },
    /// By a `tokenizer.json` that the person gave: exact text, unknown chat template.
    File,
}

/// A prompt counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptCount {
    /// Part by part; where the method estimates, the expected numbers.
    pub tokens: PromptTokens,
    /// Tokens that the chat format adds around the texts.
    pub overhead: u64,
    /// Everything: texts, images, overhead and schema, and how sure that is.
    pub total: TokenCount,
    /// Tokens of the texts before any factor.
    pub tally: Tally,
}

/// Counts one prompt again and again under one tokenizer.
#[derive(Clone, Debug, Default)]
pub struct PromptCounter {
    messages: Vec<IncrementalCounter>,
    schema: IncrementalCounter,
}

impl Method<'_> {
    /// What a count by it is made from, as the end of a sentence.
    pub fn basis(&self) -> String {
        match self {
            Self::Chosen { choice, .. } => estimate::basis(*choice),
            Self::File => "counted with the tokenizer file of the connection; its chat format is not known".to_owned(),
        }
    }

    /// Its name. Counts are comparable when it is the same.
    pub fn name(&self) -> String {
        match self {
            Self::Chosen { choice, .. } => estimate::method(*choice),
            Self::File => "file".to_owned(),
        }
    }
}

impl PromptCounter {
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts `composition`; what did not change since the last call is not counted again.
    pub fn count(&mut self, tokenizer: &Tokenizer, method: Method<'_>, composition: &Composition) -> PromptCount {
        let choice = match method {
            Method::Chosen { choice, .. } => Some(choice),
            Method::File => None,
        };
        self.messages.resize_with(composition.messages.len(), IncrementalCounter::new);
        let (mut total, mut parts, mut all) = (Band::default(), Vec::new(), Tally::default());
        for (message, counter) in composition.messages.iter().zip(&mut self.messages) {
            let words = message.text();
            let tally = counter.update(tokenizer, &words);
            all = all.plus(tally);
            let band = match choice {
                None | Some(TokenizerChoice::Own(_)) => Band::exact(tally.tokens),
                Some(choice) => text(choice, tally, code_share(&words)),
            };
            let raw = part_tokens(tokenizer, counter, message, tally.tokens);
            parts.push(scale(&raw, tally.tokens, band.expected));
            total = total.plus(band);
        }
        let overhead = match method {
            Method::Chosen { choice, model } => {
                let roles: Vec<_> = composition.messages.iter().map(|message| message.role).collect();
                chat::around(choice, model, &roles).plus(overhead::thinking(choice, composition.technique))
            }
            Method::File => chat::unknown(composition.messages.len() as u64),
        };
        let mut schema = chat::schema(self.schema_tokens(tokenizer, composition));
        if let (Method::Chosen { choice, model }, Some(_)) = (method, &composition.schema) {
            schema = schema.plus(overhead::forced_tool(choice, model));
        }
        let images: Vec<Vec<Band>> = composition.messages.iter().map(|message| image_tokens(method, message)).collect();
        let model = if let Method::Chosen { model, .. } = method { model } else { "" };
        let tools = tools::tokens(choice, model, tokenizer, &composition.tools);
        let around = total.plus(overhead).plus(schema).plus(tools);
        let total = images.iter().flatten().fold(around, |sum, image| sum.plus(*image)).count();
        let images = images.iter().map(|of_message| of_message.iter().map(|band| band.count()).collect()).collect();
        let tokens = PromptTokens { parts, schema: schema.expected, tools: tools.expected, images };
        PromptCount { tokens, overhead: overhead.expected, total, tally: all }
    }

    /// The counter of a rendered message of the last [`Self::count`].
    pub fn message(&self, index: usize) -> Option<&IncrementalCounter> {
        self.messages.get(index)
    }

    fn schema_tokens(&mut self, tokenizer: &Tokenizer, composition: &Composition) -> u64 {
        let json = composition.schema.as_ref().map_or("", |schema| schema.json.as_str());
        self.schema.update(tokenizer, json).tokens
    }
}

/// Tokens of each image of a message.
fn image_tokens(method: Method<'_>, message: &RenderedMessage) -> Vec<Band> {
    let band = |image: &Image| match method {
        Method::Chosen { choice, model } => image::tokens(choice, model, image),
        Method::File => image::unknown(image.width.into(), image.height.into()),
    };
    message.images.iter().map(band).collect()
}

/// Tokens that begin in each part of a message.
fn part_tokens(tokenizer: &Tokenizer, counter: &IncrementalCounter, message: &RenderedMessage, total: u64) -> Vec<u64> {
    let (mut end, mut before) = (0, 0);
    let last = message.parts.len().saturating_sub(1);
    let tokens = |(index, part): (usize, &crate::domain::compose::Part)| {
        end += part.text.len();
        let until = if index == last { total } else { counter.tokens_before(tokenizer, end) };
        let begun = until - before;
        before = until;
        begun
    };
    message.parts.iter().enumerate().map(tokens).collect()
}

/// `parts`, which sum to `from`, in proportion so that they sum to `to`.
fn scale(parts: &[u64], from: u64, to: u64) -> Vec<u64> {
    let (mut sum, mut given) = (0_u64, 0);
    let share = |part: &u64| {
        sum += part;
        let until = if from == 0 { 0 } else { u128::from(sum) * u128::from(to) / u128::from(from) };
        let until = u64::try_from(until).unwrap_or(u64::MAX);
        let share = until - given;
        given = until;
        share
    };
    parts.iter().map(share).collect()
}
