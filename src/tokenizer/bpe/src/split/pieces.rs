//! Words of Gemma 3's `SentencePiece` model, which has no split rule: it merges whole texts. Words end where no piece holds the two characters
//! at the border, so that merging word by word finds what merging the whole text does.

use super::{Split, ascii};
use crate::ranks::Ranks;

/// Ids from the first normal piece to after the last one; below and above are pieces that are found before any merging
/// (`gemma3_cleaned_262144_v2.spiece.model`: bytes end at 493, normal pieces at 255,967).
const NORMAL: std::ops::Range<u32> = 494..255_968;
/// Bytes of the longest user-defined piece that begins with a bracket, `[multimodal]`.
const LONGEST_TAG: usize = 20;
/// The longest run of spaces, tabs or line breaks that is one piece.
const LONGEST_RUN: usize = 31;
/// Bits of the table of pairs, a power of two. 34,000 pairs set one in 60.
const PAIR_BITS: usize = 1 << 21;

/// Whether a piece is found before any merging.
pub(crate) fn is_user_defined(id: u32) -> bool {
    !NORMAL.contains(&id)
}

/// Which pairs of characters stand in pieces.
pub(crate) struct Pieces {
    pairs: Box<[u64]>,
}

impl Pieces {
    /// Reads every normal piece once.
    pub fn build(ranks: &Ranks) -> Self {
        let mut pieces = Self { pairs: vec![0; PAIR_BITS / 64].into() };
        for id in NORMAL.start..NORMAL.end.min(ranks.len()) {
            let token = ranks.token(id);
            let (mut before, mut at) = character(token, 0);
            while at < token.len() {
                let (after, length) = character(token, at);
                let (index, bit) = place(before, after);
                if let Some(word) = pieces.pairs.get_mut(index) {
                    *word |= bit;
                }
                (before, at) = (after, at + length);
            }
        }
        pieces
    }

    /// Whether a piece may hold both characters side by side.
    #[inline]
    fn joins(&self, before: u32, after: u32) -> bool {
        let (index, bit) = place(before, after);
        self.pairs.get(index).is_some_and(|word| word & bit != 0)
    }

    /// Whether texts may be cut between these two characters: no piece reaches over.
    pub fn cuts(&self, before: char, after: char) -> bool {
        let apart = match after {
            ' ' | '\n' => before.is_alphanumeric(),
            _ => !before.is_ascii() && !after.is_ascii(),
        };
        apart && !self.joins(u32::from(before), u32::from(after))
    }

    /// The rule that cuts with these pairs.
    pub fn split<'a>(&'a self, ranks: &'a Ranks) -> impl Split {
        PieceSplit { pieces: self, ranks }
    }
}

#[inline]
fn place(before: u32, after: u32) -> (usize, u64) {
    let hash = (before.wrapping_mul(0x9E37_79B1) ^ after.wrapping_mul(0x85EB_CA77)).wrapping_mul(0xC2B2_AE3D) >> 11;
    let bit = hash as usize & (PAIR_BITS - 1);
    (bit / 64, 1 << (bit % 64))
}

/// Code point and length of the character at `at` of valid UTF-8.
#[inline]
fn character(text: &[u8], at: usize) -> (u32, usize) {
    let byte = |offset: usize| text.get(at + offset).map_or(0, |&byte| u32::from(byte));
    let (lead, tail) = (byte(0), |offset: usize| byte(offset) & 0x3F);
    match lead {
        0..0x80 => (lead, 1),
        0x80..0xE0 => ((lead & 0x1F) << 6 | tail(1), 2),
        0xE0..0xF0 => ((lead & 0x0F) << 12 | tail(1) << 6 | tail(2), 3),
        _ => ((lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4),
    }
}

struct PieceSplit<'a> {
    pieces: &'a Pieces,
    ranks: &'a Ranks,
}

impl PieceSplit<'_> {
    /// Length of the longest user-defined piece at `at`, or 0: runs of spaces, tabs and line breaks, and tags.
    #[inline]
    fn user_defined(&self, text: &[u8], at: usize) -> usize {
        let first = text.get(at).copied().unwrap_or(0);
        let length = match first {
            b' ' | b'\n' | b'\t' => {
                let rest = text.get(at..).unwrap_or_default();
                let run = rest.iter().take(LONGEST_RUN).take_while(|byte| **byte == first).count();
                if first == b' ' && run == 1 { 0 } else { run }
            }
            b'<' | b'[' => {
                let close = if first == b'<' { b'>' } else { b']' };
                let rest = text.get(at..).unwrap_or_default();
                rest.iter().take(LONGEST_TAG).position(|byte| *byte == close).map_or(0, |end| end + 1)
            }
            _ => 0,
        };
        let is_piece = || text.get(at..at + length).and_then(|piece| self.ranks.id(piece)).is_some_and(is_user_defined);
        if length > 0 && is_piece() { length } else { 0 }
    }
}

impl Split for PieceSplit<'_> {
    fn end(&self, text: &[u8], at: usize) -> usize {
        let found = self.user_defined(text, at);
        if found > 0 {
            return at + found;
        }
        let (mut before, length) = character(text, at);
        let mut end = at + length;
        while end < text.len() {
            let (after, length) = character(text, end);
            if before < 0x80 && after < 0x80 && is_letter(before) && is_letter(after) {
                // Letters of ASCII stay together whether or not a piece has the pair: cutting less is right too.
                end = ascii::run(text, end, ascii::letters);
                before = text.get(end - 1).map_or(0, |&byte| u32::from(byte));
                continue;
            }
            if !self.pieces.joins(before, after) || self.user_defined(text, end) > 0 {
                return end;
            }
            (before, end) = (after, end + length);
        }
        end
    }
}

#[inline]
fn is_letter(code: u32) -> bool {
    matches!(code | 0x20, 0x61..=0x7A)
}
