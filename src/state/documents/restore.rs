//! The start: the store is opened, and what was open last is shown again, with what was typed last and not saved.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{DocumentState, Shown, draft};
use crate::browser::history_store::HistoryStore;
use crate::browser::indexed_db::{DatabaseEvent, StoreError};
use crate::browser::storage_health::storage_health;
use crate::browser::tabs::{Claim, Tabs};
use crate::browser::{clock, random};
use crate::domain::connection::Connection;
use crate::domain::edit::Edit;
use crate::domain::history::{DocumentId, DocumentRecord, SettingsRecord};
use crate::domain::undo::UndoLog;
use crate::state::keys::KeyState;
use crate::state::view::Tone;

/// How often, and after how many milliseconds each, a document is asked for that another page has.
const HOLD_TRIES: u32 = 10;
const HOLD_EVERY_MS: f64 = 300.0;

impl DocumentState {
    pub(super) async fn read_stored(&self, keys: KeyState) -> Result<(), StoreError> {
        let view = self.view;
        let on_event = move |event| match event {
            DatabaseEvent::Blocked => {
                view.say(Tone::Danger, "An older Nshot in another tab holds the storage. Close that tab.");
            }
            DatabaseEvent::Replaced => view.say(
                Tone::Danger,
                "Nshot was updated in another tab. Reload this page; nothing is saved here any more.",
            ),
        };
        let store = HistoryStore::open(on_event).await?;
        self.store.set_value(Some(store.clone()));
        if let Err(error) = keys.restore(store.database()).await {
            view.say(Tone::Danger, error.to_string());
        }
        let this = *self;
        self.tabs.set_value(Tabs::open(move |message| this.hear(message)).map(Rc::new));
        self.connections.restore(store.connections().await?.records.into_iter().map(Connection::from).collect());
        let open = store.settings().await?.open_document;
        let record = match &open {
            Some(id) => store.document(id).await?.filter(|r| r.trashed_at_ms.is_none()),
            None => None,
        };
        let draft = open.as_ref().and_then(draft::read);
        // Who typed before the store was open goes on with that; what was open last is in the Library.
        let is_typed_in = untrack(|| self.prompt.can_undo());
        let (record, draft) = if is_typed_in { (None, None) } else { (record, draft) };
        if let Some(record) = record {
            let rev = record.rev;
            let stored = record.prompt.clone();
            let undo = self.stored_undo(&record).await;
            self.images.load(&store, &record.id, &record.prompt.clone().into()).await;
            self.show_record(record, undo);
            self.claim(Claim::IfFree).await;
            if let Some(draft) = draft.filter(|draft| draft.prompt != stored) {
                self.take_draft(draft, rev, &store).await?;
            }
        } else if let Some(draft) = draft {
            self.show(
                Shown { id: draft.id, rev: 0, tags: draft.tags, prompt: draft.prompt.into(), saved: None },
                UndoLog::default(),
            );
            self.claim(Claim::IfFree).await;
        } else {
            self.claim(Claim::IfFree).await;
            self.remember_open();
        }
        self.load_images();
        Ok(())
    }

    /// Takes over what was typed in the last moment before the page was left. When another tab saved the document after that, the draft becomes a
    /// document of its own.
    async fn take_draft(&self, draft: DocumentRecord, rev: u64, store: &HistoryStore) -> Result<(), StoreError> {
        if draft.rev == rev {
            self.prompt.edit(Edit::Replace(Box::new(draft.prompt.into())));
            return Ok(());
        }
        draft::forget(&draft.id);
        let prompt = draft.prompt.clone().into();
        self.images.load(store, &draft.id, &prompt).await;
        let copy = DocumentRecord { id: DocumentId(random::new_id()), rev: 0, from_elsewhere: true, ..draft };
        self.images.save(store, &copy.id, &prompt).await?;
        store.save_document(&copy).await?;
        self.view.say(
            Tone::Danger,
            "What was typed last and not saved is in the Library, as a prompt of its own: another tab had saved this one.",
        );
        Ok(())
    }

    /// Whether this tab is the one that has the document, or gets it within a moment: a page that was just left or killed may not have given
    /// it back yet.
    pub async fn hold(&self) -> bool {
        for _ in 0..HOLD_TRIES {
            if self.held.with_value(Option::is_some) {
                return true;
            }
            clock::sleep_ms(HOLD_EVERY_MS).await;
            if self.held.with_value(Option::is_none) {
                self.claim(Claim::IfFree).await;
            }
        }
        self.held.with_value(Option::is_some)
    }

    /// The document that the next start opens.
    pub(super) fn remember_open(&self) {
        let this = *self;
        spawn_local(async move {
            let Some(store) = this.store() else { return };
            let settings = store.settings().await.unwrap_or_default();
            let record = SettingsRecord { open_document: Some(this.id.get_untracked()), ..settings };
            if let Err(error) = store.save_settings(&record).await {
                this.fail(&error);
            }
        });
    }

    pub(super) async fn describe_storage(&self) {
        let health = storage_health().await;
        let kept = match health.persistent {
            Some(true) => "Kept by the browser until you delete it",
            Some(false) => "The browser may clear it when disk space runs out",
            None => "Stored in this browser",
        };
        let used = match (health.used, health.quota) {
            (Some(used), Some(quota)) => format!(" · {:.1} MB of {:.0} MB", used / 1e6, quota / 1e6),
            _ => String::new(),
        };
        self.storage.set(format!("{kept}{used}"));
    }
}
