//! Which elements of a scrolling one are in sight (`IntersectionObserver`), so that only those need be drawn.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// Watches elements of one scrolling element until it is dropped.
pub struct Sight {
    observer: IntersectionObserver,
    _told: Closure<dyn Fn(Array)>,
}

impl Sight {
    /// Tells `told` of the watched elements that came within `margin` (a CSS margin) of what `root` shows, or left it, together: each element,
    /// whether it is there now, and its height in pixels. `None` when the browser takes no such margin.
    pub fn within(root: &Element, margin: &str, told: impl Fn(Vec<(Element, bool, f64)>) + 'static) -> Option<Self> {
        let told = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
            let entries = entries.iter().filter_map(|entry| entry.dyn_into::<IntersectionObserverEntry>().ok());
            let seen = |entry: IntersectionObserverEntry| {
                (entry.target(), entry.is_intersecting(), entry.bounding_client_rect().height())
            };
            told(entries.map(seen).collect());
        });
        let options = IntersectionObserverInit::new();
        options.set_root(Some(root));
        options.set_root_margin(margin);
        let observer = IntersectionObserver::new_with_options(told.as_ref().unchecked_ref(), &options).ok()?;
        Some(Self { observer, _told: told })
    }

    pub fn watch(&self, element: &Element) {
        self.observer.observe(element);
    }
}

impl Drop for Sight {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
