//! Calibration: a person's own runs tighten the band of an estimate. Pure; what a run must have recorded is [`Counted`].
//!
//! The rule, all numbers our own (2026-11-25): of the last [`MOST`] runs, only those count that are *alike*: the same model and provider, counted
//! by the same method, the same extras (schema, tools, thinking), a size within a factor of four, a share of non-Latin tokens within twenty
//! points. From [`LEAST`] different prompts on, the ratios of reported to expected tokens make the band: of their ends at most one in forty is
//! cut off on each side, and each side is widened by 2 % and by parts of 20 % and of their spread that shrink with their number. A band that would be wider
//! than the estimate's own is not used, unless the estimate's own failed more than one in twenty of them.

use super::token::{Certainty, TokenCount};

/// Different prompts that a calibration needs.
pub const LEAST: usize = 5;
/// Runs that are looked at, the newest first.
pub const MOST: usize = 200;
/// A size that is alike: at most so many times more or less.
const SIZES: u64 = 4;
/// A share of non-Latin tokens that is alike, in thousandths.
const SHARE: u64 = 200;
/// What each end is widened by at least, in thousandths of the ratio; and beyond that, divided by the number of prompts.
const MARGIN: u128 = 20;
const MARGIN_OF_FEW: u128 = 200;
/// Ratios are kept in millionths.
const UNIT: u128 = 1_000_000;

/// An input as it was counted before a run, without any calibration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// What was counted with: counts of different methods are not comparable.
    pub method: String,
    pub low: u64,
    pub expected: u64,
    pub high: u64,
    /// Tokens of the texts under the method's encoding, and how many of them are not Latin.
    pub tokens: u64,
    pub other: u64,
    pub extras: Extras,
}

/// What a request holds besides messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Extras {
    pub schema: bool,
    pub tools: bool,
    pub thinking: bool,
}

/// A run: what was counted before, and what the provider reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    pub counted: Counted,
    /// Input tokens.
    pub reported: u64,
}

/// An estimate that own runs made better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calibrated {
    pub count: TokenCount,
    /// Runs that it stands on.
    pub runs: usize,
}

/// The count of `now` by what runs of the same model and provider reported, the newest last; `None` = they say too little, or the estimate's
/// own band is as good.
pub fn calibrate(now: &Counted, runs: &[Observation]) -> Option<Calibrated> {
    if now.low == now.high || now.expected == 0 {
        return None; // exact already, or nothing to scale
    }
    let recent = runs.iter().rev().take(MOST);
    let alike: Vec<&Observation> = recent.filter(|run| run.reported > 0 && is_alike(now, &run.counted)).collect();
    let mut prompts: Vec<(u64, u64)> = alike.iter().map(|run| (run.counted.expected, run.reported)).collect();
    prompts.sort_unstable();
    prompts.dedup();
    let mut sizes: Vec<u64> = prompts.iter().map(|(expected, _)| *expected).collect();
    sizes.dedup();
    if sizes.len() < LEAST {
        return None;
    }
    let mut ratios: Vec<u128> = prompts.iter().map(|(expected, reported)| ratio(*reported, *expected)).collect();
    ratios.sort_unstable();
    let [low, expected, high] = band(&ratios);
    let scale = |ratio: u128| u128::from(now.expected) * ratio;
    let low = to_tokens(scale(low) / UNIT);
    let high = to_tokens(scale(high).div_ceil(UNIT));
    let expected = to_tokens((scale(expected) + UNIT / 2) / UNIT).clamp(low, high);
    let held = alike.iter().filter(|run| (run.counted.low..=run.counted.high).contains(&run.reported)).count();
    let own_holds = held * 20 >= alike.len() * 19;
    if own_holds && high - low >= now.high - now.low {
        return None;
    }
    let certainty = Certainty::Estimate { low, high };
    Some(Calibrated { count: TokenCount { tokens: expected, certainty }, runs: alike.len() })
}

fn is_alike(one: &Counted, other: &Counted) -> bool {
    let size = one.expected.max(1) <= other.expected.saturating_mul(SIZES)
        && other.expected.max(1) <= one.expected.saturating_mul(SIZES);
    let share = |counted: &Counted| (counted.other * 1000).checked_div(counted.tokens).unwrap_or(0);
    one.method == other.method && one.extras == other.extras && size && share(one).abs_diff(share(other)) <= SHARE
}

/// Least, middle and greatest ratio, cut and widened by the rule; `ratios` ascend and are at least [`LEAST`].
fn band(ratios: &[u128]) -> [u128; 3] {
    let count = ratios.len();
    let cut = count / 40;
    let at = |place: usize| ratios.get(place).copied().unwrap_or_default();
    let (least, greatest) = (at(cut), at(count - 1 - cut));
    let few = (greatest - least) * LEAST as u128 / count as u128;
    let thousandths = MARGIN + MARGIN_OF_FEW / count as u128;
    let margin = |ratio: u128| ratio * thousandths / 1000 + few;
    [least.saturating_sub(margin(least)), at(count / 2), greatest + margin(greatest)]
}

fn ratio(reported: u64, expected: u64) -> u128 {
    u128::from(reported) * UNIT / u128::from(expected.max(1))
}

fn to_tokens(tokens: u128) -> u64 {
    u64::try_from(tokens).unwrap_or(u64::MAX)
}
