//! Every fault of the fault server, in every protocol, over real TCP: the state the person must see.

use fault_server::fault::GOOD_KEY;
use fault_server::{Fault, Server};
use nshot::domain::completion::{Completion, FinishReason};
use nshot::domain::compose::ComposedSchema;
use nshot::domain::connection::Protocol;
use nshot::domain::failure::FailureKind as Kind;
use nshot::domain::run_policy::RunPolicy;
use nshot::runner::cancel::Cancel;
use nshot::runner::limits::Limits;
use nshot::runner::run::{Progress, Runner};

use super::tcp::Tcp;
use super::world::FakeClock;
use super::{connection, request};

fn run(
    server: &Server,
    protocol: Protocol,
    fault: Fault,
    key: Option<&'static str>,
    cancel_after: usize,
) -> Completion {
    let clock = FakeClock::default();
    let runner =
        Runner { transport: Tcp { key }, clock: clock.clone(), limits: Limits::new(), policy: RunPolicy::default() };
    let connection = connection(protocol, &server.base_url(fault));
    let mut prompt = request("Why do locks work? Grüße 👋");
    if fault == Fault::Schema {
        let json = r#"{"type":"object","properties":{"label":{"enum":["a","b"]}},"required":["label"],"additionalProperties":false}"#;
        prompt.schema = Some(ComposedSchema { name: "label".to_owned(), json: json.to_owned() });
    }
    let cancel = Cancel::new();
    let mut events = 0;
    clock.run(runner.run(&connection, &prompt, &cancel, |progress| {
        events += usize::from(matches!(progress, Progress::Event(_)));
        if events > cancel_after {
            cancel.stop();
        }
    }))
}

/// What a fault must end in: the failure, and whether text is kept.
#[derive(Debug, PartialEq)]
enum End {
    Whole,
    Partial(Kind),
    Nothing(Kind),
}

fn end(completion: &Completion) -> End {
    match &completion.failure {
        None => End::Whole,
        Some(failure) if completion.text.is_empty() => End::Nothing(failure.kind),
        Some(failure) => End::Partial(failure.kind),
    }
}

fn expected(fault: Fault) -> End {
    use End::{Nothing, Partial, Whole};
    match fault {
        // Not a Chat Completions event for the others: half an event all the same.
        Fault::Cut | Fault::CutUtf8 | Fault::NoFinish => Partial(Kind::Interrupted),
        // Half a document is kept back: it has no text that could be shown.
        Fault::CutEarly | Fault::Short => Nothing(Kind::Interrupted),
        Fault::Close => Nothing(Kind::Unreachable),
        Fault::Silent => Nothing(Kind::TimedOut),
        Fault::Stall => Partial(Kind::TimedOut),
        Fault::Unauthorized | Fault::UnauthorizedNoCors | Fault::Key => Nothing(Kind::WrongKey),
        Fault::Forbidden => Nothing(Kind::Forbidden),
        Fault::NotFound => Nothing(Kind::UnknownModel),
        Fault::RateLimited | Fault::RateLimitedLong | Fault::RateLimitedHidden | Fault::RateLimitedDate => {
            Nothing(Kind::RateLimited)
        }
        Fault::Quota => Nothing(Kind::QuotaExceeded),
        Fault::Context => Nothing(Kind::ContextTooLong),
        Fault::ServerError | Fault::BadGateway => Nothing(Kind::ServerError),
        Fault::Unavailable | Fault::Overloaded | Fault::ErrorIn200 => Nothing(Kind::Overloaded),
        Fault::Garbage | Fault::Html | Fault::Empty | Fault::NoContent | Fault::Redirect | Fault::RedirectElsewhere => {
            Nothing(Kind::Garbled)
        }
        Fault::ErrorEvent => Partial(Kind::Overloaded),
        Fault::Endless => Partial(Kind::Stopped),
        _ => Whole,
    }
}

/// A trickle is the same trickle whatever is in it: once for events, once for lines.
fn takes_long(fault: Fault, protocol: Protocol) -> bool {
    let trickles = !matches!(protocol, Protocol::ChatCompletions | Protocol::Ollama);
    matches!(fault, Fault::Fast | Fault::Big) || (fault == Fault::Slow && trickles)
}

#[test]
fn every_fault_ends_in_its_state() {
    let server = Server::start(0, 0).expect("a free port");
    for protocol in Protocol::REMOTE {
        for fault in Fault::ALL.iter().copied().filter(|fault| !takes_long(*fault, protocol)) {
            let completion = run(&server, protocol, fault, None, if fault == Fault::Endless { 50 } else { usize::MAX });
            assert_eq!(end(&completion), expected(fault), "{protocol:?} {fault:?}: {:?}", completion.failure);
            if end(&completion) == End::Whole {
                let finish = match fault {
                    Fault::Length => FinishReason::Length,
                    // These two have no word for it.
                    Fault::Refusal if matches!(protocol, Protocol::Cohere | Protocol::Ollama) => FinishReason::Stop,
                    Fault::Refusal => FinishReason::Refusal,
                    _ => FinishReason::Stop,
                };
                assert_eq!(completion.finish, Some(finish), "{protocol:?} {fault:?}");
                assert_eq!(
                    completion.usage.output_total().is_some(),
                    fault != Fault::NoUsage,
                    "{protocol:?} {fault:?}"
                );
                assert_eq!(!completion.reasoning.is_empty(), fault == Fault::Reasoning, "{protocol:?} {fault:?}");
            }
        }
    }
}

#[test]
fn spoilt_bytes_do_not_change_the_text() {
    let server = Server::start(0, 0).expect("a free port");
    for protocol in Protocol::REMOTE {
        let plain = run(&server, protocol, Fault::Ok, None, usize::MAX);
        assert!(plain.text.contains("m³") && plain.usage.input_total() > Some(10));
        for fault in [
            Fault::Slow,
            Fault::Bytes,
            Fault::CrLf,
            Fault::Cr,
            Fault::Odd,
            Fault::Comments,
            Fault::Numbers,
            Fault::Twice,
            Fault::Json,
            Fault::NoUsage,
            Fault::NoDone,
        ] {
            if !takes_long(fault, protocol) {
                assert_eq!(run(&server, protocol, fault, None, usize::MAX).text, plain.text, "{protocol:?} {fault:?}");
            }
        }
        assert_eq!(run(&server, protocol, Fault::Big, None, usize::MAX).text.len(), 10_000_000);
        assert_eq!(run(&server, protocol, Fault::Echo, None, usize::MAX).text, "Why do locks work? Grüße 👋");
        assert_eq!(run(&server, protocol, Fault::Schema, None, usize::MAX).text, r#"{"label":"a"}"#);
    }
}

#[test]
fn the_right_number_of_calls_is_made() {
    let server = Server::start(0, 0).expect("a free port");
    for (fault, calls) in [
        (Fault::Ok, 1),
        (Fault::Unauthorized, 1),
        (Fault::RateLimited, 3),
        (Fault::RateLimitedOnce, 2),
        (Fault::ServerError, 3),
        (Fault::Cut, 1),
        (Fault::Close, 3),
        (Fault::BadGateway, 3),
        (Fault::RateLimitedHidden, 3),
        (Fault::RedirectElsewhere, 1),
        (Fault::ErrorIn200, 3),
        (Fault::Short, 3),
    ] {
        run(&server, Protocol::ChatCompletions, fault, None, usize::MAX);
        assert_eq!(server.log().count(fault.word()), calls, "{fault:?}");
    }
}

#[test]
fn the_key_travels_in_its_header_and_nowhere_else() {
    let server = Server::start(0, 0).expect("a free port");
    for protocol in Protocol::REMOTE {
        let completion = run(&server, protocol, Fault::Key, Some(GOOD_KEY), usize::MAX);
        assert_eq!(end(&completion), End::Whole, "{protocol:?}");
    }
    for entry in server.log().entries() {
        let is_gemini = entry.path.contains("/v1beta/");
        let header = if is_gemini { "x-goog-api-key" } else { "authorization" };
        if is_gemini {
            assert_eq!((entry.x_goog_api_key.as_str(), entry.authorization.as_str()), (GOOD_KEY, ""));
        } else {
            assert_eq!(entry.authorization, format!("Bearer {GOOD_KEY}"));
        }
        assert!(!entry.body.contains(GOOD_KEY) && !entry.path.contains(GOOD_KEY));
        assert_eq!(entry.headers, ["host", "content-length", "content-type", header]);
    }
}
