//! Short texts that this browser remembers in `localStorage`, read at once when the page starts.

use thiserror::Error;

use super::js;

/// Why a text is not remembered.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RememberError {
    #[error("This browser lets the page remember nothing; it is lost when the page is closed.")]
    Unavailable,
    #[error("The browser's store is full or closed ({reason}); it is lost when the page is closed.")]
    Refused { reason: String },
}

/// The text under `key`; `None` = there is none, or nothing may be read.
pub fn read(key: &str) -> Option<String> {
    js::window()?.local_storage().ok()??.get_item(key).ok()?
}

/// Remembers a text of at most some megabytes.
///
/// # Errors
/// See [`RememberError`].
pub fn write(key: &str, text: &str) -> Result<(), RememberError> {
    let storage = js::window().and_then(|window| window.local_storage().ok().flatten());
    let storage = storage.ok_or(RememberError::Unavailable)?;
    storage.set_item(key, text).map_err(|error| RememberError::Refused { reason: js::error_text(&error) })
}

pub fn forget(key: &str) {
    if let Some(storage) = js::window().and_then(|window| window.local_storage().ok().flatten()) {
        // What can't be removed could not be written either.
        let _ = storage.remove_item(key);
    }
}
