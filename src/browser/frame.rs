//! One animation frame at a time.

use std::cell::Cell;
use std::rc::Rc;

use futures_channel::oneshot;
use wasm_bindgen::prelude::*;

use super::alarm::Alarm;
use super::js;

/// A hidden tab gets no frames; work goes on at this pace there.
const HIDDEN_TAB_MS: i32 = 250;

/// Completes at the next animation frame, or after a quarter of a second in a tab that is not shown. Dropping it cancels both.
pub async fn next_frame() {
    let (came, coming) = oneshot::channel();
    let came = Rc::new(Cell::new(Some(came)));
    let tell = move || {
        if let Some(came) = came.take() {
            // Nobody waits any more: then nothing is to be told.
            let _ = came.send(());
        }
    };
    let _frame = Frame::ask(tell.clone());
    let _alarm = Alarm::after(HIDDEN_TAB_MS, tell);
    let _ = coming.await;
}

/// A frame that was asked for.
struct Frame {
    id: i32,
    _call: Closure<dyn FnMut()>,
}

impl Frame {
    fn ask(call: impl FnOnce() + 'static) -> Option<Self> {
        let call = Closure::once(call);
        let id = js::window()?.request_animation_frame(call.as_ref().unchecked_ref()).ok()?;
        Some(Self { id, _call: call })
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        if let Some(window) = js::window() {
            // Fails for no id that a browser gave.
            let _ = window.cancel_animation_frame(self.id);
        }
    }
}
