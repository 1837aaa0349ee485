//! The economics of a prompt: months, batch and cache shares, break-even, and falling prices.

use nshot::domain::economics::{
    HALVING_TENTHS_OF_MONTH, HORIZON_MONTHS, Load, Reached, SelfHosted, Share, Tariff, break_even, cost_per_request,
    declined, project, reached, sum,
};
use nshot::domain::price::{PicoUsd, Rate, RateTable, Rates, Tier};
use proptest::prelude::*;

fn usd(amount: &str) -> PicoUsd {
    PicoUsd::from_usd(amount).unwrap()
}

fn rates(input: &str, output: &str) -> Rates {
    Rates::flat(Rate::from_usd_per_million(input).unwrap(), Rate::from_usd_per_million(output).unwrap())
}

fn table(rates: Rates) -> RateTable {
    RateTable { rates, tiers: Vec::new() }
}

/// 1,000 input and 100 output tokens, known exactly.
fn load(requests_per_month: u64) -> Load {
    Load {
        requests_per_month,
        growth_per_month: 0,
        input: [1_000; 3],
        output: [100; 3],
        cache_hits: Share(0),
        retries: Share(0),
        batch: Share(0),
    }
}

#[test]
fn a_month_is_requests_times_one_request() {
    let table = table(rates("1", "10")); // $0.001 + $0.001
    let load = Load { output: [50, 100, 400], ..load(1_000) };
    let months = project(&load, Tariff { standard: &table, batch: None }, 12);
    assert_eq!(months.len(), 12);
    let first = months[0].cost;
    assert_eq!((first.low, first.expected, first.high), (usd("1.5"), usd("2"), usd("5")));
    assert_eq!(sum(&months).expected, usd("24"));
}

#[test]
fn growth_compounds_and_requests_stay_whole() {
    let table = table(rates("1", "10"));
    let requests = |growth_per_month| -> Vec<u64> {
        let load = Load { growth_per_month, ..load(1_000) };
        project(&load, Tariff { standard: &table, batch: None }, 4).iter().map(|month| month.requests).collect()
    };
    assert_eq!(requests(1_000), [1_000, 1_100, 1_210, 1_331]);
    assert_eq!(requests(-5_000), [1_000, 500, 250, 125]);
    assert_eq!(requests(-20_000), [1_000, 0, 0, 0]);
}

#[test]
fn cache_retries_and_batch_change_one_request() {
    let standard = table(Rates { cache_read: Some(Rate(100_000)), ..rates("1", "10") });
    let batch = table(rates("0.5", "5"));
    let tariff = Tariff { standard: &standard, batch: Some(&batch) };
    let one = |load: &Load, tariff| cost_per_request(load, tariff).expected;
    // Half of the input at a tenth: 500 × $1 + 500 × $0.10 + 100 × $10, per million.
    assert_eq!(one(&Load { cache_hits: Share(5_000), ..load(1) }, tariff), usd("0.00155"));
    assert_eq!(one(&Load { retries: Share(250), ..load(1) }, tariff), usd("0.00205"));
    // A quarter at half the price.
    assert_eq!(one(&Load { batch: Share(2_500), ..load(1) }, tariff), usd("0.00175"));
    assert_eq!(
        one(&Load { batch: Share(2_500), ..load(1) }, Tariff { standard: &standard, batch: None }),
        usd("0.002")
    );
}

#[test]
fn the_cliff_is_felt_in_the_month() {
    let cliff = Tier { above_input_tokens: 1_000, rates: rates("2", "20") };
    let table = RateTable { rates: rates("1", "10"), tiers: vec![cliff] };
    let load = Load { input: [1_000, 1_000, 1_001], ..load(1) };
    let cost = cost_per_request(&load, Tariff { standard: &table, batch: None });
    assert_eq!((cost.expected, cost.high), (usd("0.002"), usd("0.004002")));
}

#[test]
fn a_server_breaks_even_where_its_hour_equals_the_requests() {
    let api = table(rates("1", "10")); // $0.002 a request
    let server = SelfHosted {
        per_hour: usd("2"),
        input_tokens_per_second: 10_000,
        output_tokens_per_second: 1_000,
        utilization: Share(5_000),
    };
    // 0.1 s + 0.1 s a request, 3,600 s at half load: 9,000 requests an hour; $2 / $0.002 = 1,000 of them pay for it.
    let found = break_even(&load(1), Tariff { standard: &api, batch: None }, &server).unwrap();
    assert_eq!((found.capacity_per_hour, found.requests_per_hour, found.within_capacity), (9_000, Some(1_000), true));
    assert_eq!(found.self_hosted_per_request.to_string(), "$0.00022");
    let slow = SelfHosted { input_tokens_per_second: 500, output_tokens_per_second: 50, ..server };
    let found = break_even(&load(1), Tariff { standard: &api, batch: None }, &slow).unwrap();
    assert_eq!((found.capacity_per_hour, found.within_capacity), (450, false));
    let idle = SelfHosted { utilization: Share(0), ..server };
    assert_eq!(break_even(&load(1), Tariff { standard: &api, batch: None }, &idle), None);
}

#[test]
fn the_default_halving_time_is_nine_times_a_year() {
    // Epoch AI, 2025-03-12: the slowest of the measured declines is 9 times a year.
    let after_a_year = declined(usd("9"), 12, HALVING_TENTHS_OF_MONTH).to_f64();
    assert!((0.97..1.03).contains(&after_a_year), "{after_a_year}");
}

#[test]
fn falling_prices_reach_a_target_in_a_month() {
    assert_eq!(declined(usd("8"), 12, 40), usd("1"));
    assert_eq!(reached(usd("8"), usd("1"), 40), Reached::InMonth(12));
    assert_eq!(reached(usd("8"), usd("0.999"), 40), Reached::InMonth(13));
    assert_eq!(reached(usd("8"), usd("8"), 40), Reached::Now);
    assert_eq!(reached(usd("8"), PicoUsd::ZERO, 40), Reached::Beyond);
    assert_eq!(reached(usd("8"), usd("1"), 0), Reached::Beyond);
    assert_eq!(reached(usd("8"), usd("1"), 10 * HORIZON_MONTHS), Reached::Beyond);
}

#[test]
fn percentages_are_kept_in_range() {
    assert_eq!(Share::from_percent(2.5), Share(250));
    assert_eq!(Share::from_percent(-3.0), Share(0));
    assert_eq!(Share::from_percent(f64::NAN), Share(0));
    assert_eq!(Share::from_percent(f64::INFINITY), Share(100_000_000));
}

proptest! {
    #[test]
    fn prices_never_rise_by_declining(price in 0..u128::from(u64::MAX), months in 0..300u32, halving in 1..500u32) {
        let now = declined(PicoUsd(price), months, halving);
        prop_assert!(declined(PicoUsd(price), months + 1, halving) <= now);
        prop_assert!(now <= PicoUsd(price));
    }

    #[test]
    fn more_cache_hits_never_cost_more(input in 0..1_000_000u64, less in 0..=10_000u32, more in 0..=10_000u32) {
        let table = table(Rates { cache_read: Some(Rate(100_000)), ..rates("1", "10") });
        let cost = |share: u32| {
            let load = Load { input: [input; 3], cache_hits: Share(share), ..load(1) };
            cost_per_request(&load, Tariff { standard: &table, batch: None }).expected
        };
        prop_assert!(cost(less.max(more)) <= cost(less.min(more)));
    }

    #[test]
    fn no_load_panics(numbers in prop::array::uniform8(any::<u64>()), shares in prop::array::uniform3(any::<u32>()), growth in any::<i32>()) {
        let [requests, a, b, c, d, e, f, speed] = numbers;
        let [cache_hits, retries, batch] = shares.map(Share);
        let load = Load { requests_per_month: requests, growth_per_month: growth, input: [a, b, c], output: [d, e, f], cache_hits, retries, batch };
        let table = table(Rates::flat(Rate(Rate::MAX.0), Rate(Rate::MAX.0)));
        let tariff = Tariff { standard: &table, batch: Some(&table) };
        prop_assert_eq!(project(&load, tariff, 36).len(), 36);
        let server = SelfHosted { per_hour: PicoUsd(u128::from(a)), input_tokens_per_second: speed, output_tokens_per_second: b, utilization: cache_hits };
        let _ = break_even(&load, tariff, &server);
    }
}
