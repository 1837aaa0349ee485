//! The shipped vocabularies: fetched when a count needs them, built once, kept.

use std::collections::HashMap;

use super::wire::News;
use crate::domain::token::Encoding;
use crate::tokenizer::Tokenizer;

/// What became of each vocabulary file, by its stem.
#[derive(Default)]
pub struct Vocabularies {
    files: HashMap<&'static str, Vocabulary>,
}

enum Vocabulary {
    /// Needed by a count; nobody fetches it yet.
    Wanted,
    Fetching,
    Loaded(Box<Tokenizer>),
    Failed(String),
}

impl Vocabularies {
    /// The tokenizer of an encoding; `Ok(None)` = on its way from now on.
    ///
    /// # Errors
    /// Why it could not be had, told once: asking again fetches again.
    pub fn tokenizer(&mut self, encoding: Encoding) -> Result<Option<&Tokenizer>, String> {
        let stem = encoding.vocabulary();
        if let Some(Vocabulary::Failed(reason)) = self.files.get(stem) {
            let reason = reason.clone();
            self.files.remove(stem);
            return Err(reason);
        }
        match self.files.entry(stem).or_insert(Vocabulary::Wanted) {
            Vocabulary::Loaded(tokenizer) => Ok(Some(tokenizer)),
            _ => Ok(None),
        }
    }

    /// See [`super::Engine::wanted_vocabulary`].
    pub(super) fn wanted(&mut self) -> Option<&'static str> {
        let (stem, file) = self.files.iter_mut().find(|(_, file)| matches!(file, Vocabulary::Wanted))?;
        *file = Vocabulary::Fetching;
        Some(stem)
    }

    /// See [`super::Engine::vocabulary_came`].
    pub(super) fn came(&mut self, stem: &'static str, file: Result<Vec<u8>, String>) -> News {
        let Some(encoding) = Encoding::ALL.into_iter().find(|encoding| encoding.vocabulary() == stem) else {
            return News::VocabularyFailed {
                stem: stem.to_owned(),
                reason: "No encoding has this vocabulary.".to_owned(),
            };
        };
        let read = |file: Vec<u8>| {
            Tokenizer::from_vocabulary(encoding, &file)
                .map_err(|error| format!("The vocabulary {stem} can't be used: {error}"))
        };
        match file.and_then(read) {
            Ok(tokenizer) => {
                self.files.insert(stem, Vocabulary::Loaded(Box::new(tokenizer)));
                News::VocabularyLoaded { stem: stem.to_owned() }
            }
            Err(reason) => {
                self.files.insert(stem, Vocabulary::Failed(reason.clone()));
                News::VocabularyFailed { stem: stem.to_owned(), reason }
            }
        }
    }
}
