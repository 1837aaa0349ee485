//! JSON text of any version that ever shipped → the payload of today.

use serde::Deserialize;

use super::error::LinkError;
use super::limits::Limits;
use super::payload::{SharePayload, VERSION};

#[derive(Deserialize)]
struct Versioned {
    v: u32,
}

/// Reads a payload under limits; unknown fields are dropped.
///
/// # Errors
/// [`LinkError::TooLarge`], [`LinkError::TooDeep`], [`LinkError::Newer`], [`LinkError::Malformed`] or [`LinkError::TooMany`].
pub fn read(json: &str, limits: &Limits) -> Result<SharePayload, LinkError> {
    if json.len() > limits.json {
        return Err(LinkError::TooLarge { limit: limits.json });
    }
    limits.check_depth(json)?;
    let malformed = |error: serde_json::Error| LinkError::Malformed { detail: error.to_string() };
    let Versioned { v } = serde_json::from_str(json).map_err(malformed)?;
    let payload: SharePayload = match v {
        1 => serde_json::from_str(json).map_err(malformed)?,
        0 => return Err(LinkError::Malformed { detail: "there is no format 0".to_owned() }),
        version => return Err(LinkError::Newer { version, known: VERSION }),
    };
    limits.check(&payload)?;
    Ok(payload)
}
