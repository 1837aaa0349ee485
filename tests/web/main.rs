//! Tests that need a browser: adapters of Web APIs and the worker, in headless Chromium by wasm-bindgen-test.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail it")]

mod counts;
mod engine_client;
mod fetch;
mod keys;
mod page;
mod person;
mod replaced;
mod stores;

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn the_browser_has_what_the_app_stands_on() {
    let window = js_sys::global();
    for name in ["indexedDB", "Worker", "ReadableStream", "BroadcastChannel", "WebAssembly", "trustedTypes"] {
        assert_eq!(js_sys::Reflect::has(&window, &name.into()), Ok(true), "{name}");
    }
}
