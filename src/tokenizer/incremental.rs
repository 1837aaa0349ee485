//! Exact recounting after an edit: a text's count is kept in chunks, and only those that the edit touched are counted again.
//!
//! Chunks end only where the tokenizer's rule ends a word whatever stands further away, so the tokens of a text are those of its chunks.

use super::{Tally, Tokenizer};

/// Chunks are at least this long, unless the text ends; longer where no boundary comes.
const CHUNK_BYTES: usize = 4096;

/// The tokens of one text, kept up to date.
///
/// Always use it with the same [`Tokenizer`]. Holds a copy of the text.
#[derive(Clone, Debug, Default)]
pub struct IncrementalCounter {
    text: String,
    chunks: Vec<Chunk>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Chunk {
    bytes: usize,
    tally: Tally,
}

impl IncrementalCounter {
    pub fn new() -> Self {
        Self::default()
    }

    /// The tally of `text`, which replaces the text of the last call. Counts what differs and two chunks around it, after one pass
    /// over both texts to find that.
    pub fn update(&mut self, tokenizer: &Tokenizer, text: &str) -> Tally {
        if self.text != text {
            let (head, head_bytes) = self.kept_head(text);
            let (tail, tail_bytes) = self.kept_tail(text, head_bytes);
            let changed = text.get(head_bytes..text.len() - tail_bytes).unwrap_or_default();
            let fresh = count_chunks(tokenizer, changed);
            self.chunks.splice(head..self.chunks.len() - tail, fresh);
            text.clone_into(&mut self.text);
        }
        self.chunks.iter().fold(Tally::default(), |sum, chunk| sum.plus(chunk.tally))
    }

    /// Tokens that begin before byte `offset` of the text of the last [`Self::update`]. Counts one chunk.
    pub fn tokens_before(&self, tokenizer: &Tokenizer, offset: usize) -> u64 {
        let (mut start, mut tokens) = (0, 0);
        for chunk in &self.chunks {
            let end = start + chunk.bytes;
            if offset < end {
                let chunk = self.text.get(start..end).unwrap_or_default();
                return tokens + tokenizer.count_before(chunk, offset - start);
            }
            (start, tokens) = (end, tokens + chunk.tally.tokens);
        }
        tokens
    }

    /// A stretch of the text that begins and ends between words and covers `from..to`, at most two chunks longer.
    pub fn around(&self, from: usize, to: usize) -> std::ops::Range<usize> {
        let (mut start, mut end) = (0, 0);
        for chunk in &self.chunks {
            let next = end + chunk.bytes;
            if next <= from {
                start = next;
            }
            end = next;
            if end >= to {
                break;
            }
        }
        start..end
    }

    /// Leading chunks that `text` begins with too, one character after them included: how many, and their bytes.
    fn kept_head(&self, text: &str) -> (usize, usize) {
        let (old, new) = (self.text.as_bytes(), text.as_bytes());
        let (mut chunks, mut bytes) = (0, 0);
        for chunk in &self.chunks {
            let end = bytes + chunk.bytes;
            let next = self.text.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            // What stands before the chunk was compared with those before it.
            let is_same = || old.get(bytes..end + next) == new.get(bytes..end + next);
            if next == 0 || end + next > new.len() || !is_same() {
                break;
            }
            (chunks, bytes) = (chunks + 1, end);
        }
        (chunks, bytes)
    }

    /// Closing chunks that `text` ends with too, one character before them included, after the first `head` bytes.
    fn kept_tail(&self, text: &str, head: usize) -> (usize, usize) {
        let room = self.text.len().min(text.len()) - head;
        let (mut chunks, mut bytes) = (0, 0);
        for chunk in self.chunks.iter().rev() {
            let length = bytes + chunk.bytes;
            let before = self.text.get(..self.text.len().saturating_sub(length));
            let previous = before.and_then(|before| before.chars().next_back()).map_or(0, char::len_utf8);
            let (old_end, new_end) = (self.text.len() - bytes, text.len() - bytes);
            let is_same = |length: usize| {
                let old = self.text.as_bytes().get(old_end - length..old_end);
                old == text.as_bytes().get(new_end - length..new_end)
            };
            if previous == 0 || length + previous > room || !is_same(chunk.bytes + previous) {
                break;
            }
            (chunks, bytes) = (chunks + 1, length);
        }
        (chunks, bytes)
    }
}

/// Cuts `text` into chunks and counts each.
fn count_chunks(tokenizer: &Tokenizer, mut text: &str) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    while !text.is_empty() {
        let end = tokenizer.boundary(text, CHUNK_BYTES);
        let (chunk, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        chunks.push(Chunk { bytes: chunk.len(), tally: tokenizer.tally(chunk) });
        text = rest;
    }
    chunks
}
