//! The composed prompt: every edit goes to the engine, and what comes back is what is shown, counted and sent.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;

use super::engine::EngineState;
use super::prompt::PromptState;
use crate::browser::clock;
use crate::browser::engine_client::EngineFailure;
use crate::domain::compose::Composition;
use crate::domain::dataset::Dataset;
use crate::domain::edit::{Field, text_of};
use crate::domain::id::ElementId;
use crate::domain::problem::{Place, Problem, Severity};
use crate::domain::text::utf16_of_byte;
use crate::engine::wire::{MessageScan, ReplyBody, RequestBody};

/// Milliseconds of quiet before an edit goes to the engine; a burst of keys becomes one request.
const DEBOUNCE_MS: f64 = 40.0;

/// The last composition and whether it is behind the document.
#[derive(Clone, Copy)]
pub struct ComposeState {
    prompt: PromptState,
    composition: RwSignal<Composition>,
    scans: RwSignal<Vec<MessageScan>>,
    problems: RwSignal<Vec<Problem>>,
    updating: RwSignal<bool>,
    /// Goes up with each composition.
    revision: RwSignal<u64>,
}

/// A stretch of text to mark in an editor, as the element takes it; offsets in UTF-16 units.
#[derive(Serialize)]
struct Mark<'a> {
    from: usize,
    to: usize,
    kind: &'a str,
    message: &'a str,
}

/// A problem to underline in an editor, as the element takes it.
#[derive(Serialize)]
struct ProblemMark<'a> {
    from: usize,
    to: usize,
    severity: &'a str,
    message: &'a str,
}

impl ComposeState {
    pub fn new(prompt: PromptState, engine: EngineState) -> Self {
        let this = Self {
            prompt,
            composition: RwSignal::new(Composition::default()),
            scans: RwSignal::new(Vec::new()),
            problems: RwSignal::new(Vec::new()),
            updating: RwSignal::new(true),
            revision: RwSignal::new(0),
        };
        this.follow(engine);
        this
    }

    pub fn composition(&self) -> ReadSignal<Composition> {
        self.composition.read_only()
    }

    pub fn problems(&self) -> ReadSignal<Vec<Problem>> {
        self.problems.read_only()
    }

    /// Whether the document has changed since the last composition.
    pub fn updating(&self) -> ReadSignal<bool> {
        self.updating.read_only()
    }

    /// Changes with each composition.
    pub fn revision(&self) -> ReadSignal<u64> {
        self.revision.read_only()
    }

    /// Names that the templates use, in order of first appearance.
    pub fn variables(&self) -> Memo<Vec<String>> {
        let composition = self.composition;
        Memo::new(move |_| composition.with(|c| c.variables.clone()))
    }

    /// The first problem that a run can't start with.
    pub fn blocker(&self) -> Option<Problem> {
        self.problems.with_untracked(|all| all.iter().find(|p| p.severity == Severity::Error).cloned())
    }

    /// How many `{name}` and `${name}` of a message look like variables of another template language.
    pub fn single_braces(&self, id: ElementId) -> Memo<usize> {
        let scans = self.scans;
        Memo::new(move |_| {
            scans.with(|all| all.iter().find(|s| s.message == id).map_or(0, |s| s.scan.single_braces.len()))
        })
    }

    /// What to mark in the editor of a message: undefined variables, as JSON for the element.
    pub fn decorations(&self, id: ElementId) -> Memo<String> {
        let this = *self;
        Memo::new(move |_| {
            let scans = this.scans.read();
            let Some(scan) = scans.iter().find(|s| s.message == id) else { return "[]".to_owned() };
            this.prompt.document().with_untracked(|p| {
                let Some(text) = text_of(p, &Field::Message(id)) else { return "[]".to_owned() };
                let undefined = scan
                    .scan
                    .uses
                    .iter()
                    .filter(|u| !u.optional && p.variables.get(&u.name).is_none_or(String::is_empty));
                let marks = undefined.map(|u| Mark {
                    from: utf16_of_byte(text, u.span.start),
                    to: utf16_of_byte(text, u.span.end),
                    kind: "undefined",
                    message: "This variable has no value yet.",
                });
                json(&marks.collect::<Vec<_>>())
            })
        })
    }

    /// What to underline in the editor of a field, as JSON for the element.
    pub fn problem_marks(&self, field: Field) -> Memo<String> {
        let this = *self;
        let place = match &field {
            Field::Message(id) => Place::Message(*id),
            Field::Schema => Place::Schema,
            Field::ToolParameters(id) => Place::Tool(*id),
            _ => Place::Document,
        };
        Memo::new(move |_| {
            let problems = this.problems.read();
            this.prompt.document().with_untracked(|p| {
                let Some(text) = text_of(p, &field) else { return "[]".to_owned() };
                let marks = problems.iter().filter(|problem| problem.place == place).filter_map(|problem| {
                    let span = problem.span.clone()?;
                    Some(ProblemMark {
                        from: utf16_of_byte(text, span.start),
                        to: utf16_of_byte(text, span.end),
                        severity: match problem.severity {
                            Severity::Error => "error",
                            Severity::Warning => "warning",
                            Severity::Note => "note",
                        },
                        message: &problem.message,
                    })
                });
                json(&marks.collect::<Vec<_>>())
            })
        })
    }

    /// Composes after every change of the document: one request at a time, always of the newest text.
    fn follow(self, engine: EngineState) {
        let edits = StoredValue::new(0_u64);
        let running = StoredValue::new(false);
        Effect::new(move || {
            self.prompt.document().track();
            edits.update_value(|n| *n += 1);
            self.updating.set(true);
            if !running.get_value() {
                running.set_value(true);
                spawn_local(async move {
                    let mut done = 0;
                    while edits.get_value() != done {
                        clock::sleep_ms(DEBOUNCE_MS).await;
                        done = edits.get_value();
                        self.compose_once(engine).await;
                    }
                    running.set_value(false);
                    self.updating.set(false);
                });
            }
        });
    }

    async fn compose_once(self, engine: EngineState) {
        let mut prompt = Box::new(self.prompt.document().get_untracked());
        // Rows may be megabytes, and change nothing of what is rendered.
        prompt.dataset = Dataset::default();
        match engine.ask(RequestBody::Compose { prompt }).await {
            Ok(ReplyBody::Composed(composed)) => {
                self.problems.set(composed.composition.problems.clone());
                self.scans.set(composed.scans);
                self.composition.set(composed.composition);
                self.revision.update(|n| *n += 1);
            }
            Ok(ReplyBody::Refused { reason }) => self.set_document_problem(reason),
            Ok(_) => {
                self.set_document_problem("The engine gave an answer to another question. Reload the page.".to_owned());
            }
            Err(EngineFailure::Superseded) => {}
            Err(failure) => self.set_document_problem(failure.to_string()),
        }
    }

    /// The last good composition stays; what failed is named.
    fn set_document_problem(self, message: String) {
        self.problems.set(vec![Problem { severity: Severity::Error, place: Place::Document, span: None, message }]);
    }
}

/// Plain data always serializes.
fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "[]".to_owned())
}
