//! Limits that a template must keep before it is parsed: the parser is recursive and has none of its own (measured in wasm on
//! 2026-11-23: 6 to 37 KB of ordinary syntax overflow the stack). One linear pass.

use super::render::Fault;
use super::tag::{TagKind, Word, first_name, tags, top_level, words};

/// Bytes between the delimiters of one tag.
const LONGEST_TAG: usize = 4096;
/// Bytes between the delimiters of all tags together.
const ALL_TAGS: usize = 256 * 1024;
const MOST_ELIFS: usize = 200;
/// Blocks in blocks, and brackets in brackets.
const DEEPEST: usize = 64;

/// The first limit that the source exceeds.
pub(super) fn check(source: &str) -> Result<(), Fault> {
    let (mut total, mut elifs, mut blocks) = (0, 0, 0_usize);
    for tag in tags(source) {
        let fault = |message: &str| Err(Fault { message: message.to_owned(), span: Some(tag.range.clone()) });
        let body = source.get(tag.body.clone()).unwrap_or_default();
        if !tag.closed {
            return fault(unclosed(tag.kind));
        }
        if tag.kind == TagKind::Comment {
            continue;
        }
        total += body.len();
        if body.len() > LONGEST_TAG {
            return fault("This tag is longer than 4 KB. Split it, or put the text into a variable.");
        }
        if total > ALL_TAGS {
            return fault(
                "The tags of this message are longer than 256 KB together. Split the message, or put text into variables.",
            );
        }
        if brackets(body) > DEEPEST {
            return fault("Brackets are nested more than 64 deep here. Split the expression with {% set %}.");
        }
        match first_name(source, &tag).filter(|_| tag.kind == TagKind::Statement) {
            Some("elif") => elifs += 1,
            Some("if" | "for" | "with" | "macro" | "call" | "filter" | "set" | "autoescape") => {
                blocks += usize::from(opens_block(body));
            }
            Some(name) if name.starts_with("end") => blocks = blocks.saturating_sub(1),
            _ => {}
        }
        if elifs > MOST_ELIFS {
            return fault("More than 200 {% elif %}. Use a list and a loop instead.");
        }
        if blocks > DEEPEST {
            return fault("Blocks are nested more than 64 deep here. Split the message.");
        }
    }
    Ok(())
}

fn unclosed(kind: TagKind) -> &'static str {
    match kind {
        TagKind::Expression => {
            "This {{ is never closed. Add }} after the name, or write {{ '{{' }} for two plain braces."
        }
        TagKind::Statement => "This {% is never closed. Add %} at the end of the tag.",
        TagKind::Comment => "This {# is never closed. Add #} at the end of the comment.",
    }
}

/// `{% set a = 1 %}` opens no block, `{% set a %}` does.
fn opens_block(body: &str) -> bool {
    let words: Vec<_> = words(body).collect();
    let is_set = words.iter().any(|(word, _)| *word == Word::Name("set"));
    !(is_set && top_level(&words, |word| *word == Word::Mark('=')).is_some())
}

fn brackets(body: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for (word, _) in words(body) {
        match word {
            Word::Mark('(' | '[' | '{') => depth += 1,
            Word::Mark(')' | ']' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
