//! The transport over `fetch`: adds the key of the request's own origin at the last moment, follows no redirect, sends no cookie and no
//! referrer, and gives the body as it comes.

use std::rc::Rc;

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestInit, RequestMode, RequestRedirect, Url,
};

use super::key_store::KeyStore;
use super::{built_in_model, js};
use crate::domain::endpoint::{Endpoint, Scheme};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::id::ConnectionId;
use crate::runner::ports::{ApiKey, AuthScheme, BUILT_IN_ADDRESS, Body, HttpRequest, Response, Transport};

/// Sends the requests of one connection: over the network, or to the browser's own model, which no key ever reaches.
#[derive(Clone)]
pub struct FetchTransport {
    keys: Rc<KeyStore>,
    connection: ConnectionId,
}

impl FetchTransport {
    /// A transport that may use the key of `connection`, and no other.
    pub fn new(keys: Rc<KeyStore>, connection: ConnectionId) -> Self {
        Self { keys, connection }
    }

    /// The key for a request, if it needs one: only the one that the person gave for this very origin.
    fn key(&self, request: &HttpRequest) -> Result<Option<ApiKey>, Failure> {
        let bad = |detail: String| Failure::new(FailureKind::BadSettings, detail);
        let address = request.url.split('?').next().unwrap_or_default();
        let endpoint = Endpoint::parse(address).map_err(|error| bad(error.to_string()))?;
        let origin = endpoint.origin();
        // The browser's own reading of the address decides where the key would go.
        let sent_to = Url::new(&request.url).map(|url| url.origin()).unwrap_or_default();
        if sent_to != origin {
            return Err(bad(format!(
                "The browser reads this address as {sent_to}, not as {origin}; write it in full."
            )));
        }
        match self.keys.key(&self.connection, &origin) {
            Some(_) if endpoint.scheme == Scheme::Http && !endpoint.is_loopback() => Err(bad(
                "A key is sent over https or to this machine only. Remove the key of this connection, or use https."
                    .to_owned(),
            )),
            Some(key) => Ok(Some(key)),
            None if endpoint.is_private() => Ok(None),
            None => Err(Failure::new(FailureKind::MissingKey, format!("There is no key for {origin}."))),
        }
    }
}

impl Transport for FetchTransport {
    type Body = PageBody;

    async fn send(&self, request: &HttpRequest) -> Result<Response<PageBody>, Failure> {
        if request.url == BUILT_IN_ADDRESS {
            return built_in_model::send(request).await.map(|answer| answer.map(PageBody::BuiltIn));
        }
        fetch(request, self.key(request)?.as_ref()).await
    }
}

/// Sends requests that carry no key, whatever their address.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeylessTransport;

impl Transport for KeylessTransport {
    type Body = PageBody;

    async fn send(&self, request: &HttpRequest) -> Result<Response<PageBody>, Failure> {
        fetch(request, None).await
    }
}

async fn fetch(request: &HttpRequest, key: Option<&ApiKey>) -> Result<Response<PageBody>, Failure> {
    let abort = AbortOnDrop::new().map_err(|error| unreachable(&error))?;
    let init = request_init(request, key, &abort).map_err(|error| {
        Failure::new(FailureKind::BadSettings, format!("The request can't be made: {}", js::error_text(&error)))
    })?;
    let window = js::window().ok_or_else(|| unreachable(&"there is no page".into()))?;
    let answer = JsFuture::from(window.fetch_with_str_and_init(&request.url, &init)).await;
    let response: web_sys::Response = answer.map_err(|error| unreachable(&error))?.unchecked_into();
    let reader = response.body().map(|body| body.get_reader().unchecked_into());
    Ok(Response {
        status: response.status(),
        headers: headers_of(&response.headers()),
        body: PageBody::Fetched(FetchBody { reader, _abort: abort }),
    })
}

/// The body of an answer, from wherever the connection gets it.
pub enum PageBody {
    Fetched(FetchBody),
    BuiltIn(built_in_model::SessionBody),
}

impl Body for PageBody {
    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        match self {
            Self::Fetched(body) => body.chunk().await,
            Self::BuiltIn(body) => body.chunk().await,
        }
    }
}

/// The body of a fetched answer.
pub struct FetchBody {
    /// `None` = the answer has no body.
    reader: Option<ReadableStreamDefaultReader>,
    _abort: AbortOnDrop,
}

impl Body for FetchBody {
    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        let Some(reader) = &self.reader else { return Ok(None) };
        let broken = |error: JsValue| Failure::new(FailureKind::Interrupted, js::error_text(&error));
        let step = JsFuture::from(reader.read()).await.map_err(broken)?;
        let done = Reflect::get(&step, &"done".into()).map_err(broken)?;
        if done.is_truthy() {
            return Ok(None);
        }
        let value = Reflect::get(&step, &"value".into()).map_err(broken)?;
        Ok(Some(Uint8Array::new(&value).to_vec()))
    }
}

/// Aborts a request when it is dropped; after the end of the answer that does nothing.
struct AbortOnDrop(AbortController);

impl AbortOnDrop {
    fn new() -> Result<Self, JsValue> {
        Ok(Self(AbortController::new()?))
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn request_init(request: &HttpRequest, key: Option<&ApiKey>, abort: &AbortOnDrop) -> Result<RequestInit, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    match (request.auth, key) {
        (AuthScheme::Bearer, Some(key)) => headers.set("authorization", &format!("Bearer {}", key.expose()))?,
        (AuthScheme::Header(name), Some(key)) => headers.set(name, key.expose())?,
        (_, None) => {}
    }
    let init = RequestInit::new();
    init.set_method(request.method.name());
    init.set_headers(&headers);
    if !request.body.is_empty() {
        init.set_body(&JsValue::from_str(&request.body));
    }
    init.set_mode(RequestMode::Cors);
    init.set_credentials(RequestCredentials::Omit);
    // Browsers take only `authorization` off a redirected request; other key headers would follow it.
    init.set_redirect(RequestRedirect::Error);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&abort.0.signal()));
    Ok(init)
}

fn headers_of(headers: &Headers) -> Vec<(String, String)> {
    let mut read = Vec::new();
    for entry in headers.entries().into_iter().flatten() {
        let pair = js_sys::Array::from(&entry);
        if let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) {
            read.push((name, value));
        }
    }
    read
}

fn unreachable(error: &JsValue) -> Failure {
    Failure::new(FailureKind::Unreachable, js::error_text(error))
}
