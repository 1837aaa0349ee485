//! Running the prompt: one task a run, stoppable, its output flushed once a frame.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::budget::BudgetState;
use super::column_runs::{ColumnRuns, Place};
use super::live_run::{LiveRun, RetryNotice, RunStatus};
use crate::browser::answer_cache::AnswerCache;
use crate::browser::clock::{self, PageClock};
use crate::browser::fetch::FetchTransport;
use crate::browser::frame;
use crate::domain::completion::Completion;
use crate::domain::connection::Connection;
use crate::domain::failure::Failure;
use crate::domain::history::KeptAnswerRecord;
use crate::domain::id::ElementId;
use crate::domain::rating::Rating;
use crate::domain::run_policy::RunPolicy;
use crate::provider::event::RunEvent;
use crate::provider::request::ChatRequest;
use crate::runner::cache;
use crate::runner::limits::Limits;
use crate::runner::ports::Clock;
use crate::runner::run::{Progress, Runner};
use crate::runner::spending::{Admission, NotStarted, Spending, Stake};

/// The runs of the columns.
#[derive(Clone, Copy)]
pub struct RunState {
    owner: StoredValue<Owner>,
    columns: StoredValue<HashMap<ElementId, ColumnRuns>>,
    limits: StoredValue<Limits, LocalStorage>,
    spending: StoredValue<Spending, LocalStorage>,
    /// How often everything was stopped.
    stops: StoredValue<u32>,
    /// Runs that have not ended, or are about to start.
    pub running: RwSignal<usize>,
}

/// What a column asks.
#[derive(Clone)]
pub struct Ask {
    pub transport: FetchTransport,
    pub connection: Connection,
    pub request: ChatRequest,
    pub policy: RunPolicy,
    /// At least 1.
    pub repeats: u32,
    /// Where kept answers are looked for and put; `None` = nowhere.
    pub cache: Option<AnswerCache>,
    /// Whether a kept answer will do.
    pub reuse: bool,
    /// What one run may cost, held against the budget before it is sent.
    pub stake: Stake,
    pub budget: BudgetState,
}

/// One run of a column. It stays harmless when the run's place was taken by a newer one.
#[derive(Clone, Copy)]
pub struct RunHandle {
    runs: RunState,
    column: ElementId,
    number: u32,
}

impl RunHandle {
    /// Changes the run, if it is still there.
    pub fn update(&self, change: impl FnOnce(&mut LiveRun)) {
        self.runs.columns.try_update_value(|columns| columns.get_mut(&self.column)?.change(self.number, change));
    }

    /// Reads the run; an idle one when it is gone.
    pub fn with_untracked<T>(&self, read: impl FnOnce(&LiveRun) -> T) -> T {
        self.runs.columns.with_value(|columns| match columns.get(&self.column) {
            Some(runs) => runs.read(self.number, read),
            None => read(&LiveRun::default()),
        })
    }

    pub fn is_current(&self) -> bool {
        self.with_untracked(|run| run.number == self.number)
    }
}

/// What streamed since the last frame.
#[derive(Default)]
struct Tail {
    text: String,
    reasoning: String,
    /// What was said about tool calls.
    calls: Vec<RunEvent>,
    scheduled: bool,
}

impl RunState {
    /// The signals it makes live as long as the owner under which it is made: the page.
    #[expect(clippy::new_without_default, reason = "where it is made matters")]
    pub fn new() -> Self {
        Self {
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            columns: StoredValue::new(HashMap::new()),
            limits: StoredValue::new_local(Limits::new()),
            spending: StoredValue::new_local(Spending::new()),
            stops: StoredValue::new(0),
            running: RwSignal::new(0),
        }
    }

    /// The shown run of a column, idle when there was none.
    pub fn of(&self, column: ElementId) -> RwSignal<LiveRun> {
        self.column(column, |runs| runs.live)
    }

    /// Which of a column's runs is shown.
    pub fn place(&self, column: ElementId) -> RwSignal<Place> {
        self.column(column, |runs| runs.place)
    }

    /// Shows another repeat of a column.
    pub fn show(&self, column: ElementId, at: usize) {
        self.column(column, |runs| runs.show(at));
    }

    fn column<T>(&self, column: ElementId, act: impl FnOnce(&mut ColumnRuns) -> T) -> T {
        let owner = self.owner.get_value();
        let mut columns = self.columns.write_value();
        act(columns.entry(column).or_insert_with(|| owner.with(ColumnRuns::new)))
    }

    /// What a column asked last, and where; `None` when nothing was asked since the document was opened.
    pub fn sent(&self, column: ElementId) -> Option<(Connection, ChatRequest)> {
        self.column(column, |runs| runs.sent.clone())
    }

    /// Stops a column's runs; what has come is kept.
    pub fn stop(&self, column: ElementId) {
        self.column(column, |runs| runs.cancel.stop());
    }

    /// Whether any run of a column has not ended.
    pub fn is_running(&self, column: ElementId) -> bool {
        self.column(column, |runs| !runs.running().is_empty())
    }

    pub fn stop_all(&self) {
        self.stops.update_value(|n| *n = n.wrapping_add(1));
        self.columns.with_value(|columns| columns.values().for_each(|runs| runs.cancel.stop()));
    }

    /// How often everything was stopped.
    pub fn stops(&self) -> u32 {
        self.stops.get_value()
    }

    /// Runs that go over the network and have not ended, each with how many bytes it has.
    pub fn hosted_running(&self) -> Vec<(ElementId, u32, usize)> {
        self.columns.with_value(|columns| {
            let hosted = columns.iter().filter(|(_, runs)| !runs.is_local);
            hosted
                .flat_map(|(id, runs)| runs.running().into_iter().map(|(number, bytes)| (*id, number, bytes)))
                .collect()
        })
    }

    /// Ends the runs of a column for a reason that is not the person's.
    pub fn end(&self, column: ElementId, reason: Failure) {
        self.column(column, |runs| runs.cancel.end(reason));
    }

    /// Rates the answer that is kept as run `id`, if a column shows it.
    pub fn rate(&self, id: &str, rating: Option<&Rating>) {
        self.columns.update_value(|columns| {
            for runs in columns.values_mut() {
                runs.change_kept(id, |run| run.rating = rating.cloned());
            }
        });
    }

    /// Forgets every run, as when another document is opened.
    pub fn clear(&self) {
        self.columns.update_value(|columns| {
            for runs in columns.values_mut() {
                runs.begin(vec![LiveRun::default()]);
                runs.sent = None;
            }
        });
    }

    /// Asks, as often as `ask.repeats` says: `begin` gets each run before it is sent, `then` its completion. `start` is what the column knows of
    /// its runs from the beginning.
    pub fn start(
        &self,
        column: ElementId,
        ask: &Ask,
        start: &LiveRun,
        begin: impl Fn(RunHandle),
        then: impl AsyncFn(RunHandle, Completion) + Clone + 'static,
    ) {
        let run = LiveRun { status: RunStatus::Waiting, ..start.clone() };
        let runs = vec![run; ask.repeats.max(1) as usize];
        let numbers = self.column(column, |own| {
            own.is_local = ask.connection.endpoint().map_or(true, |endpoint| endpoint.is_private());
            own.sent = Some((ask.connection.clone(), ask.request.clone()));
            own.begin(runs)
        });
        for (repeat, number) in (0_u32..).zip(numbers) {
            let (this, ask, then) = (*self, ask.clone(), then.clone());
            let handle = RunHandle { runs: this, column, number };
            this.running.update(|n| *n += 1);
            begin(handle);
            spawn_local(async move {
                // Held until the run is charged, so that what waits sees what is left after it.
                let (completion, _admission) = this.answer(&ask, repeat, handle).await;
                // A newer run of the same column may have taken the place over.
                if handle.is_current() {
                    handle.update(|r| r.finish(&completion));
                    then(handle, completion).await;
                }
                this.running.update(|n| *n -= 1);
            });
        }
    }

    /// The kept answer, if one may and does stand for this run, or the provider's, for which the budget must have room.
    async fn answer(&self, ask: &Ask, repeat: u32, handle: RunHandle) -> (Completion, Option<Admission>) {
        let remote = ask.cache.as_ref().filter(|_| !ask.connection.id.is_dry_run());
        let kept = remote.and_then(|cache| Some((cache, cache::key(&ask.connection, &ask.request, repeat).ok()?)));
        if let Some((cache, key)) = kept.as_ref().filter(|_| ask.reuse)
            && let Some(record) = cache.get(key).await
        {
            handle.update(|r| r.kept_since = Some(clock::local_time(record.at_ms)));
            return (record.completion.into(), None);
        }
        let Some(cancel) =
            self.columns.with_value(|columns| columns.get(&handle.column).map(|runs| runs.cancel.clone()))
        else {
            return (Completion::default(), None);
        };
        let wait = || handle.update(|r| r.status = RunStatus::Queued);
        let admitted = self.spending.get_value().admit(ask.stake, &cancel, || ask.budget.left(), wait).await;
        let admission = match admitted {
            Ok(admission) => admission,
            Err(not_started) => {
                let failure = match not_started {
                    NotStarted::Stopped(reason) => reason,
                    NotStarted::Spent => ask.budget.spent_failure(),
                };
                return (Completion { failure: Some(failure), ..Completion::default() }, None);
            }
        };
        let tail = Rc::new(RefCell::new(Tail::default()));
        let runner = Runner {
            transport: ask.transport.clone(),
            clock: PageClock,
            limits: self.limits.get_value(),
            policy: ask.policy,
        };
        let started = PageClock.now_ms();
        let on_progress = |progress| take(handle, started, &tail, progress);
        let completion = runner.run(&ask.connection, &ask.request, &cancel, on_progress).await;
        if let Some((cache, key)) = kept.filter(|_| cache::is_worth_keeping(&completion)) {
            let record = KeptAnswerRecord { key, at_ms: clock::unix_ms(), completion: (&completion).into() };
            // An answer that can't be kept is asked for again the next time, and nothing else.
            drop(cache.put(&record).await);
        }
        (completion, Some(admission))
    }
}

/// Notes progress; text waits for the next frame.
fn take(run: RunHandle, started: f64, tail: &Rc<RefCell<Tail>>, progress: Progress) {
    let set = |status| {
        run.update(|r| {
            r.status = status;
            r.retry = None;
        });
    };
    match progress {
        Progress::Queued => set(RunStatus::Queued),
        Progress::Sent { .. } => set(RunStatus::Waiting),
        Progress::Retrying { retry, of, after_ms, failure } => {
            *tail.borrow_mut() = Tail::default();
            run.update(|r| r.start_anew(RetryNotice::new(retry, of, after_ms, &failure)));
            count_down(run, after_ms);
        }
        Progress::Event(RunEvent::Text(text) | RunEvent::Refusal(text)) => {
            tail.borrow_mut().text.push_str(&text);
            flush_next_frame(run, started, tail);
        }
        Progress::Event(RunEvent::Reasoning(text)) => {
            tail.borrow_mut().reasoning.push_str(&text);
            flush_next_frame(run, started, tail);
        }
        Progress::Event(
            event @ (RunEvent::ToolCallStarted { .. }
            | RunEvent::ToolCallArguments { .. }
            | RunEvent::ToolCallSigned { .. }),
        ) => {
            tail.borrow_mut().calls.push(event);
            flush_next_frame(run, started, tail);
        }
        Progress::Event(_) => {}
    }
}

/// Shows every second how long it still is to the next attempt.
fn count_down(run: RunHandle, after_ms: f64) {
    const STEP_MS: f64 = 1_000.0;
    let until = PageClock.now_ms() + after_ms;
    spawn_local(async move {
        loop {
            let left = until - PageClock.now_ms();
            let waits = run.with_untracked(|r| r.retry.is_some());
            if left <= STEP_MS || !waits {
                return;
            }
            clock::sleep_ms(left % STEP_MS + 1.0).await;
            let left = until - PageClock.now_ms();
            run.update(|r| r.retry.iter_mut().for_each(|retry| retry.set_left(left)));
        }
    });
}

/// Appends what waits to the run in the next frame; a hidden tab, which has no frames, gets a timer (see [`frame::next_frame`]).
fn flush_next_frame(run: RunHandle, started: f64, tail: &Rc<RefCell<Tail>>) {
    {
        let mut waiting = tail.borrow_mut();
        if waiting.scheduled {
            return;
        }
        waiting.scheduled = true;
    }
    let tail = Rc::clone(tail);
    spawn_local(async move {
        frame::next_frame().await;
        let waiting = std::mem::take(&mut *tail.borrow_mut());
        let at_ms = PageClock.now_ms() - started;
        run.update(|r| {
            if r.status.is_running() && r.retry.is_none() {
                r.append(&waiting.text, &waiting.reasoning, at_ms);
                for event in &waiting.calls {
                    event.add_to(&mut r.calls);
                }
            }
        });
    });
}
