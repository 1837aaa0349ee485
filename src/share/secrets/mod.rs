//! Looks for what a person may not want in a link: API keys and personal data. Hand-written, one pass, linear in the text; it would
//! rather miss something than cry wolf, because a warning that is usually wrong is not read.

mod keys;
mod personal;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::payload::SharePayload;

/// What a text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretKind {
    ApiKey,
    PrivateKey,
    /// A JSON Web Token.
    WebToken,
    EmailAddress,
    PhoneNumber,
    PaymentCard,
    BankAccount,
}

impl SecretKind {
    /// Name for people, with its article.
    pub fn name(self) -> &'static str {
        match self {
            Self::ApiKey => "an API key",
            Self::PrivateKey => "a private key",
            Self::WebToken => "a sign-in token",
            Self::EmailAddress => "an e-mail address",
            Self::PhoneNumber => "a phone number",
            Self::PaymentCard => "a payment card number",
            Self::BankAccount => "a bank account number",
        }
    }
}

/// A stretch of text that looks like a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretFinding {
    pub kind: SecretKind,
    /// Byte range, on character boundaries.
    pub span: Range<usize>,
}

/// Everything in `text` that looks like a secret, in order, not overlapping.
pub fn secret_scan(text: &str) -> Vec<SecretFinding> {
    let mut found = keys::scan(text);
    found.extend(personal::scan(text));
    // Of two that overlap the one that starts first stays; keys come first among equals.
    found.sort_by_key(|finding| finding.span.start);
    let mut end = 0;
    found.retain(|finding| {
        let is_free = finding.span.start >= end;
        if is_free {
            end = finding.span.end;
        }
        is_free
    });
    found
}

impl SharePayload {
    /// What a link of this would give away, as (kind, the text that was found).
    pub fn secrets(&self) -> Vec<(SecretKind, String)> {
        let found = self.texts().flat_map(|text| {
            secret_scan(text).into_iter().filter_map(|finding| Some((finding.kind, text.get(finding.span)?.to_owned())))
        });
        found.collect()
    }
}
