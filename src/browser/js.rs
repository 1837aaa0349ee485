//! Words for JavaScript errors, and the page's globals where they may be missing.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, DomException, Navigator, Window};

/// The name of a thrown value, for example `QuotaExceededError`; empty when it has none.
pub fn error_name(error: &JsValue) -> String {
    if let Some(exception) = error.dyn_ref::<DomException>() {
        return exception.name();
    }
    error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.name())).unwrap_or_default()
}

/// What a thrown value says about itself.
pub fn error_text(error: &JsValue) -> String {
    if let Some(exception) = error.dyn_ref::<DomException>() {
        return exception.message();
    }
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => error.as_string().unwrap_or_else(|| "the browser gave no reason".to_owned()),
    }
}

/// The page's window; `None` in a worker.
pub fn window() -> Option<Window> {
    web_sys::window()
}

pub fn document() -> Option<Document> {
    window()?.document()
}

pub fn navigator() -> Option<Navigator> {
    Some(window()?.navigator())
}
