//! Counts the last composition under each model.

use std::collections::HashMap;

use super::token_view::choice_of;
use super::vocabularies::Vocabularies;
use super::wire::{CountModel, CountedPrompt, ModelCount, TokenSide};
use crate::domain::compose::Composition;
use crate::domain::model::TokenizerChoice;
use crate::domain::token::Encoding;
use crate::tokenizer::choice::{choose, encoding};
use crate::tokenizer::{Method, PromptCount, PromptCounter, Tokenizer};

/// The tokenizers, and what each counted last: an edit costs the chunks that it touched.
#[derive(Default)]
pub struct Counter {
    pub(super) vocabularies: Vocabularies,
    counted: HashMap<Encoding, PromptCounter>,
    files: HashMap<String, TokenizerFile>,
}

/// A `tokenizer.json` that a person gave.
struct TokenizerFile {
    tokenizer: Tokenizer,
    counted: PromptCounter,
}

impl Counter {
    /// One count a model, in their order.
    pub fn count(&mut self, composition: &Composition, models: &[CountModel]) -> Vec<ModelCount> {
        models.iter().map(|model| self.count_one(composition, model)).collect()
    }

    /// The tokenizer of a side that was counted, and what it counted.
    ///
    /// # Errors
    /// A sentence: it is not there.
    pub(super) fn side(&mut self, side: &TokenSide) -> Result<(&Tokenizer, &PromptCounter), String> {
        let used = match (side, choice_of(side).map(encoding)) {
            (TokenSide::Model(CountModel { tokenizer: Some(name), .. }), _) => {
                self.files.get(name).map(|file| (&file.tokenizer, &file.counted))
            }
            (_, Some(encoding)) => self.vocabularies.tokenizer(encoding)?.zip(self.counted.get(&encoding)),
            (_, None) => None,
        };
        used.ok_or_else(|| "The tokenizer is not there any more.".to_owned())
    }

    /// Keeps a `tokenizer.json` under a name.
    ///
    /// # Errors
    /// A sentence about what the file is not.
    pub fn load(&mut self, name: &str, file: &[u8]) -> Result<(), String> {
        let tokenizer = Tokenizer::from_huggingface(file).map_err(|error| error.to_string())?;
        self.files.insert(name.to_owned(), TokenizerFile { tokenizer, counted: PromptCounter::new() });
        Ok(())
    }

    pub(super) fn count_one(&mut self, composition: &Composition, model: &CountModel) -> ModelCount {
        if let Some(name) = &model.tokenizer {
            let Some(file) = self.files.get_mut(name) else {
                return ModelCount::Failed {
                    reason: format!("The tokenizer file “{name}” is not loaded. Open it again."),
                };
            };
            return counted(Method::File, file.counted.count(&file.tokenizer, Method::File, composition));
        }
        self.count_chosen(composition, choose(model.provider.as_deref(), &model.model), &model.model)
    }

    pub(super) fn count_encoding(&mut self, composition: &Composition, encoding: Encoding) -> ModelCount {
        self.count_chosen(composition, TokenizerChoice::Own(encoding), "")
    }

    fn count_chosen(&mut self, composition: &Composition, choice: TokenizerChoice, model: &str) -> ModelCount {
        let encoding = encoding(choice);
        match self.vocabularies.tokenizer(encoding) {
            Ok(Some(tokenizer)) => {
                let method = Method::Chosen { choice, model };
                counted(method, self.counted.entry(encoding).or_default().count(tokenizer, method, composition))
            }
            Ok(None) => ModelCount::Loading,
            Err(reason) => ModelCount::Failed { reason },
        }
    }
}

fn counted(method: Method<'_>, PromptCount { tokens, overhead, total, tally }: PromptCount) -> ModelCount {
    ModelCount::Counted(CountedPrompt {
        tokens,
        overhead,
        total,
        basis: method.basis(),
        method: method.name(),
        text: tally.tokens,
        other: tally.other,
    })
}
