//! Shapes of personal data: e-mail addresses, phone numbers in international form, payment cards and bank accounts with a check digit.

use super::{SecretFinding, SecretKind};

/// Digits of a payment card (ISO/IEC 7812).
const CARD_DIGITS: std::ops::RangeInclusive<usize> = 13..=19;
/// Digits after `+` (ITU-T E.164 allows 15; fewer than 8 is hardly a number).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 8..=15;
/// Letters and digits of an IBAN (ISO 13616).
const IBAN_LENGTH: std::ops::RangeInclusive<usize> = 15..=34;
/// Hosts that documents use for addresses of nobody (RFC 2606).
const EXAMPLE_HOSTS: [&str; 5] = ["example.com", "example.org", "example.net", "example.edu", "localhost"];

/// Finds personal data.
pub fn scan(text: &str) -> Vec<SecretFinding> {
    let mut found = emails(text);
    found.extend(numbers(text));
    found.extend(bank_accounts(text));
    found
}

fn emails(text: &str) -> Vec<SecretFinding> {
    let local = |b: &u8| b.is_ascii_alphanumeric() || b".!#$%&*+/=?^_-~".contains(b);
    let host = |b: &u8| b.is_ascii_alphanumeric() || *b == b'.' || *b == b'-';
    let mut last_end = 0;
    let spans = text.match_indices('@').filter_map(|(at, _)| {
        // Each byte is looked at once: the search back stops at the end of the address before.
        let before = text.as_bytes().get(last_end..at)?;
        let after = text.as_bytes().get(at + 1..)?;
        let local_length = before.iter().rev().take_while(|b| local(b)).count().min(64);
        let host_length = after.iter().take_while(|b| host(b)).count();
        last_end = at + 1 + host_length;
        let name = text.get(at + 1..at + 1 + host_length)?.trim_end_matches(['.', '-']);
        let (domain, top) = name.rsplit_once('.')?;
        let is_address = local_length > 0
            && !domain.is_empty()
            && (2..=24).contains(&top.len())
            && top.bytes().all(|b| b.is_ascii_alphabetic())
            && !EXAMPLE_HOSTS.contains(&name.to_ascii_lowercase().as_str());
        is_address.then(|| at - local_length..at + 1 + name.len())
    });
    spans.map(|span| SecretFinding { kind: SecretKind::EmailAddress, span }).collect()
}

/// Cards and phone numbers: runs of digits with single separators between.
fn numbers(text: &str) -> Vec<SecretFinding> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = bytes.iter().skip(at).position(u8::is_ascii_digit).map(|step| at + step) {
        let (end, digits) = digit_run(bytes, start);
        at = end;
        let before = start.checked_sub(1).and_then(|index| bytes.get(index)).copied().unwrap_or(b' ');
        let after = bytes.get(end).copied().unwrap_or(b' ');
        let stands_alone =
            !before.is_ascii_alphanumeric() && !after.is_ascii_alphanumeric() && !b"._-/=".contains(&before);
        if before == b'+' && PHONE_DIGITS.contains(&digits.len()) && digits.first() != Some(&0) {
            found.push(SecretFinding { kind: SecretKind::PhoneNumber, span: start - 1..end });
        } else if stands_alone && CARD_DIGITS.contains(&digits.len()) && is_card(&digits) {
            found.push(SecretFinding { kind: SecretKind::PaymentCard, span: start..end });
        }
    }
    found
}

/// The end of a run of digits in which single spaces, dashes, dots and brackets may stand, and its digits.
fn digit_run(bytes: &[u8], start: usize) -> (usize, Vec<u8>) {
    let mut digits = Vec::new();
    let (mut end, mut separators) = (start, 0);
    for (index, byte) in bytes.iter().enumerate().skip(start) {
        if byte.is_ascii_digit() {
            digits.push(byte - b'0');
            end = index + 1;
            separators = 0;
        } else if b" -.()".contains(byte) && separators < 2 {
            separators += 1;
        } else {
            break;
        }
    }
    (end, digits)
}

/// Luhn's check (ISO/IEC 7812-1), a first digit that cards have, and not one digit over and over.
fn is_card(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, u32::from(*digit)) {
            (0, digit) => digit,
            (_, digit) if digit > 4 => digit * 2 - 9,
            (_, digit) => digit * 2,
        })
        .sum();
    let first_fits = digits.first().is_some_and(|digit| (2..=6).contains(digit));
    let varied = digits.iter().any(|digit| Some(digit) != digits.first());
    sum.is_multiple_of(10) && first_fits && varied
}

fn bank_accounts(text: &str) -> Vec<SecretFinding> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at + 4 <= bytes.len() {
        let starts = bytes.get(at..at + 4).is_some_and(|head| {
            matches!(head, [a, b, c, d] if a.is_ascii_uppercase() && b.is_ascii_uppercase() && c.is_ascii_digit() && d.is_ascii_digit())
        });
        let alone = at.checked_sub(1).and_then(|index| bytes.get(index)).is_none_or(|b| !b.is_ascii_alphanumeric());
        match (starts && alone).then(|| iban_end(bytes, at)).flatten() {
            Some(end) => {
                found.push(SecretFinding { kind: SecretKind::BankAccount, span: at..end });
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// The end of the IBAN that begins at `start`: letters and digits, single spaces between, and the check of ISO 7064 mod 97-10.
fn iban_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut symbols = Vec::new();
    let mut end = start;
    for (index, byte) in bytes.iter().enumerate().skip(start).take(*IBAN_LENGTH.end() * 2) {
        if byte.is_ascii_uppercase() || byte.is_ascii_digit() {
            symbols.push(*byte);
            end = index + 1;
        } else if *byte != b' ' || bytes.get(index + 1) == Some(&b' ') {
            break;
        }
    }
    if !IBAN_LENGTH.contains(&symbols.len()) {
        return None;
    }
    symbols.rotate_left(4);
    let remainder = symbols.iter().fold(0_u32, |rest, symbol| match symbol {
        b'0'..=b'9' => (rest * 10 + u32::from(symbol - b'0')) % 97,
        _ => (rest * 100 + u32::from(symbol - b'A') + 10) % 97,
    });
    (remainder == 1).then_some(end)
}
