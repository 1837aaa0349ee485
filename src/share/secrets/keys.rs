//! Shapes of credentials: vendors' key prefixes, JSON Web Tokens, PEM private keys.

use super::{SecretFinding, SecretKind};

/// Prefix of a key and how many characters of a key's alphabet follow at least (vendors' documentation and formats as seen in 2026-11).
const PREFIXES: [(&str, usize); 19] = [
    ("sk-ant-", 20),
    ("sk-proj-", 20),
    ("sk-or-", 20),
    ("sk-", 32),
    ("AIza", 35),
    ("ghp_", 36),
    ("gho_", 36),
    ("ghs_", 36),
    ("github_pat_", 40),
    ("glpat-", 20),
    ("AKIA", 16),
    ("ASIA", 16),
    ("gsk_", 40),
    ("xai-", 40),
    ("hf_", 30),
    ("r8_", 30),
    ("pplx-", 40),
    ("xoxb-", 20),
    ("xoxp-", 20),
];
const PEM_BEGIN: &str = "-----BEGIN ";
const PEM_PRIVATE: &str = "PRIVATE KEY-----";
/// A JSON Web Token begins with base64url of `{"`.
const JWT_PREFIX: &str = "eyJ";

/// Finds credentials.
pub fn scan(text: &str) -> Vec<SecretFinding> {
    let mut found = private_keys(text);
    let mut rest = text;
    let mut offset = 0;
    while let Some(start) = rest.find(is_key_char) {
        let word_on = rest.get(start..).unwrap_or_default();
        let length = word_on.find(|c| !is_key_char(c) && c != '.').unwrap_or(word_on.len());
        let word = word_on.get(..length).unwrap_or_default();
        if let Some((kind, length)) = credential(word) {
            found.push(SecretFinding { kind, span: offset + start..offset + start + length });
        }
        offset += start + length;
        rest = word_on.get(length..).unwrap_or_default();
    }
    found
}

fn is_key_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

/// The kind and length of the credential that a word is.
fn credential(word: &str) -> Option<(SecretKind, usize)> {
    if word.starts_with(JWT_PREFIX) && is_web_token(word) {
        return Some((SecretKind::WebToken, word.trim_end_matches('.').len()));
    }
    let key = word.split('.').next().unwrap_or_default();
    let (_, body) = PREFIXES.iter().find_map(|(prefix, least)| {
        let body = key.strip_prefix(prefix)?;
        (body.len() >= *least).then_some((prefix, body))
    })?;
    looks_random(body).then_some((SecretKind::ApiKey, key.len()))
}

/// Digits and letters mixed, and not one character over and over: `sk-your-api-key-goes-here-please-thank-you` is no key.
fn looks_random(body: &str) -> bool {
    let mut seen = [false; 128];
    for byte in body.bytes() {
        if let Some(slot) = seen.get_mut(usize::from(byte)) {
            *slot = true;
        }
    }
    let different = seen.iter().filter(|seen| **seen).count();
    different >= 8 && body.bytes().any(|b| b.is_ascii_digit()) && body.bytes().any(|b| b.is_ascii_alphabetic())
}

fn is_web_token(word: &str) -> bool {
    let mut parts = word.split('.');
    let long = |part: Option<&str>| part.is_some_and(|part| part.len() >= 10);
    long(parts.next()) && long(parts.next()) && long(parts.next())
}

fn private_keys(text: &str) -> Vec<SecretFinding> {
    let begins = text.match_indices(PEM_BEGIN).filter_map(|(start, _)| {
        let line = text.get(start..)?.lines().next()?;
        line.trim_end()
            .ends_with(PEM_PRIVATE)
            .then(|| SecretFinding { kind: SecretKind::PrivateKey, span: start..start + line.trim_end().len() })
    });
    begins.collect()
}
