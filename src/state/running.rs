//! What a person does with runs: start, stop, run again; and what follows the end of each: its price, its place in the history, its explanation.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::AppState;
use super::later;
use super::live_run::{LiveRun, RunStatus, SchemaVerdict};
use super::runs::{Ask, RunHandle};
use super::view::{Place as Room, Tone};
use crate::browser::answer_cache::AnswerCache;
use crate::browser::fetch::FetchTransport;
use crate::browser::{clock, focus, random};
use crate::domain::completion::Completion;
use crate::domain::connection::Connection;
use crate::domain::estimate::Estimate;
use crate::domain::failure::FailureKind;
use crate::domain::id::ElementId;
use crate::domain::problem::{Place, Problem};
use crate::domain::quote::Service;
use crate::domain::receipt::receipt;
use crate::domain::sanity::usage_note;
use crate::domain::uplift;
use crate::engine::wire::{ReplyBody, RequestBody, Validation};
use crate::provider::request::ChatRequest;

/// How long a run waits for the composition of the last edit.
const PATIENCE_MS: f64 = 5_000.0;
const STEP_MS: f64 = 20.0;

/// Whether a kept answer will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// If the policy says so.
    AsSet,
    /// Every answer is asked for.
    Anew,
}

impl AppState {
    /// Runs every column.
    pub fn run_all(&self, freshness: Freshness) {
        let ids = self.prompt.document().with_untracked(|p| p.columns.iter().map(|c| c.id).collect::<Vec<_>>());
        self.run(ids, freshness);
    }

    /// Runs one column again; who does that wants another answer.
    pub fn run_column(&self, id: ElementId) {
        self.run(vec![id], Freshness::Anew);
    }

    pub fn stop_column(&self, id: ElementId) {
        self.runs.stop(id);
    }

    pub fn stop_all(&self) {
        self.runs.stop_all();
    }

    /// Stops the run of the column that has the keyboard; when that one is not running, all of them.
    pub fn stop_focused_or_all(&self) {
        let ids = self.prompt.document().with_untracked(|p| p.columns.iter().map(|c| c.id).collect::<Vec<_>>());
        match ids
            .into_iter()
            .find(|id| focus::is_within(&format!("column-{id}")))
            .filter(|id| self.runs.is_running(*id))
        {
            Some(id) => self.runs.stop(id),
            None => self.runs.stop_all(),
        }
    }

    /// How many answers are kept to be shown again; `None` = it can't be told.
    pub async fn kept_answers(&self) -> Option<usize> {
        self.answer_cache()?.count().await.ok()
    }

    /// Drops the kept answers.
    pub fn clear_kept_answers(&self) {
        let this = *self;
        spawn_local(async move {
            let Some(cache) = this.answer_cache() else { return };
            match cache.clear().await {
                Ok(()) => this.view.say(Tone::Ok, "Kept answers are deleted; runs in the library stay."),
                Err(error) => this.view.say(Tone::Danger, error.to_string()),
            }
        });
    }

    fn answer_cache(&self) -> Option<AnswerCache> {
        self.documents.store().map(|store| AnswerCache::over(store.database()))
    }

    /// Runs columns once the composition is that of the last edit, unless a problem stands against it.
    fn run(&self, ids: Vec<ElementId>, freshness: Freshness) {
        let this = *self;
        spawn_local(async move {
            let mut waited_ms = 0.0;
            while this.compose.updating().get_untracked() && waited_ms < PATIENCE_MS {
                clock::sleep_ms(STEP_MS).await;
                waited_ms += STEP_MS;
            }
            if let Some(problem) = this.compose.blocker() {
                this.show_blocker(&problem);
                return;
            }
            if this.budget_allows(&ids, freshness) {
                this.start_columns(&ids, freshness);
            }
        });
    }

    /// Starts columns that may run. Under a budget each of their runs waits until there is room for it; those for which none is left say so.
    pub(super) fn start_columns(&self, ids: &[ElementId], freshness: Freshness) {
        let (this, ids) = (*self, ids.to_vec());
        let stops = this.runs.stops();
        // Busy, and to be stopped, while the code that runs is on its way.
        this.runs.running.update(|n| *n += 1);
        spawn_local(async move {
            if later::start_columns(Box::new(this), ids, freshness, stops).await.is_err() {
                this.view.say(Tone::Danger, later::NOT_LOADED);
            }
            this.runs.running.update(|n| *n -= 1);
        });
    }

    pub(super) fn start_columns_now(&self, ids: &[ElementId], freshness: Freshness) {
        self.view.answers.set(true);
        self.documents.keep_version(false);
        self.view.announcement.set(match ids {
            [id] => format!("Running {}.", untrack(|| self.column_name(*id))),
            ids => format!("Running {} models.", ids.len()),
        });
        for id in ids {
            self.run_one(*id, freshness);
        }
    }

    /// Says what stands against a run and moves the focus there.
    fn show_blocker(&self, problem: &Problem) {
        self.view.go(Room::Compose);
        self.view.answers.set(false);
        self.view.say(Tone::Danger, format!("Not run: {}", problem.message));
        match &problem.place {
            Place::Variable(name) => focus::variable(name),
            Place::Message(id) => focus::by_id(&format!("message-{id}")),
            Place::Schema => focus::by_id("schema-text"),
            Place::Tool(id) => focus::by_id(&format!("tool-{id}")),
            Place::Tools => focus::by_id("tool-choice"),
            _ => {}
        }
    }

    fn run_one(&self, id: ElementId, freshness: Freshness) {
        let (connection, request) = match untrack(|| self.request(id)) {
            Ok(found) => found,
            Err(sentence) => {
                self.view.say(Tone::Danger, sentence);
                return;
            }
        };
        let start = LiveRun {
            is_dry_run: connection.id.is_dry_run(),
            model: request.model.clone(),
            schema: request.schema.clone(),
            technique: request.technique,
            estimate: untrack(|| self.estimates.column(id)),
            ..LiveRun::default()
        };
        let ask = self.ask(id, connection, request, start.estimate.as_ref());
        let repeats = untrack(|| self.run_options.repeats());
        self.launch(id, &Ask { repeats, reuse: freshness == Freshness::AsSet, ..ask }, &start);
    }

    /// One request of a column as the policy has it, asked anew, and expected to cost what `estimate` says.
    pub(super) fn ask(
        &self,
        id: ElementId,
        connection: Connection,
        request: ChatRequest,
        estimate: Option<&Estimate>,
    ) -> Ask {
        let policy = untrack(|| self.run_options.policy());
        Ask {
            transport: FetchTransport::new(self.keys.store(), connection.id.clone()),
            connection,
            request,
            policy,
            repeats: 1,
            cache: self.answer_cache().filter(|_| policy.reuse_answers),
            reuse: false,
            stake: self.stake(id, estimate),
            budget: self.budget,
        }
    }

    /// Asks in a column and takes what comes back.
    pub(super) fn launch(&self, id: ElementId, ask: &Ask, start: &LiveRun) {
        let this = *self;
        let column = self.prompt.document().with_untracked(|p| p.columns.iter().find(|c| c.id == id).cloned());
        // A turn that went on is longer than the prompt that was counted.
        let column = column.filter(|_| !ask.request.is_continued());
        let counted = column.and_then(|column| untrack(|| self.counts.base_of_column(&column)));
        let (sent_to, sent) = (ask.connection.clone(), ask.request.clone());
        let blank = self.library.blank_run(id, &sent_to, &sent, counted.as_ref());
        let template = blank.clone();
        let begin = move |run: RunHandle| this.keep_while_streaming(run, template.named(random::new_id()));
        self.runs.start(id, ask, start, begin, async move |run: RunHandle, completion: Completion| {
            let was_sent = completion.failure.as_ref().is_none_or(|failure| failure.kind != FailureKind::OverBudget);
            if !was_sent {
                run.update(|r| r.record.clear());
            }
            // A kept answer was paid for and stored when it came.
            if was_sent && run.with_untracked(|r| r.kept_since.is_none()) {
                let asked = uplift::asked(&sent_to, &sent.sampling.extra);
                this.price(id, run, &completion, asked);
                let receipt = run.with_untracked(|r| r.receipt.clone());
                let record = blank.named(run.with_untracked(|r| r.record.clone()));
                this.library.save_run(record, &completion, receipt.as_ref());
            }
            if was_sent {
                this.doctor.note_end(&sent_to.id, &sent.model, completion.failure.as_ref());
            }
            if let Some(failure) = run.with_untracked(|r| r.failure.clone()) {
                let explanation = this.explain_for(&sent_to, &sent.model, &failure).await;
                run.update(|r| r.explanation = Some(explanation));
            }
            this.announce_end(id, run, &completion);
            this.validate(run).await;
        });
    }

    /// `uplifts` names what the request asked for that may make it dearer.
    fn price(&self, id: ElementId, run: RunHandle, completion: &Completion, mut uplifts: Vec<String>) {
        let model =
            self.prompt.document().with_untracked(|p| p.columns.iter().find(|c| c.id == id).map(|c| c.model.clone()));
        let Some(model) = model.filter(|m| !m.connection.is_dry_run()) else { return };
        uplifts.extend(uplift::reported(&completion.usage));
        let quote = untrack(|| self.catalog.quote_for(&model, Service::of(&completion.usage), &uplifts));
        let estimate = run.with_untracked(|r| r.estimate.clone());
        let today = untrack(|| self.catalog.today());
        let mut receipt =
            receipt(&completion.usage, quote.as_ref()).against(estimate.as_ref(), &completion.usage, today);
        self.charge(id, completion, &receipt);
        run.update(|r| {
            let counted = r.estimate.as_ref().map(|estimate| estimate.input);
            receipt.notes.extend(counted.and_then(|counted| usage_note(counted, &completion.usage)));
            let reported = completion.usage.input_total().is_some() || completion.usage.output_total().is_some();
            r.cost_text = match (receipt.charged(), reported) {
                (Some(total), true) => Some(total.to_string()),
                (None, true) => Some("no price".to_owned()),
                (_, false) => None,
            };
            r.receipt = Some(receipt);
        });
    }

    /// Says how a run ended; of several repeats, that the last one did.
    fn announce_end(&self, id: ElementId, run: RunHandle, completion: &Completion) {
        let name = untrack(|| self.column_name(id));
        let repeats = self.runs.place(id).get_untracked().of;
        if repeats > 1 {
            if !self.runs.is_running(id) {
                self.view.announcement.set(format!("{name}: all {repeats} answers have ended."));
            }
            return;
        }
        let (status, cost, kept) = run.with_untracked(|r| (r.status, r.cost_text.clone(), r.kept_since.is_some()));
        let words = match status {
            RunStatus::Done if !completion.tool_calls.is_empty() => {
                let names: Vec<_> = completion.tool_calls.iter().map(|call| call.name.as_str()).collect();
                format!("{name} called {}. Type what it gave to go on.", names.join(" and "))
            }
            RunStatus::Done if kept => format!("{name}: a kept answer is shown."),
            RunStatus::Done => {
                let tokens = completion.usage.output_total().map(|n| format!(", {n} tokens")).unwrap_or_default();
                let cost = cost.map(|c| format!(", {c}")).unwrap_or_default();
                format!("{name} finished{tokens}{cost}.")
            }
            RunStatus::Stopped => format!("{name} stopped."),
            _ => match run.with_untracked(|r| r.explanation.clone()) {
                Some(explanation) => format!("{name} failed: {}.", explanation.title),
                None => return,
            },
        };
        self.view.announcement.set(words);
    }

    /// Checks a finished answer against the schema that was sent.
    async fn validate(&self, run: RunHandle) {
        let (status, schema) = run.with_untracked(|r| (r.status, r.schema.clone()));
        let called = run.with_untracked(|r| !r.calls.is_empty() && r.text.is_empty());
        let Some(schema) = schema.filter(|_| status == RunStatus::Done && !called) else { return };
        let answer = run.with_untracked(|r| crate::domain::answer::Answer::extract(&r.text, r.technique).text);
        let verdict = match self.engine.ask(RequestBody::Validate { schema: schema.json, answer }).await {
            Ok(ReplyBody::Validated(Validation::Valid)) => SchemaVerdict::Fits,
            Ok(ReplyBody::Validated(Validation::Invalid(errors))) => {
                let sentence = |e: crate::engine::wire::ValidationError| match e.path.as_str() {
                    "" => e.message,
                    path => format!("{path}: {}", e.message),
                };
                SchemaVerdict::Breaks(errors.into_iter().map(sentence).collect())
            }
            Ok(
                ReplyBody::Validated(Validation::NotJson { reason } | Validation::BadSchema { reason })
                | ReplyBody::Refused { reason },
            ) => SchemaVerdict::Breaks(vec![reason]),
            Ok(_) => return,
            Err(failure) => SchemaVerdict::Breaks(vec![failure.to_string()]),
        };
        run.update(|r| r.verdict = Some(verdict));
    }
}
