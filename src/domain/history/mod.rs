//! Stored records: what the browser's database keeps, each as JSON text with its `schema` number. They have types of their own, so that
//! the domain can change while everything that was ever stored still opens; `tests/fixtures/records/` keeps one of each version.
//!
//! A record is never dropped for being new: one with a higher number than this code knows gives [`RecordError::Newer`] and stays stored.

mod attachment_record;
mod costs_record;
mod count_record;
mod prompt_record;
mod run_record;
mod running_record;

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use attachment_record::{ImageRecord, ToolCallRecord, ToolRecord, ToolResultRecord, ToolsRecord};
pub use costs_record::{BudgetRecord, CostsRecord};
pub use count_record::{
    CountedRecord, ExactCountRecord, ExactCountsRecord, MOST_EXACT_COUNTS, MOST_OBSERVATIONS, ObservationRecord,
    ObservationsRecord, PastOutputs, asks_for_reasoning,
};
pub use prompt_record::{ColumnRecord, PromptRecord, SamplingRecord};
pub use run_record::{CompletionRecord, MessageRecord, RequestSummary, RunRecord};
pub use running_record::{KeptAnswerRecord, RunningRecord};

use super::connection::{Connection, Protocol};
use super::id::ConnectionId;
use super::undo::UndoLog;

/// The number that this code writes into every record.
pub const SCHEMA: u32 = 1;

/// A stored document, unique on this device.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DocumentId(pub String);

/// Why a stored text is not a record that this code reads.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RecordError {
    #[error(
        "It was saved by a newer version of Nshot (record format {schema}; this page reads up to {SCHEMA}). Reload the page to update it; the record is kept as it is."
    )]
    Newer { schema: u32 },
    #[error("A stored record can't be read: {detail}. It is kept as it is.")]
    Malformed { detail: String },
}

/// A record and its JSON text.
pub trait Record: Serialize + DeserializeOwned {
    /// The text to store.
    ///
    /// # Errors
    /// [`RecordError::Malformed`] when a value has no JSON form, which no record has.
    fn to_json(&self) -> Result<String, RecordError> {
        #[derive(Serialize)]
        struct Stored<'a, T> {
            schema: u32,
            #[serde(flatten)]
            record: &'a T,
        }
        serde_json::to_string(&Stored { schema: SCHEMA, record: self }).map_err(|error| malformed(&error))
    }

    /// Reads a text of any version that was ever stored; fields that are not known are dropped.
    ///
    /// # Errors
    /// See [`RecordError`].
    fn from_json(json: &str) -> Result<Self, RecordError> {
        #[derive(Deserialize)]
        struct Numbered {
            schema: u32,
        }
        let Numbered { schema } = serde_json::from_str(json).map_err(|error| malformed(&error))?;
        match schema {
            SCHEMA => serde_json::from_str(json).map_err(|error| malformed(&error)),
            0 => Err(RecordError::Malformed { detail: "there is no record format 0".to_owned() }),
            schema => Err(RecordError::Newer { schema }),
        }
    }
}

fn malformed(error: &serde_json::Error) -> RecordError {
    RecordError::Malformed { detail: error.to_string() }
}

/// A document as it was last saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentRecord {
    pub id: DocumentId,
    /// Saves so far. A save names the number it builds on, so two tabs can't overwrite each other unseen.
    pub rev: u64,
    /// Milliseconds since 1970-01-01 UTC.
    pub saved_at_ms: u64,
    /// When it was put in the trash; `None` = it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trashed_at_ms: Option<u64>,
    /// Came from a link or file and was not run here yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_elsewhere: bool,
    /// Words to find it by, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    pub prompt: PromptRecord,
}

impl Record for DocumentRecord {}

/// A document at one moment, kept until it is thinned out or, when named, for good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VersionRecord {
    pub document: DocumentId,
    /// Unique on this device.
    pub id: String,
    /// Milliseconds since 1970-01-01 UTC.
    pub at_ms: u64,
    /// What the person called it; `None` = saved by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub prompt: PromptRecord,
}

impl Record for VersionRecord {}

/// What can be undone in a document as it was at one save. Its edits are the domain's serialized form: a log that is not read any more is
/// given up, and costs nothing but the steps back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UndoRecord {
    pub document: DocumentId,
    /// The save that it belongs to.
    pub rev: u64,
    pub log: UndoLog,
}

impl Record for UndoRecord {}

/// A connection, without its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionRecord {
    pub id: String,
    pub label: String,
    pub protocol: Protocol,
    pub base_url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub models: Vec<String>,
    /// Tokens by model.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub contexts: BTreeMap<String, u64>,
}

impl Record for ConnectionRecord {}

impl From<&Connection> for ConnectionRecord {
    fn from(connection: &Connection) -> Self {
        Self {
            id: connection.id.0.clone(),
            label: connection.label.clone(),
            protocol: connection.protocol,
            base_url: connection.base_url.clone(),
            provider: connection.provider.clone(),
            models: connection.models.clone(),
            contexts: connection.contexts.clone(),
        }
    }
}

impl From<ConnectionRecord> for Connection {
    fn from(record: ConnectionRecord) -> Self {
        Self {
            id: ConnectionId(record.id),
            label: record.label,
            protocol: record.protocol,
            base_url: record.base_url,
            provider: record.provider,
            models: record.models,
            contexts: record.contexts,
        }
    }
}

/// What the page remembers beside documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsRecord {
    /// `light`, `dark`; empty = as the system has it.
    pub theme: String,
    /// The document to show at the next start.
    pub open_document: Option<DocumentId>,
}

impl Record for SettingsRecord {}
