//! The rule of GPT-2, which `r50k_base`, `p50k_base` and Claude's older tokenizer keep.

use super::{Split, letters, numbers, signs};
use crate::class::{Classes, LETTER, NUMBER, WHITE};

/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+` (tiktoken 0.14, `openai_public.py`; `claude.json` of
/// `@anthropic-ai/tokenizer`).
pub(crate) struct Gpt2 {
    pub classes: &'static Classes,
}

impl Split for Gpt2 {
    fn end(&self, text: &[u8], at: usize) -> usize {
        let classes = self.classes;
        if text.get(at) == Some(&b'\'') {
            match (text.get(at + 1), text.get(at + 2)) {
                (Some(b's' | b't' | b'm' | b'd'), _) => return at + 2,
                (Some(b'r' | b'v'), Some(b'e')) | (Some(b'l'), Some(b'l')) => return at + 3,
                _ => {}
            }
        }
        let from = if text.get(at) == Some(&b' ') { at + 1 } else { at };
        let (class, _) = classes.at(text, from);
        if class & LETTER != 0 {
            letters(classes, text, from)
        } else if class & NUMBER != 0 {
            numbers(classes, text, from, usize::MAX)
        } else if class & WHITE == 0 && from < text.len() {
            signs(classes, text, from)
        } else {
            spaces(classes, text, at)
        }
    }
}

/// `\s+(?!\S)|\s+`: line breaks are like any white space.
fn spaces(classes: &Classes, text: &[u8], at: usize) -> usize {
    let (mut end, mut last) = (at, at);
    loop {
        let (class, length) = classes.at(text, end);
        if class & WHITE == 0 {
            return if length == 0 || last == at { end } else { last };
        }
        last = end;
        end += length;
    }
}
