//! Reads a price table that a person gave or fetched: megabytes of JSON that the page must not wait for.

use super::wire::PriceFile;
use crate::domain::catalog::{Catalog, CatalogError};
use crate::domain::date::Date;
use crate::domain::litellm;

/// Reads a table in this app's format, else in LiteLLM's, which has no date of its own and is taken to be of `as_of`.
///
/// # Errors
/// A sentence for the person: what the file would have had to be.
pub fn read(text: &str, as_of: Date) -> Result<PriceFile, String> {
    let (catalog, warnings) = match Catalog::parse(text) {
        Err(CatalogError::Shape) => litellm::parse(text, as_of).map_err(|problem| match problem {
            CatalogError::Shape => format!("{problem}, or an object of LiteLLM's shape"),
            CatalogError::Empty(first) => format!(
                "the file is neither a price table of this app nor of LiteLLM's shape: no row of it can be used ({first})"
            ),
            other => other.to_string(),
        }),
        other => other.map_err(|problem| problem.to_string()),
    }?;
    let table = catalog.to_json().map_err(|problem| problem.to_string())?;
    Ok(PriceFile { table, warnings })
}
