//! Estimates before a run, their sums, and the budget.

use nshot::domain::estimate::{
    BudgetVerdict, EstimateTotal, OutputBasis, OutputClues, check_budget, estimate, expect_output,
};
use nshot::domain::price::{PicoUsd, Rates, Tier};
use nshot::domain::receipt::{compare, receipt};
use nshot::domain::token::{Certainty, TokenCount};
use nshot::domain::usage::Usage;

use super::{quote, rate, rates, usd};

fn exact(tokens: u64) -> TokenCount {
    TokenCount { tokens, certainty: Certainty::Exact }
}

fn band(low: u64, tokens: u64, high: u64) -> TokenCount {
    TokenCount { tokens, certainty: Certainty::Estimate { low, high } }
}

#[test]
fn the_person_beats_history_and_history_beats_the_rule() {
    let history = [400, 100, 200, 300, 500, 600, 700, 800, 900, 1000];
    let clues = OutputClues { person: Some(50), history: &history, ..OutputClues::default() };
    let person = expect_output(&clues);
    assert_eq!((person.low, person.expected, person.high, person.basis), (25, 50, 100, OutputBasis::Person));
    let past = expect_output(&OutputClues { person: None, ..clues });
    assert_eq!((past.low, past.expected, past.high, past.basis), (100, 500, 900, OutputBasis::History(10)));
    let too_few = OutputClues { history: &history[..2], ..OutputClues::default() };
    assert_eq!(expect_output(&too_few).basis, OutputBasis::Rule);
}

#[test]
fn no_expectation_passes_the_limit() {
    let clues = OutputClues { limit: Some(100), max_output: Some(64_000), reasoning: true, ..OutputClues::default() };
    let output = expect_output(&clues);
    assert_eq!((output.low, output.expected, output.high), (100, 100, 100));
    let schema = expect_output(&OutputClues { schema: 200, ..OutputClues::default() });
    assert_eq!((schema.low, schema.expected, schema.high), (50, 200, 400));
}

#[test]
fn prices_the_band_of_an_uncertain_count() {
    let clues = OutputClues { person: Some(100), limit: Some(1_000), ..OutputClues::default() };
    let estimate = estimate(band(900, 1_000, 1_300), &clues, Some(&quote(rates("1", "10"), vec![])));
    let cost = estimate.cost.unwrap();
    assert_eq!((cost.low, cost.expected, cost.high), (usd("0.0014"), usd("0.002"), usd("0.0033")));
    assert_eq!(estimate.ceiling, Some(usd("0.0113")));
    assert_eq!(estimate.basis_words(), "estimated input, 100 output tokens as set");
}

#[test]
fn a_cheaper_tier_keeps_low_below_high() {
    let tier = Tier { above_input_tokens: 1_000, rates: rates("0.1", "0.1") };
    let clues = OutputClues { person: Some(100), ..OutputClues::default() };
    let cost = estimate(band(900, 1_000, 1_300), &clues, Some(&quote(rates("1", "10"), vec![tier]))).cost.unwrap();
    assert!(cost.low <= cost.expected && cost.expected <= cost.high);
}

#[test]
fn a_reasoning_rate_of_its_own_is_foreseen() {
    let clues = OutputClues { person: Some(100), reasoning: true, ..OutputClues::default() };
    let own = Rates { reasoning: Some(rate("40")), ..rates("1", "10") };
    assert_eq!(estimate(exact(0), &clues, Some(&quote(own, vec![]))).cost.unwrap().expected, usd("0.004"));
}

#[test]
fn sums_keep_runs_without_a_price_in_sight() {
    let clues = OutputClues { person: Some(100), limit: Some(400), ..OutputClues::default() };
    let priced = estimate(exact(1_000), &clues, Some(&quote(rates("1", "10"), vec![])));
    let unpriced = estimate(exact(1_000), &clues, None);
    assert_eq!((unpriced.cost, unpriced.ceiling), (None, None));
    let total = EstimateTotal::of([(&priced, 3), (&unpriced, 2)]);
    assert_eq!((total.cost.expected, total.priced_runs, total.unpriced_runs), (usd("0.006"), 3, 2));
    assert_eq!(total.ceiling, Some(usd("0.015")));
    assert_eq!(EstimateTotal::of([(&unpriced, 1)]).expected(), None);
}

#[test]
fn the_budget_asks_before_it_is_passed() {
    let clues = OutputClues { person: Some(100), ..OutputClues::default() };
    let one = estimate(exact(1_000), &clues, Some(&quote(rates("1", "10"), vec![])));
    let total = EstimateTotal::of([(&one, 10)]); // expected $0.02, high $0.03
    let check = |budget: &str, spent: &str| check_budget(usd(budget), usd(spent), &total);
    assert_eq!(check("0.03", "0"), BudgetVerdict::Fits);
    assert_eq!(check("0.03", "0.005"), BudgetVerdict::MayPass(usd("0.005")));
    assert_eq!(check("0.03", "0.02"), BudgetVerdict::Passes(usd("0.01")));
    assert_eq!(check("0.03", "0.03"), BudgetVerdict::Reached);
    let unknown = EstimateTotal { unpriced_runs: 4, ..EstimateTotal::default() };
    assert_eq!(check_budget(usd("1"), PicoUsd::ZERO, &unknown), BudgetVerdict::Unknown(4));
}

#[test]
fn compares_the_receipt_with_the_estimate() {
    let quote = quote(rates("1", "10"), vec![]);
    let clues = OutputClues { person: Some(100), ..OutputClues::default() };
    let before = estimate(exact(1_000), &clues, Some(&quote));
    let usage = Usage { uncached_input: Some(1_003), output: Some(150), ..Usage::default() };
    let after = receipt(&usage, Some(&quote));
    let comparison = compare(&before, &usage, &after).unwrap();
    assert_eq!((comparison.actual, comparison.within, comparison.input_difference), (usd("0.002503"), true, Some(3)));
    assert_eq!(compare(&before, &usage, &receipt(&usage, None)), None);
}

#[test]
fn runs_of_the_prompt_beat_runs_of_the_model_and_each_says_so() {
    let (prompt, model) = ([100, 200, 300], [1_000, 2_000, 3_000, 4_000]);
    let clues = OutputClues { history: &prompt, model_history: &model, ..OutputClues::default() };
    assert_eq!((expect_output(&clues).expected, expect_output(&clues).basis), (200, OutputBasis::History(3)));
    let few = OutputClues { history: &prompt[..2], ..clues };
    assert_eq!((expect_output(&few).expected, expect_output(&few).basis), (2_000, OutputBasis::ModelHistory(4)));
    let words = estimate(exact(10), &few, None).basis_words();
    assert_eq!(words, "exact input, 2000 output tokens from 4 earlier runs of this model");
}
