//! Failures of a run, by what a person can do about them. `provider::error` and the browser's transport make them.

use serde::{Deserialize, Serialize};

mod explain;
mod unreachable;

pub use explain::{Context, Explanation, Page, explain};

/// Why a run failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub kind: FailureKind,
    /// What the provider or the browser said, verbatim but without secrets; may be empty.
    pub detail: String,
    /// HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// Seconds that the provider asked to wait, where it said so.
    pub retry_after_seconds: Option<u32>,
    /// Whether the provider says that the same request may succeed later; `None` = it says neither.
    pub may_retry: Option<bool>,
}

/// Kinds a person can act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// No answer that a script may read: wrong key without CORS headers, CORS off, server down, or permission denied.
    Unreachable,
    /// The connection needs a key and there is none for its origin.
    MissingKey,
    /// 401.
    WrongKey,
    /// 403.
    Forbidden,
    /// 404, or the endpoint says that it does not know the model.
    UnknownModel,
    /// 400, 413, 422: the request itself is not accepted.
    BadRequest,
    /// The prompt is longer than the model's context.
    ContextTooLong,
    /// 402, or 429 with a quota code.
    QuotaExceeded,
    /// 429.
    RateLimited,
    /// 503, 529, or the provider says that it is overloaded.
    Overloaded,
    /// Another 5xx.
    ServerError,
    /// The connection broke after the answer began.
    Interrupted,
    /// Nothing came for too long.
    TimedOut,
    /// The answer is not what the protocol promises.
    Garbled,
    /// The person stopped it.
    Stopped,
    /// The content was refused by a filter.
    Filtered,
    /// The request can't be made as set (a bad URL, raw parameters that are not JSON).
    BadSettings,
    /// The person's own budget is spent: nothing was sent.
    OverBudget,
    /// A count was asked for, and the endpoint has no way to count, or only guesses.
    NotCounted,
}

impl FailureKind {
    /// The kind in two or three words, for where no sentence fits.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unreachable => "no readable answer",
            Self::MissingKey => "no key",
            Self::WrongKey => "key not accepted",
            Self::Forbidden => "not allowed",
            Self::UnknownModel => "model not found",
            Self::BadRequest => "request not accepted",
            Self::ContextTooLong => "prompt too long",
            Self::QuotaExceeded => "no credit left",
            Self::RateLimited => "too many requests",
            Self::Overloaded => "overloaded",
            Self::ServerError => "server error",
            Self::Interrupted => "connection broke",
            Self::TimedOut => "took too long",
            Self::Garbled => "unreadable answer",
            Self::Stopped => "stopped",
            Self::Filtered => "filtered",
            Self::BadSettings => "can't be sent",
            Self::NotCounted => "not counted",
            Self::OverBudget => "budget spent",
        }
    }
}

impl Failure {
    /// A failure without HTTP status.
    pub fn new(kind: FailureKind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), status: None, retry_after_seconds: None, may_retry: None }
    }
}
