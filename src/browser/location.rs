//! The address bar: reading the fragment that a link brought, and taking it away once it is read.

use super::js;
use super::listener::Listener;
use wasm_bindgen::JsValue;

/// The fragment with its `#`; empty when there is none.
pub fn fragment() -> String {
    js::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// The page's address without fragment, to which a link's fragment is appended. Empty outside a page.
pub fn page_url() -> String {
    let href = js::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    href.split('#').next().unwrap_or_default().to_owned()
}

/// Takes the fragment out of the address bar without a new history entry, so that a reload does not open the link again.
pub fn clear_fragment() {
    let Some(window) = js::window() else { return };
    if let Ok(history) = window.history() {
        // Refused only in documents without an address of their own, which show no fragment either.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&page_url()));
    }
}

/// The query with its `?`; empty when there is none.
pub fn query() -> String {
    js::window().and_then(|window| window.location().search().ok()).unwrap_or_default()
}

/// The page's address without query and fragment. Empty outside a page.
pub fn bare_url() -> String {
    page_url().split('?').next().unwrap_or_default().to_owned()
}

/// Takes the query out of the address bar without a new history entry.
pub fn clear_query() {
    let Some(window) = js::window() else { return };
    if let Ok(history) = window.history() {
        // Refused only in documents without an address of their own.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("{}{}", bare_url(), fragment())));
    }
}

/// The port of the page, where its address names one.
pub fn port() -> Option<u16> {
    js::window()?.location().port().ok()?.parse().ok()
}

/// Calls `on_change` with the fragment whenever it changes, as when a link is pasted into an open page. `None` outside a page.
pub fn on_fragment_change(on_change: impl Fn(String) + 'static) -> Option<Listener> {
    let window = js::window()?;
    Some(Listener::new(&window, "hashchange", move |_| on_change(fragment())))
}

/// Whether the page stands in a frame of another page: then it must not open the key store.
pub fn is_framed() -> bool {
    let Some(window) = js::window() else { return false };
    match window.top() {
        Ok(Some(top)) => !js_sys::Object::is(&top, &window),
        _ => true,
    }
}

/// Whether the page only shows the playground of its link: asked for by `?embed`, or because it stands in a frame.
pub fn is_embedded() -> bool {
    let query = js::window().and_then(|window| window.location().search().ok()).unwrap_or_default();
    let asked = query.trim_start_matches('?').split('&').any(|part| part == "embed" || part.starts_with("embed="));
    asked || is_framed()
}

/// The page's address without query and fragment.
pub fn app_url() -> String {
    page_url().split('?').next().unwrap_or_default().to_owned()
}

/// Scheme, host and port of the page; empty where it has none.
pub fn origin() -> String {
    js::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}
