//! Difference of two texts, as data that any view can draw: unified, side by side, folded or by JSON path.
//!
//! No length is cut off, and every text diff rebuilds both of its sides exactly ([`Hunk::before`], [`Hunk::after`]).

mod anchors;
mod json;
mod moves;
pub mod rows;
mod words;

use serde::{Deserialize, Serialize};

pub use json::{JsonChange, JsonChangeKind};

/// What two texts are compared by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Granularity {
    /// Unicode words (UAX #29) inside lines that differ; white space is a word too.
    #[default]
    Words,
    Sentences,
    Lines,
    /// Values by path, the order of keys ignored.
    Json,
}

/// How two texts differ.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Diff {
    pub body: DiffBody,
    pub summary: DiffSummary,
    /// Why the texts were not compared as asked, for the person; `None` = they were.
    pub note: Option<String>,
}

/// The differences themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiffBody {
    /// The whole of both texts in order; hunks that are equal and hunks that differ take turns.
    Text(Vec<Hunk>),
    /// Paths at which two JSON values differ, in document order. Empty = equal values.
    Json(Vec<JsonChange>),
}

impl Default for DiffBody {
    fn default() -> Self {
        Self::Text(Vec::new())
    }
}

/// Numbers for a badge or a spoken summary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffSummary {
    /// Hunks (or JSON paths) that differ.
    pub changes: usize,
    /// Of these, those whose text stands only in the first text.
    pub only_in_before: usize,
    /// Of these, those whose text stands only in the second text.
    pub only_in_after: usize,
    /// Pieces that stand in both texts, in different places.
    #[serde(default)]
    pub moved: usize,
}

/// A stretch of both texts that is equal, or that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hunk {
    pub changed: bool,
    /// Line of the first text on which the hunk begins, from 1.
    pub before_line: usize,
    /// Line of the second text on which the hunk begins, from 1.
    pub after_line: usize,
    /// In reading order; an equal hunk has one segment, on both sides.
    pub segments: Vec<Segment>,
}

impl Hunk {
    /// What the first text holds here.
    pub fn before(&self) -> String {
        self.side(Side::After)
    }

    /// What the second text holds here.
    pub fn after(&self) -> String {
        self.side(Side::Before)
    }

    fn side(&self, other: Side) -> String {
        self.segments.iter().filter(|segment| segment.side != other).map(|segment| segment.text.as_str()).collect()
    }
}

/// Text and the sides it stands on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    pub side: Side,
    pub text: String,
    /// The same text stands on this line of the other side, from 1: it was not taken out or put in, but moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<usize>,
}

/// Where a segment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Both,
    Before,
    After,
}

/// Compares two texts. Near linear in their length. [`Granularity::Json`] falls back to words, with a note, when a side is not JSON.
pub fn diff(before: &str, after: &str, granularity: Granularity) -> Diff {
    if granularity != Granularity::Json {
        return text_diff(words::hunks(before, after, granularity));
    }
    match json::changes(before, after) {
        Ok(changes) => Diff { summary: json::summary(&changes), body: DiffBody::Json(changes), note: None },
        Err(note) => Diff { note: Some(note), ..text_diff(words::hunks(before, after, Granularity::Words)) },
    }
}

fn text_diff(hunks: Vec<Hunk>) -> Diff {
    let mut summary = DiffSummary::default();
    for hunk in hunks.iter().filter(|hunk| hunk.changed) {
        summary.changes += 1;
        let moved = |segment: &&Segment| segment.side == Side::Before && segment.moved.is_some();
        summary.moved += hunk.segments.iter().filter(moved).count();
        if hunk.segments.iter().all(|segment| segment.moved.is_some()) {
            continue;
        }
        if hunk.segments.iter().all(|segment| segment.side == Side::Before) {
            summary.only_in_before += 1;
        } else if hunk.segments.iter().all(|segment| segment.side == Side::After) {
            summary.only_in_after += 1;
        }
    }
    Diff { body: DiffBody::Text(hunks), summary, note: None }
}
