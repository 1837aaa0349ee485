//! What orders documents and does not change what they say: tags, copies, and names of those that are not open.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::DocumentState;
use crate::browser::indexed_db::StoreError;
use crate::browser::tabs::TabMessage;
use crate::browser::{clock, random};
use crate::domain::history::{DocumentId, DocumentRecord};
use crate::domain::prompt::Prompt;
use crate::domain::undo::UndoLog;
use crate::state::view::Tone;

impl DocumentState {
    /// Sets the tags of a document, each once, without white space around them.
    pub fn set_tags(&self, id: &DocumentId, text: &str) {
        let mut tags: Vec<String> = Vec::new();
        for tag in text.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
            if !tags.iter().any(|known| known == tag) {
                tags.push(tag.to_owned());
            }
        }
        if *id == self.id.get_untracked() {
            self.tags.set(tags.clone());
        }
        self.change(id, move |record| record.tags = tags);
    }

    /// Names a stored document that is not open.
    pub fn rename_stored(&self, id: &DocumentId, title: String) {
        self.change(id, move |record| record.prompt.title = title);
    }

    /// Stores a copy of a document, with its tags, beside it.
    pub fn duplicate(&self, id: DocumentId) {
        let this = *self;
        spawn_local(async move {
            let copied = this.copy_of(&id).await;
            if let Err(error) = copied {
                this.view.say(Tone::Danger, error.to_string());
            }
            this.changed();
        });
    }

    /// Stores a prompt as a document of its own, without opening it.
    pub fn add(&self, prompt: &Prompt) {
        let this = *self;
        let record = DocumentRecord {
            id: DocumentId(random::new_id()),
            rev: 0,
            saved_at_ms: clock::unix_ms(),
            trashed_at_ms: None,
            from_elsewhere: true,
            tags: Vec::new(),
            prompt: prompt.into(),
        };
        spawn_local(async move {
            let Some(store) = this.store() else { return };
            if let Err(error) = store.save_document(&record).await {
                this.view.say(Tone::Danger, error.to_string());
            }
            this.changed();
        });
    }

    async fn copy_of(&self, id: &DocumentId) -> Result<(), StoreError> {
        let Some(store) = self.store() else { return Ok(()) };
        let Some(mut record) = store.document(id).await? else { return Ok(()) };
        record.prompt.title.push_str(" (copy)");
        let copy = DocumentRecord {
            id: DocumentId(random::new_id()),
            rev: 0,
            saved_at_ms: clock::unix_ms(),
            trashed_at_ms: None,
            ..record
        };
        store.save_document(&copy).await?;
        for image in Prompt::from(copy.prompt.clone()).messages.into_iter().flat_map(|message| message.images) {
            if let Some(base64) = store.image(id, &image.file).await? {
                store.save_image(&copy.id, &image.file, &base64).await?;
            }
        }
        self.view.say(Tone::Ok, format!("“{}” is in the Library.", copy.prompt.title));
        Ok(())
    }

    /// Changes a stored document and tells the other tabs.
    fn change(&self, id: &DocumentId, change: impl FnOnce(&mut DocumentRecord) + 'static) {
        let (this, id) = (*self, id.clone());
        spawn_local(async move {
            let Some(store) = this.store() else { return };
            while this.writing.get_value() {
                clock::sleep_ms(super::TURN_MS).await;
            }
            match store.change_document(&id, change).await {
                Ok(rev) => {
                    if this.id.get_untracked() == id {
                        this.rev.set_value(rev);
                        this.written.set_value(Some((id.clone(), rev)));
                    }
                    this.tell_saved(&id, rev);
                }
                Err(error) => this.view.say(Tone::Danger, error.to_string()),
            }
            this.changed();
        });
    }

    /// Tells other tabs of a save.
    pub(super) fn tell_saved(&self, document: &DocumentId, rev: u64) {
        self.tabs.with_value(|tabs| {
            if let Some(tabs) = tabs {
                tabs.post(&TabMessage::Saved { document: document.clone(), rev });
            }
        });
    }

    /// What could be undone in a document when it was saved.
    pub(super) async fn stored_undo(&self, record: &DocumentRecord) -> UndoLog {
        let Some(store) = self.store() else { return UndoLog::default() };
        // Without it the document opens all the same.
        store.undo(&record.id, record.rev).await.ok().flatten().map(|undo| undo.log).unwrap_or_default()
    }
}
