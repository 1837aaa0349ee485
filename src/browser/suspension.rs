//! Times at which this page did not run: a sleeping computer, a frozen tab; and the network going away.

use js_sys::Date;

use super::clock;
use super::js;
use super::listener::Listener;

const STEP_MS: f64 = 5_000.0;
/// A hidden tab's timers run once a minute at the least (Chrome's and Firefox's throttling, 2026); a step that took longer than this was a sleep.
const SLEPT_MS: f64 = 150_000.0;

/// Calls `on_wake` with the minutes that were missed, after each time at which the page did not run. Never returns.
pub async fn watch(on_wake: impl Fn(f64)) {
    // The wall clock: the page's own may stand still while the computer sleeps.
    let mut before = Date::now();
    loop {
        clock::sleep_ms(STEP_MS).await;
        let now = Date::now();
        if now - before > SLEPT_MS {
            on_wake((now - before) / 60_000.0);
        }
        before = now;
    }
}

/// Calls `on_change` whenever the browser says that the network went (`false`) or came (`true`). `None` outside a page.
#[must_use]
pub fn on_network_change(on_change: impl Fn(bool) + Clone + 'static) -> Option<[Listener; 2]> {
    let window = js::window()?;
    let gone = on_change.clone();
    Some([
        Listener::new(&window, "offline", move |_| gone(false)),
        Listener::new(&window, "online", move |_| on_change(true)),
    ])
}
