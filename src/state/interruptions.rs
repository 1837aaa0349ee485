//! What befalls the page while runs are under way: the network goes, the computer sleeps, the tab is frozen. A run that nothing comes of any more
//! ends then with that reason, instead of waiting.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::AppState;
use crate::browser::{clock, page, suspension};
use crate::domain::failure::{Failure, FailureKind};

/// How long a run may show that it is alive after all, in milliseconds.
const GRACE_MS: f64 = 5_000.0;

impl AppState {
    /// Watches for as long as the page lives.
    pub fn watch_interruptions(&self) {
        let this = *self;
        let on_change = move |online: bool| {
            this.view.offline.set(!online);
            if !online {
                this.end_silent_runs("The browser went offline.", true);
            }
        };
        this.view.offline.set(page::is_offline());
        if let Some(listeners) = suspension::on_network_change(on_change) {
            // They listen as long as the page lives.
            std::mem::forget(listeners);
        }
        spawn_local(async move {
            suspension::watch(|minutes| {
                this.end_silent_runs(
                    &format!(
                        "This page did not run for {minutes:.0} min: the computer slept, or the browser froze the tab."
                    ),
                    false,
                );
            })
            .await;
        });
    }

    /// Ends runs over the network of which nothing comes during a short grace.
    fn end_silent_runs(&self, reason: &str, while_offline: bool) {
        let (this, reason) = (*self, reason.to_owned());
        let before = this.runs.hosted_running();
        spawn_local(async move {
            clock::sleep_ms(GRACE_MS).await;
            if while_offline && !page::is_offline() {
                return;
            }
            let after = this.runs.hosted_running();
            for (column, _, _) in before.into_iter().filter(|run| after.contains(run)) {
                this.runs.end(column, Failure::new(FailureKind::Interrupted, reason.clone()));
            }
        });
    }
}
