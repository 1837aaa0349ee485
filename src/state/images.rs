//! Image files of the open document: how they come in, where they are shown from, and what a request takes of them.

use std::collections::HashMap;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::later;
use super::prompt::PromptState;
use super::view::{Tone, ViewState};
use crate::browser::file;
use crate::browser::history_store::HistoryStore;
use crate::browser::indexed_db::StoreError;
use crate::browser::object_url::ObjectUrl;
use crate::domain::edit::Edit;
use crate::domain::history::DocumentId;
use crate::domain::id::ElementId;
use crate::domain::image::{Image, ImageFiles, ImageHash, LARGEST_FILE, excess, from_base64, inspect, to_base64};
use crate::domain::prompt::Prompt;

/// The files that are in memory.
#[derive(Clone, Copy)]
pub struct ImageState {
    prompt: PromptState,
    view: ViewState,
    files: RwSignal<ImageFiles>,
    /// Addresses of files that were shown.
    urls: StoredValue<HashMap<ImageHash, ObjectUrl>, LocalStorage>,
    /// Files that the store has, and for which document.
    stored: StoredValue<Vec<(DocumentId, ImageHash)>>,
}

impl ImageState {
    pub fn new(prompt: PromptState, view: ViewState) -> Self {
        Self {
            prompt,
            view,
            files: RwSignal::new(ImageFiles::default()),
            urls: StoredValue::new_local(HashMap::new()),
            stored: StoredValue::new(Vec::new()),
        }
    }

    /// The files of the images in `messages`, for a request. Tracks the files.
    pub fn of<'a>(&self, images: impl IntoIterator<Item = &'a Image>) -> ImageFiles {
        self.files.with(|files| files.only(images.into_iter().map(|image| &image.file)))
    }

    /// The files of the document's images, each once.
    pub fn files(&self) -> ImageFiles {
        self.prompt.document().with_untracked(|p| untrack(|| self.of(p.images())))
    }

    /// Where the page can show an image from; `None` while its file is not here. Tracks the files.
    pub fn address(&self, image: &Image) -> Option<String> {
        let base64 = self.files.with(|files| files.get(&image.file).cloned())?;
        if let Some(known) = self.urls.with_value(|urls| urls.get(&image.file).map(|url| url.address().to_owned())) {
            return Some(known);
        }
        let url = ObjectUrl::new(image.media_type.name(), &from_base64(&base64)?)?;
        let address = url.address().to_owned();
        self.urls.update_value(|urls| {
            urls.insert(image.file.clone(), url);
        });
        Some(address)
    }

    /// Attaches files to a message, as one step; what is no image is told.
    pub fn attach(&self, message: ElementId, chosen: Vec<web_sys::File>) {
        let this = *self;
        spawn_local(async move {
            if later::attach(this, message, chosen).await.is_err() {
                this.view.say(Tone::Danger, later::NOT_LOADED);
            }
        });
    }

    pub(super) async fn attach_now(self, message: ElementId, chosen: Vec<web_sys::File>) {
        let mut edits = Vec::new();
        let mut next = self.prompt.document().with_untracked(Prompt::fresh_id);
        let mut present: Vec<Image> = self.prompt.document().with_untracked(|p| p.images().cloned().collect());
        for file in chosen {
            match self.read(next, &file, &present).await {
                Ok(image) => {
                    next = ElementId(next.0 + 1);
                    present.push(image.clone());
                    let at = edits.len();
                    edits.push((at, image));
                }
                Err(sentence) => self.view.say(Tone::Danger, sentence),
            }
        }
        let begin = self
            .prompt
            .document()
            .with_untracked(|p| p.messages.iter().find(|m| m.id == message).map_or(0, |m| m.images.len()));
        let edits: Vec<_> =
            edits.into_iter().map(|(at, image)| Edit::InsertImage { message, at: begin + at, image }).collect();
        if !edits.is_empty() {
            let said = if edits.len() == 1 {
                "1 image attached.".to_owned()
            } else {
                format!("{} images attached.", edits.len())
            };
            self.prompt.edit(Edit::All(edits));
            self.view.announcement.set(said);
        }
    }

    /// Reads one file and keeps it in memory.
    async fn read(&self, id: ElementId, file: &web_sys::File, present: &[Image]) -> Result<Image, String> {
        let limit = LARGEST_FILE as u64;
        let bytes = file::read_bytes(file, limit).await.map_err(|error| error.to_string())?;
        let image = inspect(id, &file.name(), &bytes).map_err(|error| error.to_string())?;
        if let Some(error) = excess(present.iter().chain([&image])) {
            return Err(error.to_string());
        }
        let hash = image.file.clone();
        self.files.update(|files| files.insert(hash, to_base64(&bytes)));
        Ok(image)
    }

    /// Takes files that came with a link or file.
    pub fn take(&self, files: ImageFiles) {
        self.files.update(|known| known.extend(files));
    }

    /// Reads the files of `prompt` that are not in memory; what the store does not have stays missing.
    pub async fn load(&self, store: &HistoryStore, document: &DocumentId, prompt: &Prompt) {
        for image in prompt.images() {
            if self.files.with_untracked(|files| files.contains(&image.file)) {
                continue;
            }
            match store.image(document, &image.file).await {
                Ok(Some(base64)) => {
                    self.note_stored(document, &image.file);
                    self.files.update(|files| files.insert(image.file.clone(), base64));
                }
                Ok(None) => {}
                Err(error) => self.view.say(Tone::Danger, error.to_string()),
            }
        }
    }

    /// Writes the files of `prompt` that the store does not have for `document`; before the document itself, so that a stored document
    /// always has its files.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn save(&self, store: &HistoryStore, document: &DocumentId, prompt: &Prompt) -> Result<(), StoreError> {
        for image in prompt.images() {
            let is_stored = self
                .stored
                .with_value(|stored| stored.iter().any(|(known, hash)| known == document && *hash == image.file));
            let file = self.files.with_untracked(|files| files.get(&image.file).cloned());
            if let Some(base64) = file.filter(|_| !is_stored) {
                store.save_image(document, &image.file, &base64).await?;
                self.note_stored(document, &image.file);
            }
        }
        Ok(())
    }

    /// Forgets the files that `prompt` does not show and that are stored: another document was opened.
    pub fn keep_only(&self, prompt: &Prompt) {
        let shown: Vec<_> = prompt.images().map(|image| image.file.clone()).collect();
        let is_stored = |hash: &ImageHash| self.stored.with_value(|all| all.iter().any(|(_, known)| known == hash));
        let is_kept = |hash: &ImageHash| shown.contains(hash) || !is_stored(hash);
        if !self.files.with_untracked(ImageFiles::is_empty) {
            self.files.update(|files| files.retain(is_kept));
        }
        self.urls.update_value(|urls| urls.retain(|hash, _| is_kept(hash)));
    }

    fn note_stored(&self, document: &DocumentId, hash: &ImageHash) {
        self.stored.update_value(|stored| stored.push((document.clone(), hash.clone())));
    }
}
