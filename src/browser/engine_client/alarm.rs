//! One call after a delay, taken back when it is dropped.

use wasm_bindgen::prelude::*;

/// A pending call.
pub(super) struct Alarm {
    handle: Option<i32>,
    _call: Closure<dyn FnMut()>,
}

impl Alarm {
    /// Calls `ring` after `delay_ms`, unless the alarm is dropped before.
    pub(super) fn after(delay_ms: i32, ring: impl FnOnce() + 'static) -> Self {
        let call = Closure::once(ring);
        let handle = web_sys::window().and_then(|window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(call.as_ref().unchecked_ref(), delay_ms).ok()
        });
        Self { handle, _call: call }
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        if let (Some(window), Some(handle)) = (web_sys::window(), self.handle) {
            window.clear_timeout_with_handle(handle);
        }
    }
}
