//! What the person's own runs teach: how far a model's reported input is from its count, and how long its answers are.

use std::collections::HashMap;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::view::{Tone, ViewState};
use crate::browser::count_store::CountStore;
use crate::domain::calibration::{Calibrated, Counted, calibrate};
use crate::domain::catalog::Catalog;
use crate::domain::cost_plan::ModelKey;
use crate::domain::history::{DocumentId, ObservationRecord, ObservationsRecord, PastOutputs, RunRecord};
use crate::domain::price_list::past_outputs;

/// The numbers of past runs, the newest last.
#[derive(Clone, Copy)]
pub struct PastRunState {
    view: ViewState,
    runs: RwSignal<ObservationsRecord>,
    store: StoredValue<Option<CountStore>, LocalStorage>,
}

impl PastRunState {
    pub fn new(view: ViewState) -> Self {
        Self { view, runs: RwSignal::new(ObservationsRecord::default()), store: StoredValue::new_local(None) }
    }

    /// Reads what is stored, and keeps what follows there.
    pub fn open(&self, store: CountStore) {
        let this = *self;
        self.store.set_value(Some(store.clone()));
        spawn_local(async move {
            match store.observations().await {
                Ok(stored) => this.runs.update(|runs| {
                    // What ended meanwhile stays the newest.
                    let newer = std::mem::replace(runs, stored);
                    newer.runs.into_iter().for_each(|run| runs.add(run));
                }),
                Err(error) => this.view.say(Tone::Danger, error.to_string()),
            }
        });
    }

    /// Learns from a run.
    pub fn add(&self, run: &RunRecord) {
        let Some(numbers) = ObservationRecord::of(run) else { return };
        self.runs.update(|runs| runs.add(numbers.clone()));
        let this = *self;
        spawn_local(async move {
            let Some(store) = this.store.get_value() else { return };
            if let Err(error) = store.keep_observation(numbers).await {
                this.view.say(Tone::Danger, error.to_string());
            }
        });
    }

    /// The count by what runs with the same model reported; `None` = they say too little.
    pub fn calibrate(&self, provider: Option<&str>, model: &str, counted: &Counted) -> Option<Calibrated> {
        let of_model = |run: &&ObservationRecord| run.model == model && run.provider.as_deref() == provider;
        let runs: Vec<_> = self
            .runs
            .with(|known| known.runs.iter().filter(of_model).filter_map(ObservationRecord::observation).collect());
        calibrate(counted, &runs)
    }

    /// Output tokens of runs with the same model that reasoned, or did not, as this one will.
    pub fn outputs(&self, document: &DocumentId, provider: Option<&str>, model: &str, reasoned: bool) -> PastOutputs {
        let alike = |run: &ObservationRecord| {
            run.model == model && run.provider.as_deref() == provider && run.reasoned == reasoned
        };
        let by = |known: &ObservationsRecord| known.outputs_by(document, |run| alike(run).then_some(()));
        self.runs.with(by).remove(&()).unwrap_or_default()
    }

    /// Output tokens of runs by the row of the price table, see [`past_outputs`].
    pub fn outputs_by_row(&self, document: &DocumentId, catalog: &Catalog) -> HashMap<(ModelKey, bool), PastOutputs> {
        self.runs.with(|known| past_outputs(known, document, catalog))
    }
}
