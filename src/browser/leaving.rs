//! The last moments of a page: hidden, put away, or closed.

use super::js;
use super::listener::Listener;

/// Calls `on_leave` whenever the page is hidden or left, as long as the page lives.
pub fn on_leave(on_leave: impl Fn() + Clone + 'static) {
    let Some(window) = js::window() else { return };
    let hidden = on_leave.clone();
    let listeners = [
        window.document().map(|document| Listener::new(&document, "visibilitychange", move |_| hidden())),
        Some(Listener::new(&window, "pagehide", move |_| on_leave())),
    ];
    // They listen until there is no page any more.
    std::mem::forget(listeners);
}
