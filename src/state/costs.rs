//! The Costs place: the prompt counted and priced for every model of the catalog, and a person's assumptions about its use.

use std::collections::HashMap;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::catalog::{CatalogState, moment};
use super::compose::ComposeState;
use super::engine::EngineState;
use super::estimates::reasons;
use super::past_runs::PastRunState;
use super::prompt::PromptState;
use super::view::{Place, Tone, ViewState};
use crate::browser::engine_client::EngineFailure;
use crate::browser::{download, remembered};
use crate::domain::catalog::{Catalog, Override};
use crate::domain::cost_plan::{CostPlan, MOST_MODELS, ModelKey};
use crate::domain::edit::Edit;
use crate::domain::estimate::OutputClues;
use crate::domain::history::{CostsRecord, DocumentId, Record, asks_for_reasoning};
use crate::domain::price::Price;
use crate::domain::price_list::{Counted, Filter, PricedModel, SortKey, csv, priced, sort};
use crate::domain::technique::Technique;
use crate::engine::wire::{CountModel, ModelCount, ReplyBody, RequestBody, Survey};

const STORE_KEY: &str = "nshot:costs";

/// Prices of the prompt across models, and the plan for its use.
#[derive(Clone, Copy)]
pub struct CostState {
    prompt: PromptState,
    catalog: CatalogState,
    view: ViewState,
    /// What the person assumes.
    pub plan: RwSignal<CostPlan>,
    pub filter: RwSignal<Filter>,
    /// What the list is sorted by, and whether the greatest comes first.
    pub order: RwSignal<(SortKey, bool)>,
    /// The model whose price is taken apart.
    pub detail: RwSignal<Option<ModelKey>>,
    /// Why tokens can't be counted, or the plan not kept.
    pub trouble: RwSignal<Option<String>>,
    own_prices: RwSignal<Vec<Override>>,
    counted: RwSignal<HashMap<ModelKey, Counted>>,
    list: Memo<Vec<PricedModel>>,
}

impl CostState {
    pub fn new(
        prompt: PromptState,
        compose: ComposeState,
        catalog: CatalogState,
        engine: EngineState,
        document: RwSignal<DocumentId>,
        past: PastRunState,
        view: ViewState,
    ) -> Self {
        let (record, trouble) = stored();
        let keeps = trouble.is_none();
        let counted = RwSignal::new(HashMap::new());
        let this = Self {
            prompt,
            catalog,
            view,
            plan: RwSignal::new(record.plan),
            filter: RwSignal::new(Filter::default()),
            order: RwSignal::new((SortKey::Cost, false)),
            detail: RwSignal::new(None),
            trouble: RwSignal::new(trouble),
            own_prices: RwSignal::new(record.prices),
            counted,
            list: Memo::new(move |_| price_list(prompt, catalog, counted, document, past)),
        };
        this.apply_own_prices();
        if keeps {
            this.keep();
        }
        this.follow(compose, engine);
        this
    }

    /// Every model of the catalog with its price, in no order.
    pub fn list(&self) -> Memo<Vec<PricedModel>> {
        self.list
    }

    /// The rows to show: filtered and sorted, those that are compared first.
    pub fn shown(&self) -> Vec<PricedModel> {
        let filter = self.filter.get();
        let (key, descending) = self.order.get();
        let mut rows: Vec<_> = self.list.with(|all| all.iter().filter(|row| filter.takes(row)).cloned().collect());
        sort(&mut rows, key, descending);
        let compared = self.compared_keys();
        rows.sort_by_key(|row| !compared.contains(&row.key)); // stable: the compared ones stand above the others
        rows
    }

    /// Providers of the catalog with how many models each has, by name.
    pub fn providers(&self) -> Vec<(String, usize)> {
        let mut counts = std::collections::BTreeMap::<String, usize>::new();
        self.list.with(|all| {
            for row in all {
                *counts.entry(row.key.provider.clone()).or_default() += 1;
            }
        });
        counts.into_iter().collect()
    }

    /// The models that the plan compares: those that were chosen, else those of the prompt's columns.
    pub fn compared(&self) -> Vec<PricedModel> {
        let keys = self.compared_keys();
        self.list.with(|all| {
            let row = |key: &ModelKey| all.iter().find(|row| row.key == *key).cloned();
            keys.iter().filter_map(row).collect()
        })
    }

    pub fn is_compared(&self, key: &ModelKey) -> bool {
        self.compared_keys().contains(key)
    }

    /// Takes a model into the comparison or out of it.
    pub fn toggle(&self, key: &ModelKey) {
        let known = self.compared_keys();
        self.plan.update(|plan| {
            plan.models = known;
            let was_in = plan.models.contains(key);
            if !plan.toggle(key) && !was_in {
                self.view.say(
                    Tone::Danger,
                    format!("At most {MOST_MODELS} models are compared: take one out of the comparison first."),
                );
            }
        });
    }

    /// The row whose price is taken apart.
    pub fn detailed(&self) -> Option<PricedModel> {
        let key = self.detail.get()?;
        self.list.with(|all| all.iter().find(|row| row.key == key).cloned())
    }

    /// Output tokens that the person expects of an answer; `None` = earlier runs say it, else the app's own rule.
    pub fn expected_output(&self) -> Option<u32> {
        self.prompt.document().with(|p| p.expected_output_tokens)
    }

    pub fn expect_output(&self, tokens: Option<u32>) {
        self.prompt.edit(Edit::SetExpectedOutput(tokens));
    }

    pub fn has_own_price(&self, key: &ModelKey) -> bool {
        self.own_prices.with(|prices| prices.iter().any(|own| own.provider == key.provider && own.id == key.id))
    }

    /// Sets the person's own price, as of today.
    pub fn set_own_price(&self, key: &ModelKey, price: Price) {
        let own = Override { provider: key.provider.clone(), id: key.id.clone(), price, as_of: self.catalog.today() };
        self.amend(own.clone());
        self.own_prices.update(|prices| {
            prices.retain(|other| other.provider != own.provider || other.id != own.id);
            prices.push(own);
        });
    }

    pub fn clear_own_price(&self, key: &ModelKey) {
        self.catalog.catalog.update(|catalog| {
            if let Some(catalog) = catalog {
                catalog.clear_override(&key.provider, &key.id);
            }
        });
        self.own_prices.update(|prices| prices.retain(|own| own.provider != key.provider || own.id != key.id));
    }

    /// Saves the shown rows as a spreadsheet.
    pub fn download(&self) {
        let rows = untrack(|| self.shown());
        if let Err(error) = download::save_text("nshot-prices.csv", "text/csv", &csv(&rows)) {
            self.view.say(Tone::Danger, error.to_string());
        }
    }

    fn amend(&self, own: Override) {
        self.catalog.catalog.update(|catalog| {
            if let Some(catalog) = catalog {
                catalog.set_override(own);
            }
        });
    }

    fn compared_keys(&self) -> Vec<ModelKey> {
        let chosen = self.plan.with(|plan| plan.models.clone());
        if !chosen.is_empty() {
            return chosen;
        }
        let mut keys = Vec::new();
        for model in self.prompt.document().with(|p| p.columns.iter().map(|c| c.model.clone()).collect::<Vec<_>>()) {
            let Some(provider) = self.catalog.provider(&model) else { continue };
            let key = self.catalog.model(&model).map(|row| ModelKey::new(&provider, &row.id));
            keys.extend(key.filter(|key| !keys.contains(key)));
        }
        keys.truncate(MOST_MODELS);
        keys
    }

    /// Gives the catalog the person's own prices once it is here; a later table keeps them.
    fn apply_own_prices(self) {
        Effect::new(move |done: Option<bool>| {
            if done == Some(true) {
                return true;
            }
            if self.catalog.catalog.with(Option::is_none) {
                return false;
            }
            for own in self.own_prices.get_untracked() {
                self.amend(own);
            }
            true
        });
    }

    fn keep(self) {
        Effect::new(move || {
            let record = CostsRecord { plan: self.plan.get(), prices: self.own_prices.get() };
            let kept = record.to_json().map_err(|error| error.to_string());
            let kept = kept.and_then(|text| remembered::write(STORE_KEY, &text).map_err(|error| error.to_string()));
            if let Err(reason) = kept {
                self.trouble.set(Some(format!("These assumptions are not kept. {reason}")));
            }
        });
    }

    /// Counts while the place is open: after each composition, when the models change, and when a vocabulary arrives.
    fn follow(self, compose: ComposeState, engine: EngineState) {
        let models = Memo::new(move |_| {
            self.catalog.catalog.with(|catalog| {
                let rows = catalog.iter().flat_map(Catalog::listed);
                rows.map(|found| ModelKey::new(&found.model.provider, &found.model.id)).collect::<Vec<_>>()
            })
        });
        let open = Memo::new(move |_| self.view.place.get() == Place::Costs);
        Effect::new(move || {
            if !open.get() {
                return;
            }
            compose.revision().track();
            engine.vocabularies().track();
            let keys = models.get();
            spawn_local(async move {
                match engine.ask(RequestBody::Survey { models: keys.iter().map(count_model).collect() }).await {
                    Ok(ReplyBody::Surveyed(survey)) => self.take(keys, &survey),
                    Ok(_) | Err(EngineFailure::Superseded) => {}
                    Err(failure) => self.trouble.set(Some(failure.to_string())),
                }
            });
        });
    }

    fn take(self, keys: Vec<ModelKey>, survey: &Survey) {
        let mut reasons = survey.counts.iter().filter_map(|one| match &one.count {
            ModelCount::Failed { reason } => Some(reason.clone()),
            _ => None,
        });
        self.trouble.set(reasons.next());
        let places = keys.into_iter().zip(&survey.of);
        let known = places.filter_map(|(key, place)| {
            let one = survey.counts.get(*place)?;
            let ModelCount::Counted(counted) = &one.count else { return None };
            Some((key, Counted { choice: one.choice, input: counted.total, schema: counted.tokens.schema }))
        });
        self.counted.set(known.collect());
    }
}

/// What an earlier visit kept, and why it can't be read: it is left alone then, and nothing is written over it.
fn stored() -> (CostsRecord, Option<String>) {
    match remembered::read(STORE_KEY).map(|text| CostsRecord::from_json(&text)) {
        None => (CostsRecord::default(), None),
        Some(Ok(record)) => (record, None),
        Some(Err(error)) => (CostsRecord::default(), Some(format!("Your assumptions and own prices: {error}"))),
    }
}

fn price_list(
    prompt: PromptState,
    catalog: CatalogState,
    counted: RwSignal<HashMap<ModelKey, Counted>>,
    document: RwSignal<DocumentId>,
    past: PastRunState,
) -> Vec<PricedModel> {
    let (person, technique) = prompt.document().with(|p| (p.expected_output_tokens, p.technique));
    let now = moment();
    let counted = counted.read();
    let reasoned = asks_for_reasoning(technique);
    let document = document.get();
    catalog.catalog.with(|catalog| {
        let outputs = catalog.as_ref().map(|catalog| past.outputs_by_row(&document, catalog)).unwrap_or_default();
        let rows = catalog.iter().flat_map(Catalog::listed);
        rows.map(|found| {
            let key = ModelKey::new(&found.model.provider, &found.model.id);
            let own_runs = outputs.get(&(key.clone(), reasoned));
            let capabilities = &found.model.capabilities;
            let in_prompt = matches!(technique, Technique::ChainOfThought(_));
            let clues = OutputClues {
                person: person.map(u64::from),
                history: own_runs.map_or(&[], |runs| &runs.of_prompt),
                model_history: own_runs.map_or(&[], |runs| &runs.of_model),
                reasoning: in_prompt || capabilities.reasoning && reasons(technique, capabilities.default_effort),
                ..OutputClues::default()
            };
            priced(&found, counted.get(&key).copied(), &clues, now)
        })
        .collect()
    })
}

fn count_model(key: &ModelKey) -> CountModel {
    CountModel { provider: Some(key.provider.clone()), model: key.id.clone(), tokenizer: None }
}
