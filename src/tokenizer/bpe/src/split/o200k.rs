//! The rules that split by case: `o200k_base`, Mistral's Tekken, Kimi, `MiniMax`.

use super::{Split, ascii, contraction, numbers, run, signs, white};
use crate::class::{BREAK, CASELESS, Class, Classes, HAN, LETTER, LOWER, MARK, NUMBER, UPPER};

/// With U = `\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}`, L = `\p{Ll}\p{Lm}\p{Lo}\p{M}` and C = `(?i:'s|'t|'re|'ve|'m|'ll|'d)?`:
/// `[^\r\n\p{L}\p{N}]?[U]*[L]+C|[^\r\n\p{L}\p{N}]?[U]+[L]*C|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`.
///
/// That is `o200k_base` (tiktoken 0.14, `openai_public.py`) and `MiniMax` M2. Tekken (`tekken_240911.json` of mistral-common 1.13) has no C and
/// `\p{N}`; Kimi K2 (`tokenization_kimi.py`) has `[\r\n]*` after signs, `[\p{Han}]+` as its first alternative, and no Han in U and L.
pub(crate) struct O200k<const CONTRACTIONS: bool, const DIGITS: usize, const SLASH: bool, const APART: bool> {
    pub classes: &'static Classes,
}

impl<const CONTRACTIONS: bool, const DIGITS: usize, const SLASH: bool, const APART: bool>
    O200k<CONTRACTIONS, DIGITS, SLASH, APART>
{
    /// The class at `at`, in which a Han character is no letter and no mark when they are kept apart.
    #[inline]
    fn class(&self, text: &[u8], at: usize) -> (Class, usize) {
        let (class, length) = self.classes.at(text, at);
        if APART && class & HAN != 0 { (class & !(LETTER | MARK), length) } else { (class, length) }
    }

    /// End of `[U]*[L]+` at `at`, or of `[U]+[L]*` where the first can't match; `at` itself when neither can.
    ///
    /// Lower case right after the U-run extends it. Without, backtracking gives back what follows the run's last member of both sets, and
    /// a run that has none is all capitals.
    fn letters(&self, text: &[u8], at: usize) -> usize {
        let (mut end, mut after_both) = (at, at);
        loop {
            let (class, length) = self.class(text, end);
            if class & LOWER != 0 {
                return self.lowers(text, end + length);
            }
            if class & (UPPER | CASELESS | MARK) == 0 {
                return if after_both > at { after_both } else { end };
            }
            end += length;
            if class & UPPER == 0 {
                after_both = end;
            }
        }
    }

    /// End of `[L]*`.
    fn lowers(&self, text: &[u8], mut at: usize) -> usize {
        loop {
            let (class, length) = self.class(text, at);
            if class & (LOWER | CASELESS | MARK) == 0 {
                return at;
            }
            at += length;
        }
    }

    /// As [`Self::letters`], where only ASCII is: no letter of ASCII is a member of both sets. `None` where other letters may follow.
    #[inline]
    fn ascii_letters(text: &[u8], at: usize) -> Option<usize> {
        let lower =
            if text.get(at).is_some_and(u8::is_ascii_uppercase) { ascii::run(text, at + 1, ascii::upper) } else { at };
        let end = ascii::run(text, lower, ascii::lower);
        match text.get(end) {
            Some(0x80..) => None,
            _ => Some(end),
        }
    }

    /// The word of letters that starts with the character at `at`, which has `class` and `length`; `None` when no letters are there.
    #[inline]
    fn word(&self, text: &[u8], at: usize, class: Class, length: usize) -> Option<usize> {
        if class & LETTER != 0 {
            return Some(
                Self::ascii_letters(text, at).filter(|end| *end > at).unwrap_or_else(|| self.letters(text, at)),
            );
        }
        if class & (NUMBER | BREAK) != 0 {
            return None;
        }
        if class & MARK == 0
            && let Some(end) = Self::ascii_letters(text, at + length)
        {
            return (end > at + length).then_some(end);
        }
        let (next, _) = self.class(text, at + length);
        if next & (LETTER | MARK) != 0 {
            let end = self.letters(text, at + length);
            // A mark may be the optional first character or a letter itself. Before capitals alone it is a word of its own: the first
            // alternative can match it, and comes before the second.
            let capitals_only = class & MARK != 0 && !self.has_lower(text, at + length, end);
            return Some(if capitals_only { at + length } else { end });
        }
        (class & MARK != 0).then_some(at + length)
    }

    /// Whether a character of L lies in `from..to`.
    fn has_lower(&self, text: &[u8], mut from: usize, to: usize) -> bool {
        while from < to {
            let (class, length) = self.class(text, from);
            if class & UPPER == 0 {
                return true;
            }
            from += length;
        }
        false
    }
}

impl<const CONTRACTIONS: bool, const DIGITS: usize, const SLASH: bool, const APART: bool> Split
    for O200k<CONTRACTIONS, DIGITS, SLASH, APART>
{
    #[inline]
    fn end(&self, text: &[u8], at: usize) -> usize {
        let classes = self.classes;
        let (class, length) = classes.at(text, at);
        if APART && class & HAN != 0 {
            return run(classes, text, at + length, HAN);
        }
        if let Some(end) = self.word(text, at, class, length) {
            return if CONTRACTIONS { end + contraction(text, end) } else { end };
        }
        if class & NUMBER != 0 {
            return if DIGITS == 1 { at + length } else { numbers(classes, text, at, DIGITS) };
        }
        let from = if text.get(at) == Some(&b' ') { at + length } else { at };
        let mut end = signs(classes, text, from);
        if end > from {
            while matches!(text.get(end), Some(b'\r' | b'\n')) || SLASH && text.get(end) == Some(&b'/') {
                end += 1;
            }
            return end;
        }
        white(classes, text, at, false, 0)
    }
}
