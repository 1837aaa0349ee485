//! How much a link or a file may hold: checked before and after the work, so that a hostile one costs little.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::error::LinkError;
use super::payload::SharePayload;
use crate::domain::dataset::MOST_CASES;
use crate::domain::image::MOST_IMAGES;

/// Upper bounds of one form of sharing.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Characters of the text before anything is decoded.
    pub text: usize,
    /// Bytes of JSON.
    pub json: usize,
    /// Levels of nested JSON arrays and objects.
    pub depth: usize,
    pub messages: usize,
    pub shots: usize,
    pub variables: usize,
    pub rows: usize,
    pub columns: usize,
    pub stops: usize,
    pub tools: usize,
    pub images: usize,
}

/// A link. Chromium opens 2,097,000 characters, Firefox 1,048,400 (measured 2026-11-23).
pub const LINK: Limits = Limits {
    text: 1_500_000,
    json: 1 << 20,
    depth: 64,
    messages: 200,
    shots: 1_000,
    variables: 1_000,
    rows: MOST_CASES,
    columns: 64,
    stops: 64,
    tools: 128,
    images: MOST_IMAGES,
};

/// A file, which has room for what no link can carry.
pub const FILE: Limits =
    Limits { text: 64 << 20, json: 64 << 20, messages: 10_000, shots: 20_000, variables: 20_000, ..LINK };

/// Things that are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    Messages,
    Shots,
    Variables,
    RowNames,
    Rows,
    Columns,
    Outputs,
    StopSequences,
    Tools,
    Images,
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Messages => "messages",
            Self::Shots => "shots",
            Self::Variables => "variables",
            Self::RowNames => "columns of dataset rows",
            Self::Rows => "dataset rows",
            Self::Columns => "columns",
            Self::Outputs => "outputs",
            Self::StopSequences => "stop sequences in one column",
            Self::Tools => "tools",
            Self::Images => "images",
        })
    }
}

impl Limits {
    /// Counts what is in a payload.
    ///
    /// # Errors
    /// [`LinkError::TooMany`] names the first thing of which there is too much.
    pub fn check(&self, payload: &SharePayload) -> Result<(), LinkError> {
        let stops = payload.columns.iter().map(|column| column.stop.len()).max().unwrap_or(0);
        let counts = [
            (Counted::Messages, payload.messages.len(), self.messages),
            (Counted::Shots, payload.shots.len(), self.shots),
            (Counted::Variables, payload.variables.len(), self.variables),
            (Counted::RowNames, payload.dataset.names.len(), self.variables),
            (Counted::Rows, payload.dataset.rows.len(), self.rows),
            (Counted::Columns, payload.columns.len(), self.columns),
            (Counted::Outputs, payload.outputs.len(), self.columns),
            (Counted::StopSequences, stops, self.stops),
            (Counted::Tools, payload.tools.len(), self.tools),
            (Counted::Images, payload.images().count(), self.images),
        ];
        match counts.into_iter().find(|(_, count, limit)| count > limit) {
            Some((what, count, limit)) => Err(LinkError::TooMany { what, count, limit }),
            None => Ok(()),
        }
    }

    /// Measures nesting without parsing. Linear, no allocation.
    ///
    /// # Errors
    /// [`LinkError::TooDeep`] as soon as the limit is passed.
    pub fn check_depth(&self, json: &str) -> Result<(), LinkError> {
        let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
        for byte in json.bytes() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                b'{' | b'[' if !in_string => {
                    depth += 1;
                    if depth > self.depth {
                        return Err(LinkError::TooDeep { limit: self.depth });
                    }
                }
                b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        Ok(())
    }
}
