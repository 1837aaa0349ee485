//! Parameters of a request beyond its messages.

use serde::{Deserialize, Serialize};

/// What the person set for one column; `None` or empty = the provider's default, and the field is not sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sampling {
    pub temperature: Option<f64>,
    pub top_p: Option<f64>,
    pub max_output_tokens: Option<u32>,
    pub seed: Option<i64>,
    pub stop: Vec<String>,
    /// Raw extra parameters, a JSON object as text, merged into the request body last. Empty = none.
    pub extra: String,
}
