//! Compare: any two things that have text — answers and requests on the page, the prompt, its versions, other prompts, stored runs.

use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::AppState;
use super::diffs::{answer_of, diff_of, whole_answer_of, with_reasoning};
use super::requests::CodeLanguage;
use super::sharing::LocalDifference;
use super::view::Place;
use crate::browser::{focus, frame};
use crate::domain::answer::Answer;
use crate::domain::diff::{Diff, DiffSummary, Granularity};
use crate::domain::history::{DocumentId, MessageRecord, RunRecord};
use crate::domain::id::ElementId;
use crate::domain::prompt::Prompt;
use crate::domain::prompt_text::prompt_text;
use crate::engine::wire::{ReplyBody, RequestBody};

/// Something that has text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The answer that a column shows.
    Answer(ElementId),
    /// The request that a column would send now.
    Request(ElementId),
    /// A prompt with its settings, as written.
    Written(PromptSource),
    /// The messages that a prompt renders to.
    Rendered(PromptSource),
    /// The answer of a stored run.
    RunAnswer(String),
    /// The messages that a stored run sent.
    RunRequest(String),
}

/// Where a prompt is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PromptSource {
    Page,
    /// A version of the open document.
    Version(String),
    Document(DocumentId),
}

/// Subjects of one kind, for a list with headings.
#[derive(Clone, Debug, PartialEq)]
pub struct SubjectGroup {
    pub name: &'static str,
    pub subjects: Vec<(Subject, String)>,
}

/// The two sides and how they differ.
#[derive(Clone, Copy)]
pub struct ComparingState {
    pub before: RwSignal<Option<Subject>>,
    pub after: RwSignal<Option<Subject>>,
    /// `Err` = a sentence why there is none.
    pub diff: RwSignal<Option<Result<Diff, String>>>,
    pub busy: RwSignal<bool>,
    last: StoredValue<Option<AbortHandle>>,
}

impl ComparingState {
    pub fn new() -> Self {
        Self {
            before: RwSignal::new(None),
            after: RwSignal::new(None),
            diff: RwSignal::new(None),
            busy: RwSignal::new(false),
            last: StoredValue::new(None),
        }
    }
}

impl Default for ComparingState {
    fn default() -> Self {
        Self::new()
    }
}

impl AppState {
    /// Moves the keyboard to the element with this id, which is about to be drawn.
    pub fn focus_soon(&self, id: String) {
        spawn_local(async move {
            frame::next_frame().await;
            focus::by_id(&id);
        });
    }

    /// Everything that can be compared now. Tracks what it reads.
    pub fn subjects(&self) -> Vec<SubjectGroup> {
        let columns = self.prompt.document().with(|p| p.columns.iter().map(|c| c.id).collect::<Vec<_>>());
        let answered = columns.iter().filter(|id| self.runs.of(**id).with(|r| !r.text.is_empty()));
        let versions = self.library.versions.get();
        let runs = self.library.runs.get();
        let entries = self.library.entries.get();
        let others = entries.iter().filter(|entry| !entry.is_open && !entry.in_trash);
        let version = |make: fn(PromptSource) -> Subject| {
            let page = (make(PromptSource::Page), "This prompt now".to_owned());
            let kept = versions.iter().map(move |v| {
                (make(PromptSource::Version(v.id.clone())), format!("v{} · {} · {}", v.number, v.title, v.when))
            });
            std::iter::once(page).chain(kept).collect::<Vec<_>>()
        };
        let written_others = others.map(|entry| {
            (Subject::Written(PromptSource::Document(entry.id.clone())), format!("Prompt: {}", entry.title))
        });
        let stored = |make: fn(String) -> Subject| {
            runs.iter().map(|run| (make(run.id.clone()), format!("{} · {}", run.model, run.facts))).collect()
        };
        let groups = [
            SubjectGroup {
                name: "Answers on the page",
                subjects: answered.map(|id| (Subject::Answer(*id), self.column_name(*id))).collect(),
            },
            SubjectGroup {
                name: "Prompt and settings, as written",
                subjects: version(Subject::Written).into_iter().chain(written_others).collect(),
            },
            SubjectGroup { name: "Prompt, rendered", subjects: version(Subject::Rendered) },
            SubjectGroup {
                name: "Requests of the columns",
                subjects: columns.iter().map(|id| (Subject::Request(*id), self.column_name(*id))).collect(),
            },
            SubjectGroup { name: "Answers of stored runs", subjects: stored(Subject::RunAnswer) },
            SubjectGroup { name: "Requests of stored runs", subjects: stored(Subject::RunRequest) },
        ];
        groups.into_iter().filter(|group| !group.subjects.is_empty()).collect()
    }

    /// Opens Compare with these two.
    pub fn compare(&self, before: Subject, after: Subject) {
        self.comparing.before.set(Some(before));
        self.comparing.after.set(Some(after));
        self.view.go(Place::Compare);
    }

    /// Compares version `id` with the prompt on the page, as written.
    pub fn compare_version(&self, id: &str) {
        let version = PromptSource::Version(id.to_owned());
        self.compare(Subject::Written(version), Subject::Written(PromptSource::Page));
    }

    /// Chooses what is not chosen: the baseline's answer and the next one, else the last version and the prompt as it is.
    pub fn choose_subjects(&self) {
        let groups = untrack(|| self.subjects());
        let known = |subject: &Subject| groups.iter().flat_map(|g| &g.subjects).any(|(s, _)| s == subject);
        let answers: Vec<Subject> = groups
            .iter()
            .flat_map(|g| &g.subjects)
            .map(|(s, _)| s.clone())
            .filter(|s| matches!(s, Subject::Answer(_)))
            .collect();
        let baseline = self.diffs.baseline.get_untracked().map(Subject::Answer);
        let first_version = self.library.versions.with_untracked(|all| all.first().map(|v| v.id.clone()));
        let before = baseline
            .clone()
            .filter(|_| answers.len() > 1)
            .or_else(|| Some(Subject::Written(first_version.map_or(PromptSource::Page, PromptSource::Version))));
        let after = if answers.len() > 1 {
            answers.into_iter().find(|answer| Some(answer) != baseline.as_ref())
        } else {
            Some(Subject::Written(PromptSource::Page))
        };
        for (side, usual) in [(self.comparing.before, before), (self.comparing.after, after)] {
            if side.with_untracked(|chosen| chosen.as_ref().is_none_or(|subject| !known(subject))) {
                side.set(usual);
            }
        }
    }

    /// Compares what is chosen. Tracks the choice; a comparison that is still being made is given up.
    pub fn follow_comparison(&self) {
        let this = *self;
        let comparing = self.comparing;
        let (before, after) = (comparing.before.get(), comparing.after.get());
        let options = self.diffs.options;
        let (granularity, reasoning) = (options.granularity.get(), options.reasoning.get());
        if let Some(last) = comparing.last.try_update_value(Option::take).flatten() {
            last.abort();
        }
        let Some((before, after)) = before.zip(after) else { return };
        comparing.busy.set(true);
        let (work, handle) = abortable(async move {
            let texts = (this.text_of(before, reasoning).await, this.text_of(after, reasoning).await);
            let diff = match texts {
                (Ok(before), Ok(after)) => diff_of(this.engine, before, after, granularity).await,
                (Err(reason), _) | (_, Err(reason)) => Err(reason),
            };
            if let Ok(diff) = &diff {
                this.view.announcement.set(summary_words(diff.summary));
            }
            comparing.diff.set(Some(diff));
            comparing.busy.set(false);
        });
        comparing.last.set_value(Some(handle));
        spawn_local(async move {
            // Aborted: a newer one is on its way.
            let _ = work.await;
        });
    }

    /// Says how the link that is being looked at differs from the document here that has its name.
    pub fn find_difference(&self) {
        let this = *self;
        let Some(opened) = self.sharing.opened_prompt() else { return };
        spawn_local(async move {
            let open = this.prompt.document().get_untracked();
            let local = if open.title == opened.title {
                Some(open)
            } else {
                let Some(store) = this.documents.store() else { return };
                let stored = store.documents().await.map(|loaded| loaded.records).unwrap_or_default();
                let same = stored.into_iter().find(|d| d.prompt.title == opened.title && d.trashed_at_ms.is_none());
                same.map(|document| document.prompt.into())
            };
            let Some(local) = local else { return };
            let text = |prompt: &Prompt| prompt_text(prompt, &|id| untrack(|| this.connections.label(id)));
            if let Ok(diff) = diff_of(this.engine, text(&local), text(&opened), Granularity::Words).await {
                this.sharing.difference.set(Some(LocalDifference { title: opened.title, diff }));
            }
        });
    }

    /// The text of a subject; `Err` = a sentence why it has none.
    async fn text_of(&self, subject: Subject, reasoning: bool) -> Result<String, String> {
        match subject {
            Subject::Answer(column) if reasoning => Ok(whole_answer_of(self.runs, column)),
            Subject::Answer(column) => Ok(answer_of(self.runs, column)),
            Subject::Request(column) => {
                untrack(|| self.shown_request(column, CodeLanguage::Http)).map(|shown| shown.text)
            }
            Subject::Written(source) => {
                Ok(prompt_text(&self.prompt_at(&source)?, &|id| untrack(|| self.connections.label(id))))
            }
            Subject::Rendered(source) => {
                let prompt = Box::new(self.prompt_at(&source)?);
                match self.engine.ask(RequestBody::Render { prompt }).await {
                    Ok(ReplyBody::Rendered(text)) => Ok(text),
                    Ok(ReplyBody::Refused { reason }) => Err(reason),
                    Ok(_) => Err("The engine gave an answer to another question. Reload the page.".to_owned()),
                    Err(failure) => Err(failure.to_string()),
                }
            }
            Subject::RunAnswer(id) => self.run_record(&id).map(|run| run_answer(&run, reasoning)),
            Subject::RunRequest(id) => self.run_record(&id).map(|run| messages_text(&run.request.messages)),
        }
    }

    fn prompt_at(&self, source: &PromptSource) -> Result<Prompt, String> {
        let found = match source {
            PromptSource::Page => Some(self.prompt.document().get_untracked()),
            PromptSource::Version(id) => self.library.version(id),
            PromptSource::Document(id) => self.library.document(id),
        };
        found.ok_or_else(|| "It is not stored any more. Choose another one.".to_owned())
    }

    fn run_record(&self, id: &str) -> Result<RunRecord, String> {
        self.library.run(id).ok_or_else(|| "This run is not stored any more. Choose another one.".to_owned())
    }
}

/// `4 changes, 2 only in B, 1 moved`, for eyes and ears.
pub fn summary_words(summary: DiffSummary) -> String {
    let DiffSummary { changes, only_in_before, only_in_after, moved } = summary;
    let mut words = match changes {
        0 => return "No difference.".to_owned(),
        1 => "1 change".to_owned(),
        n => format!("{n} changes"),
    };
    for (count, what) in [(only_in_before, "only in A"), (only_in_after, "only in B"), (moved, "moved")] {
        if count > 0 {
            words.extend([", ", &count.to_string(), " ", what]);
        }
    }
    words
}

fn run_answer(run: &RunRecord, reasoning: bool) -> String {
    let answer = Answer::extract(&run.completion.text, run.request.technique);
    if reasoning { with_reasoning(&[&run.completion.reasoning, &answer.reasoning], &answer.text) } else { answer.text }
}

fn messages_text(messages: &[MessageRecord]) -> String {
    let message = |m: &MessageRecord| ["## ", m.role.title(), "\n", &m.text, "\n\n"].concat();
    messages.iter().map(message).collect()
}
