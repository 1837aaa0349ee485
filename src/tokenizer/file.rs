//! A `tokenizer.json` that a person gives for a self-hosted model: checked against limits, brought into the form that the crate `tokenizers`
//! reads, and counted by it.
//!
//! Such a file is a program (expressions, normalizers, merges). Read it where a deadline ends what hangs.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use thiserror::Error;
use tokenizers::pipeline::{EncodeOptions, PipelineModel, PipelineTokenizer};

/// Largest file read, in bytes.
pub const MAX_FILE_BYTES: usize = 32 << 20;
/// Most entries of the vocabulary, and most merges.
pub const MAX_ENTRIES: usize = 1_000_000;
/// Most added tokens.
pub const MAX_ADDED_TOKENS: usize = 10_000;

/// Why a file can't count.
#[derive(Debug, Error)]
pub enum TokenizerFileError {
    #[error("the file has {bytes} bytes; a tokenizer.json of at most {MAX_FILE_BYTES} bytes is read")]
    TooBig { bytes: usize },
    #[error("this is not a tokenizer.json: {reason}")]
    NotATokenizer { reason: String },
    #[error("the file has {found} {what}, at most {most} are read")]
    TooMany { what: &'static str, found: usize, most: usize },
    #[error("the tokenizer's model is {found}; BPE models are supported")]
    Model { found: String },
    #[error("the tokenizer.json can't be used: {reason}")]
    Unsupported { reason: String },
}

/// What of the file is checked before it is built.
#[derive(Deserialize)]
struct Outline {
    model: ModelOutline,
    #[serde(default)]
    added_tokens: Count,
}

#[derive(Deserialize)]
struct ModelOutline {
    #[serde(rename = "type")]
    kind: Option<String>,
    vocab: Count,
    #[serde(default)]
    merges: Count,
}

/// How many entries a list or an object has, without keeping them.
#[derive(Clone, Copy, Default)]
struct Count(usize);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;

        impl<'de> Visitor<'de> for Entries {
            type Value = Count;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list or an object")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Count, A::Error> {
                let mut count = 0;
                while entries.next_element::<IgnoredAny>()?.is_some() {
                    count += 1;
                }
                Ok(Count(count))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Count, A::Error> {
                let mut count = 0;
                while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
                    count += 1;
                }
                Ok(Count(count))
            }
        }

        deserializer.deserialize_any(Entries)
    }
}

/// A tokenizer out of a file.
pub(super) struct FileTokenizer {
    pipeline: PipelineTokenizer,
}

impl FileTokenizer {
    pub fn read(json: &[u8]) -> Result<Self, TokenizerFileError> {
        if json.len() > MAX_FILE_BYTES {
            return Err(TokenizerFileError::TooBig { bytes: json.len() });
        }
        let not_one = |reason: &dyn fmt::Display| TokenizerFileError::NotATokenizer { reason: reason.to_string() };
        let text = std::str::from_utf8(json).map_err(|error| not_one(&error))?;
        let outline: Outline = serde_json::from_str(text).map_err(|error| not_one(&error))?;
        outline.check()?;
        let pipeline = tokenizers::from_json(text).or_else(|_| older(text));
        pipeline
            .map(|pipeline| Self { pipeline })
            .map_err(|reason| TokenizerFileError::Unsupported { reason: reason.to_string() })
    }

    /// The ids of `text`'s tokens; special tokens in it are ordinary text. Empty when the file's rules fail on this text.
    pub fn encode(&self, text: &str) -> Vec<u32> {
        let options = EncodeOptions { encode_special_tokens: true, ..EncodeOptions::no_specials() };
        let mut tokens = Vec::new();
        match self.pipeline.encode_into(text, &options, &mut tokens) {
            Ok(()) => tokens.into_iter().map(tokenizers::pipeline::PipelineToken::id).collect(),
            Err(_) => Vec::new(),
        }
    }

    /// Bytes of text that each token stands for; `None` when the file rewrites `text`, so that they don't add up to it.
    pub fn lengths(&self, ids: &[u32], text: &str) -> Option<Vec<usize>> {
        let PipelineModel::BPE(model) = self.pipeline.get_model();
        let byte_level = model.is_byte_level();
        let length = |id: &u32| {
            let token = self.pipeline.get_model().id_to_token(*id)?;
            Some(if byte_level { token.chars().count() } else { piece_length(&token) })
        };
        let mut lengths: Vec<usize> = ids.iter().map(length).collect::<Option<_>>()?;
        let sum: usize = lengths.iter().sum();
        // `SentencePiece` models put a space before the text.
        if !byte_level && sum == text.len() + 1 && lengths.first().is_some_and(|&first| first > 0) {
            lengths[0] -= 1;
        } else if sum != text.len() {
            return None;
        }
        Some(lengths)
    }
}

/// Bytes of a `SentencePiece` token: `▁` is a space, `<0xE4>` a byte.
fn piece_length(token: &str) -> usize {
    let is_byte = token.len() == 6 && token.starts_with("<0x") && token.ends_with('>');
    if is_byte {
        1
    } else {
        token.chars().map(|character| if character == '▁' { 1 } else { character.len_utf8() }).sum()
    }
}

/// Reads a file in an older spelling (merges as `"a b"`, untyped models, `ByteLevel` options).
fn older(text: &str) -> tokenizers::Result<PipelineTokenizer> {
    tokenizers::from_json(&tokenizers::canonicalize_str(text)?)
}

impl Outline {
    fn check(&self) -> Result<(), TokenizerFileError> {
        if let Some(kind) = self.model.kind.as_deref().filter(|kind| *kind != "BPE") {
            return Err(TokenizerFileError::Model { found: kind.to_owned() });
        }
        let limits = [
            ("vocabulary entries", self.model.vocab, MAX_ENTRIES),
            ("merges", self.model.merges, MAX_ENTRIES),
            ("added tokens", self.added_tokens, MAX_ADDED_TOKENS),
        ];
        match limits.into_iter().find(|(_, found, most)| found.0 > *most) {
            Some((what, found, most)) => Err(TokenizerFileError::TooMany { what, found: found.0, most }),
            None => Ok(()),
        }
    }
}
