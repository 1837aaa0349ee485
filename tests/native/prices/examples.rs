//! Worked examples: rates as providers list them, amounts worked by hand.

use nshot::domain::estimate::{OutputClues, estimate};
use nshot::domain::price::{Rates, Tier};
use nshot::domain::receipt::{Item, Receipt, receipt};

use nshot::domain::token::{Certainty, TokenCount};
use nshot::domain::usage::Usage;

use super::{quote, rate, rates, usd};

fn usage(uncached: u64, read: u64, short_write: u64, long_write: u64, reasoning: u64, output: u64) -> Usage {
    Usage {
        uncached_input: Some(uncached),
        cache_read: Some(read),
        cache_write_5m: Some(short_write),
        cache_write_1h: Some(long_write),
        reasoning: Some(reasoning),
        output: Some(output),
        ..Usage::default()
    }
}

/// Claude Sonnet 4.5, platform.claude.com/docs/en/about-claude/pricing as of 2026-11-17: $3 in, $15 out, read $0.30, writes $3.75 and $6.
fn sonnet() -> Rates {
    Rates {
        cache_read: Some(rate("0.30")),
        cache_write_5m: Some(rate("3.75")),
        cache_write_1h: Some(rate("6")),
        ..rates("3", "15")
    }
}

/// Claude Haiku 5.5, same page and day: $0.10 / $0.50 up to 100,000 input tokens, five times that above.
fn haiku_tier() -> Tier {
    Tier { above_input_tokens: 100_000, rates: Rates { cache_read: Some(rate("0.05")), ..rates("0.50", "2.50") } }
}

#[test]
fn bills_anthropic_cache_writes_and_reads_each_at_its_rate() {
    // 21 × $3 + 188,086 × $0.30 + 248 × $3.75 + 1,000 × $6 + 393 × $15, per million
    // = 0.000063 + 0.0564258 + 0.00093 + 0.006 + 0.005895
    let receipt = receipt(&usage(21, 188_086, 248, 1_000, 0, 393), Some(&quote(sonnet(), vec![])));
    assert_eq!(receipt.total, Some(usd("0.0693138")));
    assert_eq!(receipt.lines.len(), 5, "no line for the reasoning that there was not");
    assert!(receipt.notes.is_empty());
}

#[test]
fn bills_openai_cached_input_once() {
    // gpt-4o, openai.com/api/pricing: $2.50 in, $1.25 cached, $10 out. prompt_tokens 2006 of which cached_tokens 1920, completion_tokens 300
    // (the usage example of OpenAI's prompt caching guide): 86 × 2.50 + 1920 × 1.25 + 300 × 10, per million.
    let rates = Rates { cache_read: Some(rate("1.25")), ..rates("2.50", "10") };
    let receipt = receipt(&usage(86, 1_920, 0, 0, 0, 300), Some(&quote(rates, vec![])));
    assert_eq!(receipt.total, Some(usd("0.005615")));
}

#[test]
fn above_the_threshold_the_whole_request_bills_higher() {
    let low = Rates { cache_read: Some(rate("0.01")), ..rates("0.10", "0.50") };
    let quote = quote(low, vec![haiku_tier()]);
    let at = receipt(&usage(90_000, 10_000, 0, 0, 0, 1_000), Some(&quote));
    assert_eq!((at.total, at.tier_above), (Some(usd("0.0096")), None));
    // One more token, and a cached one at that: 90,000 × $0.50 + 10,001 × $0.05 + 1,000 × $2.50.
    let above = receipt(&usage(90_000, 10_001, 0, 0, 0, 1_000), Some(&quote));
    assert_eq!((above.total, above.tier_above), (Some(usd("0.04800005")), Some(100_000)));
}

#[test]
fn reasoning_bills_as_output_unless_it_has_a_rate() {
    let plain = receipt(&usage(12, 0, 0, 0, 290, 1), Some(&quote(rates("1", "2"), vec![])));
    assert_eq!(plain.total, Some(usd("0.000594")));
    let own = Rates { reasoning: Some(rate("4")), ..rates("1", "2") };
    let dear = receipt(&usage(12, 0, 0, 0, 290, 1), Some(&quote(own, vec![])));
    assert_eq!(dear.total, Some(usd("0.001174")));
}

#[test]
fn a_missing_cache_rate_is_not_free_and_says_so() {
    let receipt = receipt(&usage(100, 900, 50, 0, 0, 10), Some(&quote(rates("1", "2"), vec![])));
    assert_eq!(receipt.total, Some(usd("0.00107")));
    let read = receipt.lines.iter().find(|line| line.item == Item::CacheRead).unwrap();
    assert_eq!(read.rate_of, Some(Item::UncachedInput));
    assert_eq!(receipt.notes.len(), 2, "{:?}", receipt.notes);
}

#[test]
fn unknown_stays_unknown() {
    let no_price = receipt(&usage(100, 0, 0, 0, 0, 10), None);
    assert_eq!(no_price.total, None);
    assert_eq!(no_price.lines.iter().map(|line| line.tokens).collect::<Vec<_>>(), [100, 10]);

    let quote = quote(rates("1", "2"), vec![]);
    let nothing_reported = receipt(&Usage::default(), Some(&quote));
    assert_eq!((nothing_reported.total, nothing_reported.lines.len()), (None, 0));

    let no_output = Usage { uncached_input: Some(5), ..Usage::default() };
    assert_eq!(receipt(&no_output, Some(&quote)).total, None);

    let absurd = receipt(&usage(u64::MAX, 0, 0, 0, 0, 1), Some(&quote));
    assert_eq!(absurd.total, None);
    assert!(absurd.notes.iter().any(|note| note.contains("can't be right")), "{:?}", absurd.notes);
}

#[test]
fn the_providers_own_sum_stands_beside_ours() {
    // 194 in, 2 out at $1 / $10, and a router that takes 5 % on top.
    let usage = Usage { stated_cost: Some(usd("0.0002247")), ..usage(194, 0, 0, 0, 0, 2) };
    let receipt = receipt(&usage, Some(&quote(rates("1", "10"), vec![])));
    assert_eq!((receipt.total, receipt.charged()), (Some(usd("0.000214")), Some(usd("0.0002247"))));
    assert!(receipt.difference_words().unwrap().contains("$0.000011 more"), "{:?}", receipt.difference_words());
    let equal = Usage { stated_cost: Some(usd("0.000214")), ..usage };
    assert_eq!(self::receipt(&equal, Some(&quote(rates("1", "10"), vec![]))).difference_words(), None);
}

#[test]
fn another_tier_of_service_is_a_caveat() {
    let usage = Usage { terms: vec!["service tier priority".to_owned()], ..usage(10, 0, 0, 0, 0, 2) };
    let receipt = receipt(&usage, Some(&quote(rates("1", "10"), vec![])));
    assert!(receipt.notes.iter().any(|note| note.contains("service tier priority")), "{:?}", receipt.notes);
}

#[test]
fn a_receipt_keeps_its_estimate_and_caveats() {
    let before = estimate(
        TokenCount { tokens: 1_000, certainty: Certainty::Exact },
        &OutputClues { person: Some(100), ..OutputClues::default() },
        Some(&quote(rates("1", "10"), vec![])),
        None,
    );
    let usage = usage(1_003, 0, 0, 0, 0, 150);
    let made = receipt(&usage, Some(&quote(rates("1", "10"), vec![])));
    let kept = made.against(Some(&before), &usage, "2030-01-01".parse().unwrap());
    let comparison = kept.comparison.unwrap();
    assert_eq!((comparison.input, comparison.output), ([1_000, 1_003], [100, 150]));
    assert!(kept.notes.iter().any(|note| note.contains("days old")), "{:?}", kept.notes);
    let text = serde_json::to_string(&kept).unwrap();
    assert_eq!(serde_json::from_str::<Receipt>(&text).unwrap(), kept);
}
