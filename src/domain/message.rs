//! A message of a prompt: who speaks and the template of what is said.

use serde::{Deserialize, Serialize};

use super::id::ElementId;
use super::image::Image;

/// Who speaks. Vendors' own names for it (`developer`, `model`) are made by `provider`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    System,
    User,
    Assistant,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::System, Self::User, Self::Assistant];

    /// The role as chat formats write it, lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }

    /// The role as people write it.
    pub fn title(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::User => "User",
            Self::Assistant => "Assistant",
        }
    }

    /// The next role in the order of [`Role::ALL`], for a button that cycles.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::System => Self::User,
            Self::User => Self::Assistant,
            Self::Assistant => Self::System,
        }
    }
}

/// One message; `text` is a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub id: ElementId,
    pub role: Role,
    pub text: String,
    /// Sent before the text, in this order; only a user's message may have any.
    #[serde(default)]
    pub images: Vec<Image>,
}

impl Message {
    /// A message of text alone.
    pub fn new(id: ElementId, role: Role, text: impl Into<String>) -> Self {
        Self { id, role, text: text.into(), images: Vec::new() }
    }
}
