//! Documents, versions, runs, connections and settings in the database, as the versioned records of `domain::history`.

use wasm_bindgen::JsValue;

use super::indexed_db::{DATABASE, DatabaseEvent, Durability, IndexedDb, Store, StoreError};
use crate::domain::history::{
    ConnectionRecord, DocumentId, DocumentRecord, Record, RecordError, RunRecord, SettingsRecord, UndoRecord,
    VersionRecord,
};
use crate::domain::image::ImageHash;

const SETTINGS_KEY: &str = "settings";

/// Records of one kind, and those that could not be read (they stay stored).
#[derive(Debug)]
pub struct Loaded<T> {
    pub records: Vec<T>,
    pub unreadable: Vec<RecordError>,
}

/// The store of everything but keys. Clones share the connection.
#[derive(Clone, Debug)]
pub struct HistoryStore {
    database: IndexedDb,
}

impl HistoryStore {
    /// Opens the app's database.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]: the page then works without saving, and has to say so.
    pub async fn open(on_event: impl Fn(DatabaseEvent) + Clone + 'static) -> Result<Self, StoreError> {
        Ok(Self::over(IndexedDb::open(DATABASE, on_event).await?))
    }

    /// A store over an open database.
    pub fn over(database: IndexedDb) -> Self {
        Self { database }
    }

    /// The database, for the key store.
    pub fn database(&self) -> IndexedDb {
        self.database.clone()
    }

    /// Saves a document, on disk before it returns. `record.rev` is the save it builds on (0 = it is new); the number of this save is
    /// returned.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another tab saved since; nothing is overwritten then, as with every error.
    pub async fn save_document(&self, record: &DocumentRecord) -> Result<u64, StoreError> {
        let next = DocumentRecord { rev: record.rev + 1, ..record.clone() };
        let text = next.to_json()?;
        let (known, rev) = (record.rev, next.rev);
        self.database
            .replace_text(Store::Documents, &record.id.0, move |stored| {
                let stored =
                    stored.as_deref().map(DocumentRecord::from_json).transpose()?.map_or(0, |stored| stored.rev);
                if stored == known { Ok((text, rev)) } else { Err(StoreError::Conflict { stored }) }
            })
            .await
    }

    /// One document, from the trash too.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn document(&self, id: &DocumentId) -> Result<Option<DocumentRecord>, StoreError> {
        let text = self.database.get::<String>(Store::Documents, &id.0).await?;
        Ok(text.as_deref().map(DocumentRecord::from_json).transpose()?)
    }

    /// All documents, trashed ones too, the last saved first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn documents(&self) -> Result<Loaded<DocumentRecord>, StoreError> {
        let mut loaded = self.load::<DocumentRecord>(Store::Documents, "").await?;
        loaded.records.sort_by_key(|record| std::cmp::Reverse(record.saved_at_ms));
        Ok(loaded)
    }

    /// Puts a document in the trash (`at_ms` = now) or takes it out (`None`), and returns the number of this save.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn set_trashed(&self, id: &DocumentId, at_ms: Option<u64>) -> Result<u64, StoreError> {
        self.change_document(id, move |record| record.trashed_at_ms = at_ms).await
    }

    /// Changes a stored document that no page shows, and returns the number of this save.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn change_document(
        &self,
        id: &DocumentId,
        change: impl FnOnce(&mut DocumentRecord),
    ) -> Result<u64, StoreError> {
        self.database
            .replace_text(Store::Documents, &id.0, move |stored| {
                let missing = || StoreError::Failed { reason: "the document is not stored any more".to_owned() };
                let mut record = DocumentRecord::from_json(&stored.ok_or_else(missing)?)?;
                change(&mut record);
                record.rev += 1;
                Ok((record.to_json()?, record.rev))
            })
            .await
    }

    /// Deletes a document, its versions, its runs and its images for good.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn delete_document(&self, id: &DocumentId) -> Result<(), StoreError> {
        self.database.delete_all(Store::Runs, &children_of(id)).await?;
        self.database.delete_all(Store::Versions, &children_of(id)).await?;
        self.database.delete(Store::Undo, &id.0).await?;
        self.database.delete_all(Store::Images, &children_of(id)).await?;
        self.database.delete(Store::Documents, &id.0).await
    }

    /// Keeps an image's file, in base64, for a document and its versions.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn save_image(&self, document: &DocumentId, hash: &ImageHash, base64: &str) -> Result<(), StoreError> {
        let key = format!("{}{}", children_of(document), hash.0);
        self.database.put(Store::Images, &key, JsValue::from(base64), Durability::Strict).await
    }

    /// The file of an image of a document, in base64.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn image(&self, document: &DocumentId, hash: &ImageHash) -> Result<Option<String>, StoreError> {
        self.database.get::<String>(Store::Images, &format!("{}{}", children_of(document), hash.0)).await
    }

    /// Keeps a version.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn save_version(&self, record: &VersionRecord) -> Result<(), StoreError> {
        let key = child_key(&record.document, record.at_ms, &record.id);
        self.put(Store::Versions, &key, record, Durability::Strict).await
    }

    /// Deletes one version, when versions are thinned out.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn delete_version(&self, record: &VersionRecord) -> Result<(), StoreError> {
        self.database.delete(Store::Versions, &child_key(&record.document, record.at_ms, &record.id)).await
    }

    /// The versions of a document, oldest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn versions(&self, document: &DocumentId) -> Result<Loaded<VersionRecord>, StoreError> {
        self.load(Store::Versions, &children_of(document)).await
    }

    /// Keeps a run; a second save with the same id and time replaces it.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn save_run(&self, record: &RunRecord) -> Result<(), StoreError> {
        let key = child_key(&record.document, record.at_ms, &record.id);
        self.put(Store::Runs, &key, record, Durability::Relaxed).await
    }

    /// Deletes one run.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn delete_run(&self, record: &RunRecord) -> Result<(), StoreError> {
        self.database.delete(Store::Runs, &child_key(&record.document, record.at_ms, &record.id)).await
    }

    /// The runs of a document, oldest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn runs(&self, document: &DocumentId) -> Result<Loaded<RunRecord>, StoreError> {
        self.load(Store::Runs, &children_of(document)).await
    }

    /// Every stored version of every document, for a backup.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn all_versions(&self) -> Result<Loaded<VersionRecord>, StoreError> {
        self.load(Store::Versions, "").await
    }

    /// Every stored run of every document, for a backup.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn all_runs(&self) -> Result<Loaded<RunRecord>, StoreError> {
        self.load(Store::Runs, "").await
    }

    /// Keeps what can be undone in a document; the log before is replaced.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn save_undo(&self, record: &UndoRecord) -> Result<(), StoreError> {
        self.put(Store::Undo, &record.document.0, record, Durability::Relaxed).await
    }

    /// What can be undone in a document as save `rev` left it; `None` also when the log is of another save or of a form that is not known.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn undo(&self, document: &DocumentId, rev: u64) -> Result<Option<UndoRecord>, StoreError> {
        let text = self.database.get::<String>(Store::Undo, &document.0).await?;
        Ok(text.and_then(|text| UndoRecord::from_json(&text).ok()).filter(|record| record.rev == rev))
    }

    /// Keeps a connection.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn save_connection(&self, record: &ConnectionRecord) -> Result<(), StoreError> {
        self.put(Store::Connections, &record.id, record, Durability::Strict).await
    }

    /// Deletes a connection. Its key is the key store's to forget.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn delete_connection(&self, id: &str) -> Result<(), StoreError> {
        self.database.delete(Store::Connections, id).await
    }

    /// All connections.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn connections(&self) -> Result<Loaded<ConnectionRecord>, StoreError> {
        self.load(Store::Connections, "").await
    }

    /// Keeps the settings.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn save_settings(&self, record: &SettingsRecord) -> Result<(), StoreError> {
        self.put(Store::Settings, SETTINGS_KEY, record, Durability::Relaxed).await
    }

    /// The settings; the usual ones when none were stored.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn settings(&self) -> Result<SettingsRecord, StoreError> {
        let text = self.database.get::<String>(Store::Settings, SETTINGS_KEY).await?;
        Ok(text.as_deref().map(SettingsRecord::from_json).transpose()?.unwrap_or_default())
    }

    async fn put(
        &self,
        store: Store,
        key: &str,
        record: &impl Record,
        durability: Durability,
    ) -> Result<(), StoreError> {
        self.database.put(store, key, JsValue::from(record.to_json()?), durability).await
    }

    async fn load<T: Record>(&self, store: Store, prefix: &str) -> Result<Loaded<T>, StoreError> {
        let texts = self.database.texts(store, prefix).await?;
        let mut loaded = Loaded { records: Vec::with_capacity(texts.len()), unreadable: Vec::new() };
        for text in texts {
            match T::from_json(&text) {
                Ok(record) => loaded.records.push(record),
                Err(error) => loaded.unreadable.push(error),
            }
        }
        Ok(loaded)
    }
}

fn children_of(document: &DocumentId) -> String {
    format!("{}/", document.0)
}

/// Keys of one document's versions or runs sort by time: 15 digits hold milliseconds until the year 33658.
fn child_key(document: &DocumentId, at_ms: u64, id: &str) -> String {
    format!("{}{at_ms:015}/{id}", children_of(document))
}
