//! The rules of `cl100k_base` and of what follows it: Llama 3, Qwen, GLM.

use super::{Split, contraction, letters, numbers, run, signs, white};
use crate::class::{BREAK, Classes, LETTER, NUMBER};

/// With `DIGITS` = 3 and `WHOLE_TAIL` `cl100k_base` (tiktoken 0.14, `openai_public.py`):
/// `'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s`.
///
/// Without `WHOLE_TAIL` Llama 3 and GLM (3 digits) and Qwen 2 and 3 (1 digit), as in their `tokenizer.json`:
/// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`.
pub(crate) struct Cl100k<const DIGITS: usize, const WHOLE_TAIL: bool> {
    pub classes: &'static Classes,
}

impl<const DIGITS: usize, const WHOLE_TAIL: bool> Split for Cl100k<DIGITS, WHOLE_TAIL> {
    #[inline]
    fn end(&self, text: &[u8], at: usize) -> usize {
        let classes = self.classes;
        let (class, length) = classes.at(text, at);
        let next = at + length;
        if class & LETTER != 0 {
            return letters(classes, text, next);
        }
        if class & NUMBER != 0 {
            return if DIGITS == 1 { next } else { numbers(classes, text, at, DIGITS) };
        }
        let suffix = contraction(text, at);
        if suffix != 0 {
            return at + suffix;
        }
        if class & BREAK == 0 {
            let end = letters(classes, text, next);
            if end > next {
                return end;
            }
        }
        let from = if text.get(at) == Some(&b' ') { next } else { at };
        let end = signs(classes, text, from);
        if end > from {
            return run(classes, text, end, BREAK);
        }
        white(classes, text, at, WHOLE_TAIL, 0)
    }
}
