//! Problems in what a person typed: never an error that stops the app, always a sentence with a place.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::id::ElementId;

/// Where in the document something stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Message(ElementId),
    Shot(ElementId),
    Schema,
    Tool(ElementId),
    /// The tools as a whole.
    Tools,
    Variable(String),
    Column(ElementId),
    Document,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; a run goes ahead.
    Note,
    /// Likely a mistake; a run goes ahead.
    Warning,
    /// A run can't start.
    Error,
}

/// One problem, in words for the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub severity: Severity,
    pub place: Place,
    /// Byte range in the text at `place`, on character boundaries; `None` = the whole of it.
    pub span: Option<Range<usize>>,
    /// What is wrong and what to do, one or two sentences.
    pub message: String,
}
