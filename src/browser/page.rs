//! What is known of the browser that shows the page.

use super::js;
use crate::domain::diagnosis::System;

/// Safari, which blocks `http://localhost` from https pages.
pub fn is_safari() -> bool {
    let Some(agent) = js::navigator().and_then(|n| n.user_agent().ok()) else { return false };
    agent.contains("Safari/")
        && !agent.contains("Chrome/")
        && !agent.contains("Chromium/")
        && !agent.contains("Android")
}

/// What the page's `<meta name="…">` says; `None` when it has no such element.
pub fn named(name: &str) -> Option<String> {
    let element = js::document()?.query_selector(&format!("meta[name={name}]")).ok()??;
    element.get_attribute("content")
}

/// The browser says that there is no network. `false` proves nothing.
pub fn is_offline() -> bool {
    js::navigator().is_some_and(|navigator| !navigator.on_line())
}

/// The operating system as far as the browser tells it.
pub fn system() -> System {
    let Some(agent) = js::navigator().and_then(|n| n.user_agent().ok()) else { return System::Other };
    if agent.contains("Android") || agent.contains("iPhone") || agent.contains("iPad") {
        System::Other
    } else if agent.contains("Mac OS X") {
        System::Mac
    } else if agent.contains("Windows") {
        System::Windows
    } else if agent.contains("Linux") {
        System::Linux
    } else {
        System::Other
    }
}
