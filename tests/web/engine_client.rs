//! The page's side of the engine against a worker that hangs, traps and lies on request.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::future::join;
use js_sys::{Array, ArrayBuffer, Reflect, Uint8Array};
use nshot::browser::engine_client::{EngineClient, EngineFailure, EngineState};
use nshot::domain::prompt::Prompt;
use nshot::engine::wire::{Composed, News, ReplyBody, RequestBody, Task};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Blob, BlobPropertyBag, Element, Url};

use crate::replaced::Replaced;

const SCRIPT: &str = include_str!("engine_client/worker.js");

/// A client, and everything that its workers tell that they heard.
struct Bench {
    client: Rc<EngineClient>,
    told: Rc<RefCell<Vec<String>>>,
}

impl Bench {
    fn new() -> Self {
        let composed = serde_json::to_string(&Composed::default()).unwrap();
        let client = EngineClient::at(&script_url(&SCRIPT.replace("COMPOSED", &composed)));
        let told: Rc<RefCell<Vec<String>>> = Rc::default();
        let heard = Rc::clone(&told);
        client.on_news(move |news| {
            if let News::VocabularyLoaded { stem } = news {
                heard.borrow_mut().push(stem.clone());
            }
        });
        Self { client, told }
    }

    async fn ask(&self, words: &str) -> Result<ReplyBody, EngineFailure> {
        self.client.request(RequestBody::InferSchema { example: words.to_owned() }).await
    }

    /// Submits at once, awaited or not.
    fn compose(&self, title: &str) -> impl Future<Output = Result<ReplyBody, EngineFailure>> + use<> {
        let prompt = Box::new(Prompt { title: title.to_owned(), ..Prompt::empty() });
        self.client.request(RequestBody::Compose { prompt })
    }

    async fn give(&self, name: &str, content: &str) -> Result<ReplyBody, EngineFailure> {
        self.client.load_tokenizer(name.to_owned(), bytes(content)).await
    }

    /// What was told since the last look, as one line.
    fn told(&self) -> String {
        self.told.take().join(", ")
    }
}

fn script_url(script: &str) -> String {
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&script.into()), &options).unwrap();
    Url::create_object_url_with_blob(&blob).unwrap()
}

fn bytes(content: &str) -> ArrayBuffer {
    Uint8Array::from(content.as_bytes()).buffer()
}

fn echo(words: &str) -> ReplyBody {
    ReplyBody::SchemaInferred(words.to_owned())
}

fn composed() -> ReplyBody {
    ReplyBody::Composed(Box::default())
}

/// The reason why a request died.
fn death(outcome: Result<ReplyBody, EngineFailure>) -> (Task, String) {
    match outcome {
        Err(EngineFailure::Died { task, reason }) => (task, reason),
        other => unreachable!("it did not die: {other:?}"),
    }
}

/// The browser's own `Worker` from a frame; the runner of these tests puts one in its place that imports scripts itself.
fn browser_worker() -> (Element, Replaced) {
    let document = web_sys::window().and_then(|window| window.document()).unwrap();
    let frame = document.create_element("iframe").unwrap();
    document.document_element().unwrap().append_child(&frame).unwrap();
    let inside = Reflect::get(&frame, &"contentWindow".into()).unwrap();
    let worker = Reflect::get(&inside, &"Worker".into()).unwrap();
    (frame, Replaced::new(js_sys::global(), "Worker", &worker))
}

#[wasm_bindgen_test]
async fn what_is_asked_before_ready_waits_for_it() {
    let bench = Bench::new();
    assert_eq!(bench.client.state(), EngineState::Starting);
    let (one, two) = join(bench.ask("one"), bench.ask("two")).await;
    assert_eq!((one, two), (Ok(echo("one")), Ok(echo("two"))));
    assert_eq!(bench.told(), "start, infer_schema one, infer_schema two");
    assert_eq!(bench.client.state(), EngineState::Ready);
}

#[wasm_bindgen_test]
async fn of_waiting_compositions_and_counts_only_the_newest_is_made() {
    let bench = Bench::new();
    let count = || bench.client.request(RequestBody::Count { models: Vec::new() });
    let compositions = join(bench.compose("first"), join(bench.compose("second"), bench.compose("third")));
    let (compositions, counts) = join(compositions, join(count(), count())).await;
    assert_eq!(compositions, (Err(EngineFailure::Superseded), (Err(EngineFailure::Superseded), Ok(composed()))));
    assert_eq!(counts, (Err(EngineFailure::Superseded), Ok(ReplyBody::Counted(Vec::new()))));
    assert_eq!(bench.told(), "start, compose third, count");
}

#[wasm_bindgen_test]
async fn a_request_that_nobody_waits_for_is_not_sent() {
    let bench = Bench::new();
    drop(bench.client.request(RequestBody::InferSchema { example: "dropped".to_owned() }));
    assert_eq!(bench.ask("kept").await, Ok(echo("kept")));
    assert_eq!(bench.told(), "start, infer_schema kept");
}

#[wasm_bindgen_test]
async fn replies_to_other_requests_are_not_taken() {
    let bench = Bench::new();
    assert_eq!(bench.ask("stale and slow").await, Ok(echo("stale and slow")));
    assert_eq!(bench.ask("twice").await, Ok(echo("twice")));
    assert_eq!(bench.ask("slow").await, Ok(echo("slow")));
    let refused = ReplyBody::Refused { reason: "unreadable".to_owned() };
    assert_eq!(bench.ask("unread").await, Ok(refused));
}

#[wasm_bindgen_test]
async fn an_engine_that_hangs_is_ended_at_its_deadline() {
    let bench = Bench::new();
    bench.compose("good").await.unwrap();
    let (hung, after) = join(bench.compose("hang"), bench.ask("after")).await;
    let (task, reason) = death(hung);
    assert_eq!(task, Task::Compose);
    assert!(reason.contains("rendering the prompt's templates: it took longer than 2 seconds"), "{reason}");
    assert_eq!(after, Ok(echo("after")));
    assert_eq!(bench.told(), "start, compose good, compose hang, start, compose good, infer_schema after");
}

#[wasm_bindgen_test]
async fn an_engine_that_breaks_is_restarted_with_what_it_knew() {
    let bench = Bench::new();
    let states: Rc<RefCell<Vec<EngineState>>> = Rc::default();
    let seen = Rc::clone(&states);
    bench.client.on_state(move |state| seen.borrow_mut().push(state.clone()));
    bench.compose("old").await.unwrap();
    bench.compose("good").await.unwrap();
    bench.give("mine.json", "{}").await.unwrap();
    assert!(matches!(bench.give("mine.json", "bad").await, Ok(ReplyBody::Refused { .. })));
    bench.told();
    for (words, expected) in [("trap", "it trapped"), ("crash", "it crashed"), ("babble", "its message can't be read")]
    {
        let (task, reason) = death(bench.ask(words).await);
        assert_eq!(task, Task::InferSchema);
        assert!(reason.contains(expected), "{reason}");
        assert_eq!(bench.ask("after").await, Ok(echo("after")));
        let expected =
            format!("infer_schema {words}, start, compose good, load_tokenizer mine.json 2, infer_schema after");
        assert_eq!(bench.told(), expected);
    }
    let restarts = [EngineState::Restarting, EngineState::Ready].into_iter().cycle().take(6);
    let expected: Vec<_> = [EngineState::Starting, EngineState::Ready].into_iter().chain(restarts).collect();
    assert_eq!(*states.borrow(), expected);
}

#[wasm_bindgen_test]
async fn a_newer_tokenizer_of_the_same_name_replaces_the_one_before() {
    let bench = Bench::new();
    bench.give("mine.json", "{}").await.unwrap();
    bench.give("mine.json", "newer").await.unwrap();
    death(bench.ask("trap").await);
    bench.told();
    bench.ask("after").await.unwrap();
    assert_eq!(bench.told(), "start, load_tokenizer mine.json 5, infer_schema after");
}

#[wasm_bindgen_test]
async fn what_ended_the_engine_twice_is_not_sent_again() {
    let bench = Bench::new();
    death(bench.ask("trap").await);
    death(bench.ask("trap").await);
    bench.ask("between").await.unwrap();
    bench.told();
    let (_, reason) = death(bench.ask("trap").await);
    assert!(reason.contains("twice"), "{reason}");
    death(bench.ask("trap, but another").await);
    assert_eq!(bench.told(), "infer_schema trap, but another");
}

#[wasm_bindgen_test]
async fn a_tokenizer_that_ended_the_engine_twice_is_told_by_its_bytes() {
    let bench = Bench::new();
    death(bench.give("trap.json", "{}").await);
    death(bench.give("trap.json", "{}").await);
    bench.ask("between").await.unwrap();
    bench.told();
    death(bench.give("trap.json", "{}").await);
    assert_eq!(bench.told(), "");
    death(bench.give("trap.json", "other").await);
    assert_eq!(bench.told(), "load_tokenizer trap.json 5");
}

#[wasm_bindgen_test]
async fn an_engine_that_does_not_start_is_given_up_until_somebody_asks() {
    let (frame, _replaced) = browser_worker();
    let client = EngineClient::at("/there-is-no-such-script.js");
    let ask = || client.request(RequestBody::InferSchema { example: String::new() });
    let Err(EngineFailure::Down { reason }) = ask().await else { unreachable!("it is not down") };
    assert!(reason.contains("its script does not load"), "{reason}");
    assert!(matches!(client.state(), EngineState::Down { .. }));
    let again = ask();
    assert_eq!(client.state(), EngineState::Starting);
    assert!(matches!(again.await, Err(EngineFailure::Down { .. })));
    frame.remove();
}

#[wasm_bindgen_test]
async fn a_client_that_is_gone_leaves_nobody_waiting() {
    let bench = Bench::new();
    bench.ask("first").await.unwrap();
    let late = bench.client.request(RequestBody::InferSchema { example: "slow".to_owned() });
    drop(bench.client);
    assert_eq!(late.await, Err(EngineFailure::Superseded));
}
