//! One animation frame at a time.

use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;

use super::js;

/// A hidden tab gets no frames; work goes on at this pace there.
const HIDDEN_TAB_MS: i32 = 250;

/// Completes at the next animation frame, or after a quarter of a second in a tab that is not shown. Dropping it cancels both.
pub async fn next_frame() {
    let mut waiting = Waiting { frame: None, timer: None };
    let promise = Promise::new(&mut |resolve, _| {
        if let Some(window) = js::window() {
            waiting.frame = window.request_animation_frame(&resolve).ok();
            waiting.timer = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, HIDDEN_TAB_MS).ok();
        }
        if waiting.timer.is_none() {
            let _ = resolve.call0(&resolve);
        }
    });
    // A promise that only resolves has no error to report.
    let _ = JsFuture::from(promise).await;
}

struct Waiting {
    frame: Option<i32>,
    timer: Option<i32>,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let Some(window) = js::window() else { return };
        if let Some(id) = self.frame {
            // Fails for no id that a browser gave.
            let _ = window.cancel_animation_frame(id);
        }
        if let Some(id) = self.timer {
            window.clear_timeout_with_handle(id);
        }
    }
}
