//! How the next runs are made: how often a column is asked, how long is waited. It belongs to this device and is part of no document or link.

use leptos::prelude::*;

use crate::browser::remembered;
use crate::domain::history::{Record, RunningRecord};
use crate::domain::run_policy::{MOST_REPEATS, RunPolicy};

const STORE_KEY: &str = "nshot:running";

/// Repeats and policy.
#[derive(Clone, Copy)]
pub struct RunOptions {
    repeats: RwSignal<u32>,
    policy: RwSignal<RunPolicy>,
}

impl RunOptions {
    /// Repeats start at one with every page: a choice that multiplies the cost is made anew.
    pub fn new() -> Self {
        let stored = remembered::read(STORE_KEY).and_then(|text| RunningRecord::from_json(&text).ok());
        let policy = stored.unwrap_or_default().policy.in_bounds();
        Self { repeats: RwSignal::new(1), policy: RwSignal::new(policy) }
    }

    /// How often each column is asked at one press of Run.
    pub fn repeats(&self) -> u32 {
        self.repeats.get()
    }

    pub fn set_repeats(&self, repeats: u32) {
        self.repeats.set(repeats.clamp(1, MOST_REPEATS));
    }

    pub fn policy(&self) -> RunPolicy {
        self.policy.get()
    }

    /// Changes the policy and remembers it.
    ///
    /// # Errors
    /// A sentence when the browser remembers nothing; the change holds until the page is closed.
    pub fn change(&self, change: impl FnOnce(&mut RunPolicy)) -> Result<(), String> {
        let mut policy = self.policy.get_untracked();
        change(&mut policy);
        let policy = policy.in_bounds();
        self.policy.set(policy);
        let text = RunningRecord { policy }.to_json().map_err(|error| error.to_string())?;
        remembered::write(STORE_KEY, &text).map_err(|error| error.to_string())
    }
}

impl Default for RunOptions {
    fn default() -> Self {
        Self::new()
    }
}
