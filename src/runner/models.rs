//! The models that an endpoint lists.

use super::ports::{Body, Transport};
use crate::domain::connection::Connection;
use crate::domain::failure::{Failure, FailureKind};
use crate::provider::models::ListedModel;
use crate::provider::{error, models};

/// Bytes of a model list that are read.
const MOST_LIST_BYTES: usize = 8_000_000;

/// Asks the endpoint for its models.
///
/// # Errors
/// The [`Failure`] of the request, or `Garbled` for an answer that is no list.
pub async fn list_models(transport: &impl Transport, connection: &Connection) -> Result<Vec<ListedModel>, Failure> {
    let mut response = transport.send(&models::list(connection)?).await?;
    let mut bytes = Vec::new();
    while let Some(more) = response.body.chunk().await? {
        bytes.extend(more);
        if bytes.len() > MOST_LIST_BYTES {
            return Err(Failure::new(FailureKind::Garbled, "The endpoint's list of models is longer than 8 MB."));
        }
    }
    let body = String::from_utf8_lossy(&bytes);
    if !(200..300).contains(&response.status) {
        return Err(error::from_response(connection.protocol, response.status, &response.headers, &body));
    }
    models::parse(&body)
}
