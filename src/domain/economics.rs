//! The economics of a prompt: what it costs a month under a load, when a rented GPU breaks even, and when falling prices reach a target.
//! Money is in integers; shares and growth are in hundredths of a percent, so every factor is exact too, except the halving curve.

use serde::{Deserialize, Serialize};

use super::estimate::CostRange;
use super::price::{PicoUsd, RateTable, Rates};

/// Hundredths of a percent: 10,000 is everything, 250 is 2.5 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Share(pub u32);

impl Share {
    pub const ALL: Self = Self(10_000);

    /// From a percentage as typed; kept between 0 and 1,000,000 %, rounded to a hundredth; not a number counts as 0.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped before, and NaN becomes 0
    pub fn from_percent(percent: f64) -> Self {
        Self((percent * 100.0).round().clamp(0.0, 1e8) as u32)
    }

    pub fn to_percent(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    fn at_most_all(self) -> u64 {
        u64::from(self.0.min(Self::ALL.0))
    }
}

const ALL: u64 = Share::ALL.0 as u64;

/// How a prompt is used in production.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// In the first month.
    pub requests_per_month: u64,
    /// Growth from each month to the next; negative = it shrinks.
    pub growth_per_month: i32,
    /// Input tokens of a request: low, expected, high.
    pub input: [u64; 3],
    /// Output tokens of a request, reasoning included: low, expected, high.
    pub output: [u64; 3],
    /// Share of the input tokens that is read from a cache.
    pub cache_hits: Share,
    /// Requests that are sent again, as a share of all: each retry is billed like a request.
    pub retries: Share,
    /// Share of the requests that goes through the batch API, where there is one.
    pub batch: Share,
}

/// Rates that a load is billed at.
#[derive(Clone, Copy, Debug)]
pub struct Tariff<'a> {
    pub standard: &'a RateTable,
    /// `None` = the provider has no batch API: the batch share is billed as standard.
    pub batch: Option<&'a RateTable>,
}

/// One month of a projection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Month {
    /// 0 = the first.
    pub index: u32,
    pub requests: u64,
    pub cost: CostRange,
}

/// The cost of an average request of a load; each factor is rounded half up to the pico-dollar.
pub fn cost_per_request(load: &Load, tariff: Tariff<'_>) -> CostRange {
    let mut amounts = [0, 1, 2].map(|at: usize| {
        let tokens = |band: &[u64; 3]| band.get(at).copied().unwrap_or_default();
        let (input, output) = (tokens(&load.input), tokens(&load.output));
        let standard = one_request(tariff.standard, input, output, load.cache_hits);
        let batch = tariff.batch.map_or(standard, |table| one_request(table, input, output, load.cache_hits));
        let share = load.batch.at_most_all();
        let mixed = standard.scale(ALL - share, ALL) + batch.scale(share, ALL);
        mixed.scale(ALL + u64::from(load.retries.0), ALL)
    });
    amounts.sort_unstable(); // a tier above a threshold need not be dearer
    let [low, expected, high] = amounts;
    CostRange { low, expected, high }
}

fn one_request(table: &RateTable, input: u64, output: u64, cache_hits: Share) -> PicoUsd {
    let (rates, _) = table.for_input(input);
    let Rates { cache_read, .. } = rates;
    let cached = part(input, cache_hits.at_most_all());
    rates.input.cost(input - cached) + cache_read.unwrap_or(rates.input).cost(cached) + rates.output.cost(output)
}

/// `tokens` × `share` / 10,000, rounded down.
fn part(tokens: u64, share: u64) -> u64 {
    u64::try_from(u128::from(tokens) * u128::from(share) / u128::from(ALL)).unwrap_or(tokens)
}

/// The cost of each of the coming months (at most 120). Requests are rounded half up to whole ones each month.
pub fn project(load: &Load, tariff: Tariff<'_>, months: u32) -> Vec<Month> {
    let one = cost_per_request(load, tariff);
    let growth = u64::try_from(10_000 + i64::from(load.growth_per_month)).unwrap_or(0);
    let mut requests = load.requests_per_month;
    let mut projection = Vec::new();
    for index in 0..months.min(120) {
        let cost = CostRange {
            low: one.low.times(requests),
            expected: one.expected.times(requests),
            high: one.high.times(requests),
        };
        projection.push(Month { index, requests, cost });
        let grown = (u128::from(requests) * u128::from(growth) + u128::from(ALL / 2)) / u128::from(ALL);
        requests = u64::try_from(grown).unwrap_or(u64::MAX);
    }
    projection
}

/// The sum of a projection.
pub fn sum(months: &[Month]) -> CostRange {
    CostRange {
        low: months.iter().map(|month| month.cost.low).sum(),
        expected: months.iter().map(|month| month.cost.expected).sum(),
        high: months.iter().map(|month| month.cost.high).sum(),
    }
}

/// A rented or owned GPU server that would serve the same load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfHosted {
    pub per_hour: PicoUsd,
    /// Prompt tokens a second over all streams, at full load.
    pub input_tokens_per_second: u64,
    /// Generated tokens a second over all streams, at full load.
    pub output_tokens_per_second: u64,
    /// Share of the paid hours in which it is at full load.
    pub utilization: Share,
}

/// When serving it oneself pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakEven {
    /// Cost of one request on the server at that utilization; retries included as in the load.
    pub self_hosted_per_request: PicoUsd,
    pub api_per_request: PicoUsd,
    /// Requests an hour that one server can serve at that utilization.
    pub capacity_per_hour: u64,
    /// Requests an hour from which a server that runs all the time is cheaper than the API; `None` = the API is free.
    pub requests_per_hour: Option<u64>,
    /// Whether one server can serve that many, that is, whether self-hosting can be cheaper at all.
    pub within_capacity: bool,
}

/// Hours of an average month, 365.25 × 24 / 12, rounded.
pub const HOURS_PER_MONTH: u64 = 731;

/// Compares the API's expected cost with a server's; `None` when the server's speed or utilization is 0 or the request has no tokens.
pub fn break_even(load: &Load, tariff: Tariff<'_>, server: &SelfHosted) -> Option<BreakEven> {
    let api = cost_per_request(load, tariff).expected;
    let [_, input, _] = load.input;
    let [_, output, _] = load.output;
    let uncached = input - part(input, load.cache_hits.at_most_all());
    // Busy seconds of a request = in/inSpeed + out/outSpeed = busy/speeds, kept as a fraction.
    let speeds = u128::from(server.input_tokens_per_second).checked_mul(u128::from(server.output_tokens_per_second))?;
    let busy = u128::from(uncached)
        .checked_mul(u128::from(server.output_tokens_per_second))?
        .checked_add(u128::from(output).checked_mul(u128::from(server.input_tokens_per_second))?)?
        .checked_mul(u128::from(ALL + u64::from(load.retries.0)))?
        .div_ceil(u128::from(ALL));
    let utilization = u128::from(server.utilization.at_most_all());
    if busy == 0 || speeds == 0 || utilization == 0 {
        return None;
    }
    let capacity = speeds.checked_mul(3600)?.checked_mul(utilization)? / (busy.checked_mul(u128::from(ALL))?);
    let capacity_per_hour = u64::try_from(capacity).ok()?;
    let requests_per_hour = server.per_hour.0.checked_add(api.0.saturating_sub(1))?.checked_div(api.0);
    let requests_per_hour = requests_per_hour.and_then(|requests| u64::try_from(requests).ok());
    Some(BreakEven {
        self_hosted_per_request: server.per_hour.scale(1, capacity_per_hour),
        api_per_request: api,
        capacity_per_hour,
        requests_per_hour,
        within_capacity: requests_per_hour.is_some_and(|requests| requests <= capacity_per_hour),
    })
}

/// Default halving time of the price of *equal quality*, in tenths of a month: 3.8 months.
///
/// Epoch AI, “LLM inference prices have fallen rapidly but unequally across tasks”, 2025-03-12,
/// <https://epoch.ai/data-insights/llm-inference-price-trends>: 9 to 900 times a year by task, and “it's less clear that those [fastest drops]
/// will persist”. This is the slow end: 12 / log₂ 9 = 3.79 months. The price of one given model mostly stays as it is until a cheaper model
/// of equal quality comes: the interface says so beside the number.
pub const HALVING_TENTHS_OF_MONTH: u32 = 38;
/// Where [`HALVING_TENTHS_OF_MONTH`] is from, for the interface.
pub const HALVING_SOURCE: &str =
    "Epoch AI, 2025-03-12: 9 to 900 times cheaper a year by task; the slow end is a halving every 3.8 months";
/// The page behind [`HALVING_SOURCE`].
pub const HALVING_URL: &str = "https://epoch.ai/data-insights/llm-inference-price-trends";
/// No forecast goes beyond this: 20 years.
pub const HORIZON_MONTHS: u32 = 240;

/// When a price that halves steadily reaches a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reached {
    /// It is there already.
    Now,
    /// In the month with this index, counted from now.
    InMonth(u32),
    /// Not within [`HORIZON_MONTHS`], or never, because the price does not fall or the target is 0.
    Beyond,
}

/// The month in which `price` has fallen to `target`.
pub fn reached(price: PicoUsd, target: PicoUsd, halving_tenths_of_month: u32) -> Reached {
    if price <= target {
        return Reached::Now;
    }
    if target == PicoUsd::ZERO || halving_tenths_of_month == 0 {
        return Reached::Beyond;
    }
    match (1..=HORIZON_MONTHS).find(|month| declined(price, *month, halving_tenths_of_month) <= target) {
        Some(month) => Reached::InMonth(month),
        None => Reached::Beyond,
    }
}

/// `price` × 2^(−months / halving time), rounded half up to the pico-dollar. Whole halvings are exact; the rest of the curve is a float factor.
/// A halving time of 0 means that the price stays.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the factor lies in (0.5, 1]
pub fn declined(price: PicoUsd, months: u32, halving_tenths_of_month: u32) -> PicoUsd {
    const UNIT: u64 = 1 << 32;
    if halving_tenths_of_month == 0 {
        return price;
    }
    let tenths = months.saturating_mul(10);
    let halvings = tenths / halving_tenths_of_month;
    let rest = f64::from(tenths % halving_tenths_of_month) / f64::from(halving_tenths_of_month);
    let factor = ((-rest).exp2() * UNIT as f64).round() as u64;
    match 1u64.checked_shl(halvings) {
        Some(divisor) if halvings < 64 => price.scale(factor, UNIT).scale(1, divisor),
        _ => PicoUsd::ZERO,
    }
}
