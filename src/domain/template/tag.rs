//! Finds Jinja tags in a text and cuts their bodies into words. Never fails: it has to work while a tag is being typed.

use std::ops::Range;

/// What a tag is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TagKind {
    /// `{{ … }}`
    Expression,
    /// `{% … %}`
    Statement,
    /// `{# … #}`
    Comment,
}

/// A tag; ranges are bytes of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    pub kind: TagKind,
    /// With its delimiters; of `{% raw %}` with the text that it protects.
    pub range: Range<usize>,
    /// Between its delimiters.
    pub body: Range<usize>,
    /// Whether the closing delimiter is there.
    pub closed: bool,
}

/// A word of a tag's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word<'a> {
    Name(&'a str),
    Number,
    Text,
    /// One character of punctuation.
    Mark(char),
}

/// How far the end of a tag is looked for; more than any tag may be long.
const FARTHEST_END: usize = 8192;
/// After so many tags without an end the rest is not searched, which keeps the search linear.
const MOST_UNCLOSED: usize = 1000;

/// All tags of a source in order; what stands between `{% raw %}` and `{% endraw %}` is not searched. Linear.
pub(super) fn tags(source: &str) -> Tags<'_> {
    Tags { source, position: 0, unclosed: 0 }
}

pub(super) struct Tags<'a> {
    source: &'a str,
    position: usize,
    unclosed: usize,
}

impl Iterator for Tags<'_> {
    type Item = Tag;

    fn next(&mut self) -> Option<Tag> {
        let (start, kind) = self.opening().filter(|_| self.unclosed < MOST_UNCLOSED)?;
        let end = match kind {
            TagKind::Comment => self.source.get(start + 2..)?.find("#}").map(|length| start + 2 + length),
            TagKind::Expression => closing(self.source, start + 2, "}}"),
            TagKind::Statement => closing(self.source, start + 2, "%}"),
        };
        let mut tag = match end {
            Some(end) => Tag { kind, range: start..end + 2, body: start + 2..end, closed: true },
            None => unclosed(self.source, start, kind),
        };
        self.unclosed += usize::from(!tag.closed);
        if is_raw(self.source, &tag) {
            tag.range.end = end_of_raw(self.source, tag.range.end);
        }
        self.position = tag.range.end;
        Some(tag)
    }
}

impl Tags<'_> {
    fn opening(&self) -> Option<(usize, TagKind)> {
        let bytes = self.source.as_bytes();
        let rest = self.source.get(self.position..)?;
        rest.match_indices('{').find_map(|(offset, _)| {
            let start = self.position + offset;
            let kind = match bytes.get(start + 1)? {
                b'{' => TagKind::Expression,
                b'%' => TagKind::Statement,
                b'#' => TagKind::Comment,
                _ => return None,
            };
            Some((start, kind))
        })
    }
}

/// Where a tag ends: at its delimiter, outside strings and brackets of its own.
fn closing(source: &str, from: usize, delimiter: &str) -> Option<usize> {
    let limit = source.floor_char_boundary(from.saturating_add(FARTHEST_END));
    let body = source.get(from..limit)?;
    let mut depth = 0_usize;
    let mut words = words(body);
    while let Some((word, range)) = words.next() {
        let Word::Mark(mark) = word else { continue };
        if depth == 0 && body.get(range.start..).is_some_and(|rest| rest.starts_with(delimiter)) {
            return Some(from + range.start);
        }
        match mark {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if words.reached_tag() {
            return None;
        }
    }
    None
}

/// A tag that is still being typed reaches to the end of its line.
fn unclosed(source: &str, start: usize, kind: TagKind) -> Tag {
    let rest = source.get(start + 2..).unwrap_or_default();
    let length = rest.find(['\n', '{', '}']).unwrap_or(rest.len());
    let end = start + 2 + length;
    Tag { kind, range: start..end, body: start + 2..end, closed: false }
}

fn is_raw(source: &str, tag: &Tag) -> bool {
    tag.kind == TagKind::Statement && first_name(source, tag) == Some("raw")
}

/// The word that says what a statement does.
pub(super) fn first_name<'a>(source: &'a str, tag: &Tag) -> Option<&'a str> {
    let body = source.get(tag.body.clone())?;
    words(body).find_map(|(word, _)| match word {
        Word::Name(name) => Some(Some(name)),
        Word::Mark('-' | '+') => None,
        _ => Some(None),
    })?
}

fn end_of_raw(source: &str, from: usize) -> usize {
    let rest = source.get(from..).unwrap_or_default();
    let candidates = rest.match_indices("{%").map(|(offset, _)| from + offset);
    for start in candidates {
        let body = source.get(start + 2..).unwrap_or_default().trim_start_matches(['-', '+']).trim_start();
        if body.starts_with("endraw") {
            return start;
        }
    }
    source.len()
}

/// Index of the first word outside brackets that `wanted` accepts.
pub(super) fn top_level(words: &[(Word<'_>, Range<usize>)], wanted: impl Fn(&Word<'_>) -> bool) -> Option<usize> {
    let mut depth = 0_usize;
    words.iter().position(|(word, _)| {
        match word {
            Word::Mark('(' | '[' | '{') => depth += 1,
            Word::Mark(')' | ']' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && wanted(word)
    })
}

/// Cuts a tag's body into words. Linear.
pub(super) fn words(body: &str) -> Words<'_> {
    Words { body, position: 0 }
}

pub(super) struct Words<'a> {
    body: &'a str,
    position: usize,
}

impl Words<'_> {
    /// Whether another tag opens here: then this one was never closed.
    fn reached_tag(&self) -> bool {
        self.body.get(self.position..).is_some_and(|rest| rest.starts_with("{%") || rest.starts_with("{#"))
    }
}

impl<'a> Iterator for Words<'a> {
    type Item = (Word<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.body.get(self.position..)?;
        let trimmed = rest.trim_start();
        let start = self.position + (rest.len() - trimmed.len());
        let first = trimmed.chars().next()?;
        let length = match first {
            '"' | '\'' => text_length(trimmed, first),
            c if c.is_ascii_digit() => number_length(trimmed),
            c if c == '_' || c.is_alphabetic() => name_length(trimmed),
            c => c.len_utf8(),
        };
        self.position = start + length;
        let word = match first {
            '"' | '\'' => Word::Text,
            c if c.is_ascii_digit() => Word::Number,
            c if c == '_' || c.is_alphabetic() => Word::Name(trimmed.get(..length)?),
            c => Word::Mark(c),
        };
        Some((word, start..self.position))
    }
}

fn name_length(text: &str) -> usize {
    text.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(text.len())
}

/// Digits, and a point only where a digit follows, so that `a.0.b` stays a path.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_alphanumeric);
    (0..bytes.len()).find(|&i| !(digit(i) || bytes.get(i) == Some(&b'.') && digit(i + 1))).unwrap_or(bytes.len())
}

/// Up to the closing quote, or the end of the text when there is none.
fn text_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (offset, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return offset + 1,
            _ => {}
        }
    }
    text.len()
}
