//! One call after a delay, taken back when it is dropped. It owns what it calls, so nothing is left behind: a `JsFuture` of a promise that never
//! settles would keep itself alive for ever.

use wasm_bindgen::prelude::*;

use super::js;

/// A pending call.
pub(super) struct Alarm {
    /// The timer and what it calls; `None` where there are no timers.
    _pending: Option<Pending>,
}

struct Pending {
    timer: i32,
    _call: Closure<dyn FnMut()>,
}

impl Alarm {
    /// Calls `ring` after `delay_ms`, unless the alarm is dropped before. Where there are no timers `ring` is dropped at once.
    pub(super) fn after(delay_ms: i32, ring: impl FnOnce() + 'static) -> Self {
        let call = Closure::once(ring);
        let timer = js::window().and_then(|window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(call.as_ref().unchecked_ref(), delay_ms).ok()
        });
        Self { _pending: timer.map(|timer| Pending { timer, _call: call }) }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some(window) = js::window() {
            window.clear_timeout_with_handle(self.timer);
        }
    }
}
