//! What the Library lists: documents, the versions and runs of the open one, and the starters.

use std::collections::HashSet;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::AppState;
use super::documents::DocumentState;
use super::past_runs::PastRunState;
use super::view::{Tone, ViewState};
use crate::browser::clock;
use crate::browser::indexed_db::StoreError;
use crate::domain::calibration::Counted;
use crate::domain::completion::Completion;
use crate::domain::connection::Connection;
use crate::domain::edit::Field;
use crate::domain::history::{
    CompletionRecord, DocumentId, DocumentRecord, MessageRecord, RequestSummary, RunRecord, VersionRecord,
};
use crate::domain::id::ElementId;
use crate::domain::prompt::Prompt;
use crate::domain::rating::Rating;
use crate::domain::receipt::Receipt;
use crate::provider::request::ChatRequest;

/// A document in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentEntry {
    pub id: DocumentId,
    pub title: String,
    pub first_line: String,
    pub when: String,
    pub is_open: bool,
    pub in_trash: bool,
    pub tags: Vec<String>,
    /// Title, tags and texts in lower case, for the search.
    pub searched: String,
}

/// A version of the open document.
#[derive(Clone, Debug, PartialEq)]
pub struct VersionEntry {
    pub id: String,
    pub number: usize,
    pub title: String,
    pub when: String,
    pub named: bool,
}

/// A run of the open document.
#[derive(Clone, Debug, PartialEq)]
pub struct RunEntry {
    pub id: String,
    pub model: String,
    /// When, tokens, cost.
    pub facts: String,
    pub text: String,
    /// Each message that was sent: who speaks and what.
    pub request: Vec<(String, String)>,
    /// What it cost, with the provider's usage object; `None` = nothing was reported, or it was a dry run.
    pub receipt: Option<(Receipt, String)>,
    pub rating: Option<Rating>,
    /// Model, request, answer and note in lower case, for the search.
    pub searched: String,
}

/// The lists, read again whenever something was stored.
#[derive(Clone, Copy)]
pub struct LibraryState {
    documents: DocumentState,
    view: ViewState,
    past: PastRunState,
    pub entries: RwSignal<Vec<DocumentEntry>>,
    pub versions: RwSignal<Vec<VersionEntry>>,
    pub runs: RwSignal<Vec<RunEntry>>,
    stored_versions: StoredValue<Vec<VersionRecord>>,
    stored_runs: StoredValue<Vec<RunRecord>>,
    /// Runs that stream in this page.
    pub(super) streaming: StoredValue<HashSet<String>>,
    stored_documents: StoredValue<Vec<DocumentRecord>>,
}

impl LibraryState {
    pub fn new(documents: DocumentState, view: ViewState, past: PastRunState) -> Self {
        Self {
            documents,
            view,
            past,
            entries: RwSignal::new(Vec::new()),
            versions: RwSignal::new(Vec::new()),
            runs: RwSignal::new(Vec::new()),
            stored_versions: StoredValue::new(Vec::new()),
            stored_runs: StoredValue::new(Vec::new()),
            streaming: StoredValue::new(HashSet::new()),
            stored_documents: StoredValue::new(Vec::new()),
        }
    }

    /// Reads the lists anew.
    pub fn refresh(&self) {
        let this = *self;
        spawn_local(async move {
            if let Err(error) = this.read().await {
                this.view.say(Tone::Danger, error.to_string());
            }
        });
    }

    /// The prompt of a listed version.
    pub fn version(&self, id: &str) -> Option<Prompt> {
        self.stored_versions.with_value(|all| all.iter().find(|v| v.id == id).map(|v| v.prompt.clone().into()))
    }

    /// The prompt of a listed document.
    pub fn document(&self, id: &DocumentId) -> Option<Prompt> {
        self.stored_documents.with_value(|all| all.iter().find(|d| d.id == *id).map(|d| d.prompt.clone().into()))
    }

    /// A listed run.
    pub fn run(&self, id: &str) -> Option<RunRecord> {
        self.stored_runs.with_value(|all| all.iter().find(|r| r.id == id).cloned())
    }

    /// Rates a run of the open document; `None` takes the rating back.
    fn rate(&self, id: String, rating: Option<Rating>) {
        let this = *self;
        spawn_local(async move {
            let Some(store) = this.documents.store() else { return };
            let rated = async {
                let runs = store.runs(&this.documents.id.get_untracked()).await?;
                match runs.records.into_iter().find(|run| run.id == id) {
                    Some(run) => store.save_run(&RunRecord { rating, ..run }).await,
                    None => Ok(()),
                }
            };
            match rated.await {
                Ok(()) => this.refresh(),
                Err(error) => this.view.say(Tone::Danger, error.to_string()),
            }
        });
    }

    /// Deletes a listed run; this can't be undone.
    pub fn delete_run(&self, id: &str) {
        let Some(run) = self.run(id) else { return };
        let this = *self;
        spawn_local(async move {
            let Some(store) = this.documents.store() else { return };
            match store.delete_run(&run).await {
                Ok(()) => this.documents.try_again(),
                Err(error) => this.view.say(Tone::Danger, error.to_string()),
            }
            this.refresh();
        });
    }

    pub fn trash(&self, id: DocumentId) {
        self.set_trashed(id, Some(clock::unix_ms()));
    }

    pub fn put_back(&self, id: DocumentId) {
        self.set_trashed(id, None);
    }

    /// Deletes a document with its versions and runs; this can't be undone.
    pub fn delete(&self, id: DocumentId) {
        let this = *self;
        spawn_local(async move {
            let Some(store) = this.documents.store() else { return };
            match store.delete_document(&id).await {
                Ok(()) => this.documents.try_again(),
                Err(error) => this.view.say(Tone::Danger, error.to_string()),
            }
            this.refresh();
        });
    }

    /// A run of the open document that is asked now, without an answer and without an id.
    pub fn blank_run(
        &self,
        column: ElementId,
        connection: &Connection,
        request: &ChatRequest,
        counted: Option<&Counted>,
    ) -> RunRecord {
        RunRecord {
            document: self.documents.id.get_untracked(),
            id: String::new(),
            at_ms: clock::unix_ms(),
            column: column.0,
            request: RequestSummary {
                connection: connection.label.clone(),
                provider: connection.provider.clone(),
                model: request.model.clone(),
                messages: request.messages.iter().map(MessageRecord::from).collect(),
                sampling: (&request.sampling).into(),
                technique: request.technique,
                schema: request.schema.as_ref().map(|s| s.json.clone()),
                tools: request.tools.items.iter().map(|tool| tool.name.clone()).collect(),
            },
            completion: CompletionRecord::default(),
            receipt: serde_json::Value::Null,
            rating: None,
            counted: counted.map(Into::into),
            unfinished: false,
        }
    }

    /// Keeps a run that has ended, in place of what was kept of it while it streamed.
    pub fn save_run(&self, run: RunRecord, completion: &Completion, receipt: Option<&Receipt>) {
        let record = RunRecord {
            completion: completion.into(),
            receipt: receipt.and_then(|r| serde_json::to_value(r).ok()).unwrap_or_default(),
            ..run
        };
        self.past.add(&record);
        self.store_run(record);
    }

    /// Writes a run into the history.
    pub(super) fn store_run(&self, record: RunRecord) {
        let this = *self;
        spawn_local(async move {
            let Some(store) = this.documents.store() else { return };
            if let Err(error) = store.save_run(&record).await {
                this.view.say(Tone::Danger, error.to_string());
            }
            this.documents.changed();
        });
    }

    fn set_trashed(&self, id: DocumentId, at_ms: Option<u64>) {
        let this = *self;
        spawn_local(async move {
            let Some(store) = this.documents.store() else { return };
            if let Err(error) = store.set_trashed(&id, at_ms).await {
                this.view.say(Tone::Danger, error.to_string());
            }
            this.refresh();
        });
    }

    async fn read(&self) -> Result<(), StoreError> {
        let Some(store) = self.documents.store() else { return Ok(()) };
        let open = self.documents.id.get_untracked();
        let documents = store.documents().await?;
        self.entries.set(documents.records.iter().map(|record| document_entry(record, &open)).collect());
        self.stored_documents.set_value(documents.records);
        let versions = store.versions(&open).await?.records;
        let numbered = versions.iter().enumerate().map(|(i, v)| VersionEntry {
            id: v.id.clone(),
            number: i + 1,
            title: v.name.clone().unwrap_or_else(|| v.prompt.title.clone()),
            when: when(v.at_ms),
            named: v.name.is_some(),
        });
        let numbered = numbered.rev().collect();
        self.stored_versions.set_value(versions);
        self.versions.set(numbered);
        let mut runs = store.runs(&open).await?.records;
        // What streams in this page is in its column; it is listed once it has ended.
        runs.retain(|run| !(run.unfinished && self.streaming.with_value(|ids| ids.contains(&run.id))));
        let entries = runs.iter().rev().map(run_entry).collect();
        self.stored_runs.set_value(runs);
        self.runs.set(entries);
        for error in documents.unreadable {
            self.view.say(Tone::Danger, error.to_string());
        }
        Ok(())
    }
}

impl AppState {
    /// Rates the answer that is kept as run `id`, wherever it is shown; `None` takes the rating back.
    pub fn rate(&self, id: &str, rating: Option<Rating>) {
        self.runs.rate(id, rating.as_ref());
        self.library.rate(id.to_owned(), rating);
    }

    /// Names and tags a listed document; of the open one, the name is an edit like any other.
    pub fn name_and_tag(&self, entry: &DocumentEntry, title: &str, tags: &str) {
        if entry.id == self.documents.id.get_untracked() {
            self.prompt.set_text(Field::Title, title);
        } else if entry.title != title {
            self.documents.rename_stored(&entry.id, title.to_owned());
        }
        if entry.tags.join(", ") != tags {
            self.documents.set_tags(&entry.id, tags);
        }
    }
}

fn document_entry(record: &DocumentRecord, open: &DocumentId) -> DocumentEntry {
    let texts = record.prompt.messages.iter().map(|m| m.text.as_str());
    let first_line = texts.clone().flat_map(str::lines).find(|line| !line.trim().is_empty()).unwrap_or_default();
    DocumentEntry {
        id: record.id.clone(),
        title: record.prompt.title.clone(),
        first_line: first_line.chars().take(200).collect(),
        when: when(record.saved_at_ms),
        is_open: record.id == *open,
        in_trash: record.trashed_at_ms.is_some(),
        tags: record.tags.clone(),
        searched: std::iter::once(record.prompt.title.as_str())
            .chain(record.tags.iter().map(String::as_str))
            .chain(texts)
            .collect::<Vec<_>>()
            .join("\n")
            .to_lowercase(),
    }
}

fn run_entry(record: &RunRecord) -> RunEntry {
    let completion = Completion::from(record.completion.clone());
    let receipt = record.receipt();
    let mut facts = vec![when(record.at_ms)];
    facts.extend(completion.usage.input_total().map(|n| format!("{n} tok in")));
    facts.extend(completion.usage.output_total().map(|n| format!("{n} tok out")));
    facts.extend(receipt.as_ref().and_then(Receipt::charged).map(|cost| cost.to_string()));
    facts.extend(record.ending().map(str::to_owned));
    facts.extend(record.rating.as_ref().map(|rating| format!("rated {}/5", rating.score)));
    let request: Vec<_> = record.request.messages.iter().map(|m| (m.role.title().to_owned(), m.text.clone())).collect();
    let note = record.rating.as_ref().map(|rating| rating.note.as_str()).unwrap_or_default();
    let texts = [record.request.model.as_str(), record.request.connection.as_str(), completion.text.as_str(), note];
    let searched =
        texts.into_iter().chain(request.iter().map(|(_, text)| text.as_str())).collect::<Vec<_>>().join("\n");
    RunEntry {
        id: record.id.clone(),
        model: record.request.model.clone(),
        facts: facts.join(" · "),
        searched: searched.to_lowercase(),
        text: completion.text,
        request,
        receipt: receipt.map(|receipt| (receipt, completion.usage.raw)),
        rating: record.rating.clone(),
    }
}

/// `2026-11-23 14:05` in the person's own time zone.
fn when(unix_ms: u64) -> String {
    clock::local_time(unix_ms)
}

/// A receipt in lines of text, for what is exported.
pub(super) fn receipt_lines(receipt: &Receipt) -> Vec<String> {
    let line = |line: &crate::domain::receipt::Line| {
        let amount = line.amount.map_or_else(|| "no price".to_owned(), |amount| amount.to_string());
        format!("{} tokens of {}: {amount}", line.tokens, line.item.name())
    };
    let total = receipt.total.map_or_else(|| "No total.".to_owned(), |total| format!("Total: {total}"));
    receipt.lines.iter().map(line).chain([total]).chain(receipt.notes.iter().cloned()).collect()
}
