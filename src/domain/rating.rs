//! What a person thinks of an answer.

use serde::{Deserialize, Serialize};

/// The worst and the best score.
pub const WORST: u8 = 1;
pub const BEST: u8 = 5;

/// A score and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rating {
    /// [`WORST`] to [`BEST`].
    pub score: u8,
    pub note: String,
}

impl Rating {
    /// Whether the score is one that a person can give: what came from elsewhere may hold any.
    pub fn is_valid(&self) -> bool {
        (WORST..=BEST).contains(&self.score)
    }
}
