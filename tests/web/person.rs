//! What a person sees or gives: files, downloads, the clipboard, the address bar, the theme, leaving the page, permissions.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use nshot::browser::clipboard::{self, ClipboardError};
use nshot::browser::file::{FileError, read_bytes, read_text};
use nshot::browser::leaving::on_leave;
use nshot::browser::listener::Listener;
use nshot::browser::permission::{Network, PermissionState, network_permission};
use nshot::browser::{clock, download, focus, location, theme};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, File};

use crate::replaced::{Replaced, global};

fn file(bytes: &[u8]) -> File {
    let parts = Array::of1(&Uint8Array::from(bytes));
    File::new_with_u8_array_sequence(&parts, "mine.txt").unwrap()
}

#[wasm_bindgen_test]
async fn a_file_is_read_as_text_without_its_byte_order_mark() {
    assert_eq!(read_text(&file("\u{feff}Grüße\r\n".as_bytes()), 100).await.as_deref(), Ok("Grüße\r\n"));
    assert_eq!(read_bytes(&file(b"\xff\0"), 2).await.as_deref(), Ok(b"\xff\0".as_slice()));
    let name = "mine.txt".to_owned();
    assert_eq!(read_text(&file(b"\xff\xfe\x41"), 100).await, Err(FileError::NotText { name: name.clone() }));
    assert_eq!(read_bytes(&file(b"123"), 2).await, Err(FileError::TooLarge { name, size: 3, limit: 2 }));
}

#[wasm_bindgen_test]
async fn a_download_offers_the_text_under_its_name() {
    let body = "window.offered = { name: this.download, text: fetch(this.href).then((file) => file.text()) }";
    let _click = Replaced::function(global("HTMLAnchorElement.prototype"), "click", "", body);
    download::save_text("prompt.json", "application/json", "{\"a\": \"ß\"}").unwrap();
    assert_eq!(global("offered.name"), "prompt.json");
    let text = wasm_bindgen_futures::JsFuture::from(js_sys::Promise::from(global("offered.text"))).await.unwrap();
    assert_eq!(text, "{\"a\": \"ß\"}");
}

#[wasm_bindgen_test]
async fn copying_says_when_the_browser_refuses() {
    {
        let body = "window.copied = text; return Promise.resolve()";
        let _copy = Replaced::function(global("navigator.clipboard"), "writeText", "text", body);
        assert_eq!(clipboard::write_text("a\nb").await, Ok(()));
        assert_eq!(global("copied"), "a\nb");
    }
    let body = "return Promise.reject(new DOMException('not focused', 'NotAllowedError'))";
    let _copy = Replaced::function(global("navigator.clipboard"), "writeText", "text", body);
    let refused = ClipboardError::Refused { reason: "not focused".to_owned() };
    assert_eq!(clipboard::write_text("a").await, Err(refused));
}

#[wasm_bindgen_test]
async fn a_fragment_is_heard_and_taken_away_without_a_trace() {
    let heard: Rc<RefCell<Vec<String>>> = Rc::default();
    let told = Rc::clone(&heard);
    let listener = location::on_fragment_change(move |fragment| told.borrow_mut().push(fragment));
    let window = web_sys::window().unwrap();
    let entries = || window.history().unwrap().length().unwrap();
    window.location().set_hash("p=link").unwrap();
    let before = entries();
    assert_eq!(location::fragment(), "#p=link");
    clock::sleep_ms(20.0).await;
    assert_eq!(*heard.borrow(), ["#p=link"]);
    location::clear_fragment();
    assert_eq!((location::fragment(), entries()), (String::new(), before));
    assert_eq!(window.location().href().unwrap(), location::page_url());
    assert!(location::page_url().starts_with(&location::origin()));
    assert!(!location::is_framed());
    drop(listener);
}

#[wasm_bindgen_test]
fn a_theme_holds_until_it_is_taken_back() {
    let root = web_sys::window().and_then(|window| window.document()?.document_element()).unwrap();
    theme::apply(Some("dark"));
    assert_eq!((theme::saved(), root.get_attribute("data-theme")), (Some("dark".to_owned()), Some("dark".to_owned())));
    theme::apply(None);
    assert_eq!((theme::saved(), root.get_attribute("data-theme")), (None, None));
}

#[wasm_bindgen_test]
fn leaving_is_told_and_a_dropped_listener_hears_nothing() {
    let (left, heard) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let (leaving, hearing) = (Rc::clone(&left), Rc::clone(&heard));
    on_leave(move || leaving.set(leaving.get() + 1));
    let window = web_sys::window().unwrap();
    let listener = Listener::new(&window, "pagehide", move |_| hearing.set(hearing.get() + 1));
    window.dispatch_event(&Event::new("pagehide").unwrap()).unwrap();
    assert_eq!((left.get(), heard.get()), (1, 1));
    drop(listener);
    window.dispatch_event(&Event::new("pagehide").unwrap()).unwrap();
    window.document().unwrap().dispatch_event(&Event::new("visibilitychange").unwrap()).unwrap();
    assert_eq!((left.get(), heard.get()), (3, 1));
}

#[wasm_bindgen_test]
fn the_keyboard_moves_to_an_element_by_its_id_or_variable() {
    let document = web_sys::window().and_then(|window| window.document()).unwrap();
    let field = document.create_element("input").unwrap();
    field.set_id("a-field");
    field.set_attribute("data-variable", "a \"name\"").unwrap();
    document.document_element().unwrap().append_child(&field).unwrap();
    let focused = || document.active_element().is_some_and(|element| element.id() == "a-field");
    focus::by_id("there-is-no-such-element");
    assert!(!focused());
    focus::by_id("a-field");
    assert!(focused());
    field.remove();
    document.document_element().unwrap().append_child(&field).unwrap();
    assert!(!focused());
    focus::variable("a \"name\"");
    assert!(focused());
    field.remove();
}

#[wasm_bindgen_test]
async fn a_permission_is_looked_up_by_the_name_of_its_network() {
    let body = "const state = { 'loopback-network': 'denied', 'local-network': 'prompt' }[question.name]; \
                return state ? Promise.resolve({ state }) : Promise.reject(new TypeError('unknown'))";
    {
        let _query = Replaced::function(global("navigator.permissions"), "query", "question", body);
        assert_eq!(network_permission(Network::Loopback).await, PermissionState::Denied);
        assert_eq!(network_permission(Network::Local).await, PermissionState::Prompt);
    }
    let body = "return Promise.reject(new TypeError('unknown'))";
    let _query = Replaced::function(global("navigator.permissions"), "query", "question", body);
    assert_eq!(network_permission(Network::Loopback).await, PermissionState::NotAsked);
}
