//! How runs of this device are made: how long they wait, how often they are tried, whether a kept answer will do. Part of no document.

use serde::{Deserialize, Serialize};

/// Most runs of one column at once.
pub const MOST_REPEATS: u32 = 20;

/// What the person set, times in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunPolicy {
    /// For status and headers.
    pub connect_seconds: u32,
    /// From the headers to the first text or reasoning; pings do not count.
    pub first_token_seconds: u32,
    /// Between two pieces of an answer; pings count.
    pub stall_seconds: u32,
    /// For everything, waiting between attempts included.
    pub total_seconds: u32,
    /// Attempts after the first.
    pub retries: u32,
    /// Tries again although text has come: that text is dropped, and both attempts are billed.
    pub retry_after_first_token: bool,
    /// Shows the kept answer when exactly the same was asked before.
    pub reuse_answers: bool,
}

impl Default for RunPolicy {
    /// Two minutes for a model to load, five to think in silence, a minute between pieces, ten in all (the official SDKs' total, 2026-08), two
    /// retries (the same SDKs').
    fn default() -> Self {
        Self {
            connect_seconds: 120,
            first_token_seconds: 300,
            stall_seconds: 60,
            total_seconds: 600,
            retries: 2,
            retry_after_first_token: false,
            reuse_answers: true,
        }
    }
}

impl RunPolicy {
    /// The same with every number in its bounds: times from a second to an hour, at most five retries.
    #[must_use]
    pub fn in_bounds(self) -> Self {
        let time = |seconds: u32| seconds.clamp(1, 3_600);
        Self {
            connect_seconds: time(self.connect_seconds),
            first_token_seconds: time(self.first_token_seconds),
            stall_seconds: time(self.stall_seconds),
            total_seconds: time(self.total_seconds),
            retries: self.retries.min(5),
            ..self
        }
    }
}
