//! Import: what a file turned out to hold, and taking it into the workspace. Nothing is overwritten, and nothing is run.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::AppState;
use super::view::{Place, Tone};
use crate::browser::indexed_db::StoreError;
use crate::browser::{clock, file, random};
use crate::domain::completion::Completion;
use crate::domain::connection::Connection;
use crate::domain::edit::Edit;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::history::{CompletionRecord, DocumentId, RequestSummary, RunRecord, SamplingRecord};
use crate::domain::prompt::Prompt;
use crate::domain::shot::Shot;
use crate::domain::technique::Technique;
use crate::domain::usage::Usage;
use crate::engine::wire::{ReplyBody, RequestBody};
use crate::exchange::backup::{Backup, BackupImage};
use crate::exchange::batch::BatchAnswer;
use crate::exchange::{Kind, Recognized};
use crate::share::SharedAnswer;

/// The largest file that is read.
const MOST_BYTES: u64 = 64_000_000;
/// What stands for the connection of answers that a batch engine gave.
const BATCH: &str = "batch file";
/// What stands for the connection of answers that came with a link or file.
const LINK: &str = "shared playground";

/// What a file held, for the dialog.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportPreview {
    recognized: Recognized,
    /// What it is, in words.
    pub kind: &'static str,
    /// What is in it, one line each.
    pub contents: Vec<String>,
    /// What can't be kept.
    pub left_out: Vec<String>,
    pub prompts: usize,
    pub shots: usize,
    pub rows: usize,
    pub answers: usize,
    /// What a backup holds.
    pub backup: Option<String>,
}

/// The import dialog.
#[derive(Clone, Copy)]
pub struct ImportState {
    pub open: RwSignal<bool>,
    pub busy: RwSignal<bool>,
    /// `Err` = a sentence why the file can't be read.
    pub read: RwSignal<Option<Result<ImportPreview, String>>>,
}

impl ImportState {
    pub fn new() -> Self {
        Self { open: RwSignal::new(false), busy: RwSignal::new(false), read: RwSignal::new(None) }
    }
}

impl Default for ImportState {
    fn default() -> Self {
        Self::new()
    }
}

impl AppState {
    /// Opens the import dialog.
    pub fn start_import(&self) {
        self.importing.read.set(None);
        self.importing.open.set(true);
    }

    /// Reads a file that was chosen or dropped.
    pub fn import_file(&self, file: web_sys::File) {
        let this = *self;
        self.importing.open.set(true);
        self.importing.busy.set(true);
        spawn_local(async move {
            match file::read_text(&file, MOST_BYTES).await {
                Ok(text) => this.import_text(text),
                Err(error) => {
                    this.importing.read.set(Some(Err(error.to_string())));
                    this.importing.busy.set(false);
                }
            }
        });
    }

    /// Reads a text that was pasted.
    pub fn import_text(&self, text: String) {
        let this = *self;
        self.importing.busy.set(true);
        spawn_local(async move {
            let read = match this.engine.ask(RequestBody::Import { text }).await {
                // A playground is looked at as a link is: as plain text, with what is hidden in it.
                Ok(ReplyBody::Imported(recognized)) if recognized.kind == Kind::Playground => {
                    this.importing.open.set(false);
                    this.importing.busy.set(false);
                    return this.sharing.look_at_file(playground_text(&recognized));
                }
                Ok(ReplyBody::Imported(recognized)) => Ok(preview(*recognized)),
                Ok(ReplyBody::Refused { reason }) => Err(reason),
                Ok(_) => Err("The engine gave an answer to another question. Reload the page.".to_owned()),
                Err(failure) => Err(failure.to_string()),
            };
            this.importing.read.set(Some(read));
            this.importing.busy.set(false);
        });
    }

    /// Opens the prompts that were read, each as a document of its own; the first one is shown.
    pub fn take_imported_prompts(&self) {
        let Some(recognized) = self.take_recognized() else { return };
        let connections = self.connections.list().get_untracked();
        let mut adopted = recognized.prompts.into_iter().map(|payload| payload.adopt(&connections));
        let Some(first) = adopted.next() else { return };
        let others: Vec<Prompt> = adopted.map(|other| other.prompt).collect();
        let notes = first.notes.join(" ");
        self.open_adopted(first);
        for prompt in &others {
            self.documents.add(prompt);
        }
        if !notes.is_empty() {
            self.view.say(Tone::Ok, notes);
        }
    }

    /// Adds the examples that were read to the open prompt, as one step.
    pub fn take_imported_shots(&self) {
        let Some(recognized) = self.take_recognized() else { return };
        let (at, first) = self.prompt.document().with_untracked(|p| (p.shots.items.len(), p.fresh_id()));
        let edits = recognized.shots.into_iter().zip(0_u32..).map(|(shot, place)| Edit::InsertShot {
            at: at + place as usize,
            shot: Shot {
                id: crate::domain::id::ElementId(first.0 + place),
                input: shot.input,
                output: shot.output,
                reasoning: shot.reasoning,
                enabled: shot.enabled,
            },
        });
        let edits: Vec<Edit> = edits.collect();
        let words = format!("{} shots added. Undo takes them out again.", edits.len());
        self.prompt.edit(Edit::All(edits));
        self.view.go(Place::Compose);
        self.view.say(Tone::Ok, words);
    }

    /// Adds the rows that were read to the dataset of the open prompt, as one step.
    pub fn take_imported_rows(&self) {
        let Some(rows) =
            self.importing.read.with_untracked(|read| Some(read.as_ref()?.as_ref().ok()?.recognized.rows.clone()))
        else {
            return;
        };
        let count = rows.len();
        let added = self.prompt.document().with_untracked(|p| p.dataset.with_rows(rows, &p.variables, p.fresh_id()));
        match added {
            Ok(dataset) => {
                self.take_recognized();
                self.prompt.edit(Edit::SetDataset(dataset));
                self.view.go(Place::Compose);
                self.view.say(Tone::Ok, format!("{count} dataset rows added. Undo takes them out again."));
            }
            Err(error) => self.view.say(Tone::Danger, error.to_string()),
        }
    }

    /// Keeps the answers of a batch as runs of the open prompt.
    pub fn take_imported_answers(&self) {
        let Some(recognized) = self.take_recognized() else { return };
        let this = *self;
        let document = self.documents.id.get_untracked();
        spawn_local(async move {
            let Some(store) = this.documents.store() else { return };
            let count = recognized.answers.len();
            for answer in recognized.answers {
                let (from, model) = (format!("{BATCH}, {}", answer.id), answer.model.clone());
                let record = foreign_run(document.clone(), random::new_id(), from, model, &completion_of(answer));
                if let Err(error) = store.save_run(&record).await {
                    return this.view.say(Tone::Danger, error.to_string());
                }
            }
            this.documents.changed();
            this.view.go(Place::Library);
            this.view.say(Tone::Ok, format!("{count} answers are among the runs of this prompt."));
        });
    }

    /// Keeps an answer that came with a link among the runs of the open document.
    pub(super) fn keep_shared_answer(&self, id: String, answer: SharedAnswer) {
        let model = self.prompt.document().with_untracked(|p| {
            let column = p.columns.iter().find(|column| column.id == answer.column);
            answer.completion.model.clone().or(column.map(|column| column.model.model.clone())).unwrap_or_default()
        });
        let document = self.documents.id.get_untracked();
        let run = foreign_run(document, id, LINK.to_owned(), model, &answer.completion);
        self.library.store_run(RunRecord { column: answer.column.0, rating: answer.rating, ..run });
    }

    /// Adds what a backup holds and this browser does not.
    pub fn take_imported_backup(&self) {
        let Some(backup) = self.take_recognized().and_then(|recognized| recognized.backup) else { return };
        let this = *self;
        spawn_local(async move {
            match this.restore_backup(*backup).await {
                Ok(words) => this.view.say(Tone::Ok, format!("Added from the backup: {words}.")),
                Err(error) => this.view.say(Tone::Danger, error.to_string()),
            }
            this.documents.changed();
            this.view.go(Place::Library);
        });
    }

    /// Everything that is stored, but for keys.
    pub(super) async fn stored_workspace(&self) -> Result<Backup, StoreError> {
        let Some(store) = self.documents.store() else {
            return Err(StoreError::Unavailable { reason: "the storage is not open".to_owned() });
        };
        Ok(Backup {
            documents: store.documents().await?.records,
            versions: store.all_versions().await?.records,
            runs: store.all_runs().await?.records,
            connections: store.connections().await?.records,
            images: Vec::new(),
        })
    }

    /// [`AppState::stored_workspace`] and the files of its images.
    pub(super) async fn workspace_with_images(&self) -> Result<Backup, StoreError> {
        let mut workspace = self.stored_workspace().await?;
        let Some(store) = self.documents.store() else { return Ok(workspace) };
        let documents = workspace.documents.iter().map(|d| (d.id.clone(), Prompt::from(d.prompt.clone())));
        let versions = workspace.versions.iter().map(|v| (v.document.clone(), Prompt::from(v.prompt.clone())));
        let mut wanted = BTreeSet::new();
        for (document, prompt) in documents.chain(versions) {
            let images = prompt.messages.into_iter().flat_map(|message| message.images);
            wanted.extend(images.map(|image| (document.clone(), image.file)));
        }
        for (document, hash) in wanted {
            if let Some(base64) = store.image(&document, &hash).await? {
                workspace.images.push(BackupImage { document, hash, base64 });
            }
        }
        Ok(workspace)
    }

    async fn restore_backup(&self, backup: Backup) -> Result<String, StoreError> {
        let present = self.stored_workspace().await?;
        let added = backup.plan(&present, random::new_id);
        let words = added.words();
        let Some(store) = self.documents.store() else { return Ok(words) };
        for document in &added.documents {
            store.save_document(document).await?;
        }
        for version in &added.versions {
            store.save_version(version).await?;
        }
        for run in &added.runs {
            store.save_run(run).await?;
        }
        for image in &added.images {
            store.save_image(&image.document, &image.hash, &image.base64).await?;
        }
        for connection in added.connections {
            store.save_connection(&connection).await?;
            self.connections.put(Connection::from(connection));
        }
        Ok(words)
    }

    fn take_recognized(&self) -> Option<Recognized> {
        let preview = self.importing.read.get_untracked()?.ok()?;
        self.importing.read.set(None);
        self.importing.open.set(false);
        Some(preview.recognized)
    }
}

/// The text of the playground file that was recognized.
fn playground_text(recognized: &Recognized) -> String {
    recognized.prompts.first().and_then(|payload| serde_json::to_string(payload).ok()).unwrap_or_default()
}

/// The record of an answer that was not asked for here.
fn foreign_run(
    document: DocumentId,
    id: String,
    connection: String,
    model: String,
    completion: &Completion,
) -> RunRecord {
    RunRecord {
        document,
        id,
        at_ms: clock::unix_ms(),
        column: 0,
        request: RequestSummary {
            connection,
            provider: None,
            model,
            messages: Vec::new(),
            sampling: SamplingRecord::default(),
            technique: Technique::Off,
            schema: None,
            tools: Vec::new(),
        },
        completion: CompletionRecord::from(completion),
        receipt: serde_json::Value::Null,
        rating: None,
        counted: None,
        unfinished: false,
    }
}

fn completion_of(answer: BatchAnswer) -> Completion {
    Completion {
        text: answer.text,
        model: Some(answer.model),
        usage: Usage { uncached_input: answer.input_tokens, output: answer.output_tokens, ..Usage::default() },
        failure: answer.failure.map(|reason| Failure::new(FailureKind::Interrupted, &reason)),
        ..Completion::default()
    }
}

fn preview(recognized: Recognized) -> ImportPreview {
    let counted =
        |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}{}", if count == 1 { "" } else { "s" }));
    let mut contents = Vec::new();
    for payload in &recognized.prompts {
        let messages = counted(payload.messages.len(), "message").unwrap_or_else(|| "no message".to_owned());
        let models: Vec<&str> = payload.columns.iter().map(|column| column.model.as_str()).collect();
        let models = if models.is_empty() { String::new() } else { format!(", for {}", models.join(", ")) };
        contents.push(format!("\u{201c}{}\u{201d}: {messages}{models}", payload.title()));
    }
    contents.extend(counted(recognized.shots.len(), "example"));
    contents.extend(counted(recognized.rows.len(), "row").map(|rows| {
        let names: BTreeSet<&str> = recognized.rows.iter().flat_map(|row| row.keys().map(String::as_str)).collect();
        format!("{rows} of values for {}", names.into_iter().collect::<Vec<_>>().join(", "))
    }));
    contents.extend(counted(recognized.answers.len(), "answer"));
    let backup = recognized.backup.as_ref().map(|backup| backup.words());
    contents.extend(backup.clone());
    let not_in_shots = recognized.not_in_shots.iter().map(|what| format!("{what}, when the table is taken as shots"));
    ImportPreview {
        kind: recognized.kind.name(),
        contents,
        left_out: recognized.left_out.iter().cloned().chain(not_in_shots).collect(),
        prompts: recognized.prompts.len(),
        shots: recognized.shots.len(),
        rows: recognized.rows.len(),
        answers: recognized.answers.len(),
        backup,
        recognized,
    }
}
