//! The price list: one prompt priced on every model of the catalog, to be filtered, sorted and taken apart.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::catalog::{Catalog, Found, STALE_AFTER_DAYS, Via};
use super::cost_plan::ModelKey;
use super::date::{Date, Moment};
use super::economics::{Load, Share, Tariff, cost_per_request};
use super::estimate::{CostRange, Estimate, OutputClues, estimate};
use super::history::{DocumentId, ObservationsRecord, PastOutputs};
use super::model::{Capabilities, TokenizerChoice};
use super::price::{Period, PicoUsd, Rate, RateTable, Rates};
use super::quote::{Quote, Service, quote};
use super::token::{Certainty, TokenCount};

/// The prompt on one model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricedModel {
    pub key: ModelKey,
    /// Greatest input, in tokens.
    pub context: Option<u64>,
    pub max_output: Option<u64>,
    /// `None` = no price is known.
    pub quote: Option<Quote>,
    /// Batch rates; `None` = there is no batch API or its price is not known.
    pub batch: Option<RateTable>,
    /// How its tokens are counted; `None` = not counted yet.
    pub choice: Option<TokenizerChoice>,
    /// `None` = not counted yet.
    pub estimate: Option<Estimate>,
    /// Whether the output was expected to hold reasoning.
    pub reasoning: bool,
    pub marks: Vec<Mark>,
    pub retired: bool,
    pub capabilities: Capabilities,
    /// Tiers of service with rates of their own, beside standard.
    pub services: Vec<(Service, RateTable)>,
}

/// Something to know before trusting a row: a word or two, and the sentence behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub word: String,
    pub sentence: String,
    pub warns: bool,
}

/// What is counted for a model.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    pub choice: TokenizerChoice,
    pub input: TokenCount,
    /// Tokens of the answer schema's text; 0 = free text.
    pub schema: u64,
}

/// Prices the prompt on one model.
pub fn priced(found: &Found<'_>, counted: Option<Counted>, clues: &OutputClues<'_>, now: Moment) -> PricedModel {
    let model = found.model;
    let standard = quote(found, Service::Standard, now);
    let schema = counted.map_or(clues.schema, |counted| counted.schema);
    let clues = OutputClues { max_output: model.max_output, schema, ..*clues };
    PricedModel {
        key: ModelKey::new(&model.provider, &model.id),
        context: model.context,
        max_output: model.max_output,
        batch: quote(found, Service::Batch, now).map(|quote| quote.table),
        choice: counted.map(|counted| counted.choice),
        estimate: counted.map(|counted| estimate(counted.input, &clues, standard.as_ref(), None)),
        reasoning: clues.reasoning,
        marks: marks(found, standard.as_ref(), now.date()),
        retired: model.is_retired(now.date()),
        capabilities: model.capabilities.clone(),
        services: [Service::Batch, Service::Flex, Service::Priority]
            .into_iter()
            .filter_map(|service| Some((service, quote(found, service, now)?.table)))
            .collect(),
        quote: standard,
    }
}

/// Output tokens of past runs by the row that prices their model and by whether they were to reason. What was run under several names of one
/// model counts together; a fine-tuned model is not its base.
pub fn past_outputs(
    runs: &ObservationsRecord,
    document: &DocumentId,
    catalog: &Catalog,
) -> HashMap<(ModelKey, bool), PastOutputs> {
    let mut rows: HashMap<_, PastOutputs> = HashMap::new();
    let named = runs.outputs_by(document, |run| Some((run.provider.clone()?, run.model.clone(), run.reasoned)));
    for ((provider, model, reasoned), outputs) in named {
        if let Some(found) = catalog.find(&provider, &model).filter(|found| found.via != Via::FineTuned) {
            let key = ModelKey::new(&found.model.provider, &found.model.id);
            rows.entry((key, reasoned)).or_default().join(outputs);
        }
    }
    rows
}

fn marks(found: &Found<'_>, quote: Option<&Quote>, today: Date) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut mark = |warns, word: String, sentence: String| marks.push(Mark { word, sentence, warns });
    if let Some(day) = found.model.deprecation {
        let (word, verb) = if day < today { ("retired", "retired it") } else { ("retires", "retires it") };
        mark(true, format!("{word} {day}"), format!("The provider {verb} on {day}."));
    }
    if found.model.id.ends_with("-latest") {
        mark(
            false,
            "alias".to_owned(),
            "An alias that moves: what stands behind it, and its price, can change.".to_owned(),
        );
    }
    let Some(basis) = quote.map(|quote| &quote.basis) else { return marks };
    if basis.by_person {
        mark(false, "your price".to_owned(), format!("You set this price on {}.", basis.as_of));
        let age = today.days_since(basis.as_of);
        if age > STALE_AFTER_DAYS {
            mark(true, "old price".to_owned(), format!("You set this price {age} days ago."));
        }
    }
    if basis.disputed {
        mark(
            true,
            "disputed".to_owned(),
            "A second price table gives another price: check the provider's page.".to_owned(),
        );
    }
    match basis.period {
        Period::Standard => {}
        Period::Introductory(until) => {
            mark(true, format!("until {until}"), format!("Introductory price until {until}."));
        }
        Period::AfterIntroductory(until) => {
            mark(false, "new price".to_owned(), format!("The introductory price ended on {until}."));
        }
        Period::IntroductoryEnded(until) => mark(
            true,
            format!("ended {until}"),
            format!("The introductory price ended on {until} and the later one is not known: refresh the prices."),
        ),
        Period::OffPeak => mark(false, "off-peak".to_owned(), "Off-peak price of this hour.".to_owned()),
    }
    marks
}

impl PricedModel {
    /// Rates of a request as long as the prompt; those of the shortest while it is not counted.
    pub fn rates(&self) -> Option<&Rates> {
        let table = &self.quote.as_ref()?.table;
        let input = self.estimate.as_ref().map_or(0, |estimate| estimate.input.tokens);
        Some(table.for_input(input).0)
    }

    /// `None` = no price, or not counted yet.
    pub fn cost(&self) -> Option<CostRange> {
        self.estimate.as_ref()?.cost
    }

    /// The rates that a load is billed at; `None` = no price.
    pub fn tariff(&self) -> Option<Tariff<'_>> {
        Some(Tariff { standard: &self.quote.as_ref()?.table, batch: self.batch.as_ref() })
    }

    /// Whether the counted input is longer than the model takes.
    pub fn is_too_long(&self) -> bool {
        match (&self.estimate, self.context) {
            (Some(estimate), Some(context)) => estimate.input.tokens > context,
            _ => false,
        }
    }

    /// Input and output of the expected request: tokens × rate = amount. Empty without a price or a count.
    pub fn lines(&self) -> Vec<PriceLine> {
        let (Some(estimate), Some(rates)) = (&self.estimate, self.rates()) else { return Vec::new() };
        let output =
            if self.reasoning { rates.reasoning.unwrap_or(rates.output).max(rates.output) } else { rates.output };
        let line = |name, tokens, rate: Rate| PriceLine { name, tokens, rate, amount: rate.cost(tokens) };
        vec![line("input", estimate.input.tokens, rates.input), line("output", estimate.output.expected, output)]
    }

    /// The same request paid otherwise: every input token read from the cache, by the batch API, or both, where there are rates for it.
    pub fn variants(&self) -> Vec<(&'static str, PicoUsd)> {
        let (Some(estimate), Some(tariff), Some(rates)) = (&self.estimate, self.tariff(), self.rates()) else {
            return Vec::new();
        };
        let pay = |cache_hits, batch| {
            let load = Load {
                requests_per_month: 1,
                growth_per_month: 0,
                input: [estimate.input.tokens; 3],
                output: [estimate.output.expected; 3],
                cache_hits,
                retries: Share(0),
                batch,
            };
            cost_per_request(&load, tariff).expected
        };
        let cached = rates.cache_read.is_some();
        let batched = self.batch.is_some();
        let batch_cached = self.batch.as_ref().is_some_and(|table| table.rates.cache_read.is_some());
        let variants = [
            (cached, "all input read from the cache", Share::ALL, Share(0)),
            (batched, "by the batch API", Share(0), Share::ALL),
            (batch_cached, "by the batch API, all input from the cache", Share::ALL, Share::ALL),
        ];
        variants
            .into_iter()
            .filter(|(known, ..)| *known)
            .map(|(_, name, cache, batch)| (name, pay(cache, batch)))
            .collect()
    }
}

/// Tokens × rate = amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceLine {
    pub name: &'static str,
    pub tokens: u64,
    pub rate: Rate,
    pub amount: PicoUsd,
}

/// Where a model's tokens come from, for a person.
pub fn choice_words(choice: TokenizerChoice) -> String {
    match choice {
        TokenizerChoice::Own(encoding) => format!("{}, the model's own tokenizer", encoding.name()),
        TokenizerChoice::Assumed(encoding) => {
            format!("{}, assumed from the model's family: an estimate", encoding.name())
        }
        TokenizerChoice::Claude | TokenizerChoice::ClaudeNew => {
            "no public tokenizer: estimated for Claude from Claude 2's, by script".to_owned()
        }
        TokenizerChoice::Gemini => "no public tokenizer: estimated for Gemini from Gemma 3's".to_owned(),
        TokenizerChoice::Unknown => "unknown tokenizer: a wide estimate".to_owned(),
    }
}

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SortKey {
    Name,
    InputRate,
    OutputRate,
    Context,
    Tokens,
    Cost,
}

/// Sorts a list. What is not known comes last either way; equals stand by name.
pub fn sort(list: &mut [PricedModel], key: SortKey, descending: bool) {
    let value = |row: &PricedModel| -> Option<u128> {
        match key {
            SortKey::Name => None,
            SortKey::InputRate => row.rates().map(|rates| rates.input.0.into()),
            SortKey::OutputRate => row.rates().map(|rates| rates.output.0.into()),
            SortKey::Context => row.context.map(u128::from),
            SortKey::Tokens => row.estimate.as_ref().map(|estimate| estimate.input.tokens.into()),
            SortKey::Cost => row.cost().map(|cost| cost.expected.0),
        }
    };
    let directed = |order: Ordering| if descending { order.reverse() } else { order };
    let name = |a: &PricedModel, b: &PricedModel| (&a.key.id, &a.key.provider).cmp(&(&b.key.id, &b.key.provider));
    list.sort_by(|a, b| match (value(a), value(b)) {
        (Some(left), Some(right)) => directed(left.cmp(&right)).then_with(|| name(a, b)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) if key == SortKey::Name => directed(name(a, b)),
        (None, None) => name(a, b),
    });
}

/// Which rows are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Every word must stand in the id or the provider, in any case.
    pub words: String,
    /// Empty = all providers.
    pub providers: Vec<String>,
    /// Rows that the provider has retired too.
    pub retired: bool,
}

impl Filter {
    pub fn takes(&self, row: &PricedModel) -> bool {
        let text = row.key.path().to_lowercase();
        (self.retired || !row.retired)
            && (self.providers.is_empty() || self.providers.contains(&row.key.provider))
            && self.words.split_whitespace().all(|word| text.contains(&word.to_lowercase()))
    }
}

/// The list as a spreadsheet reads it (RFC 4180). Amounts are dollars with all digits; an unknown value is an empty field.
pub fn csv(list: &[PricedModel]) -> String {
    let mut text =
        "provider,model,input_usd_per_million,output_usd_per_million,context_tokens,input_tokens,input_tokens_low,\
input_tokens_high,output_tokens_expected,output_basis,request_usd_low,request_usd_expected,request_usd_high,price_as_of,remarks\r\n"
            .to_owned();
    for row in list {
        let plain = |shown: String| shown.replace(['$', ','], "");
        let band = row.estimate.as_ref().map(|estimate| match estimate.input.certainty {
            Certainty::Exact | Certainty::ExactByApi => (estimate.input.tokens, estimate.input.tokens),
            Certainty::Estimate { low, high } => (low, high),
        });
        let cost = |end: fn(&CostRange) -> PicoUsd| row.cost().map(|cost| plain(end(&cost).exact()));
        let fields = [
            Some(row.key.provider.clone()),
            Some(row.key.id.clone()),
            row.rates().map(|rates| plain(rates.input.to_string())),
            row.rates().map(|rates| plain(rates.output.to_string())),
            row.context.map(|tokens| tokens.to_string()),
            row.estimate.as_ref().map(|estimate| estimate.input.tokens.to_string()),
            band.map(|(low, _)| low.to_string()),
            band.map(|(_, high)| high.to_string()),
            row.estimate.as_ref().map(|estimate| estimate.output.expected.to_string()),
            row.estimate.as_ref().map(|estimate| estimate.output.basis.words()),
            cost(|cost| cost.low),
            cost(|cost| cost.expected),
            cost(|cost| cost.high),
            row.quote.as_ref().map(|quote| quote.basis.as_of.to_string()),
            Some(row.marks.iter().map(|mark| mark.sentence.as_str()).collect::<Vec<_>>().join(" ")),
        ];
        let line: Vec<String> = fields.into_iter().map(|field| csv_field(&field.unwrap_or_default())).collect();
        text.push_str(&line.join(","));
        text.push_str("\r\n");
    }
    text
}

fn csv_field(text: &str) -> String {
    if text.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
