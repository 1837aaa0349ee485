//! Identities inside a document. They are minted by the document itself (see [`crate::domain::prompt::Prompt::fresh_id`]), so that applying
//! an edit stays a pure function.

use serde::{Deserialize, Serialize};

/// A message, shot or column of one prompt document; unique within it, meaningless outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ElementId(pub u32);

impl std::fmt::Display for ElementId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A connection on this device. A document names connections only by this, and only locally: links and files never carry one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConnectionId(pub String);

impl ConnectionId {
    /// The built-in model that answers with what it received, without key or network.
    pub const DRY_RUN: &'static str = "dry-run";

    pub fn dry_run() -> Self {
        Self(Self::DRY_RUN.to_owned())
    }

    pub fn is_dry_run(&self) -> bool {
        self.0 == Self::DRY_RUN
    }
}
