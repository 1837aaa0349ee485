//! The estimate before a run: counted input × rates, plus an output expectation that says where it is from.

use serde::{Deserialize, Serialize};

use super::price::PicoUsd;
use super::quote::Quote;
use super::token::{Certainty, TokenCount};

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
}

/// Prices a run before it happens. Nothing is taken to be cached, so a cache can only make it cheaper; writes that bill above the input rate
/// (Anthropic's explicit cache marks) are not foreseen.
pub fn estimate(input: TokenCount, clues: &OutputClues<'_>, quote: Option<&Quote>) -> Estimate {
    let output = expect_output(clues);
    let (least, most) = input.band();
    let price = |quote: &Quote, input: u64, output: u64| {
        let (rates, _) = quote.table.for_input(input);
        // Where reasoning has a rate of its own, the dearer one is taken for all output: the split is not known yet.
        let output_rate =
            if clues.reasoning { rates.reasoning.unwrap_or(rates.output).max(rates.output) } else { rates.output };
        rates.input.cost(input) + output_rate.cost(output)
    };
    let cost = quote.map(|quote| {
        let mut amounts = [
            price(quote, least, output.low),
            price(quote, input.tokens, output.expected),
            price(quote, most, output.high),
        ];
        amounts.sort_unstable(); // a tier above a threshold need not be dearer
        let [low, expected, high] = amounts;
        CostRange { low, expected, high }
    });
    let ceiling = quote.zip(ceiling_tokens(clues)).map(|(quote, tokens)| price(quote, most, tokens.max(output.high)));
    let tier_above = quote.and_then(|quote| quote.table.for_input(input.tokens).1);
    Estimate { input, output, cost, ceiling, tier_above }
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
    /// Sums estimates, each for so many runs.
    pub fn of<'a>(estimates: impl IntoIterator<Item = (&'a Estimate, u64)>) -> Self {
        let mut total = Self { ceiling: Some(PicoUsd::ZERO), ..Self::default() };
        for (estimate, runs) in estimates {
            let Some(cost) = estimate.cost else {
                total.unpriced_runs = total.unpriced_runs.saturating_add(runs);
                continue;
            };
            total.priced_runs = total.priced_runs.saturating_add(runs);
            total.cost.low += cost.low.times(runs);
            total.cost.expected += cost.expected.times(runs);
            total.cost.high += cost.high.times(runs);
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
