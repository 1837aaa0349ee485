//! What can be wrong with a link or a playground file, each with a sentence for the person who opened it.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::limits::Counted;

/// Why a link or file does not open, or a playground does not fit into one.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkError {
    #[error("There is no Nshot link in this text. A link has \u{201c}#p1.\u{201d} followed by letters and digits.")]
    NotALink,
    #[error("The link was cut after character {at}. Ask the sender for the whole link, or for a file.")]
    Cut { at: usize },
    #[error(
        "This was made by a newer version of Nshot (format {version}; this page reads up to format {known}). Reload the page to update it, then open it again."
    )]
    Newer { version: u32, known: u32 },
    #[error("The link uses a feature of a newer version of Nshot. Reload the page to update it, then open it again.")]
    NewerFeature,
    #[error("The link is sealed with a passphrase. Open it in the address bar of this page to be asked for it.")]
    Sealed,
    #[error(
        "The link was changed on its way here: its checksum does not fit. Copy it again from where it was first posted."
    )]
    Damaged,
    #[error(
        "The text has {length} characters; at most {limit} can be opened. Ask the sender for a file without outputs."
    )]
    TooLong { length: usize, limit: usize },
    #[error(
        "The playground is larger than {limit} bytes, the most that fits here. Leave out images, outputs or shots, or save it as a file."
    )]
    TooLarge { limit: usize },
    #[error("The content is nested deeper than {limit} levels, which no playground is. It was not opened.")]
    TooDeep { limit: usize },
    #[error("The playground has {count} {what}; at most {limit} fit here.")]
    TooMany { what: Counted, count: usize, limit: usize },
    #[error("The content is not a playground: {detail}.")]
    Malformed { detail: String },
}
