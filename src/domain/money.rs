//! Money in integers: rates are micro-USD per million tokens, so tokens × rate is exactly pico-USD. Decimal text becomes integers digit by
//! digit, never through a float; rounding happens only where a number is shown.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// Micro-USD per million tokens: $2.50 per million is 2,500,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rate(pub u64);

/// An amount of money, exact: 10⁻¹² US dollars. Sums saturate at 3.4 × 10²⁶ dollars. Serialized as an integer, or as its digits in a string
/// when it passes 64 bits ($18 million), which some JSON readers would not carry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PicoUsd(pub u128);

/// Why a text is not a price.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PriceError {
    #[error("“{0}” is not a number; a price is written like 2.50 or 7.5e-08")]
    NotANumber(String),
    #[error("the price {0} is negative; the least price is 0")]
    Negative(String),
    #[error("the price {0} is finer than one micro-dollar per million tokens, the finest that is kept")]
    TooFine(String),
    #[error("the price {0} is beyond $100,000 per million tokens; is it per token where per million was meant?")]
    TooLarge(String),
}

impl Rate {
    /// $100,000 per million tokens, more than a hundred times the dearest listed on 2026-11-17 (o1-pro, $600): more is taken for a mistake of units.
    pub const MAX: Self = Self(100_000_000_000);

    /// From dollars per token, the unit of most price tables: `7.5e-08` is $0.075 per million.
    ///
    /// # Errors
    /// When the text is not a decimal number, negative, finer than a micro-dollar per million or above [`Rate::MAX`].
    pub fn from_usd_per_token(text: &str) -> Result<Self, PriceError> {
        Self::parse(text, 12)
    }

    /// From dollars per million tokens, the unit of providers' pages: `2.50`.
    ///
    /// # Errors
    /// As [`Rate::from_usd_per_token`].
    pub fn from_usd_per_million(text: &str) -> Result<Self, PriceError> {
        Self::parse(text, 6)
    }

    /// What so many tokens cost, exactly.
    pub fn cost(self, tokens: u64) -> PicoUsd {
        PicoUsd(u128::from(tokens) * u128::from(self.0))
    }

    fn parse(text: &str, scale: i32) -> Result<Self, PriceError> {
        let shown = || text.trim().chars().take(40).collect::<String>();
        match scaled(text.trim(), scale) {
            Ok(units) => match u64::try_from(units) {
                Ok(units) if units <= Self::MAX.0 => Ok(Self(units)),
                _ => Err(PriceError::TooLarge(shown())),
            },
            Err(Decimal::NotANumber) => Err(PriceError::NotANumber(shown())),
            Err(Decimal::Negative) => Err(PriceError::Negative(shown())),
            Err(Decimal::TooFine) => Err(PriceError::TooFine(shown())),
            Err(Decimal::TooLarge) => Err(PriceError::TooLarge(shown())),
        }
    }
}

impl fmt::Display for Rate {
    /// Dollars per million tokens with two to six decimals, never rounded: `$2.50`, `$0.075`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "${}.{}", grouped(u128::from(self.0 / 1_000_000)), decimals(u128::from(self.0 % 1_000_000), 6))
    }
}

impl PicoUsd {
    pub const ZERO: Self = Self(0);
    pub const DOLLAR: Self = Self(1_000_000_000_000);

    /// From a dollar amount that a person typed, for budgets: `12.30`.
    ///
    /// # Errors
    /// When the text is not a decimal number, negative, or finer than a pico-dollar.
    pub fn from_usd(text: &str) -> Result<Self, PriceError> {
        let shown = || text.trim().chars().take(40).collect::<String>();
        scaled(text.trim(), 12).map(Self).map_err(|problem| match problem {
            Decimal::Negative => PriceError::Negative(shown()),
            Decimal::TooFine => PriceError::TooFine(shown()),
            Decimal::NotANumber => PriceError::NotANumber(shown()),
            Decimal::TooLarge => PriceError::TooLarge(shown()),
        })
    }

    #[must_use]
    pub fn times(self, count: u64) -> Self {
        Self(self.0.saturating_mul(u128::from(count)))
    }

    /// This amount × `numerator` / `denominator`, rounded half up; saturates. A denominator of 0 gives the greatest amount.
    #[must_use]
    pub fn scale(self, numerator: u64, denominator: u64) -> Self {
        if denominator == 0 {
            return Self(u128::MAX);
        }
        let (numerator, denominator) = (u128::from(numerator), u128::from(denominator));
        let whole = (self.0 / denominator).saturating_mul(numerator);
        let rest = ((self.0 % denominator) * numerator + denominator / 2) / denominator;
        Self(whole.saturating_add(rest))
    }

    #[must_use]
    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// All digits, for receipts: `$0.00412500` shows as `$0.004125`; at least two decimals.
    pub fn exact(self) -> String {
        format!("${}.{}", grouped(self.0 / Self::DOLLAR.0), decimals(self.0 % Self::DOLLAR.0, 12))
    }

    /// Whole dollars as a float, for charts only.
    #[allow(clippy::cast_precision_loss)] // pixels need no more
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / 1e12
    }
}

impl fmt::Display for PicoUsd {
    /// Rounded half up: from a dollar on to cents (`$12.30`), from a cent on to a hundredth of a cent (`$0.0431`), below that to two digits that
    /// count (`$0.0041`, `$0.000025`), so that only nothing shows as nothing (`$0.00`).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HUNDREDTH_CENT: u128 = 100_000_000;
        const CENT: u128 = 10_000_000_000;
        if self.0 == 0 {
            return f.write_str("$0.00");
        }
        if self.0 < CENT {
            let unit = 10_u128.pow(self.0.ilog10().saturating_sub(1));
            let rounded = (self.0 + unit / 2) / unit * unit;
            return write!(f, "$0.{}", decimals(rounded, 12));
        }
        let fine = (self.0.saturating_add(HUNDREDTH_CENT / 2)) / HUNDREDTH_CENT;
        if fine < 10_000 {
            return write!(f, "$0.{fine:04}");
        }
        let cents = (self.0.saturating_add(CENT / 2)) / CENT;
        write!(f, "${}.{:02}", grouped(cents / 100), cents % 100)
    }
}

impl Serialize for PicoUsd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match u64::try_from(self.0) {
            Ok(short) => serializer.serialize_u64(short),
            Err(_) => serializer.serialize_str(&self.0.to_string()),
        }
    }
}

impl<'de> Deserialize<'de> for PicoUsd {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Digits)
    }
}

struct Digits;

impl Visitor<'_> for Digits {
    type Value = PicoUsd;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a whole number of pico-dollars, as a number or its digits")
    }

    fn visit_u64<E: de::Error>(self, amount: u64) -> Result<PicoUsd, E> {
        Ok(PicoUsd(amount.into()))
    }

    fn visit_str<E: de::Error>(self, digits: &str) -> Result<PicoUsd, E> {
        digits.parse().map(PicoUsd).map_err(|_| E::invalid_value(de::Unexpected::Str(digits), &self))
    }
}

impl Add for PicoUsd {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for PicoUsd {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for PicoUsd {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

enum Decimal {
    NotANumber,
    Negative,
    TooFine,
    TooLarge,
}

/// The decimal number in `text` × 10^`scale`, as an integer; digit arithmetic only.
fn scaled(text: &str, scale: i32) -> Result<u128, Decimal> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().map_err(|_| Decimal::NotANumber)?),
        None => (digits, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return Err(Decimal::NotANumber);
    }
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_end_matches('0');
    let dropped = digits.len() - significant.len();
    let significant = significant.trim_start_matches('0');
    if significant.is_empty() {
        return Ok(0);
    }
    if negative {
        return Err(Decimal::Negative);
    }
    let places = |length: usize| i32::try_from(length).unwrap_or(i32::MAX);
    let power = exponent.saturating_add(scale).saturating_sub(places(fraction.len())).saturating_add(places(dropped));
    let power = u32::try_from(power).map_err(|_| Decimal::TooFine)?;
    let mantissa: u128 = significant.parse().map_err(|_| Decimal::TooLarge)?;
    10u128.checked_pow(power).and_then(|ten| mantissa.checked_mul(ten)).ok_or(Decimal::TooLarge)
}

/// A whole number with commas every three digits.
fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A fraction of 10^`width` as decimals without trailing zeros, but at least two.
fn decimals(fraction: u128, width: usize) -> String {
    let mut digits = format!("{fraction:0width$}");
    while digits.len() > 2 && digits.ends_with('0') {
        digits.pop();
    }
    digits
}
