//! How safe what is stored is: whether the browser promised to keep it, and how much room is left.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{StorageEstimate, StorageManager};

use super::js;

/// What the browser says about this origin's storage; `None` = it does not say (`WebKitGTK` 2.50 has no such call, measured 2026-11-23).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StorageHealth {
    /// It will not be cleared to make room.
    pub persistent: Option<bool>,
    /// Bytes in use.
    pub used: Option<f64>,
    /// Bytes that may be used.
    pub quota: Option<f64>,
}

/// Asks without changing anything.
pub async fn storage_health() -> StorageHealth {
    let Some(manager) = manager() else { return StorageHealth::default() };
    let persistent = match manager.persisted() {
        Ok(promise) => JsFuture::from(promise).await.ok().and_then(|answer| answer.as_bool()),
        Err(_) => None,
    };
    let estimate = match manager.estimate() {
        Ok(promise) => JsFuture::from(promise).await.ok().map(JsCast::unchecked_into::<StorageEstimate>),
        Err(_) => None,
    };
    StorageHealth {
        persistent,
        used: estimate.as_ref().and_then(StorageEstimate::get_usage),
        quota: estimate.as_ref().and_then(StorageEstimate::get_quota),
    }
}

/// Asks the browser to keep what is stored; for the first save that matters, since some browsers ask the person. `None` = no answer.
pub async fn request_persistence() -> Option<bool> {
    let promise = manager()?.persist().ok()?;
    JsFuture::from(promise).await.ok()?.as_bool()
}

fn manager() -> Option<StorageManager> {
    let navigator = js::navigator()?;
    let storage: JsValue = js_sys::Reflect::get(&navigator, &"storage".into()).ok()?;
    (!storage.is_undefined()).then(|| storage.unchecked_into())
}
