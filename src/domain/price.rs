//! Prices: what a model's tokens cost, by kind of token, above which length, until which day, and at which hours.

use serde::{Deserialize, Serialize};

use super::date::{Date, Moment};
pub use super::money::{PicoUsd, PriceError, Rate};
use super::uplift::{MOST_PERCENT, Uplift};

/// What a model's tokens cost. A missing rate is unknown, not free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Rates of an ordinary request (at peak hours, where there are any).
    pub standard: RateTable,
    /// Rates through the provider's batch API; `None` = it has none, or none is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<RateTable>,
    /// Rates of the slower, cheaper tier of service, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flex: Option<RateTable>,
    /// Rates of the faster, dearer tier of service, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<RateTable>,
    /// Last day of an introductory `standard`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Rates after `until`, where they are announced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<RateTable>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off_peak: Option<OffPeak>,
    /// What makes every rate dearer, where the request asks for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uplifts: Vec<Uplift>,
}

/// Rates with their length tiers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateTable {
    pub rates: Rates,
    /// Ascending by threshold. Tiers are cliffs: above the threshold the whole request bills at that tier.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<Tier>,
}

/// Rates by what the tokens are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates {
    pub input: Rate,
    pub output: Rate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_read: Option<Rate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_5m: Option<Rate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_1h: Option<Rate>,
    /// Where reasoning is billed at another rate than output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<Rate>,
}

/// Rates of requests whose input is longer than a threshold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// The tier applies when the request has more input tokens than this, cached ones included.
    pub above_input_tokens: u64,
    pub rates: Rates,
}

/// Cheaper rates at quiet hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffPeak {
    pub rates: Rates,
    pub windows: Vec<Window>,
}

/// A stretch of hours in UTC on some weekdays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// ISO weekdays, 1 = Monday.
    pub weekdays: Vec<u8>,
    /// Minute of the day at which it begins, and the one before which it ends (1,440 = midnight).
    pub from: u16,
    pub to: u16,
}

/// Which of a price's rate tables holds at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    Standard,
    /// The introductory rate, which ends after this day.
    Introductory(Date),
    /// The introductory rate ended on this day and the announced one holds.
    AfterIntroductory(Date),
    /// The introductory rate ended on this day and no later one is known: the amounts are probably too low.
    IntroductoryEnded(Date),
    OffPeak,
}

impl Price {
    /// A price of two rates and nothing else.
    pub fn flat(input: Rate, output: Rate) -> Self {
        Self {
            standard: RateTable::flat(input, output),
            batch: None,
            flex: None,
            priority: None,
            until: None,
            then: None,
            off_peak: None,
            uplifts: Vec::new(),
        }
    }

    /// The rates of an ordinary request at a moment.
    pub fn at(&self, now: Moment) -> (RateTable, Period) {
        if let Some(until) = self.until {
            return match &self.then {
                _ if now.date() <= until => (self.standard.clone(), Period::Introductory(until)),
                Some(then) => (then.clone(), Period::AfterIntroductory(until)),
                None => (self.standard.clone(), Period::IntroductoryEnded(until)),
            };
        }
        match &self.off_peak {
            Some(quiet) if quiet.windows.iter().any(|window| window.holds(now)) => {
                (RateTable { rates: quiet.rates.clone(), tiers: Vec::new() }, Period::OffPeak)
            }
            _ => (self.standard.clone(), Period::Standard),
        }
    }

    /// What is wrong with it, in words; `None` = nothing.
    pub fn problem(&self) -> Option<String> {
        let tables =
            [Some(&self.standard), self.batch.as_ref(), self.flex.as_ref(), self.priority.as_ref(), self.then.as_ref()];
        let absurd = self.uplifts.iter().find(|uplift| !(100..=MOST_PERCENT).contains(&uplift.percent));
        let absurd = absurd.map(|uplift| {
            format!("its uplift “{}” is {} %, not between 100 and {MOST_PERCENT}", uplift.name, uplift.percent)
        });
        tables.into_iter().flatten().find_map(RateTable::problem).or(absurd)
    }
}

impl RateTable {
    pub fn flat(input: Rate, output: Rate) -> Self {
        Self { rates: Rates::flat(input, output), tiers: Vec::new() }
    }

    /// The rates of a request with so many input tokens in all, and the threshold that it passed.
    pub fn for_input(&self, tokens: u64) -> (&Rates, Option<u64>) {
        match self.tiers.iter().rev().find(|tier| tokens > tier.above_input_tokens) {
            Some(tier) => (&tier.rates, Some(tier.above_input_tokens)),
            None => (&self.rates, None),
        }
    }

    /// All rates times `percent` / 100, each rounded half up to the micro-dollar per million.
    #[must_use]
    pub fn uplifted(&self, percent: u32) -> Self {
        let tier = |tier: &Tier| Tier { rates: tier.rates.uplifted(percent), ..*tier };
        Self { rates: self.rates.uplifted(percent), tiers: self.tiers.iter().map(tier).collect() }
    }

    fn problem(&self) -> Option<String> {
        let all = std::iter::once(&self.rates).chain(self.tiers.iter().map(|tier| &tier.rates));
        if let Some(rate) = all.flat_map(Rates::all).find(|rate| *rate > Rate::MAX) {
            return Some(format!("a rate of {rate} per million tokens is beyond {}", Rate::MAX));
        }
        let ascending = self.tiers.windows(2).all(|pair| match pair {
            [lower, upper] => lower.above_input_tokens < upper.above_input_tokens,
            _ => true,
        });
        (!ascending).then(|| "its tiers do not ascend".to_owned())
    }
}

impl Rates {
    pub fn flat(input: Rate, output: Rate) -> Self {
        Self { input, output, cache_read: None, cache_write_5m: None, cache_write_1h: None, reasoning: None }
    }

    fn uplifted(&self, percent: u32) -> Self {
        let up = |rate: Rate| Rate(rate.0.saturating_mul(percent.into()).saturating_add(50) / 100);
        Self {
            input: up(self.input),
            output: up(self.output),
            cache_read: self.cache_read.map(up),
            cache_write_5m: self.cache_write_5m.map(up),
            cache_write_1h: self.cache_write_1h.map(up),
            reasoning: self.reasoning.map(up),
        }
    }

    fn all(&self) -> impl Iterator<Item = Rate> {
        let optional = [self.cache_read, self.cache_write_5m, self.cache_write_1h, self.reasoning];
        [self.input, self.output].into_iter().chain(optional.into_iter().flatten())
    }
}

impl Window {
    fn holds(&self, now: Moment) -> bool {
        self.weekdays.contains(&now.date().weekday()) && (self.from..self.to).contains(&now.minute_of_day())
    }
}
