//! The rule of DeepSeek V3: three expressions one after another, each on what the one before left.

use super::{Split, numbers, run, white};
use crate::class::{BREAK, Class, Classes, EAST_ASIAN, LETTER, MARK, NUMBER, SIGN, WHITE};

/// From DeepSeek-V3's `tokenizer.json`: `\p{N}{1,3}`, then `[一-龥\x{3040}-\x{309F}\x{30A0}-\x{30FF}]+`, then
/// `[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
/// (with a backtick among the signs). What the first two take ends the text of the third, and what nothing matches stays together.
pub(crate) struct Deepseek {
    pub classes: &'static Classes,
}

/// What ends a text that the third expression reads.
const STOP: Class = NUMBER | EAST_ASIAN;

impl Deepseek {
    /// The class at `at` as the third expression sees it: none at a stop.
    #[inline]
    fn class(&self, text: &[u8], at: usize) -> (Class, usize) {
        let (class, length) = self.classes.at(text, at);
        if class & STOP != 0 { (0, 0) } else { (class, length) }
    }

    /// End of the run of characters in `set`.
    #[inline]
    fn run(&self, text: &[u8], mut at: usize, set: Class) -> usize {
        loop {
            let (class, length) = self.class(text, at);
            if class & set == 0 {
                return at;
            }
            at += length;
        }
    }

    /// End of the run of letters and marks.
    #[inline]
    fn letters(&self, text: &[u8], at: usize) -> usize {
        let end = super::ascii::run(text, at, super::ascii::letters);
        match text.get(end) {
            Some(0x80..) => self.run(text, end, LETTER | MARK),
            _ => end,
        }
    }

    /// End of the characters from `at`, which has no class, that no alternative matches.
    fn unmatched(&self, text: &[u8], at: usize) -> usize {
        let mut end = at;
        loop {
            let (class, length) = self.class(text, end);
            if length == 0 || class != 0 {
                return end;
            }
            let (next, _) = self.class(text, end + length);
            if next & (LETTER | MARK) != 0 {
                return end;
            }
            end += length;
        }
    }
}

impl Split for Deepseek {
    fn end(&self, text: &[u8], at: usize) -> usize {
        let (class, length) = self.classes.at(text, at);
        if class & NUMBER != 0 {
            return numbers(self.classes, text, at, 3);
        }
        if class & EAST_ASIAN != 0 {
            return run(self.classes, text, at + length, EAST_ASIAN);
        }
        let next = at + length;
        let first = text.get(at).copied().unwrap_or(0);
        if first.is_ascii_punctuation() && text.get(next).is_some_and(u8::is_ascii_alphabetic) {
            return super::ascii::run(text, next, super::ascii::letters);
        }
        if class & (LETTER | MARK) != 0 {
            return self.letters(text, next);
        }
        if class & (BREAK | SIGN) == 0 {
            let end = self.letters(text, next);
            if end > next {
                return end;
            }
        }
        let from = if first == b' ' { next } else { at };
        let end = self.run(text, from, SIGN);
        if end > from {
            return self.run(text, end, BREAK);
        }
        if class & WHITE != 0 {
            return white(self.classes, text, at, false, STOP);
        }
        self.unmatched(text, at).max(next)
    }
}
