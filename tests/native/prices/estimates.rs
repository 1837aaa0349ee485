//! Estimates before a run, their sums, and the budget.

use nshot::domain::connection::{Connection, Protocol};
use nshot::domain::estimate::{
    BudgetVerdict, EstimateTotal, Kept, OutputBasis, OutputClues, check_budget, estimate, expect_output,
};
use nshot::domain::price::{PicoUsd, Price, Rates, Tier};
use nshot::domain::receipt::{compare, receipt};
use nshot::domain::sampling::PromptCache;

use nshot::domain::token::{Certainty, TokenCount};
use nshot::domain::uplift::{Uplift, asked};
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
    let estimate = estimate(band(900, 1_000, 1_300), &clues, Some(&quote(rates("1", "10"), vec![])), None);
    let cost = estimate.cost.unwrap();
    assert_eq!((cost.low, cost.expected, cost.high), (usd("0.0014"), usd("0.002"), usd("0.0033")));
    assert_eq!(estimate.ceiling, Some(usd("0.0113")));
    assert_eq!(estimate.basis_words(), "estimated input, 100 output tokens as set");
}

#[test]
fn a_cheaper_tier_keeps_low_below_high() {
    let tier = Tier { above_input_tokens: 1_000, rates: rates("0.1", "0.1") };
    let clues = OutputClues { person: Some(100), ..OutputClues::default() };
    let cost =
        estimate(band(900, 1_000, 1_300), &clues, Some(&quote(rates("1", "10"), vec![tier])), None).cost.unwrap();
    assert!(cost.low <= cost.expected && cost.expected <= cost.high);
}

#[test]
fn a_reasoning_rate_of_its_own_is_foreseen() {
    let clues = OutputClues { person: Some(100), reasoning: true, ..OutputClues::default() };
    let own = Rates { reasoning: Some(rate("40")), ..rates("1", "10") };
    assert_eq!(estimate(exact(0), &clues, Some(&quote(own, vec![])), None).cost.unwrap().expected, usd("0.004"));
}

#[test]
fn sums_keep_runs_without_a_price_in_sight() {
    let clues = OutputClues { person: Some(100), limit: Some(400), ..OutputClues::default() };
    let priced = estimate(exact(1_000), &clues, Some(&quote(rates("1", "10"), vec![])), None);
    let unpriced = estimate(exact(1_000), &clues, None, None);
    assert_eq!((unpriced.cost, unpriced.ceiling), (None, None));
    let total = EstimateTotal::of([(&priced, 3), (&unpriced, 2)]);
    assert_eq!((total.cost.expected, total.priced_runs, total.unpriced_runs), (usd("0.006"), 3, 2));
    assert_eq!(total.ceiling, Some(usd("0.015")));
    assert_eq!(EstimateTotal::of([(&unpriced, 1)]).expected(), None);
}

#[test]
fn the_budget_asks_before_it_is_passed() {
    let clues = OutputClues { person: Some(100), ..OutputClues::default() };
    let one = estimate(exact(1_000), &clues, Some(&quote(rates("1", "10"), vec![])), None);
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
    let before = estimate(exact(1_000), &clues, Some(&quote), None);
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
    let words = estimate(exact(10), &few, None, None).basis_words();
    assert_eq!(words, "exact input, 2000 output tokens from 4 earlier runs of this model");
}

/// Claude Opus 4.6 as listed on 2026-11-17: $5 in, $25 out, written for five minutes $6.25 and for an hour $10, read $0.50.
fn opus() -> Rates {
    Rates {
        cache_read: Some(rate("0.5")),
        cache_write_5m: Some(rate("6.25")),
        cache_write_1h: Some(rate("10")),
        ..rates("5", "25")
    }
}

#[test]
fn a_prompt_that_is_to_be_kept_is_written_first_and_read_then() {
    let clues = OutputClues { person: Some(100), limit: Some(1_000), ..OutputClues::default() };
    let quote = quote(opus(), vec![]);
    let kept = |tokens, lasts| estimate(exact(tokens), &clues, Some(&quote), lasts);
    let one = kept(1_000, Some(Kept::FiveMinutes));
    let cost = one.cost.unwrap();
    assert_eq!((cost.low, cost.expected, cost.high), (usd("0.00175"), usd("0.00875"), usd("0.01125")));
    assert_eq!(one.ceiling, Some(usd("0.03125")));
    // Three together: one writes, two read; those that start at once may each write.
    let total = EstimateTotal::of([(&one, 3)]).cost;
    assert_eq!((total.low, total.expected, total.high), (usd("0.00525"), usd("0.01475"), usd("0.03375")));
    let words = one.cache.unwrap().words();
    assert!(words.contains("$6.25 / 1M when written") && words.contains("$0.50 / 1M when read"), "{words}");
    assert_eq!(kept(1_000, Some(Kept::OneHour)).cost.unwrap().expected, usd("0.0125"));
    for plain in [kept(511, Some(Kept::OneHour)), kept(1_000, None)] {
        let input = plain.input.tokens;
        assert_eq!((plain.cache, plain.again), (None, None));
        assert_eq!(plain.cost.unwrap().expected, rate("5").cost(input) + rate("25").cost(100));
    }
}

#[test]
fn a_model_that_keeps_by_itself_bills_the_writing_from_its_least_length_on() {
    let clues = OutputClues { person: Some(100), limit: Some(1_000), ..OutputClues::default() };
    let quote = quote(opus(), vec![]);
    let luna = |model: &str, is_openai| {
        nshot::provider::billed_keeping(Protocol::Responses, is_openai, model, PromptCache::Unasked)
    };
    assert_eq!(luna("gpt-5.6-luna", true), Some(Kept::HalfHour));
    assert_eq!((luna("gpt-5.5", true), luna("gpt-5.6-luna", false)), (None, None));
    let long = estimate(exact(1_024), &clues, Some(&quote), Some(Kept::HalfHour));
    assert_eq!(long.cost.unwrap().expected, rate("6.25").cost(1_024) + rate("25").cost(100));
    assert!(long.cache.unwrap().words().contains("within 30 minutes"));
    let short = estimate(exact(1_023), &clues, Some(&quote), Some(Kept::HalfHour));
    assert_eq!(short.cost.unwrap().expected, rate("5").cost(1_023) + rate("25").cost(100));
}

#[test]
fn a_run_that_writes_or_reads_lies_inside_its_estimate() {
    let clues = OutputClues { person: Some(100), ..OutputClues::default() };
    let quote = quote(opus(), vec![]);
    let before = estimate(exact(1_000), &clues, Some(&quote), Some(Kept::FiveMinutes));
    let wrote = Usage { uncached_input: Some(0), cache_write_5m: Some(1_000), output: Some(150), ..Usage::default() };
    let read = Usage { uncached_input: Some(0), cache_read: Some(1_000), output: Some(60), ..Usage::default() };
    for usage in [wrote, read] {
        assert!(compare(&before, &usage, &receipt(&usage, Some(&quote))).unwrap().within);
    }
}

#[test]
fn processing_in_a_region_lifts_every_rate_and_says_so() {
    let at = |protocol, base_url: &str| Connection { protocol, base_url: base_url.to_owned(), ..Connection::dry_run() };
    let claude = at(Protocol::Messages, "https://api.anthropic.com/v1");
    assert_eq!(asked(&claude, r#"{"inference_geo": "US", "speed": "fast"}"#), ["us", "fast"]);
    assert!(asked(&claude, "{\"inference_geo\"").is_empty());
    assert_eq!(asked(&at(Protocol::Responses, "https://eu.api.openai.com/v1"), ""), ["eu"]);
    for plain in ["https://api.openai.com/v1", "https://eu.api.openai.com.example.org/v1"] {
        assert!(asked(&at(Protocol::ChatCompletions, plain), "").is_empty(), "{plain}");
    }
    let us = Uplift { name: "us".to_owned(), percent: 110 };
    let price = Price { uplifts: vec![us.clone()], ..Price::flat(rate("5"), rate("25")) };
    let tier = Tier { above_input_tokens: 200_000, rates: rates("10", "37.5") };
    let quote = quote(opus(), vec![tier]).uplifted(&price, &["us".to_owned(), "mars".to_owned()]);
    let clues = OutputClues { person: Some(100), ..OutputClues::default() };
    let before = estimate(exact(1_000), &clues, Some(&quote), Some(Kept::FiveMinutes));
    assert_eq!(before.cost.unwrap().expected, usd("0.009625"));
    assert_eq!(before.uplifts, [us]);
    assert_eq!(quote.table.for_input(200_001).0, &rates("11", "41.25"));
    let terms = vec!["inference in us".to_owned(), "speed fast".to_owned()];
    let usage = Usage { uncached_input: Some(1_000), output: Some(100), terms, ..Usage::default() };
    let made = receipt(&usage, Some(&quote)).against(None, &usage, "2026-11-23".parse().unwrap());
    assert_eq!(made.total, Some(usd("0.00825")));
    assert!(made.notes.contains(&"All rates are × 1.1: processed in US only.".to_owned()), "{:?}", made.notes);
    // What the rates hold needs no warning; what they don't, does.
    assert!(!made.notes.iter().any(|note| note.contains("inference in us")), "{:?}", made.notes);
    assert!(made.notes.iter().any(|note| note.contains("speed fast")), "{:?}", made.notes);
}
