//! Sealing a playground into a link or file, and opening one. Opening returns data; it runs, stores and requests nothing.

use serde::{Deserialize, Serialize};

use super::codec::{self, Envelope};
use super::error::LinkError;
use super::limits::{FILE, LINK};
use super::migrate;
use super::payload::SharePayload;
use super::source::{Part, Source};
use crate::domain::hidden::hidden_characters;

/// A sealed link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// From `#` on; ASCII, so its length is its number of characters. Append it to the page's address.
    pub fragment: String,
    /// What is in it, the prompt first.
    pub contents: Vec<PartSize>,
}

/// One part of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartSize {
    pub part: Part,
    /// Messages, variables, shots, …
    pub items: usize,
    /// Characters: of the link without any optional part for [`Part::Prompt`]; what leaving it out would save for the others.
    pub chars: usize,
}

/// An opened link or file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    pub payload: SharePayload,
    /// Characters in it that a reader does not see.
    pub hidden_characters: usize,
}

/// Seals a document with the optional parts in `include`. Packs once per optional part that is in, to size it: belongs in the engine.
///
/// # Errors
/// [`LinkError::TooLarge`] or [`LinkError::TooMany`] when no page could open the link.
pub fn seal(source: &Source<'_>, include: &[Part]) -> Result<Link, LinkError> {
    let fragment = fragment(source, include)?;
    let payload = SharePayload::new(source, include);
    let mut contents = vec![PartSize {
        part: Part::Prompt,
        items: payload.items(Part::Prompt),
        chars: self::fragment(source, &[])?.len(),
    }];
    for part in Part::OPTIONAL.into_iter().filter(|part| payload.items(*part) > 0) {
        let others: Vec<Part> = include.iter().copied().filter(|other| *other != part).collect();
        let chars = fragment.len().saturating_sub(self::fragment(source, &others)?.len());
        contents.push(PartSize { part, items: payload.items(part), chars });
    }
    Ok(Link { fragment, contents })
}

/// Opens the link in a text that a person pasted or that stood in the address bar. For the engine: the text is untrusted.
///
/// # Errors
/// See [`LinkError`]; each says what to do.
pub fn open(text: &str) -> Result<Opened, LinkError> {
    let Envelope { json, has_outputs } = codec::decode(text)?;
    let opened = Opened::new(migrate::read(&json, &LINK)?);
    if has_outputs == opened.payload.outputs.is_empty() {
        return Err(LinkError::Damaged);
    }
    Ok(opened)
}

/// The playground as the text of a `.nshot.json` file: the same record as in a link, indented.
///
/// # Errors
/// [`LinkError::TooLarge`] or [`LinkError::TooMany`] when it could not be imported again.
pub fn export_file(source: &Source<'_>, include: &[Part]) -> Result<String, LinkError> {
    let payload = SharePayload::new(source, include);
    FILE.check(&payload)?;
    let mut json = serde_json::to_string_pretty(&payload).map_err(malformed)?;
    json.push('\n');
    if json.len() > FILE.json { Err(LinkError::TooLarge { limit: FILE.json }) } else { Ok(json) }
}

/// Reads the text of a `.nshot.json` file.
///
/// # Errors
/// See [`LinkError`].
pub fn import_file(text: &str) -> Result<Opened, LinkError> {
    Ok(Opened::new(migrate::read(text.trim_start_matches('\u{feff}'), &FILE)?))
}

impl Opened {
    fn new(payload: SharePayload) -> Self {
        Self { hidden_characters: payload.texts().map(hidden_characters).sum(), payload }
    }
}

fn fragment(source: &Source<'_>, include: &[Part]) -> Result<String, LinkError> {
    let payload = SharePayload::new(source, include);
    LINK.check(&payload)?;
    let json = serde_json::to_string(&payload).map_err(malformed)?;
    if json.len() > LINK.json {
        return Err(LinkError::TooLarge { limit: LINK.json });
    }
    Ok(codec::encode(&Envelope { has_outputs: !payload.outputs.is_empty(), json }))
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn malformed(error: serde_json::Error) -> LinkError {
    LinkError::Malformed { detail: error.to_string() }
}
