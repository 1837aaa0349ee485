//! A hard budget over runs that are started together: how many requests are sent, and what was spent when the last one was.

use std::cell::{Cell, RefCell};

use futures_util::future::{join, join_all};
use nshot::domain::failure::FailureKind;
use nshot::domain::money::PicoUsd;
use nshot::domain::run_policy::RunPolicy;
use nshot::runner::cancel::Cancel;
use nshot::runner::limits::Limits;
use nshot::runner::ports::Clock;
use nshot::runner::run::Runner;
use nshot::runner::spending::{NotStarted, Spending, Stake};

use super::flow::{good, hosted};
use super::request;
use super::world::{FakeClock, FakeTransport};

const CENT: PicoUsd = PicoUsd(PicoUsd::DOLLAR.0 / 100);

fn cents(many: u64) -> PicoUsd {
    CENT.times(many)
}

/// Repeats of one request, each foreseen as `stake` and charged `cost` at its end: how many were sent, the most that were open at once, how many
/// were refused for the budget, and what was spent.
fn repeat(runs: usize, stake: Stake, cost: PicoUsd, limit: Option<PicoUsd>) -> (usize, usize, usize, PicoUsd) {
    let clock = FakeClock::default();
    let transport = FakeTransport::new(&clock, vec![good(); runs]);
    let runner = Runner { transport, clock: clock.clone(), limits: Limits::new(), policy: RunPolicy::default() };
    let (spending, cancel, spent, most) = (Spending::new(), Cancel::new(), Cell::new(PicoUsd::ZERO), Cell::new(0));
    let left = || limit.map(|limit| limit.saturating_sub(spent.get()));
    let (connection, request) = (hosted(), request("Hi"));
    let outcomes = clock.run(join_all((0..runs).map(|_| async {
        let _admission = spending.admit(stake, &cancel, left, || ()).await?;
        runner.run(&connection, &request, &cancel, |_| most.set(most.get().max(runner.transport.open.get()))).await;
        spent.set(spent.get() + cost);
        Ok::<_, NotStarted>(())
    })));
    let refused = outcomes.iter().filter(|outcome| **outcome == Err(NotStarted::Spent)).count();
    (runner.transport.sent.get(), most.get(), refused, spent.get())
}

#[test]
fn repeats_stop_between_each_other_once_the_budget_is_spent() {
    // Two and a half fit: the third still starts with what is left, the rest do not.
    assert_eq!(repeat(5, Stake::Foreseen(cents(2)), cents(2), Some(cents(5))), (3, 2, 2, cents(6)));
    // One that passes the budget by itself runs alone, and nothing after it.
    assert_eq!(repeat(5, Stake::Foreseen(cents(9)), cents(9), Some(cents(5))), (1, 1, 4, cents(9)));
    // Dearer than foreseen: those that wait are not sent.
    assert_eq!(repeat(5, Stake::Foreseen(cents(1)), cents(3), Some(cents(3))), (3, 3, 2, cents(9)));
}

#[test]
fn what_fits_or_has_no_limit_starts_together() {
    assert_eq!(repeat(5, Stake::Foreseen(cents(1)), cents(1), Some(cents(5))), (5, 5, 0, cents(5)));
    assert_eq!(repeat(5, Stake::Foreseen(cents(1)), cents(1), None), (5, 5, 0, cents(5)));
    assert_eq!(repeat(5, Stake::Free, PicoUsd::ZERO, Some(PicoUsd::ZERO)), (5, 5, 0, PicoUsd::ZERO));
}

#[test]
fn what_nobody_can_price_runs_alone() {
    assert_eq!(repeat(4, Stake::Unknown, cents(2), Some(cents(5))), (3, 1, 1, cents(6)));
    assert_eq!(repeat(4, Stake::Unknown, cents(2), None), (4, 4, 0, cents(8)));
    assert_eq!(repeat(2, Stake::Unknown, cents(2), Some(PicoUsd::ZERO)), (0, 0, 2, PicoUsd::ZERO));
}

#[test]
fn a_run_that_waits_is_told_so_and_can_be_stopped() {
    let clock = FakeClock::default();
    let (spending, cancel, told) = (Spending::new(), Cancel::new(), RefCell::new(Vec::new()));
    let admit = |name: &'static str, cancel| {
        let told = &told;
        spending.admit(Stake::Unknown, cancel, || Some(CENT), move || told.borrow_mut().push(name))
    };
    let never = Cancel::new();
    let outcome = clock.run(async {
        let first = admit("first", &never).await;
        let (second, ()) = join(admit("second", &cancel), async {
            clock.sleep_ms(5.0).await;
            cancel.stop();
            clock.sleep_ms(1.0).await;
        })
        .await;
        drop(first);
        // Who gave up does not stand in the way of the next.
        (second.err(), admit("third", &never).await.is_ok())
    });
    let (Some(NotStarted::Stopped(reason)), third) = outcome else { panic!("{outcome:?}") };
    assert_eq!((reason.kind, third, told.into_inner()), (FailureKind::Stopped, true, vec!["second"]));
}
