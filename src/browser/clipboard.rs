//! The clipboard, for writing only.

use thiserror::Error;
use wasm_bindgen_futures::JsFuture;

use super::js;

/// Why nothing was copied.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ClipboardError {
    #[error("This page may not use the clipboard (it needs https or localhost). Select the text and copy it by hand.")]
    Unavailable,
    #[error("The browser did not copy: {reason}. Select the text and copy it by hand.")]
    Refused { reason: String },
}

/// Puts text on the clipboard. Call it from a click or key: browsers refuse otherwise.
///
/// # Errors
/// See [`ClipboardError`].
pub async fn write_text(text: &str) -> Result<(), ClipboardError> {
    let navigator = js::navigator().ok_or(ClipboardError::Unavailable)?;
    let present = js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|value| !value.is_undefined());
    if !present {
        return Err(ClipboardError::Unavailable);
    }
    JsFuture::from(navigator.clipboard().write_text(text))
        .await
        .map(|_| ())
        .map_err(|error| ClipboardError::Refused { reason: js::error_text(&error) })
}
