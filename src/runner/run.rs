//! One run: from a prompt for one model to its completion.

use std::pin::pin;

use futures_util::future::{Either, select};

use super::cancel::Cancel;
use super::limits::Limits;
use super::ports::{Body, Clock, Response, Transport};
use super::{dry_run, retry};
use crate::domain::completion::{Completion, FinishReason, Timing};
use crate::domain::connection::{Connection, Protocol};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::pace::Pace;
use crate::domain::run_policy::RunPolicy;
use crate::provider::decoder::Decoder;
use crate::provider::error;
use crate::provider::event::RunEvent;
use crate::provider::request::{ChatRequest, HttpRequest, encode};

/// How far a run is.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// It waits for another run of the same connection to end.
    Queued,
    /// The request is being sent; `attempt` counts from 1.
    Sent { attempt: u32 },
    /// It failed and will be sent again, as retry number `retry` of at most `of`. What had come of it is dropped.
    Retrying { retry: u32, of: u32, after_ms: f64, failure: Failure },
    /// The answer says something.
    Event(RunEvent),
}

/// What runs share: the ports, the limits, the policy.
#[derive(Clone, Debug)]
pub struct Runner<T, C> {
    pub transport: T,
    pub clock: C,
    pub limits: Limits,
    pub policy: RunPolicy,
}

impl<T: Transport, C: Clock> Runner<T, C> {
    /// Runs `request` over `connection` to its end, telling `on_progress` of each step. It always returns a completion; what went wrong is in
    /// [`Completion::failure`], and what had come by then is kept.
    pub async fn run(
        &self,
        connection: &Connection,
        request: &ChatRequest,
        cancel: &Cancel,
        mut on_progress: impl FnMut(Progress),
    ) -> Completion {
        let mut record = Record {
            started: self.clock.now_ms(),
            completion: Completion::default(),
            pace: Pace::default(),
            on_progress: &mut on_progress,
        };
        let outcome = {
            let work = pin!(self.attempts(connection, request, cancel, &mut record));
            let stop = pin!(cancel.stopped());
            let deadline = pin!(self.clock.sleep_ms(ms(self.policy.total_seconds)));
            // `stop` first: a stopped run must not take another event.
            match select(stop, select(work, deadline)).await {
                Either::Left((reason, _)) => Err(reason),
                Either::Right((Either::Left((outcome, _)), _)) => outcome,
                Either::Right((Either::Right(_), _)) => Err(self.too_long()),
            }
        };
        record.completion.timing = Timing {
            first_token_ms: record.pace.first_ms,
            total_ms: Some(self.clock.now_ms() - record.started),
            largest_gap_ms: record.pace.largest_gap_ms,
        };
        if let Err(failure) = outcome {
            record.completion.failure = Some(failure);
        }
        record.completion
    }

    async fn attempts<F: FnMut(Progress)>(
        &self,
        connection: &Connection,
        request: &ChatRequest,
        cancel: &Cancel,
        record: &mut Record<'_, F>,
    ) -> Result<(), Failure> {
        if connection.protocol == Protocol::DryRun {
            record.tell(Progress::Sent { attempt: 1 });
            dry_run::answer(request, &self.clock, |event| record.event(event, &self.clock)).await;
            return Ok(());
        }
        let http = encode(connection, request)?;
        let mut attempt = 0;
        loop {
            if self.limits.is_full(connection) {
                record.tell(Progress::Queued);
            }
            let outcome = {
                let _permit = self.limits.acquire(connection).await;
                record.tell(Progress::Sent { attempt: attempt + 1 });
                self.attempt(connection.protocol, &http, cancel, record).await
            };
            let Err(failure) = outcome else { return Ok(()) };
            let may_retry =
                attempt < self.policy.retries && (self.policy.retry_after_first_token || !record.has_begun());
            let wait = retry::wait_ms(&failure, attempt, self.clock.chance()).filter(|_| may_retry);
            let Some(after_ms) = wait else { return Err(failure) };
            (record.completion, record.pace) = (Completion::default(), Pace::default());
            attempt += 1;
            record.tell(Progress::Retrying { retry: attempt, of: self.policy.retries, after_ms, failure });
            self.clock.sleep_ms(after_ms).await;
        }
    }

    async fn attempt<F: FnMut(Progress)>(
        &self,
        protocol: Protocol,
        http: &HttpRequest,
        cancel: &Cancel,
        record: &mut Record<'_, F>,
    ) -> Result<(), Failure> {
        let connect = ms(self.policy.connect_seconds);
        let response = self.within(connect, "The server sent no answer", self.transport.send(http)).await??;
        if !(200..300).contains(&response.status) {
            return Err(self.read_error(protocol, response).await);
        }
        let mut decoder = Decoder::new(protocol, response.header("content-type"));
        let mut body = response.body;
        let opened = self.clock.now_ms();
        while !decoder.is_done() {
            // A body whose bytes are always there already never lets the caller look.
            if let Some(reason) = cancel.reason() {
                return Err(reason);
            }
            if self.clock.now_ms() - record.started > ms(self.policy.total_seconds) {
                return Err(self.too_long());
            }
            let next = self.within_patience(record.has_begun(), opened, body.chunk()).await;
            match next {
                Ok(Ok(Some(bytes))) => record.events(decoder.push(&bytes), &self.clock)?,
                Ok(Ok(None)) => break,
                Ok(Err(broken)) | Err(broken) => {
                    // A finish reason that came makes the answer whole, whatever happened to the connection afterwards.
                    let held_back = decoder.finish();
                    let whole = record.completion.finish.is_some();
                    let (_, rest): (Vec<_>, Vec<_>) =
                        held_back.into_iter().partition(|event| matches!(event, RunEvent::Failed(_)));
                    record.events(rest, &self.clock)?;
                    return if whole { Ok(()) } else { Err(broken) };
                }
            }
        }
        record.events(decoder.finish(), &self.clock)
    }

    /// Reads the body of an error as far as it comes in time; without it the status must do.
    async fn read_error(&self, protocol: Protocol, response: Response<T::Body>) -> Failure {
        /// Bytes of an error that are read.
        const LIMIT: usize = 100_000;
        let Response { status, headers, mut body } = response;
        let mut text = Vec::new();
        while text.len() < LIMIT {
            match self.within(ms(self.policy.stall_seconds), "", body.chunk()).await {
                Ok(Ok(Some(bytes))) => text.extend_from_slice(&bytes),
                _ => break,
            }
        }
        error::from_response(protocol, status, &headers, &String::from_utf8_lossy(&text))
    }

    /// Waits for the next bytes: before the first token until the time for it is over, which pings do not lengthen; then as long as a stall may be.
    async fn within_patience<O>(&self, begun: bool, opened: f64, work: impl Future<Output = O>) -> Result<O, Failure> {
        if begun {
            return self.within(ms(self.policy.stall_seconds), "The answer stopped coming: no byte", work).await;
        }
        let limit = ms(self.policy.first_token_seconds);
        let left = limit - (self.clock.now_ms() - opened);
        let waited = self.within(left, "", work).await;
        waited.map_err(|_| timed_out("No first token came", limit))
    }

    fn too_long(&self) -> Failure {
        timed_out("The run was not over", ms(self.policy.total_seconds))
    }

    pub(super) async fn within<O>(
        &self,
        milliseconds: f64,
        what: &str,
        work: impl Future<Output = O>,
    ) -> Result<O, Failure> {
        match select(pin!(work), pin!(self.clock.sleep_ms(milliseconds))).await {
            Either::Left((output, _)) => Ok(output),
            Either::Right(_) => Err(timed_out(what, milliseconds)),
        }
    }
}

pub(super) fn ms(seconds: u32) -> f64 {
    f64::from(seconds) * 1_000.0
}

pub(super) fn timed_out(what: &str, milliseconds: f64) -> Failure {
    Failure::new(FailureKind::TimedOut, format!("{what} within {} s.", milliseconds / 1000.0))
}

/// The completion in the making.
struct Record<'a, F> {
    started: f64,
    completion: Completion,
    pace: Pace,
    on_progress: &'a mut F,
}

impl<F: FnMut(Progress)> Record<'_, F> {
    fn tell(&mut self, progress: Progress) {
        (self.on_progress)(progress);
    }

    /// Whether anything that is billed and seen has come.
    fn has_begun(&self) -> bool {
        self.pace.first_ms.is_some()
    }

    /// Takes events; the failure among them, if any, is the error.
    fn events(&mut self, events: Vec<RunEvent>, clock: &impl Clock) -> Result<(), Failure> {
        let mut outcome = Ok(());
        for event in events {
            if let RunEvent::Failed(failure) = &event {
                outcome = Err(failure.clone());
            } else {
                self.event(event, clock);
            }
        }
        outcome
    }

    fn event(&mut self, event: RunEvent, clock: &impl Clock) {
        let completion = &mut self.completion;
        match &event {
            RunEvent::Text(text) | RunEvent::Refusal(text) => completion.text.push_str(text),
            RunEvent::Reasoning(text) => completion.reasoning.push_str(text),
            RunEvent::Logprobs(tokens) => completion.logprobs.extend_from_slice(tokens),
            RunEvent::Model(model) => completion.model = Some(model.clone()),
            RunEvent::Usage(usage) => completion.usage = usage.clone(),
            RunEvent::Finish(reason) => completion.finish = Some(reason.clone()),
            RunEvent::ToolCallStarted { .. } | RunEvent::ToolCallArguments { .. } | RunEvent::ToolCallSigned { .. } => {
                event.add_to(&mut completion.tool_calls);
            }
            RunEvent::Kept(block) => completion.kept.push(block.clone()),
            RunEvent::Failed(_) => {}
        }
        if matches!(event, RunEvent::Refusal(_)) && completion.finish.is_none() {
            completion.finish = Some(FinishReason::Refusal);
        }
        match &event {
            RunEvent::Text(piece) | RunEvent::Reasoning(piece) | RunEvent::Refusal(piece) => {
                self.pace.piece(clock.now_ms() - self.started, piece);
            }
            RunEvent::ToolCallStarted { name, .. } => self.pace.piece(clock.now_ms() - self.started, name),
            RunEvent::ToolCallArguments { piece, .. } => self.pace.piece(clock.now_ms() - self.started, piece),
            _ => {}
        }
        self.tell(Progress::Event(event));
    }
}
