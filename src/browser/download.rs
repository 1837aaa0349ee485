//! Saving text as a file.

use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::{clock, js};

/// How long the browser may take to read the file before its address is given back.
const KEEP_MS: f64 = 60_000.0;

/// Why no file was saved.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("The file \u{201c}{name}\u{201d} was not saved: {reason}.")]
pub struct DownloadError {
    name: String,
    reason: String,
}

/// Offers `text` as a file called `name`, of a media type such as `application/json`.
///
/// # Errors
/// [`DownloadError`] when the browser makes no file of it.
pub fn save_text(name: &str, media_type: &str, text: &str) -> Result<(), DownloadError> {
    let failed = |error: JsValue| DownloadError { name: name.to_owned(), reason: js::error_text(&error) };
    let document = js::document().ok_or_else(|| failed("there is no page".into()))?;
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let blob = Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&text.into()), &options).map_err(failed)?;
    let url = Url::create_object_url_with_blob(&blob).map_err(failed)?;
    let anchor: HtmlAnchorElement =
        document.create_element("a").map_err(failed)?.dyn_into().map_err(|_| failed("there is no anchor".into()))?;
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    wasm_bindgen_futures::spawn_local(async move {
        clock::sleep_ms(KEEP_MS).await;
        // Fails for no address that was made above.
        let _ = Url::revoke_object_url(&url);
    });
    Ok(())
}
