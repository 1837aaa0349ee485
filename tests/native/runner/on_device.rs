//! The browser's own model runs like any other: its adapter's lines become text, and what it says goes wrong is told.

use nshot::domain::completion::{Completion, FinishReason};
use nshot::domain::connection::Connection;
use nshot::domain::failure::{Failure, FailureKind};
use nshot::domain::id::ConnectionId;
use nshot::domain::run_policy::RunPolicy;
use nshot::runner::cancel::Cancel;
use nshot::runner::limits::Limits;
use nshot::runner::run::Runner;

use super::request;
use super::world::{FakeClock, FakeTransport, Script, Step};

fn run(scripts: impl IntoIterator<Item = Script>) -> (Completion, usize) {
    let clock = FakeClock::default();
    let transport = FakeTransport::new(&clock, scripts);
    let runner = Runner { transport, clock: clock.clone(), limits: Limits::new(), policy: RunPolicy::default() };
    let connection = Connection::built_in(ConnectionId("b".to_owned()));
    assert!(!connection.needs_key() && connection.origin().is_none(), "no key and no address");
    let completion = clock.run(runner.run(&connection, &request("Hi"), &Cancel::new(), |_| {}));
    (completion, runner.transport.sent.get())
}

#[test]
fn its_lines_become_an_answer() {
    let steps = vec![
        Step::Bytes("{\"text\":\"On this \"}\n"),
        Step::Wait(50.0),
        Step::Bytes("{\"text\":\"device\n".trim_end()),
        Step::Bytes(".\"}\n{\"done\":true,\"input_tokens\":9}\n"),
    ];
    let (completion, _) = run([Script::Answer(200, Vec::new(), steps)]);
    assert_eq!(completion.text, "On this device.");
    assert_eq!((completion.finish, completion.failure), (Some(FinishReason::Stop), None));
    assert_eq!(completion.usage.uncached_input, Some(9));
}

#[test]
fn a_browser_without_one_is_asked_once_and_says_so() {
    let absent = Failure::new(FailureKind::BadSettings, "This browser has no model of its own for web pages.");
    let (completion, sent) = run([Script::Fail(absent.clone())]);
    assert_eq!((completion.failure, sent), (Some(absent), 1));
}

#[test]
fn a_session_that_breaks_keeps_what_it_said() {
    let broken = Failure::new(FailureKind::Interrupted, "The session was destroyed.");
    let steps = vec![Step::Bytes("{\"text\":\"Half\"}\n"), Step::Break(broken.clone())];
    let (completion, sent) = run([Script::Answer(200, Vec::new(), steps)]);
    assert_eq!((completion.text.as_str(), completion.failure, sent), ("Half", Some(broken), 1));
}
