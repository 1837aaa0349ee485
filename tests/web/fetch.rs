//! The transport: what a request carries, what ends it, and what the browser is told to refuse. `fetch` is replaced where the request itself
//! is looked at; answers from the network come from the server that serves these tests.

use std::rc::Rc;

use js_sys::Reflect;
use nshot::browser::clock::sleep_ms;
use nshot::browser::fetch::FetchTransport;
use nshot::browser::key_store::{KeyStore, Remember};
use nshot::browser::location;
use nshot::domain::failure::FailureKind;
use nshot::domain::id::ConnectionId;
use nshot::runner::ports::{ApiKey, AuthScheme, Body, HttpRequest, Method, Transport};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{ReferrerPolicy, Request, RequestCache, RequestCredentials, RequestMode, RequestRedirect};

use crate::replaced::{Replaced, global};

const ORIGIN: &str = "https://api.example";
const CANARY: &str = "canary-key-0123456789";

/// Replaces `fetch` by one that keeps its request and answers with `answer`, JavaScript for the answer.
fn fake_fetch(answer: &str) -> Replaced {
    Reflect::set(&js_sys::global(), &"asked".into(), &JsValue::UNDEFINED).unwrap();
    let body = format!("window.asked = new Request(url, init); return {answer};");
    Replaced::function(js_sys::global(), "fetch", "url, init", &body)
}

/// What the last fake was asked.
fn asked() -> Option<Request> {
    let asked = global("asked");
    (!asked.is_undefined()).then(|| Request::from(asked))
}

async fn transport(origin: &str) -> FetchTransport {
    let (keys, connection) = (KeyStore::new(None), ConnectionId("c".to_owned()));
    keys.set(&connection, origin, ApiKey::new(CANARY).unwrap(), Remember::Page).await.unwrap();
    FetchTransport::new(Rc::new(keys), connection)
}

fn request(url: &str) -> HttpRequest {
    HttpRequest {
        method: Method::Get,
        url: url.to_owned(),
        headers: Vec::new(),
        auth: AuthScheme::Bearer,
        body: String::new(),
        notes: Vec::new(),
    }
}

#[wasm_bindgen_test]
async fn a_request_carries_its_key_and_no_cookie_and_follows_no_redirect() {
    let _fetch =
        fake_fetch("Promise.resolve(new Response('hello', { status: 201, headers: { 'x-request-id': '7' } }))");
    let transport = transport(ORIGIN).await;
    let sent = HttpRequest {
        method: Method::Post,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: "{}".to_owned(),
        ..request("https://api.example/v1/chat?beta=1")
    };
    let mut response = transport.send(&sent).await.unwrap();
    assert_eq!((response.status, response.header("X-Request-Id")), (201, "7"));
    assert_eq!(response.body.chunk().await.unwrap().as_deref(), Some(b"hello".as_slice()));
    assert_eq!(response.body.chunk().await.unwrap(), None);

    let request = asked().unwrap();
    assert_eq!((request.method(), request.url()), ("POST".to_owned(), "https://api.example/v1/chat?beta=1".to_owned()));
    let header = |name| request.headers().get(name).unwrap();
    assert_eq!(header("authorization").as_deref(), Some("Bearer canary-key-0123456789"));
    assert_eq!(header("content-type").as_deref(), Some("application/json"));
    assert_eq!(request.credentials(), RequestCredentials::Omit);
    assert_eq!(request.redirect(), RequestRedirect::Error);
    assert_eq!(request.referrer_policy(), ReferrerPolicy::NoReferrer);
    assert_eq!(request.cache(), RequestCache::NoStore);
    assert_eq!(request.mode(), RequestMode::Cors);
}

#[wasm_bindgen_test]
async fn a_key_goes_into_the_header_that_the_provider_names() {
    let _fetch = fake_fetch("Promise.resolve(new Response(null, { status: 204 }))");
    let sent = HttpRequest { auth: AuthScheme::Header("x-api-key"), ..request("https://api.example/v1/models") };
    let mut response = transport(ORIGIN).await.send(&sent).await.unwrap();
    assert_eq!(response.body.chunk().await.unwrap(), None);
    let headers = asked().unwrap().headers();
    assert_eq!(headers.get("x-api-key").unwrap().as_deref(), Some(CANARY));
    assert_eq!(headers.get("authorization").unwrap(), None);
}

#[wasm_bindgen_test]
async fn no_address_but_the_origin_of_the_key_is_asked() {
    let _fetch = fake_fetch("Promise.resolve(new Response('evil'))");
    let transport = transport(ORIGIN).await;
    for url in [
        "https://api.example.evil/v1",
        "https://api.example:444/v1",
        "http://api.example/v1",
        "https://api.example@evil.example/v1",
        "https://api.example\\@evil.example/v1",
        "https://evil.example#https://api.example/v1",
        "//api.example/v1",
        "/v1/models",
    ] {
        let failure = transport.send(&request(url)).await.err().map(|failure| failure.kind);
        assert!(matches!(failure, Some(FailureKind::BadSettings | FailureKind::MissingKey)), "{url}: {failure:?}");
        assert!(asked().is_none(), "{url} was asked");
    }
}

#[wasm_bindgen_test]
async fn a_key_is_not_sent_in_the_clear_over_the_network() {
    let _fetch = fake_fetch("Promise.resolve(new Response('hello'))");
    let refused = transport("http://192.168.1.2:8080").await.send(&request("http://192.168.1.2:8080/v1/models")).await;
    assert_eq!(refused.err().map(|failure| failure.kind), Some(FailureKind::BadSettings));
    assert!(asked().is_none());
}

#[wasm_bindgen_test]
async fn dropping_an_answer_or_the_wait_for_it_aborts_the_request() {
    let fetch = fake_fetch("Promise.resolve(new Response(new ReadableStream({})))");
    let transport = transport(ORIGIN).await;
    let sent = request("https://api.example/v1/models");
    let response = transport.send(&sent).await.unwrap();
    assert!(!asked().unwrap().signal().aborted());
    drop(response);
    assert!(asked().unwrap().signal().aborted());
    drop(fetch);

    let _fetch = fake_fetch("new Promise(() => {})");
    let timeout = std::pin::pin!(sleep_ms(5.0));
    let waiting = Box::pin(transport.send(&sent));
    let first = futures_util::future::select(waiting, timeout).await;
    assert!(!asked().unwrap().signal().aborted());
    drop(first);
    assert!(asked().unwrap().signal().aborted());
}

#[wasm_bindgen_test]
async fn an_answer_that_breaks_off_is_interrupted() {
    let _fetch = fake_fetch(
        "Promise.resolve(new Response(new ReadableStream({ pull(c) { \
         if (this.sent) c.error(new TypeError('network error')); else { this.sent = true; c.enqueue(new Uint8Array([65])); } } })))",
    );
    let mut response = transport(ORIGIN).await.send(&request("https://api.example/v1/models")).await.unwrap();
    assert_eq!(response.body.chunk().await.unwrap(), Some(vec![65]));
    let failure = response.body.chunk().await.unwrap_err();
    assert_eq!((failure.kind, failure.detail.as_str()), (FailureKind::Interrupted, "network error"));
}

#[wasm_bindgen_test]
async fn chunks_are_handed_over_one_by_one_as_they_come() {
    let _fetch = fake_fetch(
        "Promise.resolve(new Response(new ReadableStream({ pull(c) { this.at = (this.at ?? 64) + 1; \
         if (this.at > 67) c.close(); else c.enqueue(new Uint8Array([this.at])); } })))",
    );
    let mut response = transport(ORIGIN).await.send(&request("https://api.example/v1/models")).await.unwrap();
    let mut chunks = Vec::new();
    while let Some(chunk) = response.body.chunk().await.unwrap() {
        chunks.push(chunk);
    }
    assert_eq!(chunks, [b"A", b"B", b"C"]);
}

#[wasm_bindgen_test]
async fn a_real_answer_comes_whole_with_its_status() {
    let transport = transport(&location::origin()).await;
    let at = |path: &str| request(&format!("{}{path}", location::origin()));
    let mut response = transport.send(&at("/wasm-bindgen-test_bg.wasm")).await.unwrap();
    assert_eq!((response.status, response.header("content-type")), (200, "application/wasm"));
    // In how many pieces a browser hands over what a server on this machine sends at once is its own affair.
    let mut read = Vec::new();
    while let Some(chunk) = response.body.chunk().await.unwrap() {
        read.extend(chunk);
    }
    assert_eq!(read.get(..4), Some(b"\0asm".as_slice()));
    // The tests' own binary: hundreds of kilobytes in every profile.
    assert!(read.len() > 200_000, "{} bytes", read.len());
    assert_eq!(transport.send(&at("/there-is-no-such-file")).await.unwrap().status, 404);
}
