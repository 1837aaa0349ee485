//! Split rules: where a text falls into words before any merging, as state machines that find exactly what the published regular
//! expressions find (leftmost alternative first, backtracking worked out by hand). No rule looks behind, so a text may be split from any
//! place at which a word begins.

use crate::class::{BREAK, Class, Classes, LETTER, NUMBER, WHITE};

mod ascii;
mod cl100k;
mod deepseek;
mod gpt2;
mod o200k;
mod pieces;

pub(crate) use cl100k::Cl100k;
pub(crate) use deepseek::Deepseek;
pub(crate) use gpt2::Gpt2;
pub(crate) use o200k::O200k;
pub(crate) use pieces::{Pieces, is_user_defined};

/// A rule that cuts words off the front of a text.
pub(crate) trait Split {
    /// End of the word that starts at byte `at`; more than `at` wherever `at` lies inside the text.
    fn end(&self, text: &[u8], at: usize) -> usize;
}

/// End of the run of characters in `set`.
#[inline]
fn run(classes: &Classes, text: &[u8], mut at: usize, set: Class) -> usize {
    loop {
        let (class, length) = classes.at(text, at);
        if class & set == 0 {
            return at;
        }
        at += length;
    }
}

/// End of the run of characters in none of the classes of `set`.
#[inline]
fn run_outside(classes: &Classes, text: &[u8], mut at: usize, set: Class) -> usize {
    loop {
        let (class, length) = classes.at(text, at);
        if class & set != 0 || length == 0 {
            return at;
        }
        at += length;
    }
}

/// End of the run of letters.
#[inline]
fn letters(classes: &Classes, text: &[u8], mut at: usize) -> usize {
    loop {
        at = ascii::run(text, at, ascii::letters);
        // Letters of other scripts come in runs.
        loop {
            match text.get(at) {
                Some(0x80..) => {}
                Some(byte) if byte.is_ascii_alphabetic() => break,
                _ => return at,
            }
            let (class, length) = classes.at(text, at);
            if class & LETTER == 0 {
                return at;
            }
            at += length;
        }
    }
}

/// End of `[^\s\p{L}\p{N}]+`; `at` itself when there is none.
#[inline]
fn signs(classes: &Classes, text: &[u8], at: usize) -> usize {
    run_outside(classes, text, at, WHITE | LETTER | NUMBER)
}

/// End of `\p{N}{1,limit}`.
#[inline]
fn numbers(classes: &Classes, text: &[u8], mut at: usize, limit: usize) -> usize {
    for _ in 0..limit {
        let (class, length) = classes.at(text, at);
        if class & NUMBER == 0 {
            break;
        }
        at += length;
    }
    at
}

/// Length of `(?i:'s|'t|'re|'ve|'m|'ll|'d)` at `at`, or 0. Case folding is Unicode's: `ſ` is an `s`.
#[inline]
fn contraction(text: &[u8], at: usize) -> usize {
    if text.get(at) != Some(&b'\'') {
        return 0;
    }
    let letter = |offset: usize| text.get(at + offset).map_or(0, u8::to_ascii_lowercase);
    match (letter(1), letter(2)) {
        (b's' | b't' | b'm' | b'd', _) => 2,
        (b'r' | b'v', b'e') | (b'l', b'l') | (0xC5, 0xBF) => 3,
        _ => 0,
    }
}

/// What `\s++$|\s*[\r\n]+|\s+(?!\S)|\s+` cuts at `at`, a white character. With `whole_tail` white space that ends the text is one word
/// (the first alternative); without, it is cut after its last line break. Characters in `stop` end the text.
#[inline]
fn white(classes: &Classes, text: &[u8], at: usize, whole_tail: bool, stop: Class) -> usize {
    let (mut end, mut last, mut after_break) = (at, at, at);
    let is_tail = loop {
        if text.get(end) == Some(&b' ') {
            end = ascii::run(text, end + 1, ascii::spaces);
            last = end - 1;
            continue;
        }
        let (class, length) = classes.at(text, end);
        if class & WHITE == 0 {
            break length == 0 || class & stop != 0;
        }
        last = end;
        end += length;
        if class & BREAK != 0 {
            after_break = end;
        }
    };
    if whole_tail && is_tail {
        end
    } else if after_break > at {
        after_break
    } else if is_tail || last == at {
        end
    } else {
        last
    }
}
