//! The page's side of the engine: what it is doing, and requests to it from root-owned tasks.

use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::engine_client::{EngineClient, EngineFailure, EngineState as Condition};
use crate::engine::wire::{ReplyBody, RequestBody};

/// The engine, its condition and its last failure.
#[derive(Clone, Copy)]
pub struct EngineState {
    client: StoredValue<Rc<EngineClient>, LocalStorage>,
    condition: RwSignal<Condition>,
    /// The part that failed last and why, until it works again.
    failure: RwSignal<Option<String>>,
    /// Goes up when a vocabulary arrived or can't be had.
    vocabularies: RwSignal<u32>,
}

impl EngineState {
    /// Starts the engine. Reactive state must be owned by the root when this is called.
    pub fn new() -> Self {
        let client = EngineClient::new();
        let condition = RwSignal::new(Condition::Starting);
        let vocabularies = RwSignal::new(0);
        client.on_state(move |now| condition.set(now.clone()));
        client.on_news(move |_| vocabularies.update(|n| *n += 1));
        Self { client: StoredValue::new_local(client), condition, failure: RwSignal::new(None), vocabularies }
    }

    /// Changes when counts that failed or waited may go well now.
    pub fn vocabularies(&self) -> ReadSignal<u32> {
        self.vocabularies.read_only()
    }

    /// What is wrong with the engine, for the person; `None` = nothing.
    pub fn trouble(&self) -> Option<String> {
        match self.condition.get() {
            Condition::Down { reason } => Some(reason),
            _ => self.failure.get(),
        }
    }

    /// The engine's condition in a word or two.
    pub fn words(&self) -> &'static str {
        match self.condition.get() {
            Condition::Starting => "Engine starting…",
            Condition::Ready => "Engine ready",
            Condition::Restarting => "Engine restarting…",
            Condition::Down { .. } => "Engine down",
        }
    }

    /// Asks the engine. What failed is kept for the status bar too.
    ///
    /// # Errors
    /// When a newer request took its place, or the engine hung, trapped or could not start.
    pub async fn ask(&self, body: RequestBody) -> Result<ReplyBody, EngineFailure> {
        let client = self.client.get_value();
        let reply = client.request(body).await;
        self.note(&reply);
        reply
    }

    /// Hands the engine a `tokenizer.json` under a name.
    ///
    /// # Errors
    /// As for [`EngineState::ask`].
    pub async fn load_tokenizer(&self, name: String, bytes: js_sys::ArrayBuffer) -> Result<ReplyBody, EngineFailure> {
        let client = self.client.get_value();
        let reply = client.load_tokenizer(name, bytes).await;
        self.note(&reply);
        reply
    }

    fn note(&self, reply: &Result<ReplyBody, EngineFailure>) {
        let failure = match reply {
            Ok(_) | Err(EngineFailure::Superseded) => None,
            Err(failure) => Some(failure.to_string()),
        };
        if self.failure.with_untracked(|last| *last != failure) {
            self.failure.set(failure);
        }
    }
}

impl Default for EngineState {
    fn default() -> Self {
        Self::new()
    }
}
