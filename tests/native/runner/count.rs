//! Exact counts by the endpoint: with fakes, and over real TCP against the fault server.

use fault_server::fault::GOOD_KEY;
use fault_server::{Fault, Server};
use nshot::domain::connection::{Connection, Protocol};
use nshot::domain::failure::{Failure, FailureKind as Kind};
use nshot::domain::run_policy::RunPolicy;
use nshot::provider::count::CountEndpoint;
use nshot::runner::cancel::Cancel;
use nshot::runner::count::ApiCount;
use nshot::runner::limits::Limits;
use nshot::runner::run::Runner;

use super::tcp::Tcp;
use super::world::{FakeClock, FakeTransport, Script, Step};
use super::{connection, request};

/// Plays scripts; what came of it, and how often it was asked.
fn play(
    connection: &Connection,
    known: Option<CountEndpoint>,
    scripts: impl IntoIterator<Item = Script>,
) -> (Result<ApiCount, Failure>, usize) {
    let clock = FakeClock::default();
    let transport = FakeTransport::new(&clock, scripts);
    let runner = Runner { transport, clock: clock.clone(), limits: Limits::new(), policy: RunPolicy::default() };
    let outcome = clock.run(runner.count(connection, &request("Hi"), known, &Cancel::new()));
    assert_eq!(runner.transport.open.get(), 0, "every body is closed");
    (outcome, runner.transport.sent.get())
}

fn says(status: u16, body: &'static str) -> Script {
    Script::Answer(status, Vec::new(), vec![Step::Bytes(body)])
}

fn local() -> Connection {
    connection(Protocol::ChatCompletions, "http://localhost:8123/v1")
}

const MISSING: &str = r#"{"detail":"Not Found"}"#;

#[test]
fn each_way_is_tried_until_one_answers_and_that_one_is_asked_first_the_next_time() {
    let vllm = r#"{"count":12,"max_model_len":8192,"tokens":[]}"#;
    let (outcome, asked) = play(&local(), None, [says(404, MISSING), says(200, vllm)]);
    let endpoint = CountEndpoint::TokenizeMessages;
    assert_eq!((outcome, asked), (Ok(ApiCount { tokens: 12, endpoint }), 2));
    let (outcome, asked) = play(&local(), Some(endpoint), [says(200, vllm)]);
    assert_eq!((outcome, asked), (Ok(ApiCount { tokens: 12, endpoint }), 1));
}

#[test]
fn llama_cpp_without_a_count_endpoint_is_counted_through_its_template() {
    let scripts = [
        says(404, MISSING),
        says(200, r#"{"tokens":[]}"#),
        says(200, r#"{"prompt":"<s>Hi"}"#),
        says(200, r#"{"tokens":[1,2,3]}"#),
    ];
    let (outcome, asked) = play(&local(), None, scripts);
    assert_eq!((outcome, asked), (Ok(ApiCount { tokens: 3, endpoint: CountEndpoint::Template }), 4));
}

#[test]
fn a_server_without_any_of_them_says_so() {
    let (outcome, asked) = play(&local(), None, [says(404, MISSING), says(405, ""), says(404, "404 page not found")]);
    assert_eq!((outcome.map_err(|failure| failure.kind), asked), (Err(Kind::NotCounted), 3));
    let nothing_known = connection(Protocol::ChatCompletions, "https://api.mistral.ai/v1");
    let (outcome, asked) = play(&nothing_known, None, []);
    assert_eq!((outcome.map_err(|failure| failure.kind), asked), (Err(Kind::NotCounted), 0));
}

#[test]
fn a_wrong_key_ends_it_and_an_overload_is_tried_again() {
    let denied = r#"{"error":{"message":"Incorrect API key provided"}}"#;
    let (outcome, asked) = play(&local(), None, [says(401, denied)]);
    assert_eq!((outcome.map_err(|failure| failure.kind), asked), (Err(Kind::WrongKey), 1));
    let (outcome, asked) = play(&local(), None, [says(503, "{}"), says(200, r#"{"input_tokens":5}"#)]);
    assert_eq!((outcome.map(|count| count.tokens), asked), (Ok(5), 2));
}

#[test]
fn a_proxy_that_only_estimates_is_not_believed() {
    let guess = r#"{"input_tokens":14,"litellm_count_source":"local_estimate"}"#;
    let (outcome, asked) = play(&local(), None, [says(200, guess)]);
    assert_eq!((outcome.map_err(|failure| failure.kind), asked), (Err(Kind::NotCounted), 1));
}

#[test]
fn a_stopped_count_asks_no_more() {
    let clock = FakeClock::default();
    let transport = FakeTransport::new(&clock, [Script::Answer(200, Vec::new(), vec![Step::Hang])]);
    let runner = Runner { transport, clock: clock.clone(), limits: Limits::new(), policy: RunPolicy::default() };
    let cancel = Cancel::new();
    cancel.stop();
    let outcome = clock.run(runner.count(&local(), &request("Hi"), None, &cancel));
    assert_eq!(outcome.map_err(|failure| failure.kind), Err(Kind::Stopped));
}

fn over_tcp(server: &Server, protocol: Protocol, fault: Fault) -> Result<u64, Kind> {
    let clock = FakeClock::default();
    let key = (fault == Fault::Key).then_some(GOOD_KEY);
    let runner =
        Runner { transport: Tcp { key }, clock: clock.clone(), limits: Limits::new(), policy: RunPolicy::default() };
    let connection = connection(protocol, &server.base_url(fault));
    let prompt = request("Why do locks work? Grüße 👋");
    let counted = clock.run(runner.count(&connection, &prompt, None, &Cancel::new()));
    counted.map(|count| count.tokens).map_err(|failure| failure.kind)
}

/// The server's rule: three tokens, and for each message four and one for each four bytes.
#[test]
fn counts_come_over_real_tcp_in_every_protocol() {
    let server = Server::start(0, 0).expect("a free port");
    let texts = ["Be brief.", "Why do locks work? Grüße 👋"];
    let expected = 3 + texts.iter().map(|text| 4 + text.len().div_ceil(4) as u64).sum::<u64>();
    for protocol in [Protocol::ChatCompletions, Protocol::Messages, Protocol::Responses, Protocol::Gemini] {
        for fault in [Fault::Ok, Fault::Key, Fault::RateLimitedOnce] {
            assert_eq!(over_tcp(&server, protocol, fault), Ok(expected), "{protocol:?} {fault:?}");
        }
        for (fault, kind) in [
            (Fault::Unauthorized, Kind::WrongKey),
            (Fault::NotFound, Kind::UnknownModel),
            (Fault::RateLimited, Kind::RateLimited),
            (Fault::ServerError, Kind::ServerError),
            (Fault::Close, Kind::Unreachable),
            (Fault::Silent, Kind::TimedOut),
        ] {
            assert_eq!(over_tcp(&server, protocol, fault), Err(kind), "{protocol:?} {fault:?}");
        }
        // Gemini has one way: what it says is what is told.
        let [missing, page] = match protocol {
            Protocol::Gemini => [Kind::UnknownModel, Kind::Garbled],
            _ => [Kind::NotCounted, Kind::NotCounted],
        };
        assert_eq!(over_tcp(&server, protocol, Fault::NoCount), Err(missing), "{protocol:?}");
        assert_eq!(over_tcp(&server, protocol, Fault::Html), Err(page), "{protocol:?}");
    }
}
