//! A run as a column shows it: it grows while the answer streams, once a frame.

use crate::domain::answer::Answer;
use crate::domain::completion::{Completion, FinishReason, Timing, TokenLogprob};
use crate::domain::compose::ComposedSchema;
use crate::domain::estimate::Estimate;
use crate::domain::failure::{Explanation, Failure, FailureKind};
use crate::domain::pace::Pace;
use crate::domain::rating::Rating;
use crate::domain::receipt::Receipt;
use crate::domain::technique::Technique;
use crate::domain::tool::{ToolCall, ToolResult};
use crate::domain::usage::Usage;

/// Where a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunStatus {
    #[default]
    Idle,
    Queued,
    Waiting,
    Streaming,
    Done,
    Stopped,
    Failed,
}

impl RunStatus {
    /// The value of the column's `data-status`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Queued => "queued",
            Self::Waiting => "waiting",
            Self::Streaming => "streaming",
            Self::Done => "done",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
        }
    }

    pub fn is_running(self) -> bool {
        matches!(self, Self::Queued | Self::Waiting | Self::Streaming)
    }
}

/// Whether the answer fits the schema that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaVerdict {
    Fits,
    /// What does not fit, one sentence each.
    Breaks(Vec<String>),
}

/// The wait for another attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryNotice {
    retry: u32,
    of: u32,
    seconds_left: u32,
    why: String,
}

impl RetryNotice {
    pub fn new(retry: u32, of: u32, after_ms: f64, failure: &Failure) -> Self {
        let why = failure.status.map_or_else(|| failure.kind.words().to_owned(), |status| format!("HTTP {status}"));
        let mut notice = Self { retry, of, seconds_left: 0, why };
        notice.set_left(after_ms);
        notice
    }

    pub fn set_left(&mut self, milliseconds: f64) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a wait of at most minutes")]
        let seconds = (milliseconds / 1_000.0).ceil().max(0.0) as u32;
        self.seconds_left = seconds;
    }

    /// `Retry 2 of 3 in 4 s: HTTP 429`.
    pub fn words(&self) -> String {
        format!("Retry {} of {} in {} s: {}", self.retry, self.of, self.seconds_left, self.why)
    }
}

/// How often the shown rate of a stream changes, in milliseconds: a number that changes with every frame can't be read.
const RATE_EVERY_MS: f64 = 400.0;

/// An earlier answer of a turn that went on after tool calls.
#[derive(Clone, Debug, PartialEq)]
pub struct PastTurn {
    pub text: String,
    pub reasoning: String,
    pub calls: Vec<ToolCall>,
    /// One a call, in their order.
    pub results: Vec<ToolResult>,
    pub usage: Usage,
    /// The total as it was shown.
    pub cost_text: Option<String>,
}

/// One run of a column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LiveRun {
    /// Goes up with every run, so that a view knows when to start anew.
    pub number: u32,
    /// Under which it is kept in the history; empty = it is not.
    pub record: String,
    /// What the person thinks of it.
    pub rating: Option<Rating>,
    pub status: RunStatus,
    /// The answer tells what a model would have received: it is shown to the letter, never as Markdown.
    pub is_dry_run: bool,
    /// What the model wrote, whole.
    pub text: String,
    /// What counts as the answer, once it has ended.
    pub answer: Option<Answer>,
    /// The provider's own reasoning.
    pub reasoning: String,
    /// How likely each token of the text was, where that was asked for; known at the end.
    pub logprobs: Vec<TokenLogprob>,
    /// Tools that the model asks to have called; they grow while the answer streams.
    pub calls: Vec<ToolCall>,
    /// See [`Completion::kept`].
    pub kept: Vec<String>,
    /// What was said before the last tool calls, earliest first.
    pub turns: Vec<PastTurn>,
    pub finish: Option<FinishReason>,
    pub usage: Usage,
    pub timing: Timing,
    /// Why it ended early; not set when the person stopped it.
    pub failure: Option<Failure>,
    /// The failure in words.
    pub explanation: Option<Explanation>,
    /// The model as the person chose it, and as the endpoint named it.
    pub model: String,
    pub answered_by: Option<String>,
    /// The schema and technique that the request was made with.
    pub schema: Option<ComposedSchema>,
    pub technique: Technique,
    pub verdict: Option<SchemaVerdict>,
    pub receipt: Option<Receipt>,
    /// The receipt's total as it is shown.
    pub cost_text: Option<String>,
    /// What was expected before.
    pub estimate: Option<Estimate>,
    /// The wait for another attempt, while there is one.
    pub retry: Option<RetryNotice>,
    /// When the kept answer came that is shown here instead of a new one.
    pub kept_since: Option<String>,
    pub pace: Pace,
    /// The shown rate of the stream, and when it was taken.
    pub rate: Option<(f64, f64)>,
}

impl LiveRun {
    /// The answer as it is shown: as it streams, then without what was asked for around it.
    pub fn shown_text(&self) -> &String {
        self.answer.as_ref().map_or(&self.text, |answer| &answer.text)
    }

    /// The reasoning as it is shown: the provider's own, or what the model wrote before its answer.
    pub fn shown_reasoning(&self) -> &String {
        match &self.answer {
            Some(answer) if !answer.reasoning.is_empty() => &answer.reasoning,
            _ => &self.reasoning,
        }
    }

    /// Takes what streamed, so many milliseconds after the start.
    pub fn append(&mut self, text: &str, reasoning: &str, at_ms: f64) {
        self.status = RunStatus::Streaming;
        self.text.push_str(text);
        self.reasoning.push_str(reasoning);
        self.pace.piece(at_ms, text);
        if self.rate.is_none_or(|(_, since)| at_ms - since >= RATE_EVERY_MS) {
            self.rate = self.pace.rough_tokens_per_second().map(|rate| (rate, at_ms));
        }
    }

    /// Drops what came of a failed attempt and waits for the next.
    pub fn start_anew(&mut self, notice: RetryNotice) {
        self.text.clear();
        self.reasoning.clear();
        self.calls.clear();
        (self.pace, self.rate) = (Pace::default(), None);
        self.status = RunStatus::Waiting;
        self.retry = Some(notice);
    }

    /// Whether the turn waits for results of tool calls.
    pub fn awaits_results(&self) -> bool {
        self.status == RunStatus::Done && !self.calls.is_empty()
    }

    /// Takes how it ended. The text that streamed stays as it is.
    pub fn finish(&mut self, completion: &Completion) {
        self.finish.clone_from(&completion.finish);
        self.usage = completion.usage.clone();
        // A kept answer says nothing about how long an answer takes.
        self.timing = if self.kept_since.is_none() { completion.timing } else { Timing::default() };
        self.retry = None;
        self.answered_by.clone_from(&completion.model);
        self.text.clone_from(&completion.text);
        self.reasoning.clone_from(&completion.reasoning);
        self.calls.clone_from(&completion.tool_calls);
        self.logprobs.clone_from(&completion.logprobs);
        self.kept.clone_from(&completion.kept);
        self.answer = Some(Answer::extract(&completion.text, self.technique));
        self.status = match &completion.failure {
            None => RunStatus::Done,
            Some(failure) if failure.kind == FailureKind::Stopped => RunStatus::Stopped,
            Some(failure) => {
                self.failure = Some(failure.clone());
                RunStatus::Failed
            }
        };
    }
}
