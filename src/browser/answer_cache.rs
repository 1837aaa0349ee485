//! Kept answers in the database, by the hash of their request. What is oldest goes first when there are too many.

use wasm_bindgen::JsValue;

use super::indexed_db::{Durability, IndexedDb, Store, StoreError};
use crate::domain::history::{KeptAnswerRecord, Record};

/// Answers that are kept.
const MOST: usize = 1_000;
/// Answers that go when there are more.
const CHUNK: usize = 100;

/// The kept answers of this device. Clones share the connection.
#[derive(Clone, Debug)]
pub struct AnswerCache {
    database: IndexedDb,
}

impl AnswerCache {
    pub fn over(database: IndexedDb) -> Self {
        Self { database }
    }

    /// The answer under `key`; `None` also when it can't be read: then it is simply asked for again.
    pub async fn get(&self, key: &str) -> Option<KeptAnswerRecord> {
        let text = self.database.get::<String>(Store::Answers, key).await.ok()??;
        KeptAnswerRecord::from_json(&text).ok()
    }

    /// Keeps an answer in place of the one before.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn put(&self, record: &KeptAnswerRecord) -> Result<(), StoreError> {
        let text = JsValue::from(record.to_json()?);
        self.database.put(Store::Answers, &record.key, text, Durability::Relaxed).await?;
        if self.database.keys(Store::Answers).await?.len() > MOST { self.drop_oldest().await } else { Ok(()) }
    }

    /// How many answers are kept.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn count(&self) -> Result<usize, StoreError> {
        Ok(self.database.keys(Store::Answers).await?.len())
    }

    /// Drops all kept answers.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn clear(&self) -> Result<(), StoreError> {
        self.database.delete_all(Store::Answers, "").await
    }

    async fn drop_oldest(&self) -> Result<(), StoreError> {
        let texts = self.database.texts(Store::Answers, "").await?;
        let mut records: Vec<_> = texts.iter().filter_map(|text| KeptAnswerRecord::from_json(text).ok()).collect();
        records.sort_by_key(|record| record.at_ms);
        for record in records.iter().take(CHUNK) {
            self.database.delete(Store::Answers, &record.key).await?;
        }
        Ok(())
    }
}
