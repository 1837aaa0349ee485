//! BPE by rank: split a text into words, look each word up, merge what is not a token. It is ready to count some fifty times sooner than an
//! engine that reads `tokenizer.json`, because nothing but a table of tokens is built.
//!
//! A package of its own so that it is compiled for speed while the rest of the app is compiled for size. For the same reason nothing public
//! is generic: generic functions are compiled where they are called.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};

mod class;
mod key;
mod normal;
mod split;
mod vocabulary;
mod ranks;
mod fold;
mod merge;
mod words;

pub use vocabulary::{MAGIC, MAX_TOKENS, VERSION, VocabularyError};

use class::{Classes, EAST_ASIAN, HAN, LETTER, MARK};
use fold::Folds;
use key::{KEY_BYTES, Key};
use merge::{Symbol, merge};
use normal::Form;
use ranks::Ranks;
use split::{Cl100k, Deepseek, Gpt2, O200k, Pieces, Split, is_user_defined};
use vocabulary::Vocabulary;
use words::Words;

/// Lead byte of U+0340, with which scripts other than Latin begin (combining marks and the phonetic letters stand before it).
const FIRST_LEAD_OF_OTHER_SCRIPTS: u8 = 0xCD;
/// Gemma 3's token of the byte 0; the others follow.
const FIRST_BYTE_OF_GEMMA: u32 = 238;

/// How a text becomes words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// That of `cl100k_base`.
    Cl100k,
    /// That of `o200k_base`, `o200k_harmony` and `MiniMax` M2.
    O200k,
    /// That of GPT-2: `r50k_base` and `p50k_base`.
    Gpt2,
    /// That of Claude before 3: NFKC, then as GPT-2.
    Claude,
    /// That of Llama 3 and GLM.
    Llama3,
    /// That of Qwen 2 to 3: NFC, single digits.
    Qwen2,
    /// That of DeepSeek V3.
    Deepseek,
    /// That of Mistral's Tekken.
    Tekken,
    /// That of Kimi K2.
    Kimi,
    /// None, but pieces that are found first: Gemma 3.
    Gemma3,
}

impl Rule {
    fn form(self) -> Form {
        match self {
            Self::Claude => Form::Nfkc,
            Self::Qwen2 => Form::Nfc,
            Self::Gemma3 => Form::Spaces,
            _ => Form::AsIs,
        }
    }
}

/// A vocabulary with its rule.
pub struct Bpe {
    ranks: Ranks,
    folds: Folds,
    rule: Rule,
    /// Of Gemma 3 only.
    pieces: Option<Pieces>,
    scratch: Mutex<Scratch>,
}

/// How many tokens a text has, and how many of them are in words of scripts other than Latin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub tokens: u64,
    /// Tokens of words that hold a character from U+0340 on.
    pub other: u64,
}

impl Tally {
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { tokens: self.tokens + other.tokens, other: self.other + other.other }
    }
}

/// Working memory that outlives a call, so that counting allocates nothing and remembers words.
struct Scratch {
    words: Words,
    symbols: Vec<Symbol>,
}

impl Bpe {
    /// Reads the vocabulary file of the encoding that the file calls `name`.
    ///
    /// # Errors
    /// When the file is cut, damaged, of another format or of another encoding.
    pub fn new(rule: Rule, name: &'static str, file: &[u8]) -> Result<Self, VocabularyError> {
        let ranks = Ranks::build(&Vocabulary::read(file, name)?)?;
        let (folds, pieces) = if rule == Rule::Gemma3 {
            (Folds::whole(&ranks, FIRST_BYTE_OF_GEMMA), Some(Pieces::build(&ranks)))
        } else {
            ranks.check_bytes()?;
            (Folds::build(&ranks), None)
        };
        let scratch = Mutex::new(Scratch { words: Words::new(), symbols: Vec::new() });
        Ok(Self { ranks, folds, rule, pieces, scratch })
    }

    /// Number of tokens of `text`.
    pub fn count(&self, text: &str) -> u64 {
        self.tally(text).tokens
    }

    /// Number of tokens of `text`, and of those that are not Latin.
    pub fn tally(&self, text: &str) -> Tally {
        let text = self.normalized(text);
        let mut tally = Tally::default();
        self.words(&text, |word, ids| {
            let count = ids.len() as u64;
            tally.tokens += count;
            tally.other += if word.is_other() { count } else { 0 };
            ControlFlow::Continue(())
        });
        tally
    }

    /// Tokens of `text` that begin before byte `offset`, which is a character's.
    pub fn count_before(&self, text: &str, offset: usize) -> u64 {
        let (whole, before) = (self.normalized(text), text.get(..offset).unwrap_or(text));
        let offset = if let Cow::Owned(_) = whole { self.normalized(before).len() } else { before.len() };
        let (mut count, mut start) = (0, 0);
        self.words(&whole, |word, ids| {
            for id in ids {
                if start >= offset {
                    return ControlFlow::Break(());
                }
                count += 1;
                start += self.length(*id);
            }
            if word.end >= offset { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        count
    }

    /// The ids of `text`'s tokens.
    pub fn encode(&self, text: &str) -> Vec<u32> {
        let mut all = Vec::with_capacity(text.len() / 4);
        self.words(&self.normalized(text), |_, ids| {
            all.extend_from_slice(ids);
            ControlFlow::Continue(())
        });
        all
    }

    /// Bytes of text that a token stands for; 0 for an id that is none.
    pub fn length(&self, id: u32) -> usize {
        match self.ranks.token(id).len() {
            0 if self.byte_of(id).is_some() => 1,
            length => length,
        }
    }

    /// The byte that a token of Gemma 3 stands for when no piece has its character.
    fn byte_of(&self, id: u32) -> Option<u8> {
        self.pieces.as_ref()?;
        id.checked_sub(FIRST_BYTE_OF_GEMMA).and_then(|byte| u8::try_from(byte).ok())
    }

    /// Whether the tokens of `text` are those of another one, because it has to be normalized first.
    pub fn rewrites(&self, text: &str) -> bool {
        matches!(self.normalized(text), Cow::Owned(_))
    }

    /// The first place at or after byte `from` where the rule ends a word whatever stands further away, or the end of the text. The tokens
    /// of a text are those of its pieces when it is cut there.
    pub fn boundary(&self, text: &str, from: usize) -> usize {
        let start = (from..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
        let (form, classes) = (self.rule.form(), Classes::shared());
        let mut before = None;
        for (at, after) in text.get(start..).unwrap_or_default().char_indices() {
            if let Some(before) = before.replace(after)
                && form.keeps(before)
                && form.keeps(after)
                && self.cuts(classes, before, after)
            {
                return start + at;
            }
        }
        text.len()
    }

    fn cuts(&self, classes: &Classes, before: char, after: char) -> bool {
        match &self.pieces {
            Some(pieces) => pieces.cuts(before, after),
            // After a letter, before what no rule keeps with it. East Asian signs and numerals may belong to a run of letters.
            None => {
                classes.of(before) & LETTER != 0
                    && classes.of(after) & (LETTER | MARK | HAN | EAST_ASIAN) == 0
                    && after != '\''
            }
        }
    }

    #[inline]
    fn normalized<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.rule.form().of(text)
    }

    /// Calls `each` with every word and its tokens, until it breaks.
    fn words(&self, text: &str, each: impl FnMut(Word<'_>, &[u32]) -> ControlFlow<()>) {
        let (classes, text) = (Classes::shared(), text.as_bytes());
        match self.rule {
            Rule::Cl100k => self.words_by(&Cl100k::<3, true> { classes }, text, each),
            Rule::O200k => self.words_by(&O200k::<true, 3, true, false> { classes }, text, each),
            Rule::Gpt2 | Rule::Claude => self.words_by(&Gpt2 { classes }, text, each),
            Rule::Llama3 => self.words_by(&Cl100k::<3, false> { classes }, text, each),
            Rule::Qwen2 => self.words_by(&Cl100k::<1, false> { classes }, text, each),
            Rule::Deepseek => self.words_by(&Deepseek { classes }, text, each),
            Rule::Tekken => self.words_by(&O200k::<false, 1, true, false> { classes }, text, each),
            Rule::Kimi => self.words_by(&O200k::<true, 3, false, true> { classes }, text, each),
            Rule::Gemma3 => {
                if let Some(pieces) = &self.pieces {
                    self.words_by(&pieces.split(&self.ranks), text, each);
                }
            }
        }
    }

    fn words_by(&self, split: &impl Split, text: &[u8], mut each: impl FnMut(Word<'_>, &[u32]) -> ControlFlow<()>) {
        let mut scratch = self.scratch.lock().unwrap_or_else(PoisonError::into_inner);
        let Scratch { words, symbols } = &mut *scratch;
        let mut start = 0;
        while start < text.len() {
            let end = split.end(text, start).clamp(start + 1, text.len());
            let key = Key::at(text, start, end);
            let word = Word { text, start, end, key };
            let ids = if end - start <= KEY_BYTES {
                words.tokens(end - start, key, |ids| self.encode_word(word, symbols, ids))
            } else {
                words.long_tokens(word.bytes(), key, |ids| self.encode_word(word, symbols, ids))
            };
            if each(word, ids).is_break() {
                return;
            }
            start = end;
        }
    }

    /// A word that is a token is that token: each token is what merging its own bytes makes, or its tokenizer looks words up first. Gemma's
    /// merges whatever was not found before.
    #[cold]
    #[inline(never)]
    fn encode_word(&self, word: Word<'_>, symbols: &mut Vec<Symbol>, ids: &mut Vec<u32>) {
        let whole = self.ranks.id_of_key(word.bytes(), word.key);
        match whole.filter(|id| self.pieces.is_none() || is_user_defined(*id)) {
            Some(id) => ids.push(id),
            None => merge(&self.ranks, &self.folds, word.bytes(), symbols, ids),
        }
    }
}

/// A word in a text.
#[derive(Clone, Copy)]
struct Word<'t> {
    text: &'t [u8],
    start: usize,
    end: usize,
    key: Key,
}

impl Word<'_> {
    #[inline]
    fn bytes(&self) -> &[u8] {
        self.text.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether it holds a character from U+0340 on.
    #[inline]
    fn is_other(&self) -> bool {
        let may_be = self.end - self.start > KEY_BYTES || !self.key.is_ascii();
        may_be && self.bytes().iter().any(|&byte| byte >= FIRST_LEAD_OF_OTHER_SCRIPTS)
    }
}
