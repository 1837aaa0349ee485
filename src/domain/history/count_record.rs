//! Counts as stored: what was counted before a run, the usage that runs reported, and exact counts by providers.

use std::collections::HashMap;
use std::hash::Hash;

use serde::{Deserialize, Serialize};

use super::{DocumentId, Record, RunRecord};
use crate::domain::calibration::{Counted, Extras, Observation};
use crate::domain::technique::{Effort, Technique};

/// Runs whose usage is kept for calibration and for what output to expect, the oldest dropped first.
pub const MOST_OBSERVATIONS: usize = 2_000;
/// Exact counts that are kept, the oldest dropped first.
pub const MOST_EXACT_COUNTS: usize = 500;
/// How long an exact count holds, in milliseconds: a provider may move an alias to another model.
const EXACT_FOR_MS: u64 = 30 * DAY_MS;
/// The same for a server of the person's own, which may serve another model under the same name tomorrow.
const EXACT_FOR_MS_LOCALLY: u64 = DAY_MS;
const DAY_MS: u64 = 86_400_000;

/// An input as it was counted before its run, without calibration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CountedRecord {
    pub method: String,
    pub low: u64,
    pub expected: u64,
    pub high: u64,
    pub text: u64,
    pub other: u64,
    pub schema: bool,
    pub tools: bool,
    pub thinking: bool,
}

impl From<&Counted> for CountedRecord {
    fn from(counted: &Counted) -> Self {
        let Counted { method, low, expected, high, tokens, other, extras } = counted.clone();
        let Extras { schema, tools, thinking } = extras;
        Self { method, low, expected, high, text: tokens, other, schema, tools, thinking }
    }
}

impl From<CountedRecord> for Counted {
    fn from(record: CountedRecord) -> Self {
        let CountedRecord { method, low, expected, high, text, other, schema, tools, thinking } = record;
        Self { method, low, expected, high, tokens: text, other, extras: Extras { schema, tools, thinking } }
    }
}

/// The numbers of one run, without its texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObservationRecord {
    pub document: DocumentId,
    /// The run's id.
    pub run: String,
    #[serde(default)]
    pub provider: Option<String>,
    pub model: String,
    #[serde(default)]
    pub counted: Option<CountedRecord>,
    /// Input and output tokens (reasoning included) that the provider reported.
    #[serde(default)]
    pub input: Option<u64>,
    #[serde(default)]
    pub output: Option<u64>,
    /// Whether the request asked for reasoning, by words or by parameter.
    #[serde(default)]
    pub reasoned: bool,
}

impl ObservationRecord {
    /// The numbers of a stored run; `None` = it ended early or reported nothing, so it says nothing.
    pub fn of(run: &RunRecord) -> Option<Self> {
        let usage = &run.completion.usage;
        let sum = |counts: &[Option<u64>]| counts.iter().copied().flatten().reduce(u64::saturating_add);
        let input = sum(&[usage.uncached_input, usage.cache_read, usage.cache_write_5m, usage.cache_write_1h]);
        let output = sum(&[usage.output, usage.reasoning]);
        if run.completion.failure.is_some() || input.or(output).is_none() {
            return None;
        }
        Some(Self {
            document: run.document.clone(),
            run: run.id.clone(),
            provider: run.request.provider.clone(),
            model: run.request.model.clone(),
            counted: run.counted.clone(),
            input,
            output,
            reasoned: asks_for_reasoning(run.request.technique),
        })
    }

    /// What calibration takes of it.
    pub fn observation(&self) -> Option<Observation> {
        Some(Observation { counted: self.counted.clone()?.into(), reported: self.input? })
    }
}

/// Whether a technique asks for reasoning, by words or by parameter.
pub fn asks_for_reasoning(technique: Technique) -> bool {
    !matches!(technique, Technique::Off | Technique::Provider(Effort::None))
}

/// Output tokens of past runs, in no order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastOutputs {
    /// Of one document with a model.
    pub of_prompt: Vec<u64>,
    /// Of that model, whatever the document.
    pub of_model: Vec<u64>,
}

impl PastOutputs {
    /// Takes those of another name of the same model.
    pub fn join(&mut self, other: Self) {
        self.of_prompt.extend(other.of_prompt);
        self.of_model.extend(other.of_model);
    }
}

/// The numbers of the last runs, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ObservationsRecord {
    pub runs: Vec<ObservationRecord>,
}

impl Record for ObservationsRecord {}

impl ObservationsRecord {
    /// Output tokens of the runs, by what `key` takes of each; a run without a key is left out. Linear in the runs.
    pub fn outputs_by<K: Eq + Hash>(
        &self,
        document: &DocumentId,
        key: impl Fn(&ObservationRecord) -> Option<K>,
    ) -> HashMap<K, PastOutputs> {
        let mut outputs: HashMap<K, PastOutputs> = HashMap::new();
        for run in &self.runs {
            let Some((tokens, key)) = run.output.and_then(|tokens| Some((tokens, key(run)?))) else { continue };
            let of = outputs.entry(key).or_default();
            of.of_model.push(tokens);
            if run.document == *document {
                of.of_prompt.push(tokens);
            }
        }
        outputs
    }

    /// Adds a run; the same run replaces itself.
    pub fn add(&mut self, run: ObservationRecord) {
        self.runs.retain(|known| known.run != run.run);
        self.runs.push(run);
        let excess = self.runs.len().saturating_sub(MOST_OBSERVATIONS);
        self.runs.drain(..excess);
    }
}

/// A count that a provider made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExactCountRecord {
    /// Fingerprint of the address and the request that was counted; nothing of its content can be read from it.
    pub content: String,
    pub model: String,
    pub tokens: u64,
    /// When, milliseconds since 1970-01-01 UTC.
    pub at_ms: u64,
    /// Counted by a server of the person's own.
    #[serde(default)]
    pub local: bool,
}

/// Counts that providers made, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExactCountsRecord {
    pub counts: Vec<ExactCountRecord>,
}

impl Record for ExactCountsRecord {}

impl ExactCountsRecord {
    /// Adds a count; one of the same content is replaced.
    pub fn add(&mut self, count: ExactCountRecord) {
        self.counts.retain(|known| known.content != count.content);
        self.counts.push(count);
        let excess = self.counts.len().saturating_sub(MOST_EXACT_COUNTS);
        self.counts.drain(..excess);
    }

    /// Those that still hold.
    pub fn holding(self, now_ms: u64) -> impl Iterator<Item = ExactCountRecord> {
        self.counts.into_iter().filter(move |count| {
            let holds_ms = if count.local { EXACT_FOR_MS_LOCALLY } else { EXACT_FOR_MS };
            now_ms.saturating_sub(count.at_ms) < holds_ms
        })
    }
}
