//! Markdown of an answer that is still coming: blocks that can't change any more are given out once, and only what comes after them is read
//! again. The whole costs time linear in the answer, whatever its pieces.

use super::{MOST_NODES, Node, parse};

/// A tail that is longer than this is read again only when it has grown by an eighth; until then what is new stands behind it as text.
const SHORT_TAIL_BYTES: usize = 4_096;

/// Bytes that are read as Markdown; what comes after them is shown as plain text.
const MOST_BYTES: usize = 400_000;

/// How far an answer has been read.
#[derive(Clone, Debug)]
pub struct Prose {
    /// Bytes whose blocks were given out for good.
    settled: usize,
    /// Bytes that the last tail was read from.
    read: usize,
    nodes_left: usize,
    /// Bytes that are drawn as nodes, once all nodes are used.
    full_at: Option<usize>,
    ended: bool,
}

/// What changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Growth {
    /// Blocks that will not change, to be appended to those before.
    pub settled: Vec<Node>,
    /// The blocks after them, in place of the last tail; `None` = it stays.
    pub tail: Option<Vec<Node>>,
    /// The byte from which the text stands behind the tail as it is.
    pub plain_from: usize,
}

impl Default for Prose {
    fn default() -> Self {
        Self { settled: 0, read: 0, nodes_left: MOST_NODES, full_at: None, ended: false }
    }
}

impl Prose {
    /// Whether `all` with this end can only be read by a new [`Prose`]: it is shorter than what was read, it had ended already, or a link
    /// definition anywhere in it may change blocks that were given out.
    pub fn must_start_anew(&self, all: &str, ended: bool) -> bool {
        all.len() < self.read || self.ended || (ended && self.settled > 0 && defines_links(all))
    }

    /// Reads on. `all` is the whole answer as far as it has come, `ended` whether it is complete.
    pub fn grow(&mut self, all: &str, ended: bool) -> Growth {
        self.ended = ended;
        if let Some(plain_from) = self.full_at {
            return Growth { plain_from, ..Growth::default() };
        }
        let whole = all;
        let all = self.readable(whole);
        let tail_bytes = self.read - self.settled;
        let is_due = tail_bytes <= SHORT_TAIL_BYTES || (all.len() - self.read) * 8 >= tail_bytes;
        let is_bounded = all.len() < whole.len();
        if !ended && !is_due && !is_bounded {
            return Growth { plain_from: self.read, ..Growth::default() };
        }
        let rest = all.get(self.settled..).unwrap_or_default();
        let mut parsed = parse(rest, self.nodes_left);
        self.read = all.len();
        if let Some(cut) = parsed.cut {
            self.full_at = Some(self.settled + cut);
            return Growth { settled: parsed.blocks, tail: Some(Vec::new()), plain_from: self.settled + cut };
        }
        // The last block may still change, and so may the one before it as long as its first line is not complete.
        let mut last = parsed.blocks.len().saturating_sub(1);
        while last > 0 && !parsed.starts.get(last).and_then(|at| rest.get(*at..)).is_some_and(|b| b.contains('\n')) {
            last -= 1;
        }
        let tail = parsed.blocks.split_off(last);
        if let Some(used) = last.checked_sub(1).and_then(|before| parsed.used.get(before)) {
            self.nodes_left = self.nodes_left.saturating_sub(*used);
            self.settled += parsed.starts.get(last).copied().unwrap_or(0);
        }
        self.full_at = is_bounded.then_some(all.len());
        Growth { settled: parsed.blocks, tail: Some(tail), plain_from: all.len() }
    }

    /// The start of an answer that is read as Markdown, up to the end of a line where there is one.
    fn readable<'a>(&self, all: &'a str) -> &'a str {
        if all.len() <= MOST_BYTES {
            return all;
        }
        let start = all.get(..all.floor_char_boundary(MOST_BYTES)).unwrap_or_default();
        let end = start.rfind('\n').map_or(start.len(), |at| at + 1).max(self.read);
        all.get(..end).unwrap_or(all)
    }
}

/// Whether something looks like `[name]: address`.
fn defines_links(text: &str) -> bool {
    text.contains("]:")
}
