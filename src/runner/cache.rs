//! Kept answers: the name of the exact request that an answer belongs to, and which answers are worth keeping. Where they lie is the browser's
//! business. A kept answer was paid for before; it is shown as such and counts neither as cost nor as latency.

use sha2::{Digest, Sha256};

use crate::domain::completion::{Completion, FinishReason};
use crate::domain::connection::Connection;
use crate::domain::failure::Failure;
use crate::provider::request::{ChatRequest, encode};

/// The SHA-256, in hexadecimal digits, of everything that is sent but the key: protocol, method, address, headers, body; and of which repeat it
/// is, so that five repeats keep five answers.
///
/// # Errors
/// What [`encode`] says against the request.
pub fn key(connection: &Connection, request: &ChatRequest, repeat: u32) -> Result<String, Failure> {
    let http = encode(connection, request)?;
    let mut hash = Sha256::new();
    // Each part is preceded by its length, so that no two lists of parts run together into the same bytes.
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    part(connection.protocol.name());
    part(http.method.name());
    part(&http.url);
    for (name, value) in &http.headers {
        part(name);
        part(value);
    }
    part(&http.body);
    part(&repeat.to_string());
    Ok(hash
        .finalize()
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|d| char::from_digit(u32::from(d), 16))
        .collect())
}

/// Whether an answer may stand for a later one: whole, and with something in it.
pub fn is_worth_keeping(completion: &Completion) -> bool {
    let whole = matches!(completion.finish, Some(FinishReason::Stop | FinishReason::Length | FinishReason::Refusal));
    completion.failure.is_none() && whole && !completion.text.is_empty()
}
