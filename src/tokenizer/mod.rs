//! Exact counting: text → tokens, for encodings whose vocabulary this app ships and for any `tokenizer.json`.
//!
//! Nothing here fetches or stores: whoever runs it hands over the bytes of a vocabulary file. Encodings that are shipped are counted by the
//! package `nshot-bpe` (in `bpe/`), files that a person gives by the crate `tokenizers` ([`file`]).
//!
//! Text that looks like a special token (`<|endoftext|>`) is ordinary text, as it is to the APIs when it stands in a message.

use std::ops::Range;

use crate::domain::token::Encoding;

mod incremental;
pub mod choice;
mod families;
pub mod estimate;
pub mod template;
pub mod chat;
pub mod overhead;
pub mod tools;
pub mod image;
pub mod special;
mod prompt;
mod file;

pub use file::{MAX_ADDED_TOKENS, MAX_ENTRIES, MAX_FILE_BYTES, TokenizerFileError};
pub use incremental::IncrementalCounter;
pub use nshot_bpe::{Tally, VocabularyError};
pub use prompt::{Method, PromptCount, PromptCounter};

use file::FileTokenizer;
use nshot_bpe::{Bpe, Rule};

/// Counts tokens. One lives in the engine for each encoding in use.
pub struct Tokenizer {
    engine: Engine,
}

enum Engine {
    Bpe(Box<Bpe>),
    File(Box<FileTokenizer>),
}

/// A token in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSpan {
    pub id: u32,
    /// Bytes of the text that it stands for. Both ends may lie inside a character.
    pub range: Range<usize>,
}

impl Tokenizer {
    /// A tokenizer for `encoding` from the bytes of its vocabulary file ([`Encoding::vocabulary`]). Some 20 ms for 200,000 tokens.
    ///
    /// # Errors
    /// When the file is cut, damaged, of another format or of another encoding.
    pub fn from_vocabulary(encoding: Encoding, file: &[u8]) -> Result<Self, VocabularyError> {
        Ok(Self { engine: Engine::Bpe(Box::new(Bpe::new(rule(encoding), encoding.vocabulary(), file)?)) })
    }

    /// A tokenizer from the bytes of a Hugging Face `tokenizer.json`. Some seconds for large ones; give it a deadline.
    ///
    /// # Errors
    /// When it is not one, is over the limits ([`MAX_FILE_BYTES`], [`MAX_ENTRIES`], [`MAX_ADDED_TOKENS`]) or has rules that are not supported.
    pub fn from_huggingface(json: &[u8]) -> Result<Self, TokenizerFileError> {
        Ok(Self { engine: Engine::File(Box::new(FileTokenizer::read(json)?)) })
    }

    /// Number of tokens of `text`.
    pub fn count(&self, text: &str) -> u64 {
        match &self.engine {
            Engine::Bpe(bpe) => bpe.count(text),
            Engine::File(file) => file.encode(text).len() as u64,
        }
    }

    /// Number of tokens of `text`, and of those that are not Latin; a `tokenizer.json` does not tell them apart, since estimates are never
    /// made from it.
    pub fn tally(&self, text: &str) -> Tally {
        match &self.engine {
            Engine::Bpe(bpe) => bpe.tally(text),
            Engine::File(file) => Tally { tokens: file.encode(text).len() as u64, other: 0 },
        }
    }

    /// Tokens of `text` that begin before byte `offset`.
    fn count_before(&self, text: &str, offset: usize) -> u64 {
        match &self.engine {
            Engine::Bpe(bpe) => bpe.count_before(text, offset),
            Engine::File(_) => self.tokens(text).iter().take_while(|token| token.range.start < offset).count() as u64,
        }
    }

    /// The first place at or after byte `from` where `text` may be cut: its tokens are those of its pieces.
    fn boundary(&self, text: &str, from: usize) -> usize {
        match &self.engine {
            Engine::Bpe(bpe) => bpe.boundary(text, from),
            Engine::File(_) => text.len(),
        }
    }

    /// The ids of `text`'s tokens.
    pub fn encode(&self, text: &str) -> Vec<u32> {
        match &self.engine {
            Engine::Bpe(bpe) => bpe.encode(text),
            Engine::File(file) => file.encode(text),
        }
    }

    /// The tokens of `text` with their places, which follow one another without gaps. Empty when this text has to be rewritten first (by
    /// normalization, say), so that places are not known; [`Self::count`] counts it all the same.
    pub fn tokens(&self, text: &str) -> Vec<TokenSpan> {
        let ids = self.encode(text);
        let lengths = match &self.engine {
            Engine::Bpe(bpe) if bpe.rewrites(text) => return Vec::new(),
            Engine::Bpe(bpe) => ids.iter().map(|id| bpe.length(*id)).collect(),
            Engine::File(file) => match file.lengths(&ids, text) {
                Some(lengths) => lengths,
                None => return Vec::new(),
            },
        };
        let mut start = 0;
        let span = |(id, length)| {
            let range = start..start + length;
            start = range.end;
            TokenSpan { id, range }
        };
        ids.into_iter().zip(lengths).map(span).collect()
    }
}

/// How an encoding splits.
fn rule(encoding: Encoding) -> Rule {
    match encoding {
        Encoding::O200kBase | Encoding::O200kHarmony | Encoding::MinimaxM2 => Rule::O200k,
        Encoding::Cl100kBase => Rule::Cl100k,
        Encoding::P50kBase | Encoding::R50kBase => Rule::Gpt2,
        Encoding::Llama3 | Encoding::Glm4 | Encoding::Glm5 => Rule::Llama3,
        Encoding::Qwen2 => Rule::Qwen2,
        Encoding::DeepseekV3 => Rule::Deepseek,
        Encoding::Tekken => Rule::Tekken,
        Encoding::KimiK2 => Rule::Kimi,
        Encoding::Gemma3 => Rule::Gemma3,
        Encoding::Claude2 => Rule::Claude,
    }
}
