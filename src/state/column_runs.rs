//! The runs of one column: the one that is shown, and its repeats on the shelf. Each run lies in exactly one of the two places, so nothing is
//! mirrored.

use leptos::prelude::*;

use super::live_run::LiveRun;
use crate::domain::connection::Connection;
use crate::provider::request::ChatRequest;
use crate::runner::cancel::Cancel;

/// Which of a column's runs is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// From 0.
    pub at: usize,
    pub of: usize,
}

/// The runs of one press of Run.
#[derive(Clone)]
pub struct ColumnRuns {
    pub live: RwSignal<LiveRun>,
    pub place: RwSignal<Place>,
    /// All runs in their order; that of the shown one is empty.
    shelf: Vec<LiveRun>,
    /// Stops all of them.
    pub cancel: Cancel,
    /// What was asked last, to go on from.
    pub sent: Option<(Connection, ChatRequest)>,
    /// Whether they go to a server on this machine or network, or nowhere at all.
    pub is_local: bool,
}

impl ColumnRuns {
    /// Idle. The signals belong to the current owner.
    #[expect(clippy::new_without_default, reason = "where it is made matters")]
    pub fn new() -> Self {
        Self {
            live: RwSignal::new(LiveRun::default()),
            place: RwSignal::new(Place { at: 0, of: 1 }),
            shelf: vec![LiveRun::default()],
            cancel: Cancel::new(),
            sent: None,
            is_local: true,
        }
    }

    /// Puts `runs` in place of those before, the first of them shown, and gives each a number of its own, which is returned.
    pub fn begin(&mut self, runs: Vec<LiveRun>) -> Vec<u32> {
        self.cancel.stop();
        self.cancel = Cancel::new();
        let used = self.shelf.iter().map(|run| run.number).max().unwrap_or(0);
        let mut next = self.live.with_untracked(|run| run.number).max(used);
        self.shelf = runs;
        for run in &mut self.shelf {
            next += 1;
            run.number = next;
        }
        let numbers = self.shelf.iter().map(|run| run.number).collect();
        self.place.set(Place { at: 0, of: self.shelf.len() });
        if let Some(first) = self.shelf.first_mut() {
            self.live.set(std::mem::take(first));
        }
        numbers
    }

    /// Changes the run that is kept as `id`, if it is here.
    pub fn change_kept(&mut self, id: &str, change: impl FnOnce(&mut LiveRun)) {
        if id.is_empty() {
            return;
        }
        if self.live.with_untracked(|run| run.record == id) {
            self.live.update(change);
        } else if let Some(run) = self.shelf.iter_mut().find(|run| run.record == id) {
            change(run);
        }
    }

    /// Shows another of the runs.
    pub fn show(&mut self, at: usize) {
        let place = self.place.get_untracked();
        if at == place.at || at >= self.shelf.len() {
            return;
        }
        let next = self.shelf.get_mut(at).map(std::mem::take).unwrap_or_default();
        let shown = self.live.try_update(|run| std::mem::replace(run, next)).unwrap_or_default();
        if let Some(slot) = self.shelf.get_mut(place.at) {
            *slot = shown;
        }
        self.place.set(Place { at, ..place });
    }

    /// Changes the run with this number; `None` when a newer press of Run took its place.
    pub fn change<T>(&mut self, number: u32, change: impl FnOnce(&mut LiveRun) -> T) -> Option<T> {
        if self.live.with_untracked(|run| run.number == number) {
            return self.live.try_update(change);
        }
        self.shelf.iter_mut().find(|run| run.number == number).map(change)
    }

    /// Reads the run with this number; an idle one when it is gone.
    pub fn read<T>(&self, number: u32, read: impl FnOnce(&LiveRun) -> T) -> T {
        if self.live.with_untracked(|run| run.number == number) {
            return self.live.with_untracked(read);
        }
        match self.shelf.iter().find(|run| run.number == number) {
            Some(run) => read(run),
            None => read(&LiveRun::default()),
        }
    }

    /// Runs that have not ended, with how many bytes each has.
    pub fn running(&self) -> Vec<(u32, usize)> {
        let weigh =
            |run: &LiveRun| run.status.is_running().then_some((run.number, run.text.len() + run.reasoning.len()));
        let live = self.live.with_untracked(weigh);
        self.shelf.iter().filter_map(weigh).chain(live).collect()
    }
}
