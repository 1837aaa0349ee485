//! Files that a person dropped or chose. Their size is checked before a byte is read.

use thiserror::Error;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::js;

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FileError {
    #[error("\u{201c}{name}\u{201d} has {size} bytes; at most {limit} can be opened.")]
    TooLarge { name: String, size: u64, limit: u64 },
    #[error("\u{201c}{name}\u{201d} can't be read: {reason}.")]
    Unreadable { name: String, reason: String },
    #[error("\u{201c}{name}\u{201d} is not text in UTF-8. Save it as UTF-8 and drop it again.")]
    NotText { name: String },
}

/// The bytes of a file of at most `limit` bytes.
///
/// # Errors
/// [`FileError::TooLarge`] or [`FileError::Unreadable`].
pub async fn read_bytes(file: &File, limit: u64) -> Result<Vec<u8>, FileError> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sizes are whole, positive and below 2^53"
    )]
    let size = file.size() as u64;
    let name = file.name();
    if size > limit {
        return Err(FileError::TooLarge { name, size, limit });
    }
    let buffer = JsFuture::from(file.array_buffer())
        .await
        .map_err(|error| FileError::Unreadable { name, reason: js::error_text(&error) })?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// The text of a file of at most `limit` bytes, without a byte-order mark.
///
/// # Errors
/// See [`FileError`].
pub async fn read_text(file: &File, limit: u64) -> Result<String, FileError> {
    let bytes = read_bytes(file, limit).await?;
    let text = String::from_utf8(bytes).map_err(|_| FileError::NotText { name: file.name() })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
