//! Decimal text becomes exact rates, and amounts become short text.

use nshot::domain::price::{PicoUsd, PriceError, Rate};

use super::{rate, usd};

#[test]
fn reads_per_token_prices_without_a_float() {
    for (text, micro) in [
        ("7.5e-08", 75_000),
        ("7.5e-8", 75_000),
        ("0.0000025", 2_500_000),
        ("2.5E-06", 2_500_000),
        ("3e-09", 3_000),
        ("0.00003", 30_000_000),
        ("1e-12", 1),
        ("0", 0),
        ("0.0", 0),
        ("-0.0", 0),
        ("1.10e-6", 1_100_000),
    ] {
        assert_eq!(Rate::from_usd_per_token(text), Ok(Rate(micro)), "{text}");
    }
    assert_eq!(Rate::from_usd_per_million("12.5"), Ok(Rate(12_500_000)));
    assert_eq!(Rate::from_usd_per_million(" .075 "), Ok(Rate(75_000)));
}

#[test]
fn refuses_prices_that_are_none() {
    type Kind = fn(&PriceError) -> bool;
    let cases: [(&str, Kind); 12] = [
        ("-1", |e| matches!(e, PriceError::Negative(_))),
        ("-2.5e-06", |e| matches!(e, PriceError::Negative(_))),
        ("NaN", |e| matches!(e, PriceError::NotANumber(_))),
        ("inf", |e| matches!(e, PriceError::NotANumber(_))),
        ("", |e| matches!(e, PriceError::NotANumber(_))),
        (".", |e| matches!(e, PriceError::NotANumber(_))),
        ("1,5", |e| matches!(e, PriceError::NotANumber(_))),
        ("1e", |e| matches!(e, PriceError::NotANumber(_))),
        ("1e99999999999", |e| matches!(e, PriceError::NotANumber(_))),
        ("1.5e-13", |e| matches!(e, PriceError::TooFine(_))),
        ("2.5", |e| matches!(e, PriceError::TooLarge(_))),
        ("99999999999999999999999999999999999999999", |e| matches!(e, PriceError::TooLarge(_))),
    ];
    for (text, is_kind) in cases {
        let problem = Rate::from_usd_per_token(text).unwrap_err();
        assert!(is_kind(&problem), "{text}: {problem}");
    }
    assert!(Rate::from_usd_per_million(&"1".repeat(10_000)).unwrap_err().to_string().len() < 300);
}

#[test]
fn shows_amounts_short_and_only_nothing_as_nothing() {
    for (amount, shown) in [
        ("0", "$0.00"),
        ("0.000000000001", "$0.000000000001"),
        ("0.0000254", "$0.000025"),
        ("0.000099999999", "$0.0001"),
        ("0.0001", "$0.0001"),
        ("0.00996", "$0.01"),
        ("0.0431", "$0.0431"),
        ("0.00414", "$0.0041"),
        ("0.00415", "$0.0042"),
        ("0.25", "$0.2500"),
        ("0.99994", "$0.9999"),
        ("0.99995", "$1.00"),
        ("12.3", "$12.30"),
        ("12.305", "$12.31"),
        ("1234567.891", "$1,234,567.89"),
    ] {
        assert_eq!(usd(amount).to_string(), shown, "{amount}");
    }
    assert_eq!(usd("0.004125").exact(), "$0.004125");
    assert_eq!(usd("1200").exact(), "$1,200.00");
    assert_eq!(rate("2.5").to_string(), "$2.50");
    assert_eq!(rate("0.075").to_string(), "$0.075");
    assert!(!PicoUsd(u128::MAX).to_string().is_empty());
}

#[test]
fn scales_by_fractions_half_up() {
    assert_eq!(PicoUsd(10).scale(1, 4), PicoUsd(3));
    assert_eq!(PicoUsd(9).scale(1, 4), PicoUsd(2));
    assert_eq!(PicoUsd(u128::MAX).scale(1, 1), PicoUsd(u128::MAX));
    assert_eq!(PicoUsd(7).scale(1, 0), PicoUsd(u128::MAX));
}

#[test]
fn amounts_of_any_size_survive_json_and_its_values() {
    for amount in [
        PicoUsd(0),
        PicoUsd(4_125),
        PicoUsd(u128::from(u64::MAX)),
        PicoUsd(u128::from(u64::MAX) + 1),
        PicoUsd(u128::MAX),
    ] {
        let text = serde_json::to_string(&amount).unwrap();
        assert_eq!(serde_json::from_str::<PicoUsd>(&text).unwrap(), amount, "{text}");
        // Tagged and flattened records are read through such a value.
        assert_eq!(serde_json::from_value::<PicoUsd>(serde_json::to_value(amount).unwrap()).unwrap(), amount, "{text}");
    }
    for text in ["-1", "1.5", "\"\"", "\"-1\"", "null", "[]"] {
        assert!(serde_json::from_str::<PicoUsd>(text).is_err(), "{text}");
    }
}
