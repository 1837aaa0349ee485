//! What a person can do that touches several concerns: copy, convert, name a version, open. Runs have their own file, `running`.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::AppState;
use super::diffs::answer_of;
use super::later;
use super::view::{Place as Room, Tone};
use crate::browser::count_store::CountStore;
use crate::browser::{clipboard, download, focus, location, random};
use crate::domain::edit::{Edit, Field, splice_to, text_of};
use crate::domain::history::DocumentId;
use crate::domain::id::ElementId;
use crate::domain::message::Role;
use crate::domain::prompt::Prompt;
use crate::domain::schema::{OutputSchema, infer_from_example};
use crate::domain::starter;
use crate::domain::template::convert_single_braces;
use crate::share::Adopted;

impl AppState {
    /// Stops a column's run and takes the column out of the document.
    pub fn remove_column(&self, id: ElementId) {
        self.runs.stop(id);
        self.prompt.edit(Edit::RemoveColumn(id));
    }

    /// The name of a column for people: its place and model.
    pub fn column_name(&self, id: ElementId) -> String {
        self.prompt.document().with(|p| {
            let found = p.columns.iter().enumerate().find(|(_, c)| c.id == id);
            found.map_or_else(|| "Removed column".to_owned(), |(i, c)| format!("{}. {}", i + 1, c.model.model))
        })
    }

    pub fn copy(&self, text: String, what: &'static str) {
        let view = self.view;
        spawn_local(async move {
            match clipboard::write_text(&text).await {
                Ok(()) => view.say(Tone::Ok, format!("{what} copied.")),
                Err(error) => view.say(Tone::Danger, error.to_string()),
            }
        });
    }

    pub fn copy_answer(&self, column: ElementId) {
        self.copy(answer_of(self.runs, column), "Answer");
    }

    /// Makes a shot of the last user message as rendered and a column's answer.
    pub fn shot_from_answer(&self, column: ElementId) {
        let input = self.compose.composition().with_untracked(|c| {
            c.messages.iter().rev().find(|m| m.role == Role::User).map(crate::domain::compose::RenderedMessage::text)
        });
        let reasoning = self
            .runs
            .of(column)
            .with_untracked(|r| crate::domain::answer::Answer::extract(&r.text, r.technique).reasoning);
        self.prompt.add_shot(input.unwrap_or_default(), answer_of(self.runs, column), reasoning);
        self.view.say(Tone::Ok, "Added as a shot.");
    }

    /// Makes the schema of an example answer the prompt's schema.
    ///
    /// # Errors
    /// A sentence when the example is not JSON.
    pub fn infer_schema(&self, example: &str) -> Result<(), String> {
        let text = infer_from_example(example)?;
        let mut output =
            self.prompt.document().with_untracked(|p| p.schema.clone()).unwrap_or_else(OutputSchema::starter);
        output.text = text;
        output.enabled = true;
        self.prompt.edit(Edit::SetSchema(Some(output)));
        Ok(())
    }

    /// Makes the parameters of a tool from an example of a call's arguments.
    ///
    /// # Errors
    /// A sentence when the example is not JSON, or no object: arguments have names.
    pub fn infer_parameters(&self, tool: ElementId, example: &str) -> Result<(), String> {
        let text = infer_from_example(example)?;
        if !example.trim_start().starts_with('{') {
            return Err("The arguments of a call are a JSON object, such as {\"city\": \"Rome\"}.".to_owned());
        }
        let field = Field::ToolParameters(tool);
        if let Some(edit) = self.prompt.document().with_untracked(|p| splice_to(p, field, &text)) {
            self.prompt.edit(edit);
        }
        Ok(())
    }

    /// Makes variables of the single braces in a message, as one step.
    pub fn convert_braces(&self, id: ElementId) {
        let this = *self;
        spawn_local(async move {
            if later::convert_braces(Box::new(this), id).await.is_err() {
                this.view.say(Tone::Danger, later::NOT_LOADED);
            }
        });
    }

    pub(super) fn convert_braces_now(&self, id: ElementId) {
        let field = Field::Message(id);
        let converted =
            self.prompt.document().with_untracked(|p| text_of(p, &field).map(|text| convert_single_braces(text)));
        let edit = converted.and_then(|text| self.prompt.document().with_untracked(|p| splice_to(p, field, &text)));
        if let Some(edit) = edit {
            self.prompt.edit(edit);
        }
    }

    /// Moves the keyboard to the element with this id.
    pub fn focus(&self, id: &str) {
        focus::by_id(id);
    }

    /// Names the state of the document as a version.
    pub fn save_version(&self) {
        self.documents.keep_version(true);
    }

    /// Opens an empty prompt; the one before stays in the library.
    pub fn new_prompt(&self) {
        self.create_document(Prompt::empty());
    }

    /// Opens a copy of the starter at `index`.
    pub fn open_starter(&self, index: usize) {
        if let Some(starter) = starter::starters().into_iter().nth(index) {
            self.create_document(starter.prompt);
        }
    }

    /// Opens a stored document in place of this one.
    pub fn open_document(&self, id: DocumentId) {
        self.runs.clear();
        self.documents.open(id);
        self.view.go(Room::Compose);
    }

    /// Makes a listed version the document again, as one edit that can be undone.
    pub fn restore_version(&self, id: &str) {
        if let Some(prompt) = self.library.version(id) {
            self.documents.keep_version(false);
            self.prompt.edit(Edit::Replace(Box::new(prompt)));
            self.documents.load_images();
            self.view.go(Room::Compose);
            self.view.say(Tone::Ok, "Version restored. Undo brings back what was here.");
        }
    }

    /// Opens what a link or file held as a document of its own.
    pub fn open_shared_copy(&self) {
        if let Some(adopted) = self.sharing.take_opened() {
            self.open_adopted(adopted);
        }
    }

    /// Opens a playground that came from elsewhere, with its answers, as a document of its own.
    pub fn open_adopted(&self, adopted: Adopted) {
        self.images.take(adopted.images);
        self.create_document(adopted.prompt);
        for answer in adopted.outputs {
            let id = random::new_id();
            self.runs.of(answer.column).update(|r| {
                r.number += 1;
                r.record.clone_from(&id);
                r.rating.clone_from(&answer.rating);
                r.finish(&answer.completion);
            });
            self.keep_shared_answer(id, answer);
        }
    }

    /// Saves the playground as a file on the person's disk.
    pub fn download_playground(&self) {
        let name = self.prompt.document().with_untracked(|p| format!("{}.nshot.json", file_stem(&p.title)));
        let saved = self
            .sharing
            .file()
            .and_then(|text| download::save_text(&name, "application/json", &text).map_err(|e| e.to_string()));
        if let Err(sentence) = saved {
            self.view.say(Tone::Danger, sentence);
        }
    }

    fn create_document(&self, prompt: Prompt) {
        self.runs.clear();
        self.documents.create(prompt);
        self.view.go(Room::Compose);
    }

    /// Reads what is stored and the link in the address bar, and goes on following it.
    pub fn start(&self) {
        let this = *self;
        if !self.view.embedded {
            self.watch_interruptions();
        }
        spawn_local(async move {
            if later::open_stored(Box::new(this)).await.is_err() {
                this.documents.not_opened();
            }
        });
    }

    pub(super) async fn open_stored(self) {
        if self.view.embedded {
            self.sharing.look_at_link(location::fragment());
            return;
        }
        self.documents.restore(self.keys).await;
        self.finish_sign_in();
        self.show_interrupted();
        self.start_mirror();
        if let Some(store) = self.documents.store() {
            let store = CountStore::over(store.database());
            self.past.open(store.clone());
            self.exact.open(store);
        }
        let look = move |fragment: String| {
            if !fragment.is_empty() && fragment != "#main" {
                self.sharing.look_at_link(fragment);
                location::clear_fragment();
            }
        };
        look(location::fragment());
        if let Some(listener) = location::on_fragment_change(look) {
            // It listens as long as the page lives.
            std::mem::forget(listener);
        }
    }
}

/// Characters of a title that a file's name has room for: names of some file systems have 255 bytes.
const LONGEST_STEM: usize = 50;

/// The title as a file name: letters, digits, `-` and `_` stay, everything else becomes `-`.
pub(super) fn file_stem(title: &str) -> String {
    let stem: String =
        title.chars().map(|c| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '-' }).collect();
    let stem: String = stem.trim_matches('-').chars().take(LONGEST_STEM).collect();
    if stem.is_empty() { "prompt".to_owned() } else { stem }
}
