//! How runs are made on this device, and answers that are kept to be shown again.

use serde::{Deserialize, Serialize};

use super::{CompletionRecord, Record};
use crate::domain::run_policy::RunPolicy;

/// The policy of runs; what is missing takes its default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunningRecord {
    pub policy: RunPolicy,
}

impl Record for RunningRecord {}

/// An answer under the hash of the exact request that it answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptAnswerRecord {
    pub key: String,
    /// When it came, milliseconds since 1970-01-01 UTC.
    pub at_ms: u64,
    pub completion: CompletionRecord,
}

impl Record for KeptAnswerRecord {}
