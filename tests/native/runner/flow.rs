//! The flow of a run: attempts, deadlines, stopping, limits, the dry run.

use std::cell::RefCell;

use futures_util::future::join_all;
use nshot::domain::answer::Answer;
use nshot::domain::completion::{Completion, FinishReason};
use nshot::domain::compose::ComposedSchema;
use nshot::domain::connection::{Connection, Protocol};
use nshot::domain::failure::{Failure, FailureKind};
use nshot::domain::run_policy::RunPolicy;
use nshot::domain::technique::{ChainOfThought, Technique};
use nshot::domain::usage::Usage;
use nshot::provider::event::RunEvent;
use nshot::runner::cache;
use nshot::runner::cancel::Cancel;
use nshot::runner::limits::{HOSTED_LIMIT, LOOPBACK_LIMIT, Limits};
use nshot::runner::run::{Progress, Runner};

use super::world::{FakeClock, FakeTransport, Script, Step};
use super::{connection, request};

const HELLO: &str = "data: {\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n";
const STOP: &str = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

pub fn hosted() -> Connection {
    connection(Protocol::ChatCompletions, "https://api.openai.com/v1")
}

fn answer(steps: &[Step]) -> Script {
    Script::Answer(200, vec![("Content-Type".to_owned(), "text/event-stream".to_owned())], steps.to_vec())
}

fn status(status: u16, headers: &[(&str, &str)]) -> Script {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Script::Answer(status, headers, vec![Step::Bytes("{\"error\":{\"message\":\"no\"}}")])
}

pub fn good() -> Script {
    answer(&[Step::Wait(200.0), Step::Bytes(HELLO), Step::Wait(100.0), Step::Bytes(STOP)])
}

/// Runs scripts; the completion, what was told, and how often it was sent.
fn run(scripts: impl IntoIterator<Item = Script>) -> (Completion, Vec<Progress>, usize) {
    let clock = FakeClock::default();
    let transport = FakeTransport::new(&clock, scripts);
    let runner = Runner { transport, clock: clock.clone(), limits: Limits::new(), policy: RunPolicy::default() };
    let mut told = Vec::new();
    let completion = clock.run(runner.run(&hosted(), &request("Hi"), &Cancel::new(), |progress| told.push(progress)));
    let sent = runner.transport.sent.get();
    assert_eq!(runner.transport.open.get(), 0, "every body is closed");
    (completion, told, sent)
}

fn kind(completion: &Completion) -> Option<FailureKind> {
    completion.failure.as_ref().map(|failure| failure.kind)
}

#[test]
fn times_the_first_token_and_the_whole() {
    let (completion, told, _) = run([good()]);
    assert_eq!(completion.text, "Hello");
    assert_eq!(completion.finish, Some(FinishReason::Stop));
    assert_eq!(completion.timing.first_token_ms, Some(200.0));
    assert_eq!(completion.timing.total_ms, Some(300.0));
    assert_eq!(told.first(), Some(&Progress::Sent { attempt: 1 }));
    assert!(told.contains(&Progress::Event(RunEvent::Text("Hello".to_owned()))));
}

#[test]
fn retries_passing_failures_before_the_first_token() {
    let (completion, told, sent) =
        run([status(503, &[]), Script::Fail(Failure::new(FailureKind::Unreachable, "")), good()]);
    assert_eq!((completion.text.as_str(), kind(&completion), sent), ("Hello", None, 3));
    let waits: Vec<f64> = told
        .iter()
        .filter_map(|step| if let Progress::Retrying { after_ms, .. } = step { Some(*after_ms) } else { None })
        .collect();
    assert_eq!(waits, [500.0, 1000.0]);
    assert_eq!(completion.timing.total_ms, Some(1_800.0));
}

#[test]
fn gives_up_after_two_retries_with_the_last_failure() {
    let (completion, _, sent) = run([status(500, &[]), status(500, &[]), status(529, &[])]);
    assert_eq!((kind(&completion), sent), (Some(FailureKind::Overloaded), 3));
    assert_eq!(completion.failure.and_then(|failure| failure.status), Some(529));
}

#[test]
fn waits_as_long_as_the_provider_asks() {
    let (completion, _, _) = run([status(429, &[("Retry-After", "7")]), good()]);
    assert_eq!(completion.timing.total_ms, Some(7_300.0));
    let (completion, _, sent) = run([status(429, &[("retry-after", "3600")])]);
    assert_eq!((kind(&completion), sent), (Some(FailureKind::RateLimited), 1));
    assert_eq!(completion.failure.and_then(|failure| failure.retry_after_seconds), Some(3600));
}

#[test]
fn never_retries_after_the_first_token() {
    let broken = Failure::new(FailureKind::Interrupted, "broken");
    let (completion, _, sent) = run([answer(&[Step::Bytes(HELLO), Step::Break(broken)])]);
    assert_eq!((completion.text.as_str(), kind(&completion), sent), ("Hello", Some(FailureKind::Interrupted), 1));
    let (completion, _, sent) = run([answer(&[Step::Bytes(HELLO)])]);
    assert_eq!((completion.text.as_str(), kind(&completion), sent), ("Hello", Some(FailureKind::Interrupted), 1));
}

#[test]
fn retries_after_the_first_token_when_asked_and_drops_what_came() {
    let clock = FakeClock::default();
    let broken = answer(&[Step::Bytes(HELLO), Step::Break(Failure::new(FailureKind::Interrupted, "broken"))]);
    let transport = FakeTransport::new(&clock, [broken, good()]);
    let policy = RunPolicy { retry_after_first_token: true, retries: 1, ..RunPolicy::default() };
    let runner = Runner { transport, clock: clock.clone(), limits: Limits::new(), policy };
    let mut told = Vec::new();
    let completion = clock.run(runner.run(&hosted(), &request("Hi"), &Cancel::new(), |progress| told.push(progress)));
    assert_eq!((completion.text.as_str(), kind(&completion), runner.transport.sent.get()), ("Hello", None, 2));
    assert!(told.iter().any(|step| matches!(step, Progress::Retrying { retry: 1, of: 1, .. })));
}

#[test]
fn what_befalls_the_page_ends_a_run_with_its_reason_and_keeps_the_text() {
    let clock = FakeClock::default();
    let transport = FakeTransport::new(&clock, [answer(&[Step::Bytes(HELLO), Step::Hang])]);
    let runner = Runner { transport, clock: clock.clone(), limits: Limits::new(), policy: RunPolicy::default() };
    let cancel = Cancel::new();
    let completion = clock.run(runner.run(&hosted(), &request("Hi"), &cancel, |progress| {
        if matches!(progress, Progress::Event(RunEvent::Text(_))) {
            cancel.end(Failure::new(FailureKind::Interrupted, "The browser went offline."));
            cancel.stop();
        }
    }));
    assert_eq!(completion.text, "Hello");
    let failure = completion.failure.expect("a reason");
    assert_eq!((failure.kind, failure.detail.as_str()), (FailureKind::Interrupted, "The browser went offline."));
}

#[test]
fn the_longest_gap_is_timed() {
    let (completion, _, _) = run([answer(&[
        Step::Bytes(HELLO),
        Step::Wait(40.0),
        Step::Bytes(HELLO),
        Step::Wait(700.0),
        Step::Bytes(HELLO),
        Step::Bytes(STOP),
    ])]);
    assert_eq!(completion.timing.largest_gap_ms, Some(700.0));
}

#[test]
fn a_kept_answer_belongs_to_exactly_one_request() {
    let name = |connection: &Connection, text: &str, repeat| cache::key(connection, &request(text), repeat).unwrap();
    let own = name(&hosted(), "Hi", 0);
    assert_eq!(own.len(), 64);
    assert_eq!(own, name(&hosted(), "Hi", 0));
    let elsewhere = connection(Protocol::ChatCompletions, "https://api.groq.com/openai/v1");
    let otherwise = connection(Protocol::Responses, "https://api.openai.com/v1");
    for other in
        [name(&hosted(), "Hi ", 0), name(&hosted(), "Hi", 1), name(&elsewhere, "Hi", 0), name(&otherwise, "Hi", 0)]
    {
        assert_ne!(own, other);
    }
    let (whole, _, _) = run([good()]);
    assert!(cache::is_worth_keeping(&whole));
    let (broken, _, _) = run([answer(&[Step::Bytes(HELLO)])]);
    assert!(!cache::is_worth_keeping(&broken));
}

#[test]
fn a_break_after_the_finish_reason_is_no_failure() {
    let finish = "data: {\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]}\n\n";
    let (completion, _, _) =
        run([answer(&[Step::Bytes(finish), Step::Break(Failure::new(FailureKind::Interrupted, ""))])]);
    assert_eq!((completion.text.as_str(), kind(&completion)), ("x", None));
}

#[test]
fn never_retries_what_will_fail_again() {
    for (code, expected) in [
        (400, FailureKind::BadRequest),
        (401, FailureKind::WrongKey),
        (403, FailureKind::Forbidden),
        (404, FailureKind::UnknownModel),
    ] {
        let (completion, _, sent) = run([status(code, &[])]);
        assert_eq!((kind(&completion), sent), (Some(expected), 1), "{code}");
    }
}

#[test]
fn the_end_marker_ends_the_run_though_the_connection_stays_open() {
    let (completion, _, _) = run([answer(&[Step::Bytes(HELLO), Step::Bytes(STOP), Step::Hang])]);
    assert_eq!(kind(&completion), None);
    assert_eq!(completion.timing.total_ms, Some(0.0));
}

#[test]
fn silence_times_out_at_each_stage() {
    let (completion, _, sent) = run([answer(&[Step::Hang])]);
    assert_eq!((kind(&completion), sent), (Some(FailureKind::TimedOut), 1));
    assert_eq!(completion.timing.total_ms, Some(300_000.0));
    let pings: Vec<Step> = (0..10).flat_map(|_| [Step::Wait(50_000.0), Step::Bytes(": ping\n\n")]).collect();
    let (completion, _, sent) = run([answer(&pings)]);
    assert_eq!((kind(&completion), sent), (Some(FailureKind::TimedOut), 1));
    assert_eq!(completion.timing.total_ms, Some(300_000.0), "pings do not lengthen the wait for the first token");
    let (completion, _, _) = run([answer(&[
        Step::Bytes(HELLO),
        Step::Wait(59_000.0),
        Step::Bytes(": ping\n\n"),
        Step::Wait(59_000.0),
        Step::Hang,
    ])]);
    assert_eq!((completion.text.as_str(), kind(&completion)), ("Hello", Some(FailureKind::TimedOut)));
    assert_eq!(completion.timing.total_ms, Some(119_000.0));
    let endless: Vec<Step> = (0..2_000).flat_map(|_| [Step::Wait(1_100.0), Step::Bytes(HELLO)]).collect();
    let (completion, _, _) = run([answer(&endless)]);
    assert_eq!((completion.text.len(), kind(&completion)), (545 * 5, Some(FailureKind::TimedOut)));
    assert_eq!(completion.timing.total_ms, Some(600_000.0));
}

#[test]
fn stopping_keeps_what_has_come() {
    let clock = FakeClock::default();
    let transport = FakeTransport::new(&clock, [answer(&[Step::Bytes(HELLO), Step::Bytes(HELLO), Step::Hang])]);
    let runner = Runner { transport, clock: clock.clone(), limits: Limits::new(), policy: RunPolicy::default() };
    let cancel = Cancel::new();
    let completion = clock.run(runner.run(&hosted(), &request("Hi"), &cancel, |progress| {
        if matches!(progress, Progress::Event(RunEvent::Text(_))) {
            cancel.stop();
        }
    }));
    assert_eq!(completion.text, "Hello", "though the next bytes were there already");
    assert_eq!(kind(&completion), Some(FailureKind::Stopped));
    assert_eq!(runner.transport.open.get(), 0, "stopping closes the connection");
    let completion = clock.run(runner.run(&hosted(), &request("Hi"), &cancel, |_| {}));
    assert_eq!(
        (kind(&completion), runner.transport.sent.get()),
        (Some(FailureKind::Stopped), 1),
        "a stopped run sends nothing"
    );
}

#[test]
fn a_connection_is_asked_so_much_at_once_and_no_more() {
    for (connection, most) in
        [(hosted(), HOSTED_LIMIT), (connection(Protocol::ChatCompletions, "http://localhost:8080/v1"), LOOPBACK_LIMIT)]
    {
        let clock = FakeClock::default();
        let transport = FakeTransport::new(&clock, (0..20).map(|_| good()));
        let runner = Runner { transport, clock: clock.clone(), limits: Limits::new(), policy: RunPolicy::default() };
        let (prompt, cancel, order) = (request("Hi"), Cancel::new(), RefCell::new(Vec::new()));
        let runs = (0..20).map(|number| {
            let (runner, prompt, cancel, order, connection) = (&runner, &prompt, &cancel, &order, &connection);
            async move {
                let completion = runner.run(connection, prompt, cancel, |_| {}).await;
                order.borrow_mut().push(number);
                completion
            }
        });
        let completions = clock.run(join_all(runs));
        assert!(completions.iter().all(|completion| completion.text == "Hello"));
        assert_eq!(runner.transport.most_open.get(), most);
        assert_eq!(order.into_inner(), (0..20).collect::<Vec<_>>(), "first come, first served");
        assert!(!runner.limits.is_full(&connection));
    }
}

#[test]
fn a_request_that_cannot_be_made_is_told_and_not_sent() {
    let mut request = request("Hi");
    request.sampling.extra = "[1]".to_owned();
    let clock = FakeClock::default();
    let runner = Runner {
        transport: FakeTransport::new(&clock, []),
        clock: clock.clone(),
        limits: Limits::new(),
        policy: RunPolicy::default(),
    };
    let completion = clock.run(runner.run(&hosted(), &request, &Cancel::new(), |_| {}));
    assert_eq!((kind(&completion), runner.transport.sent.get()), (Some(FailureKind::BadSettings), 0));
}

fn dry_run(request: &nshot::provider::request::ChatRequest) -> Completion {
    let clock = FakeClock::default();
    let runner = Runner {
        transport: FakeTransport::new(&clock, []),
        clock: clock.clone(),
        limits: Limits::new(),
        policy: RunPolicy::default(),
    };
    clock.run(runner.run(&Connection::dry_run(), request, &Cancel::new(), |_| {}))
}

#[test]
fn the_dry_run_says_what_it_is_and_what_it_received() {
    let completion = dry_run(&request("Why do locks work?"));
    assert!(completion.text.starts_with("This is a dry run: no model was called"));
    assert!(completion.text.contains("1. System, 9 characters: Be brief."));
    assert!(completion.text.contains("2. User, 18 characters: Why do locks work?"));
    assert_eq!(
        (completion.finish, completion.usage, completion.failure),
        (Some(FinishReason::Stop), Usage::default(), None)
    );
}

#[test]
fn the_dry_run_fits_a_schema_and_an_answer_tag() {
    let mut prompt = request("Classify <answer>this</answer>.");
    let json = r##"{"type":"object","properties":{"label":{"enum":["spam","ham"]},"score":{"type":"number","minimum":0.5},"tags":{"type":"array","items":{"$ref":"#/$defs/tag"},"minItems":1},"note":{"type":"string","minLength":9}},"required":["label","score","tags","note"],"additionalProperties":false,"$defs":{"tag":{"type":"string"}}}"##;
    prompt.schema = Some(ComposedSchema { name: "x".to_owned(), json: json.to_owned() });
    let schema: serde_json::Value = serde_json::from_str(json).expect("JSON");
    let instance: serde_json::Value = serde_json::from_str(&dry_run(&prompt).text).expect("JSON and nothing else");
    assert!(jsonschema::is_valid(&schema, &instance), "{instance}");
    prompt.technique = Technique::ChainOfThought(ChainOfThought::ZeroShot);
    let tagged = Answer::extract(&dry_run(&prompt).text, prompt.technique);
    let inside: serde_json::Value = serde_json::from_str(&tagged.text).expect("JSON in the tag");
    assert_eq!(inside, instance);
    assert!(tagged.reasoning.contains("Dry run"));
}
