//! The document: one signal, changed by edits only, with undo over everything.

use leptos::prelude::*;

use crate::browser::clock::PageClock;
use crate::browser::focus;
use crate::domain::edit::{Edit, EditError, Field, splice_to, text_of};
use crate::domain::id::ElementId;
use crate::domain::message::{Message, Role};
use crate::domain::prompt::{Column, ModelRef, Prompt};
use crate::domain::shot::Shot;
use crate::domain::text::byte_of_utf16;
use crate::domain::tool::Tool;
use crate::domain::undo::{UndoHistory, UndoLog};
use crate::runner::ports::Clock;

/// The prompt document and its verbs.
#[derive(Clone, Copy)]
pub struct PromptState {
    document: RwSignal<Prompt>,
    undo: RwSignal<UndoHistory>,
    /// Goes up when a text changed other than by typing into its own editor: editors then take the document's text.
    resync: RwSignal<u32>,
}

impl PromptState {
    pub fn new(prompt: Prompt) -> Self {
        Self { document: RwSignal::new(prompt), undo: RwSignal::new(UndoHistory::default()), resync: RwSignal::new(0) }
    }

    /// The document, to read from. Never clone it in a view: its texts may be megabytes.
    pub fn document(&self) -> RwSignal<Prompt> {
        self.document
    }

    /// Changes when editors must take the document's text.
    pub fn resync(&self) -> ReadSignal<u32> {
        self.resync.read_only()
    }

    pub fn can_undo(&self) -> bool {
        self.undo.with(UndoHistory::can_undo)
    }

    pub fn can_redo(&self) -> bool {
        self.undo.with(UndoHistory::can_redo)
    }

    /// Makes an edit that did not come from the text editor that shows it.
    pub fn edit(&self, edit: Edit) {
        if self.perform(edit).is_ok() {
            self.resync.update(|n| *n = n.wrapping_add(1));
        }
    }

    /// Takes what was typed into the editor of `field`: `from..to` in UTF-16 units of the text before, replaced by `insert`. When the
    /// editor and the document disagree (`whole` is then asked for), the editor's text wins: it is what the person sees.
    pub fn typed(&self, field: Field, from: usize, to: usize, insert: String, whole: impl FnOnce() -> String) {
        let range = self.document.with_untracked(|prompt| {
            let text = text_of(prompt, &field)?;
            Some(byte_of_utf16(text, from)?..byte_of_utf16(text, to)?)
        });
        let fits =
            range.is_some_and(|range| self.perform(Edit::Splice { field: field.clone(), range, insert }).is_ok());
        if !fits {
            self.set_text(field, &whole());
        }
    }

    /// Makes `field` read `text`, as typing would; for plain inputs, which tell only their whole value.
    pub fn set_text(&self, field: Field, text: &str) {
        if let Some(edit) = self.document.with_untracked(|prompt| splice_to(prompt, field, text)) {
            let _ = self.perform(edit);
        }
    }

    pub fn undo(&self) {
        self.travel(UndoHistory::undo);
    }

    pub fn redo(&self) {
        self.travel(UndoHistory::redo);
    }

    /// What can be undone, in at most `bytes` bytes of JSON.
    pub fn undo_log(&self, bytes: usize) -> UndoLog {
        self.undo.with_untracked(|undo| undo.log(bytes))
    }

    /// Opens another document, with what could be undone in it when it was saved.
    pub fn open(&self, prompt: Prompt, undo: UndoLog) {
        self.undo.set(undo.into());
        self.document.set(prompt);
        self.resync.update(|n| *n = n.wrapping_add(1));
    }

    /// Adds an empty message at the end, with the role that would come next in a conversation.
    pub fn add_message(&self) -> ElementId {
        let (id, at, role) = self.document.with_untracked(|p| {
            let role = match p.messages.last().map(|m| m.role) {
                Some(Role::User) => Role::Assistant,
                _ => Role::User,
            };
            (p.fresh_id(), p.messages.len(), role)
        });
        self.edit(Edit::InsertMessage { at, message: Message::new(id, role, "") });
        id
    }

    /// Puts a copy right after message `id`.
    pub fn duplicate_message(&self, id: ElementId) {
        let copy = self.document.with_untracked(|p| {
            let at = p.messages.iter().position(|m| m.id == id)?;
            let mut copy = Message { id: p.fresh_id(), ..p.messages[at].clone() };
            for (image, number) in copy.images.iter_mut().zip(1..) {
                image.id = ElementId(copy.id.0 + number);
            }
            Some((at + 1, copy))
        });
        if let Some((at, message)) = copy {
            self.edit(Edit::InsertMessage { at, message });
        }
    }

    /// Moves message `id` up (`-1`) or down (`1`); nothing happens at the ends.
    pub fn move_message(&self, id: ElementId, by: isize) {
        let to = self.document.with_untracked(|p| neighbor(p.messages.iter().map(|m| m.id), id, by));
        if let Some(to) = to {
            focus::keep(|| self.edit(Edit::MoveMessage { id, to }));
        }
    }

    /// Adds a shot at the end: empty, or from an answer.
    pub fn add_shot(&self, input: String, output: String, reasoning: String) -> ElementId {
        let (id, at) = self.document.with_untracked(|p| (p.fresh_id(), p.shots.items.len()));
        self.edit(Edit::InsertShot { at, shot: Shot { id, input, output, reasoning, enabled: true } });
        id
    }

    /// Puts a copy right after shot `id`.
    pub fn duplicate_shot(&self, id: ElementId) {
        let copy = self.document.with_untracked(|p| {
            let at = p.shots.items.iter().position(|s| s.id == id)?;
            Some((at + 1, Shot { id: p.fresh_id(), ..p.shots.items[at].clone() }))
        });
        if let Some((at, shot)) = copy {
            self.edit(Edit::InsertShot { at, shot });
        }
    }

    /// Moves shot `id` up (`-1`) or down (`1`); nothing happens at the ends.
    pub fn move_shot(&self, id: ElementId, by: isize) {
        let to = self.document.with_untracked(|p| neighbor(p.shots.items.iter().map(|s| s.id), id, by));
        if let Some(to) = to {
            focus::keep(|| self.edit(Edit::MoveShot { id, to }));
        }
    }

    /// Adds a tool at the end, with a name that no other has.
    pub fn add_tool(&self) -> ElementId {
        let (id, at, name) =
            self.document.with_untracked(|p| (p.fresh_id(), p.tools.items.len(), free_name(p, "tool")));
        self.edit(Edit::InsertTool { at, tool: Tool::starter(id, name) });
        id
    }

    /// Puts a copy right after tool `id`, under another name.
    pub fn duplicate_tool(&self, id: ElementId) {
        let copy = self.document.with_untracked(|p| {
            let at = p.tools.items.iter().position(|t| t.id == id)?;
            let name = free_name(p, &p.tools.items[at].name);
            Some((at + 1, Tool { id: p.fresh_id(), name, ..p.tools.items[at].clone() }))
        });
        if let Some((at, tool)) = copy {
            self.edit(Edit::InsertTool { at, tool });
        }
    }

    /// Moves tool `id` up (`-1`) or down (`1`); nothing happens at the ends.
    pub fn move_tool(&self, id: ElementId, by: isize) {
        let to = self.document.with_untracked(|p| neighbor(p.tools.items.iter().map(|t| t.id), id, by));
        if let Some(to) = to {
            focus::keep(|| self.edit(Edit::MoveTool { id, to }));
        }
    }

    /// Moves an image of a message towards its beginning (`-1`) or end (`1`); nothing happens at the ends.
    pub fn move_image(&self, message: ElementId, id: ElementId, by: isize) {
        let to = self.document.with_untracked(|p| {
            let images = &p.messages.iter().find(|m| m.id == message)?.images;
            neighbor(images.iter().map(|image| image.id), id, by)
        });
        if let Some(to) = to {
            focus::keep(|| self.edit(Edit::MoveImage { message, id, to }));
        }
    }

    /// Clones the last column, or makes a dry-run column when there is none.
    pub fn add_column(&self) -> ElementId {
        let (at, column) = self.document.with_untracked(|p| {
            let id = p.fresh_id();
            let column = match p.columns.last() {
                Some(last) => Column { id, ..last.clone() },
                None => {
                    Column { id, model: ModelRef::dry_run(), sampling: crate::domain::sampling::Sampling::default() }
                }
            };
            (p.columns.len(), column)
        });
        let id = column.id;
        self.edit(Edit::InsertColumn { at, column });
        id
    }

    fn perform(&self, edit: Edit) -> Result<(), EditError> {
        let now = PageClock.now_ms();
        let mut result = Ok(());
        self.document.update(|prompt| {
            self.undo.update(|undo| result = undo.perform(prompt, edit, now));
        });
        result
    }

    fn travel(&self, step: impl FnOnce(&mut UndoHistory, &mut Prompt) -> Result<bool, EditError>) {
        self.document.update(|prompt| {
            self.undo.update(|undo| {
                // A step that no longer fits was dropped by the history; there is nothing to show for it.
                let _ = step(undo, prompt);
            });
        });
        self.resync.update(|n| *n = n.wrapping_add(1));
    }
}

/// `stem_1`, or the first such name that no tool has.
fn free_name(prompt: &Prompt, stem: &str) -> String {
    let stem = stem.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('_');
    let mut names = (1..).map(|number: u32| format!("{stem}_{number}"));
    names.find(|name| prompt.tools.items.iter().all(|tool| tool.name != *name)).unwrap_or_default()
}

fn neighbor(ids: impl Iterator<Item = ElementId>, id: ElementId, by: isize) -> Option<usize> {
    let ids: Vec<_> = ids.collect();
    let to = ids.iter().position(|i| *i == id)?.checked_add_signed(by)?;
    (to < ids.len()).then_some(to)
}
