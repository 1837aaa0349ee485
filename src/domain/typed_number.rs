//! Numbers as people type them into a field: with grouping commas, spaces, a dollar or percent sign. What can't be taken says what can.

use super::money::{PicoUsd, Rate};
use super::price::Price;

/// A whole number between two others.
///
/// # Errors
/// A sentence that says what the field takes.
pub fn whole(text: &str, least: u64, most: u64) -> Result<u64, String> {
    let number = plain(text).parse::<u64>().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("Takes a whole number from {} to {}.", grouped(least), grouped(most)))
}

/// A number with so many `decimals` at most, in units of its last decimal: `3.8` with one decimal is 38. The ends are in the same units.
///
/// # Errors
/// A sentence that says what the field takes.
pub fn fixed(text: &str, decimals: u32, least: i64, most: i64) -> Result<i64, String> {
    let unit = 10_i64.pow(decimals.min(9));
    let read = || {
        let text = plain(text);
        let (negative, digits) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(&text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        let width = decimals as usize;
        if fraction.len() > width {
            return None;
        }
        let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let fraction: i64 = format!("{fraction:0<width$}0").parse::<i64>().ok()? / 10;
        let value = whole.checked_mul(unit)?.checked_add(fraction)?;
        Some(if negative { -value } else { value })
    };
    read().filter(|value| (least..=most).contains(value)).ok_or_else(|| {
        let places = match decimals {
            0 => "",
            1 => ", with one decimal at most",
            2 => ", with two decimals at most",
            _ => ", with few decimals",
        };
        format!("Takes a number from {} to {}{places}.", unfixed(least, decimals), unfixed(most, decimals))
    })
}

/// The text of a number that [`fixed`] reads.
pub fn unfixed(value: i64, decimals: u32) -> String {
    let unit = 10_u64.pow(decimals.min(9));
    let sign = if value < 0 { "−" } else { "" };
    let (whole, fraction) = (value.unsigned_abs() / unit, value.unsigned_abs() % unit);
    if fraction == 0 {
        return format!("{sign}{}", grouped(whole));
    }
    let digits = format!("{fraction:0width$}", width = decimals as usize);
    format!("{sign}{}.{}", grouped(whole), digits.trim_end_matches('0'))
}

/// A dollar amount above zero and up to `most`.
///
/// # Errors
/// A sentence that says what the field takes.
pub fn amount(text: &str, most: PicoUsd) -> Result<PicoUsd, String> {
    match PicoUsd::from_usd(&plain(text)) {
        Ok(amount) if amount > PicoUsd::ZERO && amount <= most => Ok(amount),
        _ => Err(format!("Takes dollars above 0 and up to {most}, such as 0.0025.")),
    }
}

/// A price of input, output and cached input in dollars per million tokens; an empty cached rate is unknown.
///
/// # Errors
/// A sentence for each field that can't be taken.
pub fn price([input, output, cached]: [&str; 3]) -> Result<Price, [Option<String>; 3]> {
    let rate = |text: &str| Rate::from_usd_per_million(&plain(text)).map_err(|problem| sentence(&problem.to_string()));
    let cached = if cached.trim().is_empty() { Ok(None) } else { rate(cached).map(Some) };
    match (rate(input), rate(output), cached) {
        (Ok(input), Ok(output), Ok(cached)) => {
            let mut price = Price::flat(input, output);
            price.standard.rates.cache_read = cached;
            Ok(price)
        }
        (input, output, cached) => Err([input.err(), output.err(), cached.err()]),
    }
}

/// With a capital and a full stop.
fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// Without what people write around digits.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '_' | '$' | '%')).collect()
}

/// A whole number with commas every three digits.
pub fn grouped(number: u64) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_numbers_as_people_write_them() {
        assert_eq!(whole(" 10,000 ", 0, 1_000_000), Ok(10_000));
        assert_eq!(fixed("−2.5 %", 2, -10_000, 100_000), Ok(-250));
        assert_eq!(fixed("3.80", 1, 1, 2400), Ok(38));
        assert_eq!(fixed(".5", 1, 1, 2400), Ok(5));
        assert_eq!(
            amount("$1,234.5", PicoUsd::DOLLAR.times(10_000)),
            PicoUsd::from_usd("1234.5").map_err(|_| String::new())
        );
    }

    #[test]
    fn says_what_it_takes_instead() {
        for text in ["", "ten", "-1", "1.5", "1000001", "99999999999999999999999"] {
            assert_eq!(
                whole(text, 0, 1_000_000),
                Err("Takes a whole number from 0 to 1,000,000.".to_owned()),
                "{text}"
            );
        }
        for text in ["", ".", "1.234", "nan", "1e2", "101", "--1"] {
            assert_eq!(
                fixed(text, 2, 0, 10_000),
                Err("Takes a number from 0 to 100, with two decimals at most.".to_owned()),
                "{text}"
            );
        }
        assert!(amount("0", PicoUsd::DOLLAR).is_err());
        assert!(amount("1.01", PicoUsd::DOLLAR).is_err());
    }

    #[test]
    fn each_rate_of_a_price_has_its_own_error() {
        let price_of = price(["$2.50", "10", ""]).unwrap();
        assert_eq!(price_of.standard.rates.cache_read, None);
        let [input, output, cached] = price(["-1", "10", "x"]).unwrap_err();
        assert!(input.is_some_and(|sentence| sentence.contains("negative")));
        assert_eq!(output, None);
        assert!(cached.is_some_and(|sentence| sentence.contains("not a number")));
    }

    #[test]
    fn writes_what_it_reads() {
        for value in [0, 5, -250, 38, 1_234_567] {
            assert_eq!(fixed(&unfixed(value, 2), 2, -10_000_000, 10_000_000), Ok(value));
        }
        assert_eq!(unfixed(-250, 2), "−2.5");
    }
}
