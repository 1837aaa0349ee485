//! Differences of the other columns' answers from the baseline's, computed in the engine, and how any diff is looked at.

use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::engine::EngineState;
use super::live_run::RunStatus;
use super::prompt::PromptState;
use super::runs::RunState;
use crate::domain::answer::Answer;
use crate::domain::diff::{Diff, Granularity};
use crate::domain::id::ElementId;
use crate::engine::wire::{ReplyBody, RequestBody};

/// One answer against the baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnDiff {
    pub column: ElementId,
    /// `Err` = a sentence why there is none.
    pub diff: Result<Diff, String>,
}

/// How a text diff is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DiffLayout {
    /// Running text with what was removed and added inside it.
    #[default]
    Inline,
    SideBySide,
    /// Lines one below the other.
    Unified,
}

/// What of a text diff is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DiffShow {
    /// Equal stretches but for some context are folded.
    #[default]
    Folded,
    Everything,
    DifferentOnly,
    /// What stands in the second text alone.
    OnlyAfter,
}

impl DiffShow {
    pub const ALL: [Self; 4] = [Self::Folded, Self::Everything, Self::DifferentOnly, Self::OnlyAfter];

    pub fn name(self) -> &'static str {
        match self {
            Self::Folded => "Equal parts folded",
            Self::Everything => "Everything",
            Self::DifferentOnly => "Different only",
            Self::OnlyAfter => "Only in B",
        }
    }
}

/// How diffs are made and shown; the same in the dock and in Compare.
#[derive(Clone, Copy)]
pub struct DiffOptions {
    pub granularity: RwSignal<Granularity>,
    pub layout: RwSignal<DiffLayout>,
    pub show: RwSignal<DiffShow>,
    /// Whether reasoning is compared too.
    pub reasoning: RwSignal<bool>,
}

/// The diffs of the columns.
#[derive(Clone, Copy)]
pub struct DiffState {
    pub options: DiffOptions,
    pub diffs: RwSignal<Vec<ColumnDiff>>,
    pub busy: RwSignal<bool>,
    /// The column that the others are compared with, once it has an answer.
    pub baseline: Memo<Option<ElementId>>,
}

impl DiffState {
    pub fn new(prompt: PromptState, runs: RunState, engine: EngineState) -> Self {
        // Every column that has an answer to compare, with the number of its run.
        let answered = Memo::new(move |_| {
            let ids = prompt.document().with(|p| p.columns.iter().map(|c| c.id).collect::<Vec<_>>());
            let settled = |status| matches!(status, RunStatus::Done | RunStatus::Stopped | RunStatus::Failed);
            let number = |id| runs.of(id).with(|r| (settled(r.status) && !r.text.is_empty()).then_some((id, r.number)));
            ids.into_iter().filter_map(number).collect::<Vec<_>>()
        });
        let baseline = Memo::new(move |_| {
            let starred = prompt.document().with(|p| p.baseline);
            answered.with(|all| all.iter().map(|(id, _)| *id).find(|id| starred.is_none_or(|s| s == *id)))
        });
        let options = DiffOptions {
            granularity: RwSignal::new(Granularity::Words),
            layout: RwSignal::new(DiffLayout::Inline),
            show: RwSignal::new(DiffShow::Folded),
            reasoning: RwSignal::new(false),
        };
        let this = Self { options, diffs: RwSignal::new(Vec::new()), busy: RwSignal::new(false), baseline };
        let last = StoredValue::new(None::<AbortHandle>);
        Effect::new(move || {
            let (answered, baseline) = (answered.get(), baseline.get());
            let (granularity, reasoning) = (options.granularity.get(), options.reasoning.get());
            // What nobody waits for any more is not made.
            if let Some(last) = last.try_update_value(Option::take).flatten() {
                last.abort();
            }
            let Some(baseline) = baseline else {
                this.diffs.set(Vec::new());
                this.busy.set(false);
                return;
            };
            this.busy.set(true);
            let text = move |column| if reasoning { whole_answer_of(runs, column) } else { answer_of(runs, column) };
            let (work, handle) = abortable(async move {
                let before = text(baseline);
                let mut diffs = Vec::new();
                for (column, _) in answered.into_iter().filter(|(id, _)| *id != baseline) {
                    let diff = diff_of(engine, before.clone(), text(column), granularity).await;
                    diffs.push(ColumnDiff { column, diff });
                }
                this.diffs.set(diffs);
                this.busy.set(false);
            });
            last.set_value(Some(handle));
            spawn_local(async move {
                // Aborted: a newer one is on its way.
                let _ = work.await;
            });
        });
        this
    }
}

impl DiffState {
    /// Differences that were found, over all columns.
    pub fn changes(&self) -> usize {
        self.diffs.with(|all| all.iter().filter_map(|d| d.diff.as_ref().ok()).map(|d| d.summary.changes).sum())
    }
}

/// Two texts compared by the engine.
///
/// # Errors
/// A sentence for the person.
pub async fn diff_of(
    engine: EngineState,
    before: String,
    after: String,
    granularity: Granularity,
) -> Result<Diff, String> {
    match engine.ask(RequestBody::Diff { before, after, granularity }).await {
        Ok(ReplyBody::Diff(diff)) => Ok(diff),
        Ok(ReplyBody::Refused { reason }) => Err(reason),
        Ok(_) => Err("The engine gave an answer to another question. Reload the page.".to_owned()),
        Err(failure) => Err(failure.to_string()),
    }
}

/// What counts as the answer of a column: reasoning that the model wrote into its text is left out.
pub fn answer_of(runs: RunState, column: ElementId) -> String {
    runs.of(column).with_untracked(|r| Answer::extract(&r.text, r.technique).text)
}

/// The reasoning of a column, then its answer.
pub fn whole_answer_of(runs: RunState, column: ElementId) -> String {
    runs.of(column).with_untracked(|r| {
        let answer = Answer::extract(&r.text, r.technique);
        with_reasoning(&[&r.reasoning, &answer.reasoning], &answer.text)
    })
}

/// An answer below the reasoning that led to it.
pub fn with_reasoning(reasoning: &[&str], answer: &str) -> String {
    let parts = reasoning.iter().copied().chain([answer]).filter(|part| !part.trim().is_empty());
    parts.collect::<Vec<_>>().join("\n\n")
}
