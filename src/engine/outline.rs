//! What the token view is told of a prompt: part of the messages between page and engine ([`super::wire`]).

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::wire::CountModel;
use crate::domain::message::Role;
use crate::domain::model::TokenizerChoice;
use crate::domain::token::Encoding;

/// A tokenizer to look at a prompt with.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenSide {
    /// The one that counts for a model.
    Model(CountModel),
    Encoding(Encoding),
}

/// A stretch of one rendered message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextWindow {
    pub message: usize,
    /// Bytes of the message's text.
    pub range: Range<usize>,
}

/// A prompt cut into blocks: a line each, or several in a long prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenOutline {
    pub sides: Vec<OutlineSide>,
    pub messages: Vec<MessageOutline>,
}

/// What is known of a prompt under one tokenizer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlineSide {
    /// `None` = a `tokenizer.json` that the person gave.
    pub choice: Option<TokenizerChoice>,
    /// Tokens of each message's text under the encoding itself: the base of an estimate where the model's own is not public.
    pub tokens: Vec<u64>,
    /// `None` = the chat format is not known.
    pub marks: Option<SideMarks>,
}

/// The tokens that a chat format puts around messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideMarks {
    /// Before and after each message.
    pub messages: Vec<(Vec<SpecialToken>, Vec<SpecialToken>)>,
    /// What primes the answer.
    pub priming: Vec<SpecialToken>,
}

/// A token of a chat format, or the word beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialToken {
    pub text: String,
    pub ids: Vec<u32>,
}

/// The blocks of one message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageOutline {
    pub role: Role,
    pub blocks: Vec<BlockOutline>,
}

/// A stretch of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockOutline {
    pub range: Range<usize>,
    /// Lines that it takes on a page, about.
    pub lines: u32,
    /// Tokens that begin in it, one number a side; `None` = the tokenizer rewrites the text, so that places are not known.
    pub tokens: Vec<Option<u64>>,
}

/// The tokens that begin in a window.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenWindow {
    /// Whether places are known; if not, there are no groups.
    pub placed: bool,
    /// The byte of the message's text at which the first group begins.
    pub start: usize,
    pub groups: Vec<TokenGroup>,
}

/// Whole characters as a person sees them, and the tokens that they are: mostly one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenGroup {
    pub text: String,
    pub tokens: Vec<TokenPart>,
}

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenPart {
    pub id: u32,
    /// How many of the group's bytes are its.
    pub bytes: usize,
}
