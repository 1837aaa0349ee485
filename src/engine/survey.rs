//! Counts the last composition for a whole catalog: hundreds of models share a handful of tokenizers and chat formats, and each pair is
//! counted once.

use std::collections::HashMap;

use super::count::Counter;
use super::wire::{CountModel, Survey, SurveyCount};
use crate::domain::compose::Composition;
use crate::domain::model::TokenizerChoice;
use crate::tokenizer::chat::overhead;
use crate::tokenizer::choice::choose;
use crate::tokenizer::estimate::Band;
use crate::tokenizer::overhead::forced_tool;
use crate::tokenizer::{image, tools};

/// What two models have in common when every prompt has as many tokens for the one as for the other.
#[derive(PartialEq, Eq, Hash)]
struct Likeness<'a> {
    tokenizer: Option<&'a str>,
    choice: TokenizerChoice,
    /// Bands of what the model adds: chat format, forced tool, tools, images.
    added: [[u64; 3]; 4],
}

impl<'a> Likeness<'a> {
    fn of(model: &'a CountModel, choice: TokenizerChoice, composition: &Composition) -> Self {
        let images = composition.messages.iter().flat_map(|message| &message.images);
        let images = images.map(|one| image::tokens(choice, &model.model, one)).fold(Band::default(), Band::plus);
        let chat = overhead(choice, &model.model, composition.messages.len());
        let added = [chat, forced_tool(choice, &model.model), tools::of_model(&model.model), images];
        let added = added.map(|band| [band.low, band.expected, band.high]);
        Self { tokenizer: model.tokenizer.as_deref(), choice, added }
    }
}

impl Counter {
    /// One count for all models that count alike.
    pub fn survey(&mut self, composition: &Composition, models: &[CountModel]) -> Survey {
        let mut survey = Survey::default();
        let mut places = HashMap::new();
        for model in models {
            let choice = choose(model.provider.as_deref(), &model.model);
            let likeness = Likeness::of(model, choice, composition);
            let place = *places.entry(likeness).or_insert_with(|| {
                survey.counts.push(SurveyCount { choice, count: self.count_one(composition, model) });
                survey.counts.len() - 1
            });
            survey.of.push(place);
        }
        survey
    }
}
