//! A copy of each prompt as a file in a folder of the person's, written anew with each save. Nothing is read back from it by itself, and
//! prompts that are deleted here stay there.

use std::collections::HashMap;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::AppState;
use super::verbs::file_stem;
use super::view::Tone;
use crate::browser::folder::{self, Folder};
use crate::browser::history_store::HistoryStore;
use crate::browser::indexed_db::{Durability, Store, StoreError};
use crate::domain::history::{DocumentId, DocumentRecord};
use crate::domain::image::ImageHash;
use crate::domain::prompt::Prompt;
use crate::engine::wire::{ReplyBody, RequestBody};

/// Key of the stored folder.
const FOLDER: &str = "mirror";
/// Characters of a document's id that its file's name ends with.
const ID_CHARS: usize = 8;
const ENDING: &str = ".nshot.json";

/// Whether prompts are copied into a folder, which is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Mirror {
    #[default]
    Off,
    /// The browser wants to ask again first.
    Paused(String),
    On(String),
    /// What went wrong with the last copy.
    Failed(String, String),
}

#[derive(Clone, Copy)]
pub struct MirrorState {
    pub mirror: RwSignal<Mirror>,
    folder: StoredValue<Option<Folder>, LocalStorage>,
    /// The save of each document that its file holds.
    written: StoredValue<HashMap<DocumentId, u64>>,
}

impl MirrorState {
    #[expect(clippy::new_without_default, reason = "its signals belong to the current owner")]
    pub fn new() -> Self {
        Self {
            mirror: RwSignal::new(Mirror::Off),
            folder: StoredValue::new_local(None),
            written: StoredValue::new(HashMap::new()),
        }
    }

    /// Whether this browser can write into folders.
    pub fn is_available(&self) -> bool {
        folder::is_available()
    }

    fn folder(&self) -> Option<Folder> {
        self.folder.get_value()
    }
}

impl AppState {
    /// Asks for a folder and copies every prompt into it.
    pub fn choose_mirror(&self) {
        let this = *self;
        spawn_local(async move {
            match Folder::choose().await {
                Ok(Some(folder)) => this.mirror_into(folder).await,
                Ok(None) => {}
                Err(error) => this.view.say(Tone::Danger, error.to_string()),
            }
        });
    }

    /// Goes on with the folder of last time; the browser may ask first.
    pub fn resume_mirror(&self) {
        let this = *self;
        spawn_local(async move {
            let Some(folder) = this.mirror.folder() else { return };
            if folder.may_write(true).await {
                this.mirror_into(folder).await;
            }
        });
    }

    /// Copies no more. The files stay.
    pub fn stop_mirror(&self) {
        let this = *self;
        this.mirror.folder.set_value(None);
        this.mirror.mirror.set(Mirror::Off);
        spawn_local(async move {
            let Some(store) = this.documents.store() else { return };
            if let Err(error) = store.database().delete(Store::Folders, FOLDER).await {
                this.view.say(Tone::Danger, error.to_string());
            }
        });
    }

    /// Follows the saves, into the folder of last time if there was one.
    pub(super) fn start_mirror(&self) {
        let this = *self;
        spawn_local(async move {
            let Some(store) = this.documents.store() else { return };
            let stored = store.database().get::<wasm_bindgen::JsValue>(Store::Folders, FOLDER).await;
            let Some(folder) = stored.ok().flatten().and_then(Folder::of) else { return };
            if folder.may_write(false).await {
                this.mirror_into(folder).await;
            } else {
                this.mirror.mirror.set(Mirror::Paused(folder.name()));
                this.mirror.folder.set_value(Some(folder));
            }
        });
        Effect::new(move || {
            this.documents.changes.track();
            spawn_local(async move {
                let Some((store, folder)) = this.documents.store().zip(this.mirror.folder()) else { return };
                if !this.mirror.mirror.with_untracked(|mirror| matches!(mirror, Mirror::On(_) | Mirror::Failed(..))) {
                    return;
                }
                if let Ok(Some(record)) = store.document(&this.documents.id.get_untracked()).await {
                    this.mirror_all(&store, &folder, vec![record]).await;
                }
            });
        });
    }

    async fn mirror_into(&self, folder: Folder) {
        let Some(store) = self.documents.store() else { return };
        let kept = store.database().put(Store::Folders, FOLDER, folder.handle(), Durability::Strict).await;
        if let Err(error) = kept {
            self.view.say(Tone::Danger, error.to_string());
        }
        self.mirror.written.update_value(HashMap::clear);
        self.mirror.folder.set_value(Some(folder.clone()));
        self.mirror.mirror.set(Mirror::On(folder.name()));
        match store.documents().await {
            Ok(loaded) => self.mirror_all(&store, &folder, loaded.records).await,
            Err(error) => self.view.say(Tone::Danger, error.to_string()),
        }
    }

    /// Writes those of the documents whose file is older.
    async fn mirror_all(&self, store: &HistoryStore, folder: &Folder, records: Vec<DocumentRecord>) {
        let is_new = |record: &DocumentRecord| {
            let written = self.mirror.written.with_value(|written| written.get(&record.id).copied());
            record.trashed_at_ms.is_none() && written != Some(record.rev)
        };
        for record in records.into_iter().filter(is_new).collect::<Vec<_>>() {
            let (id, rev) = (record.id.clone(), record.rev);
            // Said before it is written: a save that comes meanwhile has another number.
            self.mirror.written.update_value(|written| {
                written.insert(id.clone(), rev);
            });
            let result = match self.mirrored_text(store, record).await {
                Ok((title, text)) => write(folder, &id, &title, &text).await,
                Err(sentence) => Err(sentence),
            };
            let name = folder.name();
            match result {
                Ok(()) => self.mirror.mirror.set(Mirror::On(name)),
                Err(sentence) => {
                    self.mirror.written.update_value(|written| {
                        written.remove(&id);
                    });
                    return self.mirror.mirror.set(Mirror::Failed(name, sentence));
                }
            }
        }
    }

    /// Title and playground file of a stored document, with its images.
    async fn mirrored_text(&self, store: &HistoryStore, record: DocumentRecord) -> Result<(String, String), String> {
        let prompt = Prompt::from(record.prompt);
        let images = stored_images(store, &record.id, &prompt).await.map_err(|error| error.to_string())?;
        let connections = self.connections.list().get_untracked();
        let title = prompt.title.clone();
        match self.engine.ask(RequestBody::WriteFile { prompt: Box::new(prompt), connections, images }).await {
            Ok(ReplyBody::FileWritten { text }) => Ok((title, text)),
            Ok(ReplyBody::Refused { reason }) => Err(reason),
            Ok(_) => Err("The engine gave an answer to another question.".to_owned()),
            Err(failure) => Err(failure.to_string()),
        }
    }
}

/// Writes the file of a document; one of an earlier title goes.
async fn write(folder: &Folder, id: &DocumentId, title: &str, text: &str) -> Result<(), String> {
    let short: String = id.0.chars().take(ID_CHARS).collect();
    let ending = format!("-{short}{ENDING}");
    let name = format!("{}{ending}", file_stem(title));
    folder.write(&name, text).await.map_err(|error| error.to_string())?;
    let names = folder.names().await.map_err(|error| error.to_string())?;
    for old in names.iter().filter(|other| other.ends_with(&ending) && **other != name) {
        folder.remove(old).await;
    }
    Ok(())
}

async fn stored_images(
    store: &HistoryStore,
    id: &DocumentId,
    prompt: &Prompt,
) -> Result<Vec<(ImageHash, String)>, StoreError> {
    let mut files = Vec::new();
    for image in prompt.images() {
        if let Some(base64) = store.image(id, &image.file).await? {
            files.push((image.file.clone(), base64));
        }
    }
    Ok(files)
}
