//! What a run is expected to cost: per column, and for all columns on the Run button.

use leptos::prelude::*;

use super::catalog::CatalogState;
use super::connections::ConnectionState;
use super::counts::CountState;
use super::documents::DocumentState;
use super::past_runs::PastRunState;
use super::prompt::PromptState;
use super::run_options::RunOptions;
use crate::domain::connection::Protocol;
use crate::domain::estimate::{Estimate, EstimateTotal, OutputClues, estimate};
use crate::domain::history::asks_for_reasoning;
use crate::domain::id::ElementId;
use crate::domain::prompt::Column;
use crate::domain::quote::Service;
use crate::domain::technique::{Effort, Technique};
use crate::domain::uplift::asked;
use crate::provider::billed_keeping;

/// Estimates, derived from counts and catalog.
#[derive(Clone, Copy)]
pub struct EstimateState {
    prompt: PromptState,
    counts: CountState,
    catalog: CatalogState,
    connections: ConnectionState,
    options: RunOptions,
    documents: DocumentState,
    past: PastRunState,
}

/// One column of the estimate, for a table.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnEstimate {
    pub id: ElementId,
    pub is_dry: bool,
    /// `None` = its prompt is not counted yet.
    pub estimate: Option<Estimate>,
}

impl EstimateState {
    pub fn new(
        prompt: PromptState,
        counts: CountState,
        catalog: CatalogState,
        connections: ConnectionState,
        options: RunOptions,
        documents: DocumentState,
        past: PastRunState,
    ) -> Self {
        Self { prompt, counts, catalog, connections, options, documents, past }
    }

    /// Every column with its estimate.
    pub fn columns(&self) -> Vec<ColumnEstimate> {
        let columns = self.prompt.document().with(|p| p.columns.clone());
        let one = |c: &Column| ColumnEstimate { id: c.id, is_dry: self.is_dry(c), estimate: self.of(c) };
        columns.iter().map(one).collect()
    }

    /// One run of every column, were none of them dry; runs that are not counted yet have no price.
    pub fn live_total(&self) -> EstimateTotal {
        let columns = self.prompt.document().with(|p| p.columns.clone());
        self.total(columns.iter())
    }

    /// One run of `ids` as far as it costs money: dry runs and servers on this machine without a price are free. What is not counted yet has no
    /// price.
    pub fn paid_total(&self, ids: &[ElementId]) -> EstimateTotal {
        let columns = self.prompt.document().with(|p| p.columns.clone());
        self.total(columns.iter().filter(|c| ids.contains(&c.id) && !self.is_free_column(c)))
    }

    /// Whether a column's runs cost nothing: a dry run, or a server on this machine for which no price is known.
    pub fn is_free(&self, id: ElementId) -> bool {
        let column = self.prompt.document().with(|p| p.columns.iter().find(|c| c.id == id).cloned());
        column.is_some_and(|column| self.is_free_column(&column))
    }

    fn is_free_column(&self, column: &Column) -> bool {
        let local = || self.connections.find(&column.model.connection).is_some_and(|c| c.is_loopback());
        self.is_dry(column) || self.catalog.quote(&column.model).is_none() && local()
    }

    fn total<'a>(&self, columns: impl Iterator<Item = &'a Column>) -> EstimateTotal {
        let estimates = columns.map(|c| self.of(c)).collect::<Vec<_>>();
        let repeats = u64::from(self.options.repeats());
        let uncounted = repeats * estimates.iter().filter(|estimate| estimate.is_none()).count() as u64;
        let mut total = EstimateTotal::of(estimates.iter().flatten().map(|estimate| (estimate, repeats)));
        total.unpriced_runs += uncounted;
        total
    }

    /// The estimate of one column; `None` while its prompt is not counted yet, or when there is no such column.
    pub fn column(&self, id: ElementId) -> Option<Estimate> {
        let column = self.prompt.document().with(|p| p.columns.iter().find(|c| c.id == id).cloned())?;
        self.of(&column)
    }

    /// One column in words: `est $0.0012–0.0031`, `dry run is free · live est $0.0012–0.0031`, `no price`.
    pub fn column_text(&self, id: ElementId) -> String {
        let column = self.prompt.document().with(|p| p.columns.iter().find(|c| c.id == id).cloned());
        let Some(column) = column else { return String::new() };
        let dry = self.is_dry(&column);
        match self.of(&column) {
            None => String::new(),
            Some(Estimate { cost: None, .. }) if dry => "dry run, free".to_owned(),
            Some(Estimate { cost: None, .. }) => "no price".to_owned(),
            Some(Estimate { cost: Some(cost), .. }) => {
                let range = range_text(cost.low.to_string(), &cost.high.to_string());
                if dry { format!("dry run, free · live est {range}") } else { format!("est {range}") }
            }
        }
    }

    /// What one run of all columns costs with their real models: `est $0.012–0.031`; empty while nothing is counted.
    pub fn live_text(&self) -> String {
        let columns = self.prompt.document().with(|p| p.columns.clone());
        let text = self.total_text(columns.iter());
        if text.is_empty() { text } else { format!("est {text}") }
    }

    /// The whole estimate in a sentence: what is low, expected and high, and what the output is taken from.
    pub fn live_sentence(&self) -> String {
        let columns = self.prompt.document().with(|p| p.columns.clone());
        let Some(estimates) = columns.iter().map(|c| self.of(c)).collect::<Option<Vec<_>>>() else {
            return String::new();
        };
        let repeats = u64::from(self.options.repeats());
        let total = EstimateTotal::of(estimates.iter().map(|e| (e, repeats)));
        let counted = columns.first().and_then(|column| self.counts.of_column(column));
        let Some(first) = estimates.first().filter(|_| total.priced_runs > 0) else {
            return "No price is known for these models.".to_owned();
        };
        let what = if repeats == 1 { "One run".to_owned() } else { format!("{repeats} runs") };
        format!(
            "{what} with these models: low {}, expected {}, high {}. {}{}",
            total.cost.low,
            total.cost.expected,
            total.cost.high,
            first.basis_words(),
            counted.map(|counted| format!(". Input: {}.", counted.basis)).unwrap_or_default()
        )
    }

    /// What pressing Run costs now, dry runs being free; empty while nothing is counted.
    pub fn run_text(&self) -> String {
        let columns = self.prompt.document().with(|p| p.columns.clone());
        let mut paid = columns.iter().filter(|c| !self.is_dry(c)).peekable();
        if paid.peek().is_none() { "free".to_owned() } else { self.total_text(paid) }
    }

    fn total_text<'a>(&self, columns: impl Iterator<Item = &'a Column>) -> String {
        let Some(estimates) = columns.map(|c| self.of(c)).collect::<Option<Vec<_>>>() else { return String::new() };
        let repeats = u64::from(self.options.repeats());
        let total = EstimateTotal::of(estimates.iter().map(|e| (e, repeats)));
        let unpriced = match total.unpriced_runs {
            0 => String::new(),
            n => format!(" + {n} without price"),
        };
        match total.priced_runs {
            0 => "no price".to_owned(),
            _ => format!("{}{unpriced}", range_text(total.cost.low.to_string(), &total.cost.high.to_string())),
        }
    }

    fn is_dry(&self, column: &Column) -> bool {
        self.connections.protocol(&column.model.connection).is_some_and(Protocol::is_in_browser)
    }

    fn of(&self, column: &Column) -> Option<Estimate> {
        let counted = self.counts.of_column(column)?;
        let model = self.catalog.model(&column.model);
        let (person, technique) = self.prompt.document().with(|p| (p.expected_output_tokens, p.technique));
        let provider = self.catalog.provider(&column.model);
        let reasoned = asks_for_reasoning(technique);
        let past = self.past.outputs(&self.documents.id.get(), provider.as_deref(), &column.model.model, reasoned);
        let clues = OutputClues {
            person: person.map(u64::from),
            history: &past.of_prompt,
            model_history: &past.of_model,
            limit: column.sampling.max_output_tokens.map(u64::from),
            max_output: model.as_ref().and_then(|m| m.max_output),
            schema: counted.tokens.schema,
            reasoning: reasons(technique, model.as_ref().and_then(|m| m.capabilities.default_effort)),
        };
        // A dry run stands in for the vendor who makes the model.
        let connection = self.connections.find(&column.model.connection);
        let protocol = match provider.as_deref() {
            Some("anthropic") if self.is_dry(column) => Some(Protocol::Messages),
            _ => connection.as_ref().map(|connection| connection.protocol),
        };
        let is_openai = provider.as_deref() == Some("openai");
        let kept = protocol.and_then(|protocol| {
            billed_keeping(protocol, is_openai, &column.model.model, column.sampling.prompt_cache)
        });
        let uplifts = connection.map(|connection| asked(&connection, &column.sampling.extra)).unwrap_or_default();
        let quote = self.catalog.quote_for(&column.model, Service::Standard, &uplifts);
        Some(estimate(counted.total, &clues, quote.as_ref(), kept))
    }
}

/// Whether the model will think before it answers, as far as the settings tell.
pub(super) fn reasons(technique: Technique, default: Option<Effort>) -> bool {
    match technique {
        Technique::ChainOfThought(_) => true,
        Technique::Provider(effort) => effort != Effort::None,
        Technique::Off => default.is_some_and(|effort| effort != Effort::None),
    }
}

/// `$0.0012–0.0031`, or one amount when both read the same.
fn range_text(low: String, high: &str) -> String {
    if low == high { low } else { format!("{low}–{}", high.trim_start_matches('$')) }
}
