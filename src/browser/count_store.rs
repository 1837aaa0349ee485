//! Usage of past runs and exact counts in the database: one bounded record each, without any text of a person.

use super::indexed_db::{IndexedDb, Store, StoreError};
use crate::domain::history::{
    ExactCountRecord, ExactCountsRecord, ObservationRecord, ObservationsRecord, Record, RunRecord,
};

const OBSERVATIONS: &str = "observations";
const EXACT_COUNTS: &str = "exact-counts";

/// The numbers that counts and estimates learn from.
#[derive(Clone, Debug)]
pub struct CountStore {
    database: IndexedDb,
}

impl CountStore {
    /// A store over an open database.
    pub fn over(database: IndexedDb) -> Self {
        Self { database }
    }

    /// The numbers of past runs. The first time they are read from the runs themselves, which were stored before this record was.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn observations(&self) -> Result<ObservationsRecord, StoreError> {
        if let Some(text) = self.database.get::<String>(Store::Settings, OBSERVATIONS).await? {
            return Ok(ObservationsRecord::from_json(&text)?);
        }
        let mut runs: Vec<RunRecord> = Vec::new();
        for text in self.database.texts(Store::Runs, "").await? {
            runs.extend(RunRecord::from_json(&text).ok()); // one that can't be read stays stored and is told of where runs are listed
        }
        runs.sort_by_key(|run| run.at_ms);
        let found: Vec<_> = runs.iter().filter_map(ObservationRecord::of).collect();
        let add = |record: &mut ObservationsRecord| found.into_iter().for_each(|run| record.add(run));
        self.change(OBSERVATIONS, add).await
    }

    /// Keeps the numbers of a run.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn keep_observation(&self, run: ObservationRecord) -> Result<(), StoreError> {
        self.change(OBSERVATIONS, |record: &mut ObservationsRecord| record.add(run)).await.map(drop)
    }

    /// Counts that providers made and that still hold.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn exact_counts(&self, now_ms: u64) -> Result<Vec<ExactCountRecord>, StoreError> {
        let text = self.database.get::<String>(Store::Settings, EXACT_COUNTS).await?;
        let record = text.as_deref().map(ExactCountsRecord::from_json).transpose()?.unwrap_or_default();
        Ok(record.holding(now_ms).collect())
    }

    /// Keeps a count that a provider made.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn keep_exact_count(&self, count: ExactCountRecord) -> Result<(), StoreError> {
        self.change(EXACT_COUNTS, |record: &mut ExactCountsRecord| record.add(count)).await.map(drop)
    }

    /// Changes a record in one transaction, so that no other tab's change is lost.
    async fn change<T: Record + Default>(&self, key: &str, change: impl FnOnce(&mut T)) -> Result<T, StoreError> {
        self.database
            .replace_text(Store::Settings, key, |stored| {
                let mut record = stored.as_deref().map(T::from_json).transpose()?.unwrap_or_default();
                change(&mut record);
                Ok((record.to_json()?, record))
            })
            .await
    }
}
