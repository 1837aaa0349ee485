//! Token counts of the composed prompt, for every model in the columns.

use std::collections::HashMap;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::best_count::BestCount;
use super::catalog::CatalogState;
use super::compose::ComposeState;
use super::connections::ConnectionState;
use super::engine::EngineState;
use super::exact_counts::ExactCountState;
use super::past_runs::PastRunState;
use super::prompt::PromptState;
use crate::browser::engine_client::EngineFailure;
use crate::domain::calibration::Counted;
use crate::domain::compose::Source;
use crate::domain::id::ElementId;
use crate::domain::message::Role;
use crate::domain::prompt::{Column, ModelRef, Prompt};
use crate::domain::token::{Certainty, TokenCount};
use crate::engine::wire::{CountModel, CountedPrompt, ModelCount, ReplyBody, RequestBody};

/// Counts by model. The lead is the model of the starred column, or of the first: its counts stand beside the messages.
#[derive(Clone, Copy)]
pub struct CountState {
    compose: ComposeState,
    counts: RwSignal<HashMap<CountModel, ModelCount>>,
    best: BestCount,
    lead: Memo<CountModel>,
    lead_column: Memo<Option<Column>>,
    lead_count: Memo<Option<CountedPrompt>>,
}

impl CountState {
    pub fn new(
        prompt: PromptState,
        compose: ComposeState,
        connections: ConnectionState,
        catalog: CatalogState,
        engine: EngineState,
        exact: ExactCountState,
        past: PastRunState,
    ) -> Self {
        let counts = RwSignal::new(HashMap::new());
        let models = Memo::new(move |_| {
            let mut models: Vec<CountModel> = Vec::new();
            for model in prompt.document().with(|p| p.columns.iter().map(|c| c.model.clone()).collect::<Vec<_>>()) {
                let model = count_model(connections, catalog, &model);
                if !models.contains(&model) {
                    models.push(model);
                }
            }
            models
        });
        let lead = Memo::new(move |_| count_model(connections, catalog, &prompt.document().with(lead_model)));
        let lead_column = Memo::new(move |_| prompt.document().with(|p| find_lead(p).cloned()));
        let best = BestCount { compose, connections, catalog, exact, past, counts };
        let lead_count = Memo::new(move |_| best.of(&lead_column.get()?));
        let this = Self { compose, counts, best, lead, lead_column, lead_count };
        this.follow(models, engine);
        this
    }

    /// The whole prompt as a column will send it, as well as it is known: the provider's own count, else the count here, made better by past
    /// runs; `None` while it is not counted yet.
    pub fn of_column(&self, column: &Column) -> Option<CountedPrompt> {
        self.best.of(column)
    }

    /// The count of a column's prompt without what past runs and the provider say, to be held against what the run reports.
    pub fn base_of_column(&self, column: &Column) -> Option<Counted> {
        Some(self.best.base(&self.best.plain(column)?))
    }

    /// The lead model's name, and its count of the whole prompt.
    pub fn lead(&self) -> (String, Option<CountedPrompt>) {
        (self.lead.get().model, self.lead_count.get())
    }

    /// What the lead model's counts are made from, as the end of a sentence.
    pub fn lead_basis(&self) -> Option<String> {
        self.lead_count.with(|counted| counted.as_ref().map(|counted| counted.basis.clone()))
    }

    /// The lead model, as the engine counts for it.
    pub fn lead_model(&self) -> CountModel {
        self.lead.get()
    }

    /// The models that are counted, one a column, each once.
    pub fn column_models(&self) -> Vec<CountModel> {
        self.counts.with(|counts| {
            let mut models: Vec<CountModel> = counts.keys().cloned().collect();
            models.sort_by(|a, b| (&a.model, &a.provider).cmp(&(&b.model, &b.provider)));
            models
        })
    }

    /// The lead model's prompt as it is counted here, without what past runs and the provider say.
    pub fn lead_plain(&self) -> Option<CountedPrompt> {
        self.best.plain(&self.lead_column.get()?)
    }

    /// A part of `plain` as well as it is known: what makes the whole better moves its parts in proportion, but makes none of them exact.
    pub fn better(&self, part: TokenCount, plain: &CountedPrompt) -> TokenCount {
        let whole = self.lead_count.with(|count| count.as_ref().map_or(plain.total, |count| count.total)).tokens;
        if part.is_estimate() { moved(part, plain.total.tokens, whole) } else { part }
    }

    /// Why the lead model can't be counted, if it can't.
    pub fn lead_trouble(&self) -> Option<String> {
        let lead = self.lead.get();
        self.counts.with(|counts| match counts.get(&lead) {
            Some(ModelCount::Failed { reason }) => Some(reason.clone()),
            _ => None,
        })
    }

    pub fn message(&self, id: ElementId) -> Option<TokenCount> {
        self.share(move |source, _| source == Source::Message(id))
    }

    pub fn shot(&self, id: ElementId) -> Option<TokenCount> {
        self.share(move |source, _| source == Source::Shot(id))
    }

    pub fn shots(&self) -> Option<TokenCount> {
        self.share(|source, _| matches!(source, Source::Shot(_) | Source::Shots))
    }

    pub fn technique(&self) -> Option<TokenCount> {
        self.share(|source, _| source == Source::Technique)
    }

    /// Messages of one role, without shots and technique.
    pub fn role(&self, role: Role) -> Option<TokenCount> {
        self.share(move |source, spoken| spoken == role && matches!(source, Source::Message(_)))
    }

    pub fn schema(&self) -> Option<TokenCount> {
        self.part(|counted| counted.tokens.schema)
    }

    pub fn tools(&self) -> Option<TokenCount> {
        self.part(|counted| counted.tokens.tools)
    }

    pub fn overhead(&self) -> Option<TokenCount> {
        self.part(|counted| counted.overhead)
    }

    /// Tokens of all images; `None` without any.
    pub fn images(&self) -> Option<TokenCount> {
        let counted = self.lead().1?;
        let mut images = counted.tokens.images.iter().flatten().copied();
        let first = images.next()?;
        Some(images.fold(first, TokenCount::with))
    }

    /// Tokens of one image, under the lead model.
    pub fn image(&self, id: ElementId) -> Option<TokenCount> {
        let counted = self.lead().1?;
        self.compose.composition().with(|composition| {
            let images = composition.messages.iter().zip(&counted.tokens.images);
            let mut images = images.flat_map(|(message, tokens)| message.images.iter().zip(tokens));
            images.find_map(|(image, tokens)| (image.id == id).then_some(*tokens))
        })
    }

    /// Tokens of the parts that `is` takes, under the lead model.
    fn share(&self, is: impl Fn(Source, Role) -> bool) -> Option<TokenCount> {
        self.compose.composition().with(|composition| {
            self.part(|counted| {
                let messages = composition.messages.iter().zip(&counted.tokens.parts);
                let tokens = messages
                    .flat_map(|(message, tokens)| message.parts.iter().map(|p| (p.source, message.role)).zip(tokens));
                tokens.filter_map(|((source, role), tokens)| is(source, role).then_some(*tokens)).sum()
            })
        })
    }

    /// A part of the lead model's count.
    fn part(&self, tokens: impl Fn(&CountedPrompt) -> u64) -> Option<TokenCount> {
        let plain = self.lead_plain()?;
        Some(self.better(texts_of(&plain).part(tokens(&plain)), &plain))
    }

    /// Counts after each composition, when the models change, and when a vocabulary arrives.
    fn follow(self, models: Memo<Vec<CountModel>>, engine: EngineState) {
        let asked = StoredValue::new(0_u64);
        Effect::new(move || {
            self.compose.revision().track();
            engine.vocabularies().track();
            let models = models.get();
            asked.update_value(|n| *n += 1);
            let this_time = asked.get_value();
            spawn_local(async move {
                let reply = engine.ask(RequestBody::Count { models: models.clone() }).await;
                if asked.get_value() != this_time {
                    return;
                }
                let counts = match reply {
                    Ok(ReplyBody::Counted(counts)) => models.into_iter().zip(counts).collect(),
                    Ok(_) | Err(EngineFailure::Superseded) => return,
                    Err(failure) => {
                        let reason = failure.to_string();
                        models.into_iter().map(|m| (m, ModelCount::Failed { reason: reason.clone() })).collect()
                    }
                };
                self.counts.set(counts);
            });
        });
    }
}

/// What the engine needs to know of a model to count for it.
pub fn count_model(connections: ConnectionState, catalog: CatalogState, model: &ModelRef) -> CountModel {
    CountModel {
        provider: catalog.provider(model),
        model: model.model.clone(),
        tokenizer: connections.tokenizer(&model.connection),
    }
}

/// The model of the starred column, or of the first.
pub fn lead_model(prompt: &Prompt) -> ModelRef {
    find_lead(prompt).map_or_else(ModelRef::dry_run, |c| c.model.clone())
}

fn find_lead(prompt: &Prompt) -> Option<&Column> {
    let starred = prompt.columns.iter().find(|c| Some(c.id) == prompt.baseline);
    starred.or(prompt.columns.first())
}

/// A part of a count whose whole went from `from` to `to` tokens.
fn moved(part: TokenCount, from: u64, to: u64) -> TokenCount {
    let move_one = |tokens: u64| {
        let moved = u128::from(tokens) * u128::from(to) / u128::from(from.max(1));
        u64::try_from(moved).unwrap_or(u64::MAX)
    };
    let tokens = move_one(part.tokens);
    let certainty = match part.certainty {
        Certainty::Estimate { low, high } => Certainty::Estimate { low: low.min(tokens), high: high.max(tokens) },
        other => other,
    };
    TokenCount { tokens, certainty }
}

/// Everything but the images, which are an estimate of their own.
fn texts_of(counted: &CountedPrompt) -> TokenCount {
    counted.tokens.images.iter().flatten().fold(counted.total, |rest, image| rest.without(*image))
}
