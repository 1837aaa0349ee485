//! One exact count: asks the endpoint how many input tokens it would bill. Never made unless a person asks for it.

use std::pin::pin;

use futures_util::future::{Either, select};

use super::cancel::Cancel;
use super::ports::{Body, Clock, Response, Transport};
use super::retry;
use super::run::{Runner, ms, timed_out};
use crate::domain::connection::{Connection, Protocol};
use crate::domain::failure::{Failure, FailureKind};
use crate::provider::count::{CountAnswer, CountEndpoint, decode, encode, endpoints, is_not_there};
use crate::provider::error;
use crate::provider::request::{ChatRequest, HttpRequest};

/// Bytes of an answer that are read: vLLM lists every token's id.
const LIMIT: usize = 32_000_000;

/// Tokens as the endpoint counted them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiCount {
    pub tokens: u64,
    /// What answered, to be asked first the next time.
    pub endpoint: CountEndpoint,
}

/// What came instead of a count.
enum Miss {
    /// This way is not known there; another may be.
    NotThere(Failure),
    Failed(Failure),
}

impl<T: Transport, C: Clock> Runner<T, C> {
    /// Asks the endpoint of `connection` to count `request`. `known` is what answered the last time. Passing failures are retried as for a
    /// run.
    ///
    /// # Errors
    /// What went wrong; [`FailureKind::NotCounted`] when no way to count is known there.
    pub async fn count(
        &self,
        connection: &Connection,
        request: &ChatRequest,
        known: Option<CountEndpoint>,
        cancel: &Cancel,
    ) -> Result<ApiCount, Failure> {
        let work = pin!(self.try_each(connection, request, known));
        let stop = pin!(cancel.stopped());
        let deadline = pin!(self.clock.sleep_ms(ms(self.policy.total_seconds)));
        match select(stop, select(work, deadline)).await {
            Either::Left((reason, _)) => Err(reason),
            Either::Right((Either::Left((outcome, _)), _)) => outcome,
            Either::Right((Either::Right(_), _)) => {
                Err(timed_out("The count was not there", ms(self.policy.total_seconds)))
            }
        }
    }

    async fn try_each(
        &self,
        connection: &Connection,
        request: &ChatRequest,
        known: Option<CountEndpoint>,
    ) -> Result<ApiCount, Failure> {
        let ways = endpoints(connection);
        let known = known.filter(|endpoint| ways.contains(endpoint));
        let rest = ways.iter().copied().filter(|endpoint| Some(*endpoint) != known);
        let mut last = None;
        for endpoint in known.into_iter().chain(rest) {
            match self.try_one(connection, request, endpoint).await {
                Ok(tokens) => return Ok(ApiCount { tokens, endpoint }),
                Err(Miss::Failed(failure)) => return Err(failure),
                Err(Miss::NotThere(failure)) => last = Some(failure),
            }
        }
        match last {
            // A vendor whose one way is known said something of its own.
            Some(failure) if ways.len() == 1 => Err(failure),
            Some(_) => Err(Failure::new(FailureKind::NotCounted, "It has none of the count endpoints that are known.")),
            None => Err(Failure::new(FailureKind::NotCounted, "No count endpoint of this provider is known.")),
        }
    }

    async fn try_one(
        &self,
        connection: &Connection,
        request: &ChatRequest,
        endpoint: CountEndpoint,
    ) -> Result<u64, Miss> {
        let mut http = encode(endpoint, connection, request).map_err(Miss::Failed)?;
        let mut attempt = 0;
        loop {
            let outcome = {
                let _permit = self.limits.acquire(connection).await;
                self.ask(connection.protocol, endpoint, &http).await
            };
            match outcome {
                Ok(CountAnswer::Tokens(tokens)) => return Ok(tokens),
                Ok(CountAnswer::Next(next)) => http = next,
                Err(Miss::Failed(failure)) => {
                    let wait = retry::wait_ms(&failure, attempt, self.clock.chance());
                    let Some(after_ms) = wait.filter(|_| attempt < self.policy.retries) else {
                        return Err(Miss::Failed(failure));
                    };
                    self.clock.sleep_ms(after_ms).await;
                    attempt += 1;
                }
                Err(miss) => return Err(miss),
            }
        }
    }

    async fn ask(&self, protocol: Protocol, endpoint: CountEndpoint, http: &HttpRequest) -> Result<CountAnswer, Miss> {
        let first = ms(self.policy.connect_seconds);
        let sent = self.within(first, "The server sent no answer", self.transport.send(http)).await;
        let Response { status, headers, mut body } = sent.and_then(|sent| sent).map_err(Miss::Failed)?;
        let mut bytes = Vec::new();
        loop {
            let next =
                self.within(ms(self.policy.stall_seconds), "The answer stopped coming: no byte", body.chunk()).await;
            match next.and_then(|next| next).map_err(Miss::Failed)? {
                Some(more) if bytes.len() + more.len() <= LIMIT => bytes.extend(more),
                Some(_) => {
                    let words = "The endpoint's answer to a count is longer than 32 MB.";
                    return Err(Miss::Failed(Failure::new(FailureKind::Garbled, words)));
                }
                None => break,
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        if !(200..300).contains(&status) {
            let failure = error::from_response(protocol, status, &headers, &text);
            return Err(if is_not_there(status, &text) { Miss::NotThere(failure) } else { Miss::Failed(failure) });
        }
        decode(endpoint, http, &text).map_err(|failure| match failure.kind {
            FailureKind::Garbled => Miss::NotThere(failure),
            _ => Miss::Failed(failure),
        })
    }
}
