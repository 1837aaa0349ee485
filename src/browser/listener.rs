//! An event listener that is removed when it is dropped.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Event, EventTarget};

/// Keeps a listener on a target while it lives.
#[must_use = "dropping it removes the listener"]
pub struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `on_event` for each `event` on `target`.
    pub fn new(target: &EventTarget, event: &'static str, on_event: impl FnMut(Event) + 'static) -> Self {
        let closure = Closure::new(on_event);
        // Adding fails for no target and no event name; there is nothing to tell a caller.
        let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        Self { target: target.clone(), event, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback(self.event, self.closure.as_ref().unchecked_ref());
    }
}
