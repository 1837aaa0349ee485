//! The budget: what it sums, what it says, and what it asks.

use nshot::domain::budget::{Budget, question};
use nshot::domain::date::Date;
use nshot::domain::estimate::{BudgetVerdict, CostRange, EstimateTotal};
use nshot::domain::history::{BudgetRecord, Record};
use nshot::domain::receipt::receipt;
use nshot::domain::usage::Usage;

use super::{quote, rates, usd};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn spent(input: u64, output: u64) -> Usage {
    Usage { uncached_input: Some(input), output: Some(output), ..Usage::default() }
}

fn runs(low: &str, expected: &str, high: &str, priced: u64, unpriced: u64) -> EstimateTotal {
    let cost = CostRange { low: usd(low), expected: usd(expected), high: usd(high) };
    EstimateTotal { cost, priced_runs: priced, unpriced_runs: unpriced, ..EstimateTotal::default() }
}

#[test]
fn it_sums_receipts_and_counts_what_it_can_not_sum() {
    let quote = quote(rates("1", "10"), vec![]);
    let mut budget = Budget { limit: Some(usd("0.01")), ..Budget::default() };
    budget.charge(&receipt(&spent(1_000, 200), Some(&quote)), day("2026-11-25"));
    budget.charge(&receipt(&spent(1_000, 200), None), day("2026-11-26"));
    assert_eq!((budget.spent, budget.priced_runs, budget.unknown_runs), (usd("0.003"), 1, 1));
    assert_eq!(
        (budget.left(), budget.since, budget.spent_thousandths()),
        (Some(usd("0.007")), Some(day("2026-11-25")), Some(300))
    );
    assert!(!budget.is_reached());
    budget.charge(&receipt(&spent(0, 700), Some(&quote)), day("2026-11-26"));
    assert!(budget.is_reached());
    budget.charge(&receipt(&spent(0, 700), Some(&quote)), day("2026-11-26"));
    assert_eq!((budget.left(), budget.spent_thousandths()), (Some(usd("0")), Some(1_000)), "never below nothing");
    budget.start_again();
    assert_eq!(budget, Budget { limit: Some(usd("0.01")), ..Budget::default() });
}

#[test]
fn what_the_provider_says_beats_our_sum() {
    let usage = Usage { stated_cost: Some(usd("0.5")), ..spent(10, 10) };
    let mut budget = Budget::default();
    budget.charge(&receipt(&usage, None), day("2026-11-25"));
    assert_eq!((budget.spent, budget.unknown_runs), (usd("0.5"), 0));
}

#[test]
fn without_a_limit_nothing_is_asked() {
    let budget = Budget { spent: usd("1000"), ..Budget::default() };
    assert_eq!(budget.verdict(&runs("1", "2", "3", 1, 0)), None);
    let limited = Budget { limit: Some(usd("1")), spent: usd("1"), ..Budget::default() };
    assert_eq!(limited.verdict(&EstimateTotal::default()), None, "free runs start whatever is spent");
}

#[test]
fn it_asks_with_the_numbers() {
    let budget = Budget { limit: Some(usd("1")), spent: usd("0.9"), ..Budget::default() };
    let ask = |runs: &EstimateTotal| question(budget.verdict(runs).unwrap(), runs);
    assert_eq!(ask(&runs("0.01", "0.02", "0.1", 2, 0)), None, "exactly what is left fits");
    assert!(ask(&runs("0.01", "0.02", "0.3", 2, 0)).unwrap().contains("the high estimate passes it by $0.2000"));
    assert!(ask(&runs("0.01", "0.2", "0.3", 2, 1)).unwrap().contains("1 run has no known price"));
    assert!(ask(&runs("0", "0", "0", 0, 1)).unwrap().contains("No price is known"));
    assert!(ask(&runs("0.01", "0.02", "0.03", 1, 2)).unwrap().contains("2 runs have no known price"));
    let reached = Budget { spent: usd("1.5"), ..budget };
    assert_eq!(reached.verdict(&runs("0", "0", "0", 0, 1)), Some(BudgetVerdict::Reached));
}

#[test]
fn what_is_missing_of_a_stored_budget_is_nothing_spent() {
    assert_eq!(BudgetRecord::from_json("{\"schema\":1}"), Ok(BudgetRecord::default()));
    assert!(BudgetRecord::from_json("{\"schema\":1,\"budget\":{\"limit\":-1}}").is_err());
}
