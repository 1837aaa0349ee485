//! The theme: an attribute of the root element, remembered in `localStorage` so that it holds from the first paint on.

use super::js;

const KEY: &str = "nshot:theme";

/// The remembered theme, `light` or `dark`; `None` = as the system.
pub fn saved() -> Option<String> {
    js::window()?.local_storage().ok()??.get_item(KEY).ok()?
}

/// Shows and remembers a theme.
pub fn apply(theme: Option<&str>) {
    let Some(window) = js::window() else { return };
    let root = window.document().and_then(|d| d.document_element());
    let storage = window.local_storage().ok().flatten();
    // Where nothing may be stored the theme holds until the page is left.
    if let Some(name) = theme {
        let _ = root.map(|r| r.set_attribute("data-theme", name));
        let _ = storage.map(|s| s.set_item(KEY, name));
    } else {
        let _ = root.map(|r| r.remove_attribute("data-theme"));
        let _ = storage.map(|s| s.remove_item(KEY));
    }
}
