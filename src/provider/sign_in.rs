//! OpenRouter's sign-in without a key to paste and without a server of ours: OAuth with PKCE (RFC 7636). The person agrees on OpenRouter's page, the
//! browser comes back with a code, and the code and the secret of this tab buy a key. No client id is needed (OpenRouter's documentation, 2026-11).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::dialect::AuthScheme;
use super::error;
use super::lenient;
use super::request::{HttpRequest, Method};
use crate::domain::connection::Protocol;
use crate::domain::failure::{Failure, FailureKind};

/// The origin that the key is bound to.
pub const ORIGIN: &str = "https://openrouter.ai";
const EXCHANGE: &str = "https://openrouter.ai/api/v1/auth/keys";
/// The parameter in which the state comes back: OpenRouter keeps the query of the address to return to.
const STATE: &str = "openrouter_state";

/// What came back in the page's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    pub state: String,
    /// `None` = the person did not agree.
    pub code: Option<String>,
}

/// The challenge of a verifier: base64url of its SHA-256 (RFC 7636, 4.2).
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// A verifier or state from random bytes: 32 give 43 characters, as RFC 7636 recommends.
pub fn from_random(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The page on which the person agrees. `page` is this page's address without query and fragment.
pub fn agree_url(page: &str, state: &str, verifier: &str) -> String {
    let callback = format!("{page}?{STATE}={state}");
    let callback = percent_encoded(&callback);
    format!("{ORIGIN}/auth?callback_url={callback}&code_challenge={}&code_challenge_method=S256", challenge(verifier))
}

/// Reads the query of the page's address, with or without its `?`; `None` = nobody came back from a sign-in.
pub fn read_return(query: &str) -> Option<Return> {
    let find = |name: &str| {
        let pairs = query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .filter(|(known, _)| *known == name)
            .map(|(_, value)| value)
            .next()
            .filter(|value| is_plain(value))
            .map(str::to_owned)
    };
    Some(Return { state: find(STATE)?, code: find("code") })
}

/// Codes and states are letters, digits, `-`, `_`, `.` and `~`; anything else is none.
fn is_plain(value: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.~".contains(c);
    !value.is_empty() && value.len() <= 512 && value.chars().all(fits)
}

/// The request that buys the key. It carries no key.
pub fn exchange(code: &str, verifier: &str) -> HttpRequest {
    HttpRequest {
        method: Method::Post,
        url: EXCHANGE.to_owned(),
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        auth: AuthScheme::Bearer,
        body: json!({ "code": code, "code_verifier": verifier, "code_challenge_method": "S256" }).to_string(),
        notes: Vec::new(),
    }
}

/// The key in the answer. It must not be logged or stored anywhere but in the key store.
///
/// # Errors
/// [`Failure`] as the answer says, or `Garbled`.
pub fn read_key(status: u16, body: &str) -> Result<String, Failure> {
    if !(200..300).contains(&status) {
        return Err(error::from_response(Protocol::ChatCompletions, status, &[], body));
    }
    let key = lenient::parse(body).and_then(|value| value["key"].as_str().map(str::to_owned));
    key.ok_or_else(|| Failure::new(FailureKind::Garbled, "OpenRouter's answer to the sign-in holds no key."))
}

fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.extend(['%', hex(byte >> 4), hex(byte & 15)]);
        }
    }
    encoded
}

fn hex(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        // RFC 7636, appendix B.
        let octets = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191,
            240, 91, 88, 5, 88, 83, 132, 141, 121,
        ];
        assert_eq!(from_random(&octets), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn the_person_is_sent_there_and_comes_back_to_this_page() {
        let url = agree_url("https://nshot.example/app/", "abc", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(
            url,
            "https://openrouter.ai/auth?callback_url=https%3A%2F%2Fnshot.example%2Fapp%2F%3Fopenrouter_state%3Dabc\
             &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
        );
        let came = Return { state: "abc".to_owned(), code: Some("c-1_2".to_owned()) };
        assert_eq!(read_return("?openrouter_state=abc&code=c-1_2"), Some(came));
        assert_eq!(
            read_return("?openrouter_state=abc&error=denied"),
            Some(Return { state: "abc".to_owned(), code: None })
        );
        assert_eq!(read_return("?code=c"), None);
        assert_eq!(read_return("?openrouter_state=%3Cscript%3E&code=c"), None);
        assert_eq!(read_return(""), None);
    }

    #[test]
    fn the_code_and_the_verifier_buy_the_key() {
        let request = exchange("the-code", "the-verifier");
        assert_eq!((request.method.name(), request.url.as_str()), ("POST", "https://openrouter.ai/api/v1/auth/keys"));
        let body: serde_json::Value = serde_json::from_str(&request.body).unwrap_or_default();
        assert_eq!(body, json!({"code": "the-code", "code_verifier": "the-verifier", "code_challenge_method": "S256"}));
        assert_eq!(read_key(200, r#"{"key":"sk-or-v1-1","user_id":null}"#), Ok("sk-or-v1-1".to_owned()));
        assert_eq!(
            read_key(403, r#"{"error":{"message":"Invalid code","code":403}}"#).map_err(|f| f.kind),
            Err(FailureKind::Forbidden)
        );
        assert_eq!(read_key(200, "{}").map_err(|f| f.kind), Err(FailureKind::Garbled));
    }
}
