//! Chunks and whole answers of Gemini → events. Both have the same shape; without `alt=sse` the chunks are the items of one JSON array.

use serde_json::Value;

use crate::domain::completion::FinishReason;
use crate::domain::failure::{Failure, FailureKind};
use crate::provider::output::Output;
use crate::provider::{error, logprobs, usage};

/// Reads chunks. Usage is cumulative: each replaces the last.
#[derive(Debug, Default)]
pub(in crate::provider) struct Reader;

impl Reader {
    pub(in crate::provider) fn chunk(chunk: &Value, out: &mut Output) {
        if let Some(failure) = error::in_answer(chunk) {
            return out.fail(failure);
        }
        out.model(&chunk["modelVersion"]);
        // Only the first candidate: this app never asks for more.
        let candidates = chunk["candidates"].as_array();
        let candidate = candidates.and_then(|all| all.iter().find(|one| one["index"].as_u64().unwrap_or(0) == 0));
        if let Some(candidate) = candidate {
            for part in candidate["content"]["parts"].as_array().into_iter().flatten() {
                Self::part(part, out);
            }
            out.logprobs(logprobs::of_gemini(&candidate["logprobsResult"]));
        }
        if let Some(usage) = usage::gemini(chunk) {
            out.usage(usage);
        }
        if let Some(reason) = candidate.and_then(|candidate| candidate["finishReason"].as_str()) {
            Self::finish(reason, out);
        }
        let reason = chunk["promptFeedback"]["blockReason"].as_str();
        if let Some(reason) = reason.filter(|reason| !reason.ends_with("_UNSPECIFIED")) {
            let said = chunk["promptFeedback"]["blockReasonMessage"].as_str().unwrap_or_default();
            let detail = format!("Gemini blocked the prompt: {reason}. {said}");
            out.fail(Failure::new(FailureKind::Filtered, detail.trim_end()));
        }
    }

    /// A part may be a thought, text, a call, or a signature on an empty text.
    fn part(part: &Value, out: &mut Output) {
        let text = part["text"].as_str().unwrap_or_default();
        if part["thought"] == true {
            out.reasoning(text);
        } else {
            out.text(text);
        }
        let call = &part["functionCall"];
        if call.is_object() {
            let text = |field: &str| call[field].as_str().unwrap_or_default();
            let index = out.call(text("id"), text("name"));
            if !call["args"].is_null() {
                out.arguments(index, &call["args"].to_string());
            }
            out.signature(index, part["thoughtSignature"].as_str().unwrap_or_default());
        }
    }

    fn finish(reason: &str, out: &mut Output) {
        out.finish(match reason {
            "FINISH_REASON_UNSPECIFIED" => return,
            "STOP" => FinishReason::Stop,
            "MAX_TOKENS" => FinishReason::Length,
            "SAFETY"
            | "RECITATION"
            | "LANGUAGE"
            | "BLOCKLIST"
            | "PROHIBITED_CONTENT"
            | "SPII"
            | "MODEL_ARMOR"
            | "IMAGE_SAFETY"
            | "IMAGE_PROHIBITED_CONTENT"
            | "IMAGE_RECITATION" => FinishReason::Refusal,
            other => FinishReason::Other(other.to_owned()),
        });
    }
}
