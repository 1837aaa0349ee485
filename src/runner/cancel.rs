//! The stop button: one handle per run, cloned into whatever may stop it: the person, or what befell the page.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use crate::domain::failure::{Failure, FailureKind};

/// Stops a run. Clones share one state; stopping twice is harmless.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// Why it was stopped.
    reason: Option<Failure>,
    waiting: Vec<Waker>,
}

impl Cancel {
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops the run as the person wishes; what has come is kept.
    pub fn stop(&self) {
        self.end(Failure::new(FailureKind::Stopped, "Stopped."));
    }

    /// Ends the run because of `reason`; what has come is kept. The first reason stands.
    pub fn end(&self, reason: Failure) {
        let waiting = {
            let mut state = self.state();
            state.reason.get_or_insert(reason);
            std::mem::take(&mut state.waiting)
        };
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Why it was stopped; `None` = it was not.
    pub fn reason(&self) -> Option<Failure> {
        self.state().reason.clone()
    }

    /// Completes once it is stopped, with the reason.
    pub async fn stopped(&self) -> Failure {
        poll_fn(|context| {
            let mut state = self.state();
            if let Some(reason) = &state.reason {
                return Poll::Ready(reason.clone());
            }
            if !state.waiting.iter().any(|waker| waker.will_wake(context.waker())) {
                state.waiting.push(context.waker().clone());
            }
            Poll::Pending
        })
        .await
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
