//! What a reply of the engine says. What is asked from the start on, composing and counting, is read here; the code that reads the replies to
//! everything else is loaded with the first of them.

#![allow(unsafe_code, reason = "the cut is a pair of functions across two modules, which the macro declares")]

use serde::Deserialize;

use super::{EngineFailure, Outcome};
use crate::browser::later::later;
use crate::engine::wire::{Composed, ModelCount, ReplyBody, Task};

/// The replies to [`Task::Compose`] and [`Task::Count`], as [`ReplyBody`] has them.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum EarlyReply {
    Composed(Box<Composed>),
    Counted(Vec<ModelCount>),
    Refused { reason: String },
}

impl From<EarlyReply> for ReplyBody {
    fn from(reply: EarlyReply) -> Self {
        match reply {
            EarlyReply::Composed(composed) => Self::Composed(composed),
            EarlyReply::Counted(counts) => Self::Counted(counts),
            EarlyReply::Refused { reason } => Self::Refused { reason },
        }
    }
}

later!(run: read_any(body: String) -> Result<ReplyBody, String> {
    serde_json::from_str(&body).map_err(|error| error.to_string())
});

/// Reads the reply to a task.
pub(super) async fn read(task: Task, body: String) -> Outcome {
    let read = match task {
        Task::Compose | Task::Count => {
            serde_json::from_str::<EarlyReply>(&body).map(ReplyBody::from).map_err(|error| error.to_string())
        }
        _ => read_any(body).await.map_err(|_| EngineFailure::NotLoaded)?,
    };
    read.map_err(|error| EngineFailure::Died {
        task,
        reason: format!("What came of {} can't be read: {error}. Reload the page.", task.name()),
    })
}

/// Whether the engine says that it can't do what was asked.
pub(super) fn is_refusal(body: &str) -> bool {
    body.trim_start_matches(['{', ' ']).starts_with("\"refused\"")
}
