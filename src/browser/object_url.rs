//! An address in this page for a file in memory, so that an image can be shown without a request.

use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag, Url};

/// A `blob:` address; dropping it gives the memory back.
#[derive(Debug)]
pub struct ObjectUrl(String);

impl ObjectUrl {
    /// The address of `file`, of a media type such as `image/png`; `None` when the browser makes none.
    pub fn new(media_type: &str, file: &[u8]) -> Option<Self> {
        let options = BlobPropertyBag::new();
        options.set_type(media_type);
        let bytes: JsValue = js_sys::Uint8Array::from(file).into();
        let blob = Blob::new_with_u8_array_sequence_and_options(&js_sys::Array::of1(&bytes), &options).ok()?;
        Url::create_object_url_with_blob(&blob).ok().map(Self)
    }

    pub fn address(&self) -> &str {
        &self.0
    }
}

impl Drop for ObjectUrl {
    fn drop(&mut self) {
        // Fails for no address that was made above.
        let _ = Url::revoke_object_url(&self.0);
    }
}
