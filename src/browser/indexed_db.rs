//! The page's database: opening and upgrading it, and values by key. What the values mean is `history_store`'s and `key_store`'s.

use indexed_db_futures::KeyRange;
use indexed_db_futures::database::Database;
use indexed_db_futures::error::{Error, OpenDbError};
use indexed_db_futures::prelude::*;
use indexed_db_futures::primitive::TryFromJs;
use indexed_db_futures::transaction::{Transaction, TransactionDurability, TransactionMode, TransactionOptions};
use thiserror::Error;
use wasm_bindgen::JsValue;

use crate::domain::history::RecordError;

/// Name of the app's database.
pub const DATABASE: &str = "nshot";
/// Raised with every change of the stores below.
const VERSION: u32 = 4;

/// A store of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    Documents,
    Versions,
    Runs,
    Connections,
    Settings,
    Secrets,
    /// What can be undone, since version 3.
    Undo,
    /// Image files in base64, since version 2.
    Images,
    /// Answers that are kept to be shown again, since version 2.
    Answers,
    /// Folders on disk that the page may write into, since version 4.
    Folders,
}

impl Store {
    const ALL: [Self; 10] = [
        Self::Documents,
        Self::Versions,
        Self::Runs,
        Self::Connections,
        Self::Settings,
        Self::Secrets,
        Self::Undo,
        Self::Images,
        Self::Answers,
        Self::Folders,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Versions => "versions",
            Self::Runs => "runs",
            Self::Connections => "connections",
            Self::Settings => "settings",
            Self::Secrets => "secrets",
            Self::Undo => "undo",
            Self::Images => "images",
            Self::Answers => "answers",
            Self::Folders => "folders",
        }
    }
}

/// What happens to a database from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseEvent {
    /// An older page in another tab keeps it from being opened: ask the person to close that tab.
    Blocked,
    /// A newer page in another tab took it over. It is closed here: ask the person to reload.
    Replaced,
}

/// Why something was not stored or read.
#[derive(Debug, Error)]
pub enum StoreError {
    #[error(
        "This browser stores nothing for this page ({reason}). Nothing is saved here: export your work before you leave."
    )]
    Unavailable { reason: String },
    #[error(
        "The browser's storage for this page is full: the last changes are on this page only. Empty the trash or delete old runs in the Library, free disk space, or export the document as a file."
    )]
    Full,
    #[error("Another tab saved this document meanwhile (save {stored}). Keep yours as a copy, or load the other one.")]
    Conflict { stored: u64 },
    #[error("Nshot was updated in another tab, which took over the storage. Reload this page.")]
    Closed,
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error("The browser's storage failed: {reason}. Try again; if it goes on, export the document as a file.")]
    Failed { reason: String },
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let reason = error.to_string();
        // The library knows no quota error; browsers say so in the name, which its text holds, or in the message.
        let exception_name = match &error {
            Error::DomException(exception) => super::js::error_name(exception.as_ref()),
            _ => String::new(),
        };
        if exception_name == "QuotaExceededError" || reason.to_ascii_lowercase().contains("quota") {
            Self::Full
        } else if exception_name == "InvalidStateError" {
            Self::Closed
        } else {
            Self::Failed { reason }
        }
    }
}

impl From<OpenDbError> for StoreError {
    fn from(error: OpenDbError) -> Self {
        Self::Unavailable { reason: error.to_string() }
    }
}

/// How sure a write is before it counts as done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// On disk: for what a person wrote (3 to 8 ms for 20 KB, measured 2026-11-23).
    Strict,
    /// Given to the operating system: for what can be had again.
    Relaxed,
}

/// An open database. Clones share the connection.
#[derive(Clone, Debug)]
pub struct IndexedDb {
    database: Database,
}

impl IndexedDb {
    /// Opens or makes the database called `name` ([`DATABASE`] but in tests).
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] in private windows of some browsers, and when a newer page already upgraded it.
    pub async fn open(name: &str, on_event: impl Fn(DatabaseEvent) + Clone + 'static) -> Result<Self, StoreError> {
        let on_blocked = on_event.clone();
        let database = Database::open(name)
            .with_version(VERSION)
            .with_on_blocked(move |_| {
                on_blocked(DatabaseEvent::Blocked);
                Ok(())
            })
            .with_on_upgrade_needed(|_, database| {
                let present: Vec<String> = database.object_store_names().collect();
                for store in Store::ALL.into_iter().filter(|store| !present.iter().any(|name| name == store.name())) {
                    database.create_object_store(store.name()).build()?;
                }
                Ok(())
            })
            .await?;
        close_when_replaced(&database, on_event)?;
        Ok(Self { database })
    }

    /// One value.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn get<T: TryFromJs>(&self, store: Store, key: &str) -> Result<Option<T>, StoreError> {
        let transaction = self.database.transaction(store.name()).build()?;
        let value = transaction.object_store(store.name())?.get::<T, _, _>(key.to_owned()).primitive()?.await?;
        Ok(value)
    }

    /// All texts whose key starts with `prefix`, in the order of their keys.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn texts(&self, store: Store, prefix: &str) -> Result<Vec<String>, StoreError> {
        let transaction = self.database.transaction(store.name()).build()?;
        let objects = transaction.object_store(store.name())?;
        let values = objects.get_all::<String>().with_query::<String, _>(starting_with(prefix)).primitive()?.await?;
        Ok(values.collect::<Result<Vec<_>, _>>()?)
    }

    /// All keys of a store.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn keys(&self, store: Store) -> Result<Vec<String>, StoreError> {
        let transaction = self.database.transaction(store.name()).build()?;
        let keys = transaction.object_store(store.name())?.get_all_keys::<String>().primitive()?.await?;
        Ok(keys.collect::<Result<Vec<_>, _>>()?)
    }

    /// Writes one value.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn put(&self, store: Store, key: &str, value: JsValue, durability: Durability) -> Result<(), StoreError> {
        let transaction = self.writing(store, durability)?;
        transaction.object_store(store.name())?.put(value).with_key(key.to_owned()).primitive()?.await?;
        Ok(transaction.commit().await?)
    }

    /// Writes several values in one transaction: all of them or none.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn put_all(
        &self,
        store: Store,
        values: Vec<(String, JsValue)>,
        durability: Durability,
    ) -> Result<(), StoreError> {
        let transaction = self.writing(store, durability)?;
        let objects = transaction.object_store(store.name())?;
        for (key, value) in values {
            objects.put(value).with_key(key).primitive()?.await?;
        }
        drop(objects);
        Ok(transaction.commit().await?)
    }

    /// Writes `next(stored text)` in one transaction, so that no other tab writes between. An error of `next` leaves all as it was.
    ///
    /// # Errors
    /// See [`StoreError`]; whatever `next` returns.
    pub async fn replace_text<T>(
        &self,
        store: Store,
        key: &str,
        next: impl FnOnce(Option<String>) -> Result<(String, T), StoreError>,
    ) -> Result<T, StoreError> {
        let transaction = self.writing(store, Durability::Strict)?;
        let objects = transaction.object_store(store.name())?;
        let stored = objects.get::<String, _, _>(key.to_owned()).primitive()?.await?;
        let (text, result) = next(stored)?;
        objects.put(text).with_key(key.to_owned()).primitive()?.await?;
        drop(objects);
        transaction.commit().await?;
        Ok(result)
    }

    /// Deletes the values whose key starts with `prefix`.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn delete_all(&self, store: Store, prefix: &str) -> Result<(), StoreError> {
        let transaction = self.writing(store, Durability::Strict)?;
        transaction.object_store(store.name())?.delete::<String, _>(starting_with(prefix)).primitive()?.await?;
        Ok(transaction.commit().await?)
    }

    /// Deletes one value.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn delete(&self, store: Store, key: &str) -> Result<(), StoreError> {
        let transaction = self.writing(store, Durability::Strict)?;
        transaction.object_store(store.name())?.delete(key.to_owned()).primitive()?.await?;
        Ok(transaction.commit().await?)
    }

    /// Closes the connection; what is being written is finished.
    pub fn close(self) {
        self.database.close();
    }

    fn writing(&self, store: Store, durability: Durability) -> Result<Transaction<'_>, StoreError> {
        let mut options = TransactionOptions::new();
        options.set_durability(match durability {
            Durability::Strict => TransactionDurability::Strict,
            Durability::Relaxed => TransactionDurability::Relaxed,
        });
        let transaction = self
            .database
            .transaction(store.name())
            .with_mode(TransactionMode::Readwrite)
            .with_options(options)
            .build()?;
        Ok(transaction)
    }
}

/// Text keys that start with `prefix`; keys hold no character above U+FFFE.
fn starting_with(prefix: &str) -> KeyRange<String> {
    KeyRange::Bound(prefix.to_owned(), false, format!("{prefix}\u{ffff}"), false)
}

/// A newer page can't upgrade the database while this one holds it open.
fn close_when_replaced(database: &Database, on_event: impl Fn(DatabaseEvent) + 'static) -> Result<(), StoreError> {
    let mut changes = database.version_changes()?;
    let database = database.clone();
    wasm_bindgen_futures::spawn_local(async move {
        if changes.recv().await.is_some() {
            drop(changes);
            database.close();
            on_event(DatabaseEvent::Replaced);
        }
    });
    Ok(())
}
