//! The page's side of the engine: starts the worker, sends it one request at a time, and ends and restarts it when it hangs or traps.
//!
//! One at a time, so that a deadline measures one task and a failure is told of the right one. A request that waits is dropped for a newer
//! one of the same kind where only the newest matters ([`Task::Compose`], [`Task::Count`], [`Task::Survey`], [`Task::Outline`], [`Task::Tokens`]).

mod decode;
mod job;
mod memory;
mod worker;

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::rc::{Rc, Weak};

use futures_channel::oneshot;
use js_sys::ArrayBuffer;
use thiserror::Error;
use wasm_bindgen::JsValue;

use super::alarm::Alarm;
use super::page;
use crate::engine::wire::{News, ReplyBody, Request, RequestBody, Task, UNREADABLE};
use job::{Job, deadline_ms, only_newest_matters};
use memory::Memory;
use worker::{EngineWorker, Message, Said, UnreadReply};

/// Loading and compiling the worker on a slow connection.
const START_DEADLINE_MS: i32 = 60_000;
/// Starts without a *ready* between them, after which the engine is given up until somebody asks again.
const MOST_FAILED_STARTS: u32 = 3;
/// A request that ended the engine so often is not sent again.
const MOST_DEATHS: u32 = 2;
/// What is being done for somebody who no longer waits may go on for so long; a restart would cost more.
const GRACE_MS: i32 = 1_000;
/// Ids count from here; [`UNREADABLE`] is none of them.
const FIRST_ID: u64 = UNREADABLE + 1;

/// Whether the engine can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EngineState {
    Starting,
    Ready,
    /// It hung or trapped, and a new one is starting. It composes what was composed last and reads the tokenizer files again before it
    /// answers anything else.
    Restarting,
    /// It does not start; for the person.
    Down {
        reason: String,
    },
}

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EngineFailure {
    /// A newer request of the same kind took its place before it was sent.
    #[error("A newer request took the place of this one.")]
    Superseded,
    /// The engine hung or trapped while doing it and was restarted. `reason` is a sentence for the person.
    #[error("{reason}")]
    Died { task: Task, reason: String },
    /// The engine does not start. `reason` is a sentence for the person.
    #[error("{reason}")]
    Down { reason: String },
    /// It was done, and what reads the answer could not be loaded.
    #[error(
        "A part of the page could not be loaded. Check the connection and try again; if Nshot was updated meanwhile, reload the page."
    )]
    NotLoaded,
}

type Listeners<T> = RefCell<Vec<Rc<dyn Fn(&T)>>>;
type Outcome = Result<ReplyBody, EngineFailure>;
/// An outcome that is still JSON.
type Answer = Result<String, EngineFailure>;

/// The engine as the page sees it. Lives as long as the page.
pub struct EngineClient {
    url: String,
    inner: RefCell<Inner>,
    on_state: Listeners<EngineState>,
    on_news: Listeners<News>,
}

struct Inner {
    state: EngineState,
    worker: Option<EngineWorker>,
    start_alarm: Option<Alarm>,
    failed_starts: u32,
    next_id: u64,
    waiting: VecDeque<Job>,
    current: Option<(Job, Alarm)>,
    memory: Memory,
    /// How often a request, by the hash of its content, ended the engine.
    deaths: HashMap<u64, u32>,
}

impl EngineClient {
    /// Starts the engine of this page's build, which `index.html` names; `boot.js` lets a worker start from nowhere else.
    pub fn new() -> Rc<Self> {
        Self::at(&page::named("engine").unwrap_or_default())
    }

    /// Starts the module worker at `url` as the engine.
    pub fn at(url: &str) -> Rc<Self> {
        let inner = Inner {
            state: EngineState::Starting,
            worker: None,
            start_alarm: None,
            failed_starts: 0,
            next_id: FIRST_ID,
            waiting: VecDeque::new(),
            current: None,
            memory: Memory::default(),
            deaths: HashMap::new(),
        };
        let client = Rc::new(Self {
            url: url.to_owned(),
            inner: RefCell::new(inner),
            on_state: RefCell::default(),
            on_news: RefCell::default(),
        });
        client.start();
        client
    }

    /// Asks the engine. Nothing is sent twice; a dropped future is not sent at all if it still waits.
    pub fn request(self: &Rc<Self>, body: RequestBody) -> impl Future<Output = Outcome> + use<> {
        self.submit(body, None)
    }

    /// Gives the engine a `tokenizer.json`. A file that it could read is kept for the engine that comes after a restart.
    pub fn load_tokenizer(self: &Rc<Self>, name: String, bytes: ArrayBuffer) -> impl Future<Output = Outcome> + use<> {
        self.submit(RequestBody::LoadTokenizer { name }, Some(bytes))
    }

    /// Calls `heard` with the state now and whenever it changes.
    pub fn on_state(&self, heard: impl Fn(&EngineState) + 'static) {
        heard(&self.state());
        self.on_state.borrow_mut().push(Rc::new(heard));
    }

    /// Calls `heard` with everything that the engine says unasked.
    pub fn on_news(&self, heard: impl Fn(&News) + 'static) {
        self.on_news.borrow_mut().push(Rc::new(heard));
    }

    pub fn state(&self) -> EngineState {
        self.inner.borrow().state.clone()
    }

    fn submit(self: &Rc<Self>, body: RequestBody, bytes: Option<ArrayBuffer>) -> impl Future<Output = Outcome> + use<> {
        let (sender, receiver) = oneshot::channel();
        let task = body.task();
        let id = self.enqueue(body, bytes, sender);
        self.advance();
        let asker = Asker { client: Rc::downgrade(self), id };
        async move {
            let outcome = receiver.await;
            asker.leave();
            decode::read(task, outcome.unwrap_or(Err(EngineFailure::Superseded))?).await
        }
    }

    /// Nobody waits for request `id` any more: if it is being done, it has a moment to end before the engine is ended.
    fn abandon(self: &Rc<Self>, id: u64) {
        let weak = Rc::downgrade(self);
        let alarm = Alarm::after(GRACE_MS, move || {
            if let Some(client) = weak.upgrade() {
                client.restart();
            }
        });
        let mut inner = self.inner.borrow_mut();
        if let Some((job, deadline)) = inner.current.as_mut()
            && job.id == id
        {
            *deadline = alarm;
        }
    }

    /// Ends an engine that does what nobody waits for, and starts a new one.
    fn restart(self: &Rc<Self>) {
        {
            let mut inner = self.inner.borrow_mut();
            inner.worker = None;
            inner.current = None;
        }
        self.change_state(EngineState::Restarting);
        self.start();
    }

    fn enqueue(self: &Rc<Self>, body: RequestBody, bytes: Option<ArrayBuffer>, answer: oneshot::Sender<Answer>) -> u64 {
        let (id, revive) = {
            let mut inner = self.inner.borrow_mut();
            let task = body.task();
            let id = inner.next_id;
            inner.next_id += 1;
            let tokenizer = match &body {
                RequestBody::LoadTokenizer { name } => Some(name.clone()),
                _ => None,
            };
            let message = JsValue::from(serde_json::to_string(&Request { id, body }).unwrap_or_default());
            let job = Job { id, task, message, bytes, tokenizer, answer: Some(answer) };
            if inner.ended_the_engine_often(&job) {
                let reason = format!(
                    "Stopped: {} ended the engine twice with exactly this. Change it to try again.",
                    task.name()
                );
                job.settle(Err(EngineFailure::Died { task, reason }));
                return id;
            }
            if only_newest_matters(task) {
                // A dropped sender tells its receiver that it was superseded.
                inner.waiting.retain(|job| job.task != task || job.answer.is_none());
            }
            inner.waiting.push_back(job);
            (id, inner.worker.is_none())
        };
        if revive {
            self.inner.borrow_mut().failed_starts = 0;
            self.change_state(EngineState::Starting);
            self.start();
        }
        id
    }

    fn start(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let hear = move |said| {
            if let Some(client) = weak.upgrade() {
                client.hear(said);
            }
        };
        let weak = Rc::downgrade(self);
        let alarm = Alarm::after(START_DEADLINE_MS, move || {
            if let Some(client) = weak.upgrade() {
                client.bury("it did not start within a minute");
            }
        });
        match EngineWorker::start(&self.url, hear) {
            Ok(worker) => {
                let mut inner = self.inner.borrow_mut();
                inner.worker = Some(worker);
                inner.start_alarm = Some(alarm);
            }
            Err(reason) => self.give_up(&reason),
        }
    }

    fn hear(self: &Rc<Self>, said: Said) {
        match said {
            Said::Message(message) => match message {
                Message::Ready => self.welcome(),
                Message::Reply(reply) => self.settle(&reply),
                Message::News(news) => {
                    let listeners = self.on_news.borrow().clone();
                    for heard in &listeners {
                        heard(&news);
                    }
                }
                Message::Crashed { reason } => self.bury(&reason),
            },
            Said::Broke(reason) => self.bury(&reason),
        }
    }

    fn welcome(self: &Rc<Self>) {
        {
            let mut inner = self.inner.borrow_mut();
            inner.start_alarm = None;
            inner.failed_starts = 0;
            inner.waiting.retain(|job| job.answer.is_some());
            for job in inner.memory.jobs().into_iter().rev() {
                inner.waiting.push_front(job);
            }
        }
        self.change_state(EngineState::Ready);
        self.advance();
    }

    /// Sends the next request if the engine is free.
    fn advance(self: &Rc<Self>) {
        let posted = {
            let mut inner = self.inner.borrow_mut();
            if inner.state != EngineState::Ready || inner.current.is_some() {
                return;
            }
            inner.waiting.retain(|job| !job.is_cancelled());
            let Some(job) = inner.waiting.pop_front() else { return };
            let weak = Rc::downgrade(self);
            let deadline = deadline_ms(job.task);
            let alarm = Alarm::after(deadline, move || {
                if let Some(client) = weak.upgrade() {
                    client.bury(&format!("it took longer than {} seconds", f64::from(deadline) / 1000.0));
                }
            });
            let posted = inner.worker.as_ref().map_or(Ok(()), |worker| worker.post(&job.message, job.bytes.as_ref()));
            inner.current = Some((job, alarm));
            posted
        };
        if let Err(reason) = posted {
            self.bury(&reason);
        }
    }

    fn settle(self: &Rc<Self>, reply: &UnreadReply) {
        {
            let mut inner = self.inner.borrow_mut();
            let current = &mut inner.current;
            let Some((job, _)) = current.take_if(|(job, _)| reply.id == job.id || reply.id == UNREADABLE) else {
                return;
            };
            let body = reply.body.get();
            if !decode::is_refusal(body) {
                inner.memory.learn(&job);
            }
            job.settle(Ok(body.to_owned()));
        }
        self.advance();
    }

    /// Ends a worker that hung or trapped, tells whoever asked, and starts a new one.
    fn bury(self: &Rc<Self>, reason: &str) {
        let was_ready = {
            let mut inner = self.inner.borrow_mut();
            inner.worker = None;
            inner.start_alarm = None;
            if let Some((job, _)) = inner.current.take() {
                *inner.deaths.entry(job.hash_of_content()).or_default() += 1;
                inner.memory.forget(&job);
                let task = job.task;
                let reason =
                    format!("Stopped {}: {reason}. The engine was restarted, and nothing is lost.", task.name());
                job.settle(Err(EngineFailure::Died { task, reason }));
            }
            let was_ready = inner.state == EngineState::Ready;
            inner.failed_starts += u32::from(!was_ready);
            was_ready
        };
        if !was_ready && self.inner.borrow().failed_starts >= MOST_FAILED_STARTS {
            return self.give_up(reason);
        }
        self.change_state(EngineState::Restarting);
        self.start();
    }

    /// Fails whatever waits; the next request tries to start the engine again.
    fn give_up(&self, reason: &str) {
        let reason = format!("The engine that renders and counts can't start: {reason}. Reload the page.");
        let waiting = std::mem::take(&mut self.inner.borrow_mut().waiting);
        for job in waiting {
            job.settle(Err(EngineFailure::Down { reason: reason.clone() }));
        }
        self.change_state(EngineState::Down { reason });
    }

    fn change_state(&self, state: EngineState) {
        self.inner.borrow_mut().state = state;
        let listeners = self.on_state.borrow().clone();
        for heard in &listeners {
            heard(&self.state());
        }
    }
}

/// Whoever waits for an answer; dropped without one, they wait no more.
struct Asker {
    client: Weak<EngineClient>,
    id: u64,
}

impl Asker {
    /// The answer came: nobody waits any more, and nothing is to be ended.
    fn leave(mut self) {
        self.client = Weak::new();
    }
}

impl Drop for Asker {
    fn drop(&mut self) {
        if let Some(client) = self.client.upgrade() {
            client.abandon(self.id);
        }
    }
}

impl Inner {
    fn ended_the_engine_often(&self, job: &Job) -> bool {
        !self.deaths.is_empty() && self.deaths.get(&job.hash_of_content()).is_some_and(|deaths| *deaths >= MOST_DEATHS)
    }
}
