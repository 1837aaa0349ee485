//! Files that belong to the page and lie beside it.

use gloo_net::http::Request;
use thiserror::Error;

/// Why a file of the page is not here.
#[derive(Debug, Error)]
pub enum AssetError {
    #[error("{path} could not be fetched: {source}")]
    Network { path: String, source: gloo_net::Error },
    #[error("{path}: the server answered {status}")]
    Status { path: String, status: u16 },
}

/// The text of a file by its path beside the page.
///
/// # Errors
/// See [`AssetError`].
pub async fn text(path: &str) -> Result<String, AssetError> {
    let network = |source| AssetError::Network { path: path.to_owned(), source };
    let response = Request::get(path).send().await.map_err(network)?;
    if !response.ok() {
        return Err(AssetError::Status { path: path.to_owned(), status: response.status() });
    }
    response.text().await.map_err(network)
}
