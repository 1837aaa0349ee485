//! One running engine: the Web Worker and what it says. Dropping it ends the worker.

use js_sys::{Array, ArrayBuffer, Reflect};
use serde::Deserialize;
use serde_json::value::RawValue;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::browser::js::error_text;
use crate::engine::wire::News;

/// A message of a worker, as [`crate::engine::wire::Outgoing`] has it. A reply is read by whoever asked.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Message {
    Ready,
    Reply(UnreadReply),
    News(News),
    Crashed { reason: String },
}

/// The answer to one request, its body still JSON.
#[derive(Deserialize)]
pub(super) struct UnreadReply {
    pub(super) id: u64,
    pub(super) body: Box<RawValue>,
}

/// What a worker can say.
pub(super) enum Said {
    Message(Message),
    /// The script did not load, or the instance trapped.
    Broke(String),
}

/// A worker that was started.
pub(super) struct EngineWorker {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl EngineWorker {
    /// Starts the module worker at `url`; `hear` is called with everything that it says.
    ///
    /// # Errors
    /// The browser's reason why no worker can be made.
    pub(super) fn start(url: &str, hear: impl Fn(Said) + Clone + 'static) -> Result<Self, String> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(url, &options).map_err(|error| error_text(&error))?;
        let on_message = {
            let hear = hear.clone();
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| hear(understood(&event)))
        };
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            // Handled here: the page's own recovery must not start because a worker trapped.
            event.prevent_default();
            hear(Said::Broke(cause(&event)));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, _on_message: on_message, _on_error: on_error })
    }

    /// Posts a request; bytes are copied.
    ///
    /// # Errors
    /// The browser's reason.
    pub(super) fn post(&self, request: &JsValue, bytes: Option<&ArrayBuffer>) -> Result<(), String> {
        let posted = match bytes {
            None => self.worker.post_message(request),
            Some(bytes) => self.worker.post_message(&Array::of2(request, bytes)),
        };
        posted.map_err(|error| error_text(&error))
    }
}

impl Drop for EngineWorker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// A script that does not load gives an event without a message.
fn cause(event: &ErrorEvent) -> String {
    let message = Reflect::get(event, &"message".into()).ok().and_then(|message| message.as_string());
    message.unwrap_or_else(|| "its script does not load".to_owned())
}

fn understood(event: &MessageEvent) -> Said {
    let text = event.data().as_string().unwrap_or_default();
    match serde_json::from_str(&text) {
        Ok(message) => Said::Message(message),
        Err(error) => Said::Broke(format!("its message can't be read: {error}")),
    }
}
