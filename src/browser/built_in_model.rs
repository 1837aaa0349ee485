//! The browser's own model (Prompt API): its session as an answer in lines, so that a run needs to know nothing of it.
//!
//! Sources: the Prompt API's explainer and Chrome's documentation (2026). The API is new: what is named differently between versions is tried
//! under both names, and a browser without it is told so in words.

use js_sys::{Function, JSON, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStream, ReadableStreamDefaultReader};

use super::js;
use crate::domain::failure::{Failure, FailureKind};
use crate::runner::ports::{Body, HttpRequest, Method, Response};

/// What a list of one model looks like.
const LIST: &str = r#"{"data":[{"id":"built-in"}]}"#;
const ABSENT: &str = "This browser has no model of its own for web pages. Chrome and Edge bring one along on computers with enough memory and disk.";
const UNAVAILABLE: &str = "The browser says that its own model can't run on this device. Chrome wants about 22 GB of free disk, and a graphics card with more than 4 GB of memory or 16 GB of main memory.";
const NOT_HERE_YET: &str =
    "The browser's own model is not on this device yet. Test its connection under Settings: that starts the download.";
const DOWNLOADING: &str = "The browser is downloading its own model now, which is several gigabytes. Test again later.";

/// Answers a request to the model: a list, or a session that streams.
///
/// # Errors
/// `BadSettings` with a sentence where there is no model to ask, `ContextTooLong` when the prompt does not fit, `ServerError` for what else the
/// browser refuses.
pub async fn send(request: &HttpRequest) -> Result<Response<SessionBody>, Failure> {
    let model = global().ok_or_else(|| unusable(ABSENT))?;
    let availability = call(&model, "availability", &[]).await.map_err(|error| refused(&error))?;
    let availability = availability.as_string().unwrap_or_default();
    match (availability.as_str(), request.method) {
        ("available", Method::Get) => {
            let body = SessionBody { waiting: Some(LIST.to_owned()), session: None };
            Ok(Response { status: 200, headers: vec![json_type()], body })
        }
        ("available", Method::Post) => {
            let body = SessionBody { waiting: None, session: Some(Session::start(&model, &request.body).await?) };
            Ok(Response { status: 200, headers: vec![json_type()], body })
        }
        ("downloadable", Method::Get) => {
            // The person has just pressed a button: only then may a page start a download. It goes on by itself.
            let started = method(&model, "create").and_then(|create| create.call1(&model, &Object::new()).ok());
            if let Some(promise) = started.and_then(|promise| promise.dyn_into::<Promise>().ok()) {
                wasm_bindgen_futures::spawn_local(async move {
                    if let Ok(session) = JsFuture::from(promise).await {
                        destroy(&session);
                    }
                });
            }
            Err(unusable(DOWNLOADING))
        }
        ("downloading", _) => Err(unusable(DOWNLOADING)),
        ("downloadable", Method::Post) => Err(unusable(NOT_HERE_YET)),
        _ => Err(unusable(UNAVAILABLE)),
    }
}

/// The lines of an answer.
pub struct SessionBody {
    /// Whole and to be handed out once.
    waiting: Option<String>,
    session: Option<Session>,
}

impl Body for SessionBody {
    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        if let Some(text) = self.waiting.take() {
            return Ok(Some(text.into_bytes()));
        }
        let Some(session) = &self.session else { return Ok(None) };
        let step = JsFuture::from(session.reader.read()).await.map_err(|error| interrupted(&error))?;
        let line = Object::new();
        let set = |name: &str, value: &JsValue| Reflect::set(&line, &name.into(), value).is_ok();
        if get(&step, "done").is_truthy() {
            set("done", &JsValue::TRUE);
            if let Some(tokens) = session.input_tokens {
                set("input_tokens", &tokens.into());
            }
            self.session = None;
        } else {
            set("text", &get(&step, "value"));
        }
        let line = JSON::stringify(&line).map(String::from).unwrap_or_default();
        Ok(Some(format!("{line}\n").into_bytes()))
    }
}

/// One conversation with the model. Dropping it stops the answer and frees its memory.
struct Session {
    /// The browser's object.
    handle: JsValue,
    reader: ReadableStreamDefaultReader,
    abort: AbortController,
    input_tokens: Option<f64>,
}

impl Drop for Session {
    fn drop(&mut self) {
        self.abort.abort();
        destroy(&self.handle);
    }
}

impl Session {
    async fn start(model: &JsValue, body: &str) -> Result<Self, Failure> {
        let asked = JSON::parse(body).map_err(|error| unusable(&js::error_text(&error)))?;
        let abort = AbortController::new().map_err(|error| refused(&error))?;
        let signal: JsValue = abort.signal().into();
        let options = get(&asked, "options");
        let options = if options.is_object() { options } else { Object::new().into() };
        let input = get(&asked, "input");
        let with_signal =
            |target: &JsValue| Reflect::set(target, &"signal".into(), &signal).map_err(|error| refused(&error));
        with_signal(&options)?;
        let session = call(model, "create", &[options]).await.map_err(|error| refused(&error))?;
        let ask: JsValue = Object::new().into();
        with_signal(&ask)?;
        let constraint = get(&asked, "responseConstraint");
        if constraint.is_object() {
            Reflect::set(&ask, &"responseConstraint".into(), &constraint).map_err(|error| refused(&error))?;
        }
        let input_tokens = input_tokens(&session, &input).await;
        let stream = method(&session, "promptStreaming")
            .ok_or_else(|| unusable(ABSENT))?
            .call2(&session, &input, &ask)
            .map_err(|error| refused(&error))?;
        let stream: ReadableStream = stream.dyn_into().map_err(|_| unusable(ABSENT))?;
        let reader = stream.get_reader().unchecked_into();
        Ok(Self { handle: session, reader, abort, input_tokens })
    }
}

/// Tokens of everything that the model is given; `None` where the browser does not count.
async fn input_tokens(session: &JsValue, input: &JsValue) -> Option<f64> {
    let [before, counted] = [["contextUsage", "inputUsage"], ["measureContextUsage", "measureInputUsage"]];
    let before = before.into_iter().find_map(|name| get(session, name).as_f64())?;
    let measure = counted.into_iter().find(|name| method(session, name).is_some())?;
    let input = call(session, measure, std::slice::from_ref(input)).await.ok()?.as_f64()?;
    Some(before + input)
}

fn global() -> Option<JsValue> {
    let window: JsValue = js::window()?.into();
    Some(get(&window, "LanguageModel")).filter(|model| method(model, "availability").is_some())
}

fn get(target: &JsValue, name: &str) -> JsValue {
    Reflect::get(target, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn method(target: &JsValue, name: &str) -> Option<Function> {
    if target.is_null() || target.is_undefined() { None } else { get(target, name).dyn_into().ok() }
}

/// Calls a method that gives a promise, and waits for it.
async fn call(target: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let function = method(target, name).ok_or_else(|| JsValue::from_str(ABSENT))?;
    let promise = function.apply(target, &arguments.iter().collect())?;
    JsFuture::from(Promise::resolve(&promise)).await
}

fn destroy(session: &JsValue) {
    if let Some(destroy) = method(session, "destroy") {
        // It was destroyed before: nothing is left to do.
        drop(destroy.call0(session));
    }
}

fn json_type() -> (String, String) {
    ("content-type".to_owned(), "application/x-ndjson".to_owned())
}

fn unusable(sentence: &str) -> Failure {
    Failure::new(FailureKind::BadSettings, sentence)
}

fn refused(error: &JsValue) -> Failure {
    let kind = match js::error_name(error).as_str() {
        "QuotaExceededError" => FailureKind::ContextTooLong,
        "NotAllowedError" => FailureKind::Forbidden,
        "NotReadableError" => FailureKind::Filtered,
        "NotSupportedError" | "SyntaxError" | "TypeError" => FailureKind::BadRequest,
        _ => FailureKind::ServerError,
    };
    Failure::new(kind, js::error_text(error))
}

/// An answer that broke: filtered where the browser says so, cut off otherwise.
fn interrupted(error: &JsValue) -> Failure {
    match refused(error) {
        Failure { kind: FailureKind::ServerError, detail, .. } => Failure::new(FailureKind::Interrupted, detail),
        failure => failure,
    }
}
