//! The page among others: clock, frames, ids, and what tabs tell each other and claim.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::{FutureExt, select};
use nshot::browser::clock::{PageClock, sleep_ms};
use nshot::browser::fetch::FetchTransport;
use nshot::browser::frame::next_frame;
use nshot::browser::key_store::KeyStore;
use nshot::browser::random::new_id;
use nshot::browser::storage_health::storage_health;
use nshot::browser::tabs::{Claim, ClaimOutcome, TabMessage, Tabs, claim};
use nshot::domain::failure::FailureKind;
use nshot::domain::history::DocumentId;
use nshot::domain::id::ConnectionId;
use nshot::runner::ports::{AuthScheme, Clock, HttpRequest, Method, Transport};
use wasm_bindgen::externref_heap_live_count;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn sleeping_takes_its_time_and_a_frame_comes() {
    let before = PageClock.now_ms();
    sleep_ms(30.0).await;
    assert!(PageClock.now_ms() - before >= 25.0);
    next_frame().await;
}

#[wasm_bindgen_test]
async fn what_is_not_waited_for_leaves_nothing() {
    const TIMES: u32 = 200;
    let before = externref_heap_live_count();
    for _ in 0..TIMES {
        // Each is asked for, and dropped when the one beside it is done: so a stream waits for its next piece or for a stall.
        select! {
            () = sleep_ms(60_000.0).fuse() => {}
            () = std::future::ready(()).fuse() => {}
        }
        select! {
            () = next_frame().fuse() => {}
            () = sleep_ms(0.0).fuse() => {}
        }
    }
    sleep_ms(300.0).await;
    let left = externref_heap_live_count().saturating_sub(before);
    assert!(left < TIMES / 10, "{left} values of JavaScript are still held");
}

#[wasm_bindgen_test]
fn ids_differ() {
    let ids: std::collections::HashSet<String> = (0..1_000).map(|_| new_id()).collect();
    assert_eq!(ids.len(), 1_000);
    assert!(ids.iter().all(|id| id.len() == 16));
}

#[wasm_bindgen_test]
async fn storage_tells_its_size() {
    assert!(storage_health().await.quota.is_some_and(|bytes| bytes > 0.0));
}

#[wasm_bindgen_test]
async fn a_document_is_claimed_once_until_it_is_given_back() {
    let document = DocumentId(new_id());
    let held = claim(&document, Claim::IfFree, || {}).await;
    assert!(matches!(held, ClaimOutcome::Held(_)));
    assert!(matches!(claim(&document, Claim::IfFree, || {}).await, ClaimOutcome::Taken));
    drop(held);
    sleep_ms(20.0).await;
    assert!(matches!(claim(&document, Claim::IfFree, || {}).await, ClaimOutcome::Held(_)));
}

#[wasm_bindgen_test]
async fn taking_over_tells_the_tab_that_had_it() {
    let document = DocumentId(new_id());
    let lost = Rc::new(Cell::new(false));
    let told = Rc::clone(&lost);
    let first = claim(&document, Claim::IfFree, move || told.set(true)).await;
    let second = claim(&document, Claim::TakeOver, || {}).await;
    assert!(matches!(second, ClaimOutcome::Held(_)));
    sleep_ms(20.0).await;
    assert!(lost.get());
    drop(first);
}

#[wasm_bindgen_test]
async fn no_request_leaves_without_the_key_it_needs() {
    let transport = FetchTransport::new(Rc::new(KeyStore::new(None)), ConnectionId("c".to_owned()));
    let kind = async |url: &str| {
        let request = HttpRequest {
            method: Method::Get,
            url: url.to_owned(),
            headers: Vec::new(),
            auth: AuthScheme::Bearer,
            body: String::new(),
            notes: Vec::new(),
        };
        transport.send(&request).await.err().map(|failure| failure.kind)
    };
    assert_eq!(kind("https://api.example/v1/models").await, Some(FailureKind::MissingKey));
    assert_eq!(kind("http://api.example/v1/models").await, Some(FailureKind::BadSettings));
    assert_eq!(kind("https://user@api.example/v1").await, Some(FailureKind::BadSettings));
    // Nothing listens on port 9 of this machine.
    assert_eq!(kind("http://127.0.0.1:9/v1/models").await, Some(FailureKind::Unreachable));
}

#[wasm_bindgen_test]
async fn a_tab_hears_the_others_and_not_itself_and_nothing_it_does_not_know() {
    let one: Rc<RefCell<Vec<TabMessage>>> = Rc::default();
    let two: Rc<RefCell<Vec<TabMessage>>> = Rc::default();
    let (heard_one, heard_two) = (Rc::clone(&one), Rc::clone(&two));
    let first = Tabs::open(move |message| heard_one.borrow_mut().push(message)).unwrap();
    let second = Tabs::open(move |message| heard_two.borrow_mut().push(message)).unwrap();
    let saved = TabMessage::Saved { document: DocumentId("d".to_owned()), rev: 7 };
    let stranger = web_sys::BroadcastChannel::new("nshot").unwrap();
    stranger.post_message(&r#"{"a_newer_message":1}"#.into()).unwrap();
    stranger.post_message(&7.into()).unwrap();
    stranger.close();
    first.post(&saved);
    first.post(&TabMessage::SettingsChanged);
    sleep_ms(50.0).await;
    assert!(one.borrow().is_empty());
    assert_eq!(*two.borrow(), [saved, TabMessage::SettingsChanged]);
    drop(second);
    first.post(&TabMessage::SettingsChanged);
    sleep_ms(20.0).await;
    assert_eq!(two.borrow().len(), 2);
}
