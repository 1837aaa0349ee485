//! Folding: characters of two or three bytes that can start as one symbol instead of byte by byte, without changing what merging finds.
//!
//! A character may be folded when it is a token, when merging its bytes alone makes that token, and when no token that reaches over its
//! edge in the middle of the character (a prefix of its bytes with something before it, a suffix with something after it) has a lower
//! rank than the highest that its own merges need: then its own merges always come first.

use crate::ranks::Ranks;

const NONE: u32 = u32::MAX;

/// What a word starts as.
pub(crate) struct Folds {
    bytes: [u32; 256],
    /// By code point of the Basic Multilingual Plane.
    characters: Box<[u32]>,
    /// Whether characters above that plane start whole too.
    astral: bool,
}

impl Folds {
    /// Finds every character that may be folded. Linear in the vocabulary.
    pub fn build(ranks: &Ranks) -> Self {
        let bytes =
            std::array::from_fn(|byte| u8::try_from(byte).ok().and_then(|byte| ranks.id(&[byte])).unwrap_or(NONE));
        let edges = Edges::find(ranks);
        let mut characters = vec![NONE; 0x1_0000];
        for id in 0..ranks.len() {
            let token = ranks.token(id);
            if let Some(code) = code_point(token)
                && let Some(highest) = highest_rank(ranks, token)
                && edges.allow(token, highest)
            {
                characters[code] = id;
            }
        }
        Self { bytes, characters: characters.into(), astral: false }
    }

    /// Every character that is a token starts whole, as `SentencePiece` has it; the bytes of others are the tokens from `first_byte` on.
    pub fn whole(ranks: &Ranks, first_byte: u32) -> Self {
        let of = |character: char| ranks.id(character.encode_utf8(&mut [0; 4]).as_bytes());
        let bytes = std::array::from_fn(|byte| {
            let fallback = first_byte + u32::try_from(byte).unwrap_or(0);
            u8::try_from(byte).ok().filter(u8::is_ascii).and_then(|byte| of(char::from(byte))).unwrap_or(fallback)
        });
        let characters = (0..0x1_0000).map(|code| char::from_u32(code).and_then(of).unwrap_or(NONE)).collect();
        Self { bytes, characters, astral: true }
    }

    /// Calls `emit` with start and token of each first symbol of `word`, in order.
    #[inline]
    pub fn symbols(&self, ranks: &Ranks, word: &[u8], mut emit: impl FnMut(usize, u32)) {
        let mut at = 0;
        while let Some(&byte) = word.get(at) {
            let length = character_length(byte);
            if length > 1
                && let Some(code) = word.get(at..at + length).and_then(code_point)
                && let Some(&id) = self.characters.get(code)
                && id != NONE
            {
                emit(at, id);
                at += length;
            } else if length == 4
                && self.astral
                && let Some(id) = word.get(at..at + length).and_then(|character| ranks.id(character))
            {
                emit(at, id);
                at += length;
            } else {
                emit(at, self.bytes[usize::from(byte)]);
                at += 1;
            }
        }
    }
}

/// Lowest ranks of tokens that reach over a character's edge from inside it.
struct Edges {
    /// By the lead byte of a character of which the token ends with a part.
    before: [u32; 256],
    /// By the last byte of a character of which the token begins with a part.
    after: [u32; 256],
}

impl Edges {
    fn find(ranks: &Ranks) -> Self {
        let mut edges = Self { before: [NONE; 256], after: [NONE; 256] };
        // Ids ascend, so the first that is met is the lowest.
        for id in 0..ranks.len() {
            let token = ranks.token(id);
            let tail = token.iter().take_while(|byte| is_continuation(**byte)).count();
            if tail > 0 && tail < token.len() {
                let edge = &mut edges.after[usize::from(token[tail - 1])];
                *edge = id.min(*edge);
            }
            if let Some(lead) = token.iter().rposition(|byte| !is_continuation(*byte))
                && lead > 0
                && token.len() - lead < character_length(token[lead])
            {
                let edge = &mut edges.before[usize::from(token[lead])];
                *edge = id.min(*edge);
            }
        }
        edges
    }

    fn allow(&self, token: &[u8], highest: u32) -> bool {
        match (token.first(), token.last()) {
            (Some(&lead), Some(&last)) => highest < self.before[usize::from(lead)].min(self.after[usize::from(last)]),
            _ => false,
        }
    }
}

/// The highest rank among the merges that make `token` out of its two or three bytes; `None` when merging makes something else.
fn highest_rank(ranks: &Ranks, token: &[u8]) -> Option<u32> {
    let whole = ranks.id(token)?;
    let [first, second, third] = *token else { return Some(whole) };
    match (ranks.id(&[first, second]), ranks.id(&[second, third])) {
        (None, None) => None,
        (left, right) => Some(whole.max(left.unwrap_or(NONE).min(right.unwrap_or(NONE)))),
    }
}

fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// Bytes of the character that `lead` begins.
#[inline]
fn character_length(lead: u8) -> usize {
    match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => 1,
    }
}

/// The code point, if `bytes` is exactly one character of two or three bytes.
#[inline]
fn code_point(bytes: &[u8]) -> Option<usize> {
    let tail = |byte: u8| is_continuation(byte).then_some(usize::from(byte & 0x3F));
    match *bytes {
        [lead @ 0xC2..=0xDF, second] => Some(usize::from(lead & 0x1F) << 6 | tail(second)?),
        [lead @ 0xE0..=0xEF, second, third] => Some(usize::from(lead & 0x0F) << 12 | tail(second)? << 6 | tail(third)?),
        _ => None,
    }
}
