//! The stored document: opened at the start, saved after every edit, kept apart from what other tabs do.

mod draft;
mod restore;
mod sorting;
mod trouble;

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::history_store::HistoryStore;
use crate::browser::indexed_db::StoreError;
use crate::browser::storage_health::request_persistence;
use crate::browser::tabs::{Claim, ClaimOutcome, DocumentClaim, TabMessage, Tabs, claim};
use crate::browser::{clock, leaving, random};
use crate::domain::history::{DocumentId, DocumentRecord, UndoRecord, VersionRecord};
use crate::domain::prompt::Prompt;
use crate::domain::undo::UndoLog;
use crate::state::connections::ConnectionState;
use crate::state::images::ImageState;
use crate::state::keys::KeyState;
use crate::state::later;
use crate::state::prompt::PromptState;
use crate::state::view::{Tone, ViewState};

/// Milliseconds of quiet before an edit is saved.
const DEBOUNCE_MS: f64 = 300.0;
/// Bytes of JSON that what can be undone may have in the store.
const UNDO_BYTES: usize = 256_000;
/// Milliseconds between looks at whether another state is still being written.
const TURN_MS: f64 = 10.0;

/// Whether what is on the page is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveState {
    Saved,
    Saving,
    /// A sentence on why and what to do.
    Failed(String),
}

/// The open document and its place in the store.
#[derive(Clone, Copy)]
pub struct DocumentState {
    prompt: PromptState,
    images: ImageState,
    view: ViewState,
    connections: ConnectionState,
    store: StoredValue<Option<HistoryStore>, LocalStorage>,
    tabs: StoredValue<Option<Rc<Tabs>>, LocalStorage>,
    held: StoredValue<Option<DocumentClaim>, LocalStorage>,
    pub id: RwSignal<DocumentId>,
    pub tags: RwSignal<Vec<String>>,
    rev: StoredValue<u64>,
    /// The document as it stands in the store.
    saved: StoredValue<Option<Prompt>>,
    /// The document as the last version has it.
    versioned: StoredValue<Option<Prompt>>,
    saving: StoredValue<bool>,
    /// A state is being written to the store.
    writing: StoredValue<bool>,
    /// The last state that was written: of which document, as which save.
    written: StoredValue<Option<(DocumentId, u64)>>,
    state: RwSignal<SaveState>,
    storage: RwSignal<String>,
    /// Why the last save failed; it stands until one succeeds.
    trouble: RwSignal<Option<String>>,
    /// Goes up when what the library lists may have changed.
    pub changes: RwSignal<u32>,
}

impl DocumentState {
    pub fn new(prompt: PromptState, images: ImageState, connections: ConnectionState, view: ViewState) -> Self {
        Self {
            prompt,
            images,
            view,
            connections,
            store: StoredValue::new_local(None),
            tabs: StoredValue::new_local(None),
            held: StoredValue::new_local(None),
            id: RwSignal::new(DocumentId(random::new_id())),
            tags: RwSignal::new(Vec::new()),
            rev: StoredValue::new(0),
            saved: StoredValue::new(None),
            versioned: StoredValue::new(None),
            saving: StoredValue::new(false),
            writing: StoredValue::new(false),
            written: StoredValue::new(None),
            state: RwSignal::new(SaveState::Saving),
            storage: RwSignal::new(String::new()),
            trouble: RwSignal::new(None),
            changes: RwSignal::new(0),
        }
    }

    pub fn save_state(&self) -> ReadSignal<SaveState> {
        self.state.read_only()
    }

    /// How the browser keeps what is stored, in words.
    pub fn storage_words(&self) -> String {
        self.storage.get()
    }

    /// The store, once it is open.
    pub fn store(&self) -> Option<HistoryStore> {
        self.store.get_value()
    }

    /// Opens the store, then the document that was open last, and saves from then on.
    pub async fn restore(&self, keys: KeyState) {
        match self.read_stored(keys).await {
            Ok(()) => self.describe_storage().await,
            Err(error) => self.fail(&error),
        }
        self.follow_edits();
    }

    /// Makes a document of its own of `prompt` and opens it.
    pub fn create(&self, prompt: Prompt) {
        self.flush();
        let id = DocumentId(random::new_id());
        self.show(Shown { id, rev: 0, tags: Vec::new(), prompt, saved: None }, UndoLog::default());
        self.save_soon();
        self.remember_open();
    }

    /// Opens a stored document.
    pub fn open(&self, id: DocumentId) {
        let this = *self;
        this.flush();
        spawn_local(async move {
            let Some(store) = this.store() else { return };
            match store.document(&id).await {
                Ok(Some(record)) => {
                    let undo = this.stored_undo(&record).await;
                    this.images.load(&store, &id, &Prompt::from(record.prompt.clone())).await;
                    this.show_record(record, undo);
                    this.remember_open();
                    this.claim(Claim::IfFree).await;
                }
                Ok(None) => this.view.say(Tone::Danger, "This prompt was deleted in another tab."),
                Err(error) => this.view.say(Tone::Danger, error.to_string()),
            }
        });
    }

    /// Keeps the document as a version: named after its title when the person asks, else only when it changed since the last one.
    pub fn keep_version(&self, named: bool) {
        let prompt = self.prompt.document().get_untracked();
        if !named && self.versioned.with_value(|v| v.as_ref() == Some(&prompt)) {
            return;
        }
        let (this, id) = (*self, self.id.get_untracked());
        self.versioned.set_value(Some(prompt.clone()));
        spawn_local(async move {
            if later::save_version(this, id, prompt, named).await.is_err() {
                this.view.say(Tone::Danger, later::NOT_LOADED);
            }
        });
    }

    pub(in crate::state) async fn save_version(self, document: DocumentId, prompt: &Prompt, named: bool) {
        let Some(store) = self.store() else { return };
        let record = VersionRecord {
            document,
            id: random::new_id(),
            at_ms: clock::unix_ms(),
            name: named.then(|| prompt.title.clone()),
            prompt: prompt.into(),
        };
        match store.save_version(&record).await {
            Ok(()) if named => self.view.say(Tone::Ok, "Version saved."),
            Ok(()) => {}
            Err(error) => self.view.say(Tone::Danger, error.to_string()),
        }
        self.changed();
    }

    /// Reads the image files of a version or draft of the open document that is shown now.
    pub fn load_images(&self) {
        let this = *self;
        spawn_local(async move {
            let Some(store) = this.store() else { return };
            let prompt = this.prompt.document().get_untracked();
            this.images.load(&store, &this.id.get_untracked(), &prompt).await;
        });
    }

    /// Tells the library to read again.
    pub fn changed(&self) {
        self.changes.update(|n| *n = n.wrapping_add(1));
    }

    /// Saves after every edit, and at once when the page is hidden or left.
    fn follow_edits(&self) {
        let this = *self;
        Effect::new(move || {
            this.prompt.document().track();
            this.save_soon();
        });
        leaving::on_leave(move || {
            if this.is_unsaved() {
                draft::keep(&this.snapshot().record);
            }
            this.flush();
        });
    }

    /// Saves after a moment of quiet, again and again until nothing is unsaved.
    fn save_soon(&self) {
        let this = *self;
        if this.store().is_none() || this.saving.get_value() || !this.is_unsaved() {
            return;
        }
        this.saving.set_value(true);
        this.state.set(SaveState::Saving);
        spawn_local(async move {
            while this.is_unsaved() {
                clock::sleep_ms(DEBOUNCE_MS).await;
                if !this.save().await {
                    break;
                }
            }
            this.saving.set_value(false);
        });
    }

    /// Begins a save now; for moments after which no timer may run.
    fn flush(&self) {
        let this = *self;
        if this.is_unsaved() {
            let snapshot = this.snapshot();
            spawn_local(async move {
                this.write(snapshot).await;
            });
        }
    }

    /// What is on the page, as it would be stored after the last save.
    fn snapshot(&self) -> Snapshot {
        let prompt = self.prompt.document().get_untracked();
        let record = DocumentRecord {
            id: self.id.get_untracked(),
            rev: self.rev.get_value(),
            saved_at_ms: clock::unix_ms(),
            trashed_at_ms: None,
            from_elsewhere: false,
            tags: self.tags.get_untracked(),
            prompt: (&prompt).into(),
        };
        Snapshot { record, prompt, undo: self.prompt.undo_log(UNDO_BYTES) }
    }

    fn is_unsaved(&self) -> bool {
        self.prompt.document().with_untracked(|p| self.saved.with_value(|s| s.as_ref() != Some(p)))
    }

    /// Saves what is on the page. `false` when that failed; the page then says so, and the next edit tries again.
    async fn save(&self) -> bool {
        self.write(self.snapshot()).await
    }

    /// Writes a state of a document, one after the other.
    async fn write(&self, mut snapshot: Snapshot) -> bool {
        let record = &mut snapshot.record;
        while self.writing.get_value() {
            clock::sleep_ms(TURN_MS).await;
            if let Some((_, rev)) = self.written.get_value().filter(|(id, _)| *id == record.id) {
                record.rev = rev;
            }
        }
        self.writing.set_value(true);
        let written = self.write_now(snapshot).await;
        self.writing.set_value(false);
        written
    }

    async fn write_now(&self, snapshot: Snapshot) -> bool {
        let Snapshot { record, prompt, undo } = snapshot;
        let Some(store) = self.store() else { return false };
        let is_open = self.id.get_untracked() == record.id;
        if is_open && self.held.with_value(Option::is_none) {
            self.claim(Claim::TakeOver).await;
        }
        let first = record.rev == 0;
        if let Err(error) = self.images.save(&store, &record.id, &prompt).await {
            self.fail(&error);
            return false;
        }
        match store.save_document(&record).await {
            Ok(rev) => {
                self.written.set_value(Some((record.id.clone(), rev)));
                self.trouble.set(None);
                // Another document may have been opened while this one was being written.
                if self.id.get_untracked() == record.id {
                    self.rev.set_value(rev);
                    self.saved.set_value(Some(prompt));
                    // What was typed while this was being written is not saved yet.
                    self.state.set(if self.is_unsaved() { SaveState::Saving } else { SaveState::Saved });
                }
                draft::forget(&record.id);
                // Losing it costs steps back, nothing that was written.
                let _ = store.save_undo(&UndoRecord { document: record.id.clone(), rev, log: undo }).await;
                self.tell_saved(&record.id, rev);
                self.changed();
                if first {
                    request_persistence().await;
                    self.describe_storage().await;
                }
                true
            }
            Err(StoreError::Conflict { .. }) if self.id.get_untracked() == record.id => {
                self.id.set(DocumentId(random::new_id()));
                self.rev.set_value(0);
                self.held.set_value(None);
                self.remember_open();
                self.view.say(Tone::Danger, "Another tab saved this prompt meanwhile. What is here goes on as a copy of its own; both are in the Library.");
                true
            }
            Err(error) => {
                self.fail(&error);
                false
            }
        }
    }

    /// What another tab did: a save of this document is shown here too, unless something here is unsaved.
    fn hear(self, message: TabMessage) {
        self.changed();
        let TabMessage::Saved { document, rev } = message else { return };
        if document != self.id.get_untracked() || rev <= self.rev.get_value() || self.is_unsaved() {
            return;
        }
        spawn_local(async move {
            let Some(store) = self.store() else { return };
            if let Ok(Some(record)) = store.document(&document).await
                && !self.is_unsaved()
            {
                self.images.load(&store, &document, &Prompt::from(record.prompt.clone())).await;
                self.show_record(record, UndoLog::default());
            }
        });
    }

    /// Makes this tab the one that saves the document; another tab that edits it takes the right over.
    async fn claim(&self, how: Claim) {
        let this = *self;
        self.held.set_value(None);
        let id = self.id.get_untracked();
        if let ClaimOutcome::Held(claim) = claim(&id, how, move || this.held.set_value(None)).await {
            self.held.set_value(Some(claim));
        }
    }

    fn show_record(&self, record: DocumentRecord, undo: UndoLog) {
        let DocumentRecord { id, rev, tags, prompt, .. } = record;
        let prompt = Prompt::from(prompt);
        self.show(Shown { id, rev, tags, saved: Some(prompt.clone()), prompt }, undo);
        self.state.set(SaveState::Saved);
    }

    fn show(&self, shown: Shown, undo: UndoLog) {
        self.id.set(shown.id);
        self.rev.set_value(shown.rev);
        self.tags.set(shown.tags);
        self.saved.set_value(shown.saved);
        self.versioned.set_value(None);
        self.images.keep_only(&shown.prompt);
        self.prompt.open(shown.prompt, undo);
        self.changed();
    }
}

/// The document on the page at one moment.
struct Snapshot {
    record: DocumentRecord,
    prompt: Prompt,
    undo: UndoLog,
}

/// A document to show.
struct Shown {
    id: DocumentId,
    rev: u64,
    tags: Vec<String>,
    prompt: Prompt,
    /// As it stands in the store; `None` = it does not.
    saved: Option<Prompt>,
}
