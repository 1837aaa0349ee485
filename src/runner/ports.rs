//! Ports: what a run needs of the world. The browser's adapters and the tests' fakes implement them.

use std::fmt;
use std::future::Future;

use crate::domain::failure::Failure;

pub use crate::provider::built_in::BUILT_IN_ADDRESS;
pub use crate::provider::dialect::AuthScheme;
pub use crate::provider::request::{HttpRequest, Method};

/// A provider's key. It has no `Serialize`, prints redacted, and is compared by nobody.
#[derive(Clone)]
pub struct ApiKey(String);

impl ApiKey {
    /// `None` when nothing but white space was given; white space around a pasted key is dropped.
    pub fn new(typed: &str) -> Option<Self> {
        let key = typed.trim();
        (!key.is_empty()).then(|| Self(key.to_owned()))
    }

    /// The key itself, for the one request being sent and for the key store.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// How a person recognizes it: `…` and its last four characters, or only `…` when it is shorter than twelve.
    pub fn hint(&self) -> String {
        let length = self.0.chars().count();
        let shown: String = self.0.chars().skip(length.saturating_sub(4)).collect();
        if length < 12 { "…".to_owned() } else { format!("…{shown}") }
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(redacted)")
    }
}

/// Sends requests. An adapter adds the key of the request's origin as `request.auth` says, follows no redirect, and sends no cookie and no
/// referrer.
pub trait Transport {
    type Body: Body;

    /// Sends `request` and waits for status and headers, whatever the status. Dropping the future aborts the request.
    ///
    /// # Errors
    /// [`Failure`] of kind `Unreachable` when no answer can be read, `MissingKey` when the origin's key is needed and not there.
    fn send(&self, request: &HttpRequest) -> impl Future<Output = Result<Response<Self::Body>, Failure>>;
}

/// An answer whose body is still to be read.
#[derive(Debug)]
pub struct Response<B> {
    pub status: u16,
    /// Those that the browser may read.
    pub headers: Vec<(String, String)>,
    pub body: B,
}

impl<B> Response<B> {
    /// The same answer with another kind of body.
    pub fn map<C>(self, body: impl FnOnce(B) -> C) -> Response<C> {
        Response { status: self.status, headers: self.headers, body: body(self.body) }
    }

    /// A header's value by its name in any case; empty when it isn't there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }
}

/// The bytes of an answer as they come. Dropping it aborts the request.
pub trait Body {
    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    /// [`Failure`] of kind `Interrupted` when the connection broke.
    fn chunk(&mut self) -> impl Future<Output = Result<Option<Vec<u8>>, Failure>>;
}

/// Looks whether anything answers at an address at all, without reading it and without a key.
pub trait Probe {
    /// `false` also when the browser stops the look.
    fn answers(&self, url: &str) -> impl Future<Output = bool>;
}

/// Time and chance.
pub trait Clock {
    /// Milliseconds since an arbitrary moment, never going back.
    fn now_ms(&self) -> f64;

    /// Completes after so many milliseconds; dropping it forgets the timer.
    fn sleep_ms(&self, milliseconds: f64) -> impl Future<Output = ()>;

    /// Evenly distributed in `0.0..1.0`, for jitter only.
    fn chance(&self) -> f64;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_prints_redacted() {
        let key = ApiKey::new(" sk-very-secret-1234 \n");
        assert_eq!(format!("{key:?}"), "Some(ApiKey(redacted))");
        assert_eq!(key.as_ref().map(ApiKey::expose), Some("sk-very-secret-1234"));
        assert_eq!(key.map(|key| key.hint()).as_deref(), Some("…1234"));
        assert_eq!(ApiKey::new("short").map(|key| key.hint()).as_deref(), Some("…"));
        assert!(ApiKey::new(" ").is_none());
    }
}
