//! One request on its way to the engine.

use std::hash::{DefaultHasher, Hash, Hasher};

use futures_channel::oneshot;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsValue;

use super::Answer;
use crate::engine::wire::Task;

/// A request that waits or is being done.
pub(super) struct Job {
    pub(super) id: u64,
    pub(super) task: Task,
    /// The text of the request.
    pub(super) message: JsValue,
    /// What goes beside the text.
    pub(super) bytes: Option<ArrayBuffer>,
    /// Name of the tokenizer that it loads.
    pub(super) tokenizer: Option<String>,
    /// `None` = nobody asked: it is done again for a new engine.
    pub(super) answer: Option<oneshot::Sender<Answer>>,
}

impl Job {
    /// The same for a new engine.
    pub(super) fn again(&self) -> Self {
        Self {
            id: self.id,
            task: self.task,
            message: self.message.clone(),
            bytes: self.bytes.clone(),
            tokenizer: self.tokenizer.clone(),
            answer: None,
        }
    }

    /// Tells whoever asked, if somebody still listens.
    pub(super) fn settle(self, outcome: Answer) {
        if let Some(answer) = self.answer {
            let _ = answer.send(outcome);
        }
    }

    /// Whoever asked wants no answer any more.
    pub(super) fn is_cancelled(&self) -> bool {
        self.answer.as_ref().is_some_and(oneshot::Sender::is_canceled)
    }

    /// A hash of what is asked: of the text without the id, which stands first, and of the bytes.
    pub(super) fn hash_of_content(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        let message = self.message.as_string().unwrap_or_default();
        message.split_once(',').map_or(message.as_str(), |(_, body)| body).hash(&mut hasher);
        self.bytes.as_ref().map(|bytes| Uint8Array::new(bytes).to_vec()).hash(&mut hasher);
        hasher.finish()
    }
}

/// Whether a request that waits is dropped for a newer one of the same kind.
pub(super) fn only_newest_matters(task: Task) -> bool {
    matches!(task, Task::Compose | Task::Count | Task::Survey | Task::Outline | Task::Tokens)
}

/// How long a task may take. Far above what the largest honest input takes on a slow machine.
pub(super) fn deadline_ms(task: Task) -> i32 {
    match task {
        Task::Compose | Task::Render => 2_000,
        Task::Validate | Task::InferSchema | Task::SealLink | Task::WriteFile | Task::OpenLink => 3_000,
        Task::Count | Task::Survey | Task::Outline | Task::Tokens => 10_000,
        Task::ReadPrices | Task::LoadTokenizer | Task::Import => 15_000,
        Task::Diff | Task::ComposeRows => 20_000,
    }
}
