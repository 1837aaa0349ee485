//! Money: exact rates from decimal text, cliffs, display, estimates and receipts, with worked examples from providers' pages.

use nshot::domain::catalog::Via;
use nshot::domain::date::Date;
use nshot::domain::price::{PicoUsd, Rate, RateTable, Rates, Tier};
use nshot::domain::quote::{Basis, Quote, Service};

mod examples;
mod budgets;
mod estimates;
mod laws;
mod text;

pub fn rate(per_million: &str) -> Rate {
    Rate::from_usd_per_million(per_million).unwrap()
}

pub fn usd(amount: &str) -> PicoUsd {
    PicoUsd::from_usd(amount).unwrap()
}

pub fn rates(input: &str, output: &str) -> Rates {
    Rates::flat(rate(input), rate(output))
}

pub fn quote(rates: Rates, tiers: Vec<Tier>) -> Quote {
    Quote { table: RateTable { rates, tiers }, basis: basis() }
}

fn basis() -> Basis {
    Basis {
        table: "a table".to_owned(),
        as_of: Date::from_ymd(2026, 11, 17).unwrap(),
        source: Some("https://example.com/prices".to_owned()),
        by_person: false,
        disputed: false,
        via: Via::Exact,
        service: Service::Standard,
        period: nshot::domain::price::Period::Standard,
        uplifts: Vec::new(),
    }
}
