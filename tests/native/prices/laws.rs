//! Laws of money: cost is additive and monotone, and exact where floats are not.

use nshot::domain::price::{PicoUsd, Rate, RateTable, Tier};
use nshot::domain::receipt::receipt;
use nshot::domain::usage::Usage;
use proptest::prelude::*;

use super::{quote, rates};

fn tokens() -> impl Strategy<Value = u64> {
    0..2_000_000u64
}

proptest! {
    #[test]
    fn cost_is_additive(rate in 0..=Rate::MAX.0, a in tokens(), b in tokens()) {
        let rate = Rate(rate);
        prop_assert_eq!(rate.cost(a) + rate.cost(b), rate.cost(a + b));
    }

    #[test]
    fn a_receipt_is_the_sum_of_its_lines(input in tokens(), read in tokens(), output in tokens(), reasoning in tokens()) {
        let usage = Usage {
            uncached_input: Some(input), cache_read: Some(read), output: Some(output), reasoning: Some(reasoning), ..Usage::default()
        };
        let receipt = receipt(&usage, Some(&quote(rates("0.075", "0.3"), vec![])));
        prop_assert_eq!(receipt.total, Some(receipt.lines.iter().filter_map(|line| line.amount).sum::<PicoUsd>()));
        prop_assert_eq!(receipt.total, Some(PicoUsd(u128::from(input + read) * 75_000 + u128::from(output + reasoning) * 300_000)));
    }

    #[test]
    fn cost_never_falls_with_input_when_tiers_ascend(a in tokens(), b in tokens(), threshold in 1..1_000_000u64) {
        let table = RateTable { rates: rates("1", "2"), tiers: vec![Tier { above_input_tokens: threshold, rates: rates("2", "3") }] };
        let cost = |tokens| table.for_input(tokens).0.input.cost(tokens);
        prop_assert!(cost(a.min(b)) <= cost(a.max(b)));
    }

    #[test]
    fn any_rate_survives_its_decimal_text(micro in 0..=Rate::MAX.0) {
        let per_million = format!("{}.{:06}", micro / 1_000_000, micro % 1_000_000);
        prop_assert_eq!(Rate::from_usd_per_million(&per_million), Ok(Rate(micro)));
        let per_token = format!("{micro}e-12");
        prop_assert_eq!(Rate::from_usd_per_token(&per_token), Ok(Rate(micro)));
    }

    #[test]
    fn no_text_panics(text in ".{0,40}") {
        let _ = Rate::from_usd_per_token(&text);
        let _ = PicoUsd::from_usd(&text);
    }

    #[test]
    fn larger_amounts_never_show_smaller(a in 0..10_000_000_000_000u128, b in 0..10_000_000_000_000u128) {
        let shown = |amount: u128| -> f64 { PicoUsd(amount).to_string().replace(['$', ','], "").parse().unwrap() };
        prop_assert!(shown(a.min(b)) <= shown(a.max(b)));
    }
}
