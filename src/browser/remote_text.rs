//! A public file from another host, fetched because a person asked for it: no cookie, no referrer, no redirect, nothing about the document.

use gloo_net::http::Request;
use thiserror::Error;
use web_sys::{ReferrerPolicy, RequestCredentials, RequestMode, RequestRedirect};

/// Why there is no text.
#[derive(Debug, Error)]
pub enum RemoteTextError {
    #[error("{url} could not be reached ({source}). Check the network, or save the file elsewhere and open it here.")]
    Unreachable { url: String, source: gloo_net::Error },
    #[error("{url}: the server answered {status}. Try later, or save the file elsewhere and open it here.")]
    Status { url: String, status: u16 },
}

/// The text at an https address.
///
/// # Errors
/// See [`RemoteTextError`].
pub async fn get(url: &str) -> Result<String, RemoteTextError> {
    let unreachable = |source| RemoteTextError::Unreachable { url: url.to_owned(), source };
    let request = Request::get(url)
        .mode(RequestMode::Cors)
        .credentials(RequestCredentials::Omit)
        .redirect(RequestRedirect::Error)
        .referrer_policy(ReferrerPolicy::NoReferrer);
    let response = request.send().await.map_err(unreachable)?;
    if !response.ok() {
        return Err(RemoteTextError::Status { url: url.to_owned(), status: response.status() });
    }
    response.text().await.map_err(unreachable)
}
