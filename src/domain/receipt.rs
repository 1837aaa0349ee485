//! The receipt after a run: the provider's reported usage line by line, tokens × rate = amount, each with the rate's source and date.

use serde::{Deserialize, Serialize};

use super::date::Date;
use super::estimate::Estimate;
use super::price::{PicoUsd, Rate, Rates};
use super::quote::{Basis, Quote};
use super::usage::Usage;

/// More tokens than this of one kind in one request are taken for a provider's mistake: hundreds of times the longest input listed on 2026-11-17.
pub const ABSURD_TOKENS: u64 = 1_000_000_000;

/// What a line's tokens are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    UncachedInput,
    CacheRead,
    CacheWrite5m,
    CacheWrite1h,
    Reasoning,
    Output,
}

impl Item {
    /// As a receipt writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::UncachedInput => "input",
            Self::CacheRead => "input read from cache",
            Self::CacheWrite5m => "input written to cache (5 min)",
            Self::CacheWrite1h => "input written to cache (1 h)",
            Self::Reasoning => "reasoning",
            Self::Output => "output",
        }
    }
}

/// Tokens × rate = amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub item: Item,
    pub tokens: u64,
    /// `None` = no price is known.
    pub rate: Option<Rate>,
    pub amount: Option<PicoUsd>,
    /// The item whose rate was taken because the table has none for this one.
    pub rate_of: Option<Item>,
}

/// What one run cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub lines: Vec<Line>,
    /// `None` = unknown: no price, or the provider did not report input or output, or reported an absurd number.
    pub total: Option<PicoUsd>,
    /// Threshold of the length tier at which the whole request was billed.
    pub tier_above: Option<u64>,
    pub basis: Option<Basis>,
    /// What the provider itself says that the run cost, fees and discounts included; `None` = it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<PicoUsd>,
    /// How it compares with the estimate; `None` = there was none, or an amount is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
    /// What stands in the way of a total or was assumed, one sentence each.
    pub notes: Vec<String>,
}

impl Receipt {
    /// What a budget is charged: what the provider says, else the total; `None` = unknown.
    pub fn charged(&self) -> Option<PicoUsd> {
        self.stated.or(self.total)
    }

    /// The same receipt with what a person should know of its rates on that day, and how it compares with the estimate before the run.
    #[must_use]
    pub fn against(mut self, estimate: Option<&Estimate>, usage: &Usage, today: Date) -> Self {
        let caveats = self.basis.as_ref().map(|basis| basis.caveats(today)).unwrap_or_default();
        self.notes.extend(caveats);
        self.comparison = estimate.and_then(|estimate| compare(estimate, usage, &self));
        self
    }

    /// How the provider's own sum differs from ours, in a sentence; `None` = one of them is unknown, or they are equal to a millionth of a dollar.
    pub fn difference_words(&self) -> Option<String> {
        const MILLIONTH: PicoUsd = PicoUsd(1_000_000);
        let (stated, ours) = self.stated.zip(self.total)?;
        let (more, less) = (stated.saturating_sub(ours), ours.saturating_sub(stated));
        let why = "Fees, discounts and rounding are in the provider's sum only.";
        if more > MILLIONTH {
            Some(format!("The provider says {more} more than tokens × rate. {why}"))
        } else if less > MILLIONTH {
            Some(format!("The provider says {less} less than tokens × rate. {why}"))
        } else {
            None
        }
    }
}

/// Prices reported usage.
pub fn receipt(usage: &Usage, quote: Option<&Quote>) -> Receipt {
    let mut notes = Vec::new();
    let input = usage.input_total();
    let tier = quote.zip(input).map(|(quote, input)| quote.table.for_input(input));
    let rates = tier.map(|(rates, _)| rates).or(quote.map(|quote| &quote.table.rates));
    let counts = [
        (Item::UncachedInput, usage.uncached_input),
        (Item::CacheRead, usage.cache_read),
        (Item::CacheWrite5m, usage.cache_write_5m),
        (Item::CacheWrite1h, usage.cache_write_1h),
        (Item::Reasoning, usage.reasoning),
        (Item::Output, usage.output),
    ];
    let lines: Vec<Line> = counts.into_iter().filter_map(|(item, tokens)| line(item, tokens?, rates)).collect();

    for line in lines.iter().filter(|line| line.tokens > 0) {
        if let Some(other) = line.rate_of {
            notes.push(format!("No rate is listed for {}: billed at the rate of {}.", line.item.name(), other.name()));
        }
    }
    let absurd = lines.iter().find(|line| line.tokens > ABSURD_TOKENS);
    if let Some(line) = absurd {
        notes.push(format!(
            "The provider reported {} tokens of {}, which can't be right: no total.",
            line.tokens,
            line.item.name()
        ));
    }
    if quote.is_none() {
        notes.push("No price is known for this model.".to_owned());
    }
    let reported = input.is_some() && usage.output_total().is_some();
    if !reported {
        notes.push("The provider did not report all tokens of this run: no total.".to_owned());
    }
    let is_priced = |term: &String| quote.is_some_and(|quote| quote.basis.explains(term));
    let unpriced = usage.terms.iter().filter(|term| !is_priced(term));
    notes.extend(
        unpriced.map(|term| {
            format!("The provider reports {term}: that may be billed beside these lines or at other rates.")
        }),
    );
    let total = if reported && absurd.is_none() { lines.iter().map(|line| line.amount).sum() } else { None };
    let basis = quote.map(|quote| quote.basis.clone());
    let tier_above = tier.and_then(|(_, above)| above);
    Receipt { lines, total, tier_above, basis, stated: usage.stated_cost, comparison: None, notes }
}

/// A line, except for zero tokens of a kind that most requests do not have.
fn line(item: Item, tokens: u64, rates: Option<&Rates>) -> Option<Line> {
    let always = matches!(item, Item::UncachedInput | Item::Output);
    if tokens == 0 && !always {
        return None;
    }
    let (rate, rate_of) = match rates {
        Some(rates) => {
            let (rate, other) = rate_of(item, rates);
            (Some(rate), other)
        }
        None => (None, None),
    };
    Some(Line { item, tokens, rate, amount: rate.map(|rate| rate.cost(tokens)), rate_of })
}

/// The rate of an item, or that of the nearest item that has one: a missing cache rate is not a free one.
pub(super) fn rate_of(item: Item, rates: &Rates) -> (Rate, Option<Item>) {
    let or = |own: Option<Rate>, other: Rate, stand_in: Item| own.map_or((other, Some(stand_in)), |rate| (rate, None));
    match item {
        Item::UncachedInput => (rates.input, None),
        Item::Output => (rates.output, None),
        Item::CacheRead => or(rates.cache_read, rates.input, Item::UncachedInput),
        Item::CacheWrite5m => or(rates.cache_write_5m, rates.input, Item::UncachedInput),
        Item::CacheWrite1h => match rates.cache_write_5m {
            Some(short) => or(rates.cache_write_1h, short, Item::CacheWrite5m),
            None => or(rates.cache_write_1h, rates.input, Item::UncachedInput),
        },
        // Reasoning is output; a rate of its own is the exception, so its absence needs no note.
        Item::Reasoning => (rates.reasoning.unwrap_or(rates.output), None),
    }
}

/// How a receipt compares with the estimate before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    pub estimated: PicoUsd,
    pub actual: PicoUsd,
    /// Whether the actual amount lies between low and high.
    pub within: bool,
    /// Actual input tokens minus counted ones, where the provider reported them.
    pub input_difference: Option<i64>,
    /// Counted and reported input tokens, expected and reported output tokens; 0 = stored before they were kept.
    #[serde(default)]
    pub input: [u64; 2],
    #[serde(default)]
    pub output: [u64; 2],
}

/// Compares a run's receipt with its estimate; `None` when either amount is unknown.
pub fn compare(estimate: &Estimate, usage: &Usage, receipt: &Receipt) -> Option<Comparison> {
    let (cost, actual) = estimate.cost.zip(receipt.total)?;
    let counted = i64::try_from(estimate.input.tokens).ok();
    let reported = usage.input_total().and_then(|tokens| i64::try_from(tokens).ok());
    Some(Comparison {
        estimated: cost.expected,
        actual,
        within: (cost.low..=cost.high).contains(&actual),
        input_difference: reported.zip(counted).map(|(reported, counted)| reported - counted),
        input: [estimate.input.tokens, usage.input_total().unwrap_or_default()],
        output: [estimate.output.expected, usage.output_total().unwrap_or_default()],
    })
}
