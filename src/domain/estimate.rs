//! The estimate before a run: counted input × rates, plus an output expectation that says where it is from.

use serde::{Deserialize, Serialize};

use super::price::{PicoUsd, Rate, Rates};
use super::quote::Quote;
use super::receipt::{Item, rate_of};
use super::token::{Certainty, TokenCount};
use super::uplift::Uplift;

/// How many output tokens a run may have, reasoning included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputExpectation {
    pub low: u64,
    pub expected: u64,
    pub high: u64,
    pub basis: OutputBasis,
}

/// Where an output expectation is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutputBasis {
    /// The person set it.
    Person,
    /// The 10th, 50th and 90th percentile of so many earlier runs.
    History(u32),
    /// The same of earlier runs of the model with other prompts.
    ModelHistory(u32),
    /// The default rule: nothing is known.
    Rule,
}

impl OutputBasis {
    /// In a few words: `from 12 earlier runs`.
    pub fn words(self) -> String {
        match self {
            Self::Person => "as set".to_owned(),
            Self::History(1) => "from 1 earlier run".to_owned(),
            Self::History(runs) => format!("from {runs} earlier runs"),
            Self::ModelHistory(runs) => format!("from {runs} earlier runs of this model"),
            Self::Rule => "by rule of thumb".to_owned(),
        }
    }

    /// Whether earlier runs say it.
    pub fn is_history(self) -> bool {
        matches!(self, Self::History(_) | Self::ModelHistory(_))
    }
}

/// What is known of the output before a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutputClues<'a> {
    /// What the person expects.
    pub person: Option<u64>,
    /// Output tokens (reasoning included) of earlier runs of this prompt and model, in any order.
    pub history: &'a [u64],
    /// The same of this model with any prompt: looked at when `history` says too little.
    pub model_history: &'a [u64],
    /// Limit that the request carries.
    pub limit: Option<u64>,
    /// The model's own limit.
    pub max_output: Option<u64>,
    /// Tokens of the answer schema's text; 0 = free text.
    pub schema: u64,
    /// Whether the model will reason before it answers.
    pub reasoning: bool,
}

/// Fewer runs than this say too little: the default rule stays.
pub const LEAST_HISTORY: usize = 3;

/// The output expectation.
///
/// The person's number spreads to half and double. History gives its percentiles, that of the prompt before that of the model. Else a rule of thumb: free text 60 / 300 / 1,200 tokens; an
/// answer by schema a quarter, the whole and twice the schema's own length, at least 10 / 40 / 120; reasoning adds 100 / 1,000 / 8,000. These are
/// our own round numbers, chosen 2026-11-23, and the interface says so. Nothing exceeds the request's or the model's limit.
pub fn expect_output(clues: &OutputClues<'_>) -> OutputExpectation {
    let (mut band, basis) = if let Some(tokens) = clues.person {
        ([tokens / 2, tokens, tokens.saturating_mul(2)], OutputBasis::Person)
    } else if clues.history.len() >= LEAST_HISTORY {
        (percentiles(clues.history), OutputBasis::History(runs(clues.history)))
    } else if clues.model_history.len() >= LEAST_HISTORY {
        (percentiles(clues.model_history), OutputBasis::ModelHistory(runs(clues.model_history)))
    } else {
        (rule_of_thumb(clues), OutputBasis::Rule)
    };
    let limit = ceiling_tokens(clues).unwrap_or(u64::MAX);
    for tokens in &mut band {
        *tokens = (*tokens).min(limit);
    }
    let [low, expected, high] = band;
    OutputExpectation { low, expected, high, basis }
}

fn runs(history: &[u64]) -> u32 {
    u32::try_from(history.len()).unwrap_or(u32::MAX)
}

/// The most output tokens that can be billed: the request's limit, else the model's; `None` = neither is known.
pub fn ceiling_tokens(clues: &OutputClues<'_>) -> Option<u64> {
    match (clues.limit, clues.max_output) {
        (Some(limit), Some(max)) => Some(limit.min(max)),
        (limit, max) => limit.or(max),
    }
}

fn rule_of_thumb(clues: &OutputClues<'_>) -> [u64; 3] {
    let answer = match clues.schema {
        0 => [60, 300, 1200],
        tokens => [(tokens / 4).max(10), tokens.max(40), tokens.saturating_mul(2).max(120)],
    };
    let thought = if clues.reasoning { [100, 1000, 8000] } else { [0; 3] };
    std::array::from_fn(|at| {
        let parts = [answer.get(at), thought.get(at)];
        parts.into_iter().flatten().fold(0, |sum: u64, tokens| sum.saturating_add(*tokens))
    })
}

/// Nearest-rank 10th, 50th and 90th percentile.
fn percentiles(history: &[u64]) -> [u64; 3] {
    let mut sorted = history.to_vec();
    sorted.sort_unstable();
    [10, 50, 90].map(|percent| {
        let rank = (sorted.len() * percent).div_ceil(100).max(1);
        sorted.get(rank - 1).copied().unwrap_or_default()
    })
}

/// Amounts that bound an expectation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostRange {
    pub low: PicoUsd,
    pub expected: PicoUsd,
    pub high: PicoUsd,
}

/// What one run is expected to cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    pub input: TokenCount,
    pub output: OutputExpectation,
    /// `None` = no price is known.
    pub cost: Option<CostRange>,
    /// The most that the run can cost, if the output reaches its limit; `None` = no price or no limit is known.
    pub ceiling: Option<PicoUsd>,
    /// Threshold of the length tier that the counted input falls into.
    pub tier_above: Option<u64>,
    /// What each further run that is started with this one is expected to cost, where that is another sum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<CostRange>,
    /// What the vendor keeps, and at which rates; `None` = nothing that it bills for, or no price is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<CacheForesight>,
    /// What its rates were multiplied by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uplifts: Vec<Uplift>,
}

/// How long a vendor keeps a prompt, where it bills that it wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    FiveMinutes,
    OneHour,
    /// What GPT-5.6 and later do unasked.
    HalfHour,
}

impl Kept {
    /// A shorter prompt is not kept, in tokens. Anthropic's least is 512, 1,024 or 4,096 by model (2026-11-23): between them nobody can say, and
    /// the plain price lies between those of reading and of writing. OpenAI's is 1,024 (prompt caching guide, 2026-11).
    pub const fn least(self) -> u64 {
        match self {
            Self::FiveMinutes | Self::OneHour => 512,
            Self::HalfHour => 1_024,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::FiveMinutes => "5 minutes",
            Self::HalfHour => "30 minutes",
            Self::OneHour => "1 hour",
        }
    }
}

/// What is foreseen of a prompt that the vendor keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheForesight {
    pub lasts: Kept,
    /// Counted input tokens, all of which are kept.
    pub tokens: u64,
    pub write: Rate,
    pub read: Rate,
}

impl CacheForesight {
    /// `1,000 input tokens: $1.25 / 1M when they are written to the cache (high, and a first run), $0.10 when they are read from it within 5
    /// minutes (low, and what is repeated).`
    pub fn words(&self) -> String {
        format!(
            "{} input tokens are kept: {} / 1M when written to the cache (a first run, and high), {} / 1M when read from it within {} (repeats, and low).",
            self.tokens,
            self.write,
            self.read,
            self.lasts.words()
        )
    }

    /// Of input that is long enough to be kept as `lasts` says.
    fn of(tokens: u64, lasts: Option<Kept>, rates: &Rates) -> Option<Self> {
        let lasts = lasts.filter(|lasts| tokens >= lasts.least())?;
        let item = if lasts == Kept::OneHour { Item::CacheWrite1h } else { Item::CacheWrite5m };
        let (read, write) = (rate_of(Item::CacheRead, rates).0, rate_of(item, rates).0);
        Some(Self { lasts, tokens, write, read })
    }
}

/// How a run pays for its input.
#[derive(Clone, Copy)]
enum Pays {
    Plain,
    Write,
    Read,
}

/// Prices a run before it happens. `kept` is how the vendor keeps the prompt where it bills for that: low is then a run that reads its whole input, expected a first run, and
/// high one that writes it; runs that start together may each write, so that stays their high end. Where nothing is billed for
/// keeping, nothing is taken to be cached: that can only make it cheaper.
pub fn estimate(input: TokenCount, clues: &OutputClues<'_>, quote: Option<&Quote>, kept: Option<Kept>) -> Estimate {
    let output = expect_output(clues);
    let (least, most) = input.band();
    let price = |quote: &Quote, pays: Pays, input: u64, output: u64| {
        let (rates, _) = quote.table.for_input(input);
        let cache = CacheForesight::of(input, kept, rates);
        let input_rate = match (pays, cache) {
            (Pays::Write, Some(cache)) => cache.write,
            (Pays::Read, Some(cache)) => cache.read,
            _ => rates.input,
        };
        // Where reasoning has a rate of its own, the dearer one is taken for all output: the split is not known yet.
        let output_rate =
            if clues.reasoning { rates.reasoning.unwrap_or(rates.output).max(rates.output) } else { rates.output };
        input_rate.cost(input) + output_rate.cost(output)
    };
    let range = |quote: &Quote, expected: Pays| {
        let mut amounts = [
            price(quote, Pays::Read, least, output.low),
            price(quote, expected, input.tokens, output.expected),
            price(quote, Pays::Write, most, output.high),
        ];
        amounts.sort_unstable(); // a tier above a threshold need not be dearer
        let [low, expected, high] = amounts;
        CostRange { low, expected, high }
    };
    let uplifts = quote.map(|quote| quote.basis.uplifts.clone()).unwrap_or_default();
    let (rates, tier_above) = quote.map(|quote| quote.table.for_input(input.tokens)).unzip();
    let cache = rates.and_then(|rates| CacheForesight::of(input.tokens, kept, rates));
    let first = if cache.is_some() { Pays::Write } else { Pays::Plain };
    let cost = quote.map(|quote| range(quote, first));
    let again = quote.filter(|_| cache.is_some()).map(|quote| range(quote, Pays::Read));
    let ceiling = quote.zip(ceiling_tokens(clues));
    let ceiling = ceiling.map(|(quote, tokens)| price(quote, Pays::Write, most, tokens.max(output.high)));
    Estimate { input, output, cost, ceiling, tier_above: tier_above.flatten(), again, cache, uplifts }
}

impl Estimate {
    /// What the amounts stand on, in a few words: `exact input, 300 output tokens by rule of thumb`.
    pub fn basis_words(&self) -> String {
        let input = match self.input.certainty {
            Certainty::Exact => "exact input",
            Certainty::ExactByApi => "input exact by API",
            Certainty::Estimate { .. } => "estimated input",
        };
        format!("{input}, {} output tokens {}", self.output.expected, self.output.basis.words())
    }
}

/// Estimates of several runs together. What has no price stays visible as a number of runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EstimateTotal {
    /// Sum over the runs that have a price.
    pub cost: CostRange,
    /// Sum of the ceilings of the priced runs; `None` = one of them has none.
    pub ceiling: Option<PicoUsd>,
    pub priced_runs: u64,
    pub unpriced_runs: u64,
}

impl EstimateTotal {
    /// Sums estimates, each for so many runs that are started together.
    pub fn of<'a>(estimates: impl IntoIterator<Item = (&'a Estimate, u64)>) -> Self {
        let mut total = Self { ceiling: Some(PicoUsd::ZERO), ..Self::default() };
        for (estimate, runs) in estimates {
            let Some(cost) = estimate.cost else {
                total.unpriced_runs = total.unpriced_runs.saturating_add(runs);
                continue;
            };
            total.priced_runs = total.priced_runs.saturating_add(runs);
            let again = estimate.again.unwrap_or(cost);
            for (one, times) in [(cost, runs.min(1)), (again, runs.saturating_sub(1))] {
                total.cost.low += one.low.times(times);
                total.cost.expected += one.expected.times(times);
                total.cost.high += one.high.times(times);
            }
            total.ceiling = total.ceiling.zip(estimate.ceiling).map(|(sum, one)| sum + one.times(runs));
        }
        total
    }

    /// The expected amount; `None` when no run has a price.
    pub fn expected(&self) -> Option<PicoUsd> {
        (self.priced_runs > 0).then_some(self.cost.expected)
    }
}

/// What a hard budget says to runs that are about to start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BudgetVerdict {
    /// Even the high estimate fits.
    Fits,
    /// The expected amount fits, the high one passes the budget by this much.
    MayPass(PicoUsd),
    /// The expected amount passes the budget by this much.
    Passes(PicoUsd),
    /// The priced runs fit, but so many runs have no price.
    Unknown(u64),
    /// The budget is spent.
    Reached,
}

/// Holds runs against a budget of which some is spent.
pub fn check_budget(budget: PicoUsd, spent: PicoUsd, runs: &EstimateTotal) -> BudgetVerdict {
    let left = budget.saturating_sub(spent);
    if left == PicoUsd::ZERO {
        BudgetVerdict::Reached
    } else if runs.cost.expected > left {
        BudgetVerdict::Passes(runs.cost.expected.saturating_sub(left))
    } else if runs.cost.high > left {
        BudgetVerdict::MayPass(runs.cost.high.saturating_sub(left))
    } else if runs.unpriced_runs > 0 {
        BudgetVerdict::Unknown(runs.unpriced_runs)
    } else {
        BudgetVerdict::Fits
    }
}
