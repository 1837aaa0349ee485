//! A world for runs: a clock that jumps to the next timer whenever everything waits, and a transport that plays scripts.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::future::{Future, pending, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use nshot::domain::failure::Failure;
use nshot::provider::request::HttpRequest;
use nshot::runner::ports::{Body, Clock, Response, Transport};

/// Time that passes only in [`FakeClock::run`].
#[derive(Clone, Debug, Default)]
pub struct FakeClock {
    now: Rc<Cell<f64>>,
    next: Rc<Cell<u64>>,
    /// Deadlines by sleeper.
    sleepers: Rc<RefCell<BTreeMap<u64, f64>>>,
}

impl FakeClock {
    /// Runs a future to its end, jumping to the earliest deadline whenever it waits.
    pub fn run<O>(&self, work: impl Future<Output = O>) -> O {
        let mut work = pin!(work);
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..10_000_000 {
            if let Poll::Ready(output) = work.as_mut().poll(&mut context) {
                return output;
            }
            let earliest = self.sleepers.borrow().values().copied().fold(f64::INFINITY, f64::min);
            assert!(earliest.is_finite(), "everything waits and no timer runs");
            self.now.set(self.now.get().max(earliest));
        }
        panic!("the run does not end");
    }
}

/// Leaves the list of sleepers when its sleep is dropped.
struct Sleeper(FakeClock, u64);

impl Drop for Sleeper {
    fn drop(&mut self) {
        self.0.sleepers.borrow_mut().remove(&self.1);
    }
}

impl Clock for FakeClock {
    fn now_ms(&self) -> f64 {
        self.now.get()
    }

    async fn sleep_ms(&self, milliseconds: f64) {
        let number = self.next.get();
        self.next.set(number + 1);
        let deadline = self.now.get() + milliseconds;
        self.sleepers.borrow_mut().insert(number, deadline);
        let sleeper = Sleeper(self.clone(), number);
        poll_fn(|_| if self.now.get() >= deadline { Poll::Ready(()) } else { Poll::Pending }).await;
        drop(sleeper);
    }

    fn chance(&self) -> f64 {
        0.5
    }
}

/// What a body does next.
#[derive(Clone, Debug)]
pub enum Step {
    Bytes(&'static str),
    Wait(f64),
    Break(Failure),
    /// Nothing, ever.
    Hang,
}

/// What a request meets.
#[derive(Clone, Debug)]
pub enum Script {
    Fail(Failure),
    Answer(u16, Vec<(String, String)>, Vec<Step>),
}

/// Plays one script a request and counts what is open.
#[derive(Clone, Debug, Default)]
pub struct FakeTransport {
    pub scripts: Rc<RefCell<VecDeque<Script>>>,
    pub clock: FakeClock,
    pub sent: Rc<Cell<usize>>,
    pub open: Rc<Cell<usize>>,
    pub most_open: Rc<Cell<usize>>,
}

impl FakeTransport {
    pub fn new(clock: &FakeClock, scripts: impl IntoIterator<Item = Script>) -> Self {
        Self { scripts: Rc::new(RefCell::new(scripts.into_iter().collect())), clock: clock.clone(), ..Self::default() }
    }
}

pub struct FakeBody {
    steps: VecDeque<Step>,
    transport: FakeTransport,
}

impl Drop for FakeBody {
    fn drop(&mut self) {
        self.transport.open.set(self.transport.open.get() - 1);
    }
}

impl Transport for FakeTransport {
    type Body = FakeBody;

    async fn send(&self, _request: &HttpRequest) -> Result<Response<FakeBody>, Failure> {
        self.sent.set(self.sent.get() + 1);
        let script = self.scripts.borrow_mut().pop_front().expect("a script for each request");
        match script {
            Script::Fail(failure) => Err(failure),
            Script::Answer(status, headers, steps) => {
                self.open.set(self.open.get() + 1);
                self.most_open.set(self.most_open.get().max(self.open.get()));
                Ok(Response { status, headers, body: FakeBody { steps: steps.into(), transport: self.clone() } })
            }
        }
    }
}

impl Body for FakeBody {
    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        loop {
            match self.steps.pop_front() {
                Some(Step::Bytes(bytes)) => return Ok(Some(bytes.as_bytes().to_vec())),
                Some(Step::Wait(milliseconds)) => self.transport.clock.sleep_ms(milliseconds).await,
                Some(Step::Break(failure)) => return Err(failure),
                Some(Step::Hang) => pending().await,
                None => return Ok(None),
            }
        }
    }
}
