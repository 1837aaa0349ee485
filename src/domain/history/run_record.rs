//! A run as stored: what was asked, what came back, what it cost.

use serde::{Deserialize, Serialize};

use super::{CountedRecord, DocumentId, Record, SamplingRecord, ToolCallRecord, ToolResultRecord};
use crate::domain::completion::{Completion, FinishReason, Timing, TokenLogprob};
use crate::domain::compose::{RenderedMessage, Turn};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::image::Image;
use crate::domain::message::Role;
use crate::domain::money::PicoUsd;
use crate::domain::rating::Rating;
use crate::domain::receipt::Receipt;
use crate::domain::technique::Technique;
use crate::domain::tool::ToolCall;
use crate::domain::usage::Usage;

const PAGE_GONE: &str = "The page was closed, crashed or went on to something else while the answer was still coming.";

/// A stored run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    pub document: DocumentId,
    /// Unique on this device.
    pub id: String,
    /// When it was asked, or, as stored before answers were kept while they stream, when it ended; milliseconds since 1970-01-01 UTC.
    pub at_ms: u64,
    /// The column's id in the document at that time.
    pub column: u32,
    pub request: RequestSummary,
    pub completion: CompletionRecord,
    /// The receipt, as JSON that [`RunRecord::receipt`] reads; `null` = none.
    #[serde(default)]
    pub receipt: serde_json::Value,
    /// What the person thinks of the answer; `None` = not rated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// The input as it was counted before; `None` = stored before this was kept, or not counted then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<CountedRecord>,
    /// It was still streaming when it was stored: the answer is what had come by then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unfinished: bool,
}

impl Record for RunRecord {}

impl RunRecord {
    /// The receipt of the run; `None` also when it was stored in a form that is no longer known.
    pub fn receipt(&self) -> Option<Receipt> {
        serde_json::from_value(self.receipt.clone()).ok()
    }

    /// The run under another id.
    #[must_use]
    pub fn named(&self, id: String) -> Self {
        Self { id, ..self.clone() }
    }

    /// The run with what has come of its answer so far. Read after the page is gone, it says of itself that it was interrupted.
    #[must_use]
    pub fn so_far(&self, text: &str, reasoning: &str, calls: &[ToolCall]) -> Self {
        let completion = Completion {
            text: text.to_owned(),
            reasoning: reasoning.to_owned(),
            tool_calls: calls.to_vec(),
            failure: Some(Failure::new(FailureKind::Interrupted, PAGE_GONE)),
            ..Completion::default()
        };
        Self { completion: (&completion).into(), unfinished: true, ..self.clone() }
    }

    /// How it ended, where that was not well: for lists.
    pub fn ending(&self) -> Option<&'static str> {
        let failure = self.completion.failure.as_ref()?;
        Some(match failure.kind {
            _ if self.unfinished => "not finished",
            FailureKind::Interrupted => "interrupted",
            FailureKind::Stopped => "stopped",
            _ => "failed",
        })
    }
}

/// What was asked, without where the key went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestSummary {
    /// Name of the connection at that time.
    pub connection: String,
    #[serde(default)]
    pub provider: Option<String>,
    pub model: String,
    /// The exact rendered messages.
    pub messages: Vec<MessageRecord>,
    #[serde(default)]
    pub sampling: SamplingRecord,
    #[serde(default)]
    pub technique: Technique,
    /// JSON Schema that was sent.
    #[serde(default)]
    pub schema: Option<String>,
    /// Names of the tools that were sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<String>,
}

/// A rendered message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRecord {
    pub role: Role,
    pub text: String,
    /// Names of the images that went with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<String>,
    /// Calls of an earlier answer of the same turn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tool_calls: Vec<ToolCallRecord>,
    /// What those calls gave.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tool_results: Vec<ToolResultRecord>,
}

impl MessageRecord {
    /// A message of text alone.
    pub fn new(role: Role, text: impl Into<String>) -> Self {
        Self { role, text: text.into(), images: Vec::new(), tool_calls: Vec::new(), tool_results: Vec::new() }
    }
}

impl From<&RenderedMessage> for MessageRecord {
    fn from(message: &RenderedMessage) -> Self {
        let (mut tool_calls, mut tool_results) = (Vec::new(), Vec::new());
        match &message.turn {
            Some(Turn::Called { calls, .. }) => tool_calls = calls.iter().map(ToolCallRecord::from).collect(),
            Some(Turn::Answered(results)) => tool_results = results.iter().map(ToolResultRecord::from).collect(),
            None => {}
        }
        let images = message.images.iter().map(Image::title).collect();
        Self { role: message.role, text: message.text(), images, tool_calls, tool_results }
    }
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CompletionRecord {
    pub text: String,
    pub reasoning: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub logprobs: Vec<TokenLogprob>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tool_calls: Vec<ToolCallRecord>,
    pub finish: Option<FinishReason>,
    pub usage: UsageRecord,
    pub model: Option<String>,
    pub first_token_ms: Option<f64>,
    pub total_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub largest_gap_ms: Option<f64>,
    pub failure: Option<FailureRecord>,
}

/// Tokens that the provider reported.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UsageRecord {
    pub uncached_input: Option<u64>,
    pub cache_read: Option<u64>,
    pub cache_write_5m: Option<u64>,
    pub cache_write_1h: Option<u64>,
    pub output: Option<u64>,
    pub reasoning: Option<u64>,
    pub stated_cost: Option<PicoUsd>,
    pub terms: Vec<String>,
    pub raw: String,
}

impl From<Usage> for UsageRecord {
    fn from(usage: Usage) -> Self {
        let Usage { uncached_input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, .. } = usage;
        let Usage { stated_cost, terms, raw, .. } = usage;
        Self { uncached_input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, stated_cost, terms, raw }
    }
}

impl From<UsageRecord> for Usage {
    fn from(record: UsageRecord) -> Self {
        let UsageRecord { uncached_input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, .. } = record;
        let UsageRecord { stated_cost, terms, raw, .. } = record;
        Self { uncached_input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, stated_cost, terms, raw }
    }
}

/// Why a run ended early.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailureRecord {
    pub kind: FailureKind,
    #[serde(default)]
    pub detail: String,
    #[serde(default)]
    pub status: Option<u16>,
    #[serde(default)]
    pub retry_after_seconds: Option<u32>,
}

impl From<&Completion> for CompletionRecord {
    fn from(completion: &Completion) -> Self {
        // What is kept for the endpoint serves only to continue this answer in the page that got it.
        let Completion { text, reasoning, logprobs, tool_calls, kept: _, finish, usage, model, timing, failure } =
            completion.clone();
        Self {
            text,
            reasoning,
            logprobs,
            tool_calls: tool_calls.iter().map(ToolCallRecord::from).collect(),
            finish,
            usage: usage.into(),
            model,
            first_token_ms: timing.first_token_ms,
            total_ms: timing.total_ms,
            largest_gap_ms: timing.largest_gap_ms,
            failure: failure.map(|failure| {
                // Whether to try again is a matter of the moment.
                let Failure { kind, detail, status, retry_after_seconds, may_retry: _ } = failure;
                FailureRecord { kind, detail, status, retry_after_seconds }
            }),
        }
    }
}

impl From<CompletionRecord> for Completion {
    fn from(record: CompletionRecord) -> Self {
        Self {
            text: record.text,
            reasoning: record.reasoning,
            logprobs: record.logprobs,
            tool_calls: record.tool_calls.into_iter().map(Into::into).collect(),
            kept: Vec::new(),
            finish: record.finish,
            usage: record.usage.into(),
            model: record.model,
            timing: Timing {
                first_token_ms: record.first_token_ms,
                total_ms: record.total_ms,
                largest_gap_ms: record.largest_gap_ms,
            },
            failure: record.failure.map(|f| Failure {
                kind: f.kind,
                detail: f.detail,
                status: f.status,
                retry_after_seconds: f.retry_after_seconds,
                may_retry: None,
            }),
        }
    }
}
