//! Files of other tools: recognized, read into shared playgrounds, and written. Pure; what is read is untrusted, so reading belongs in the
//! engine. Nothing is dropped in silence: what a playground has no place for is listed in [`Recognized::left_out`].
//!
//! Reading makes [`SharePayload`]s, which have no field for a key, an address or a header, so no file can bring one in.

pub mod backup;
pub mod batch;
mod fields;
mod promptfoo;
mod requests;
pub mod report;
pub mod table;
mod transcripts;
mod yaml;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::domain::variables::Variables;
use crate::share::page::file_in_page;
use crate::share::payload::{SharePayload, SharedShot};
use crate::share::{LinkError, import_file};
use backup::Backup;
use batch::BatchAnswer;
use table::Table;

pub use promptfoo::write as write_promptfoo;
pub use transcripts::write as write_transcripts;

/// Characters of a file that is read.
pub const MOST_CHARS: usize = 64 << 20;
/// Levels of nesting in a file that is read.
const MOST_DEPTH: usize = 64;

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Playground,
    ChatRequest,
    ResponsesRequest,
    MessagesRequest,
    Transcripts,
    Promptfoo,
    Shots,
    Rows,
    BatchResults,
    Backup,
}

impl Kind {
    /// Name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Playground => "Nshot playground",
            Self::ChatRequest => "OpenAI Chat Completions request",
            Self::ResponsesRequest => "OpenAI Responses request",
            Self::MessagesRequest => "Anthropic Messages request",
            Self::Transcripts => "chat JSONL",
            Self::Promptfoo => "promptfoo configuration",
            Self::Shots => "table of examples",
            Self::Rows => "table of rows",
            Self::BatchResults => "results of a batch",
            Self::Backup => "Nshot backup",
        }
    }
}

/// What was read from a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recognized {
    pub kind: Kind,
    /// Playgrounds that can be opened, each as a document of its own.
    pub prompts: Vec<SharePayload>,
    /// Examples that can be added to the open prompt.
    pub shots: Vec<SharedShot>,
    /// What of the table an example has no place for.
    pub not_in_shots: Vec<String>,
    /// Values for variables that can be added to the dataset of the open prompt.
    pub rows: Vec<Variables>,
    /// Answers of a batch.
    pub answers: Vec<BatchAnswer>,
    pub backup: Option<Box<Backup>>,
    /// What could not be kept: one sentence or path each.
    pub left_out: Vec<String>,
}

impl Recognized {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            prompts: Vec::new(),
            shots: Vec::new(),
            not_in_shots: Vec::new(),
            rows: Vec::new(),
            answers: Vec::new(),
            backup: None,
            left_out: Vec::new(),
        }
    }

    fn of_table(table: Table) -> Self {
        let Table { shots, not_in_shots, rows, notes } = table;
        let kind = if shots.is_empty() { Kind::Rows } else { Kind::Shots };
        Self { shots, not_in_shots, rows, left_out: notes, ..Self::new(kind) }
    }
}

/// Why a file can't be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ImportError {
    #[error("The file has {length} characters; at most {MOST_CHARS} can be read.")]
    TooLong { length: usize },
    #[error("The content is nested deeper than {MOST_DEPTH} levels. It was not read.")]
    TooDeep,
    #[error("The file is empty.")]
    Empty,
    #[error(
        "This is none of the formats that can be read: a playground or backup of Nshot, an OpenAI or Anthropic request, chat JSONL, promptfooconfig.yaml, a CSV, TSV or JSONL table of examples or of rows, or results of a batch. {detail}"
    )]
    Unknown { detail: String },
    #[error("Line {line} is not JSON: {detail}.")]
    BadLine { line: usize, detail: String },
    #[error("The YAML can't be read: {detail}")]
    BadYaml { detail: String },
    #[error("The table can't be read: {detail}")]
    BadTable { detail: String },
    #[error(transparent)]
    Playground(#[from] LinkError),
    #[error("{0}")]
    Backup(String),
}

/// Recognizes and reads a text. Linear; for the engine.
///
/// # Errors
/// See [`ImportError`].
pub fn read(text: &str) -> Result<Recognized, ImportError> {
    let whole = text.trim_start_matches('\u{feff}');
    let text = whole.trim();
    if text.len() > MOST_CHARS {
        return Err(ImportError::TooLong { length: text.chars().count() });
    }
    if text.is_empty() {
        return Err(ImportError::Empty);
    }
    if text.starts_with('<')
        && let Some(file) = file_in_page(text)
    {
        return read(file);
    }
    if text.starts_with(['{', '[']) {
        return match parsed(text)? {
            Some(value) => read_json(text, value),
            None => read_lines(text),
        };
    }
    if promptfoo::is_it(text) {
        return promptfoo::read(text);
    }
    Ok(Recognized::of_table(table::read_table(whole)?))
}

/// One JSON value, or `None` when there are several or it is no JSON.
fn parsed(text: &str) -> Result<Option<Value>, ImportError> {
    crate::share::limits::FILE.check_depth(text).map_err(|_| ImportError::TooDeep)?;
    Ok(serde_json::from_str(text).ok())
}

fn read_json(text: &str, value: Value) -> Result<Recognized, ImportError> {
    let Value::Object(object) = value else {
        return match value {
            Value::Array(items) => read_values(items),
            _ => Err(unknown("It is one JSON value, and no object.")),
        };
    };
    let has = |name: &str| object.contains_key(name);
    if has(backup::MARK) {
        let (backup, left_out) = backup::read(object).map_err(ImportError::Backup)?;
        return Ok(Recognized { backup: Some(Box::new(backup)), left_out, ..Recognized::new(Kind::Backup) });
    }
    if has("v") && has("messages") && !has("model") {
        let opened = import_file(text)?;
        return Ok(Recognized { prompts: vec![opened.payload], ..Recognized::new(Kind::Playground) });
    }
    if has("prompts") && (has("providers") || has("tests") || has("targets")) {
        return Ok(promptfoo::read_value(object));
    }
    if has("requests") {
        return Err(unknown("It is a batch to be sent; what can be read is its result file."));
    }
    if let Some(read) = requests::recognize(&object) {
        let mut recognized = Recognized::new(read);
        recognized.prompts.push(requests::read(read, object, &mut recognized.left_out));
        return Ok(recognized);
    }
    read_values(vec![Value::Object(object)])
}

/// JSON, one value a line.
fn read_lines(text: &str) -> Result<Recognized, ImportError> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let values = lines.map(|(place, line)| {
        let detail = |error: serde_json::Error| ImportError::BadLine { line: place + 1, detail: error.to_string() };
        serde_json::from_str::<Value>(line).map_err(detail)
    });
    read_values(values.collect::<Result<_, _>>()?)
}

fn read_values(values: Vec<Value>) -> Result<Recognized, ImportError> {
    let first = values.first().and_then(Value::as_object);
    let has = |name: &str| first.is_some_and(|object| object.contains_key(name));
    if batch::is_result(first) {
        let (answers, left_out) = batch::read_results(values);
        return Ok(Recognized { answers, left_out, ..Recognized::new(Kind::BatchResults) });
    }
    if has("messages") {
        return Ok(transcripts::read(values));
    }
    if has("role") && has("content") {
        let mut line = serde_json::Map::new();
        line.insert("messages".to_owned(), Value::Array(values));
        return Ok(transcripts::read(vec![Value::Object(line)]));
    }
    let (shots, not_in_shots) = table::shots_of_values(&values);
    let (rows, notes) = table::rows_of_values(&values);
    let is_table = values.len() > 1 && rows.iter().any(|row| !row.is_empty());
    if shots.is_empty() && !is_table {
        return Err(unknown("Its objects have none of the known fields."));
    }
    let not_in_shots = if shots.is_empty() { Vec::new() } else { not_in_shots };
    Ok(Recognized::of_table(Table { shots, not_in_shots, rows, notes }))
}

fn unknown(detail: &str) -> ImportError {
    ImportError::Unknown { detail: detail.to_owned() }
}
