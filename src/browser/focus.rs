//! Moving the keyboard to an element that is not at hand as a node.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::{frame, js};

/// Focuses the element with this id and brings it into view; nothing happens when there is none.
pub fn by_id(id: &str) {
    focus(js::window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id(id)));
}

/// Scrolls as little as brings the element with this id into view; the keyboard stays where it is.
pub fn into_view(id: &str) {
    let element = js::window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id(id));
    if let Some(element) = element {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Focuses the input of a variable.
pub fn variable(name: &str) {
    let Some(document) = js::window().and_then(|w| w.document()) else { return };
    let Ok(inputs) = document.query_selector_all("[data-variable]") else { return };
    let found = (0..inputs.length()).filter_map(|i| inputs.get(i)?.dyn_into::<Element>().ok());
    focus(found.into_iter().find(|input| input.get_attribute("data-variable").as_deref() == Some(name)));
}

/// Makes a change that moves nodes, and gives the keyboard back to the element that had it: a node that is moved loses it.
pub fn keep(change: impl FnOnce()) {
    let active = js::window().and_then(|w| w.document()).and_then(|d| d.active_element());
    change();
    wasm_bindgen_futures::spawn_local(async move {
        frame::next_frame().await;
        focus(active);
    });
}

fn focus(element: Option<Element>) {
    if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        element.scroll_into_view();
        // An element that can't be focused stays in view, which is what can be had.
        let _ = element.focus();
    }
}

/// Whether the keyboard is in the element with this id.
pub fn is_within(id: &str) -> bool {
    let Some(document) = js::window().and_then(|w| w.document()) else { return false };
    let active = document.active_element();
    document.get_element_by_id(id).is_some_and(|element| element.contains(active.as_deref()))
}
