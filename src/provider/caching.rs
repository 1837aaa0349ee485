//! Asking a vendor to keep the prompt for later requests.
//!
//! Only the Messages protocol has a field that says for how long (SDK types, 2026-11); the others keep the beginning of a prompt by
//! themselves, or not at all, and what they read from there is in their usage.

use serde_json::json;

use super::request::{ChatRequest, Draft};
use super::rules;
use crate::domain::connection::Protocol;
use crate::domain::sampling::PromptCache;

/// Whether an endpoint of `protocol` takes the wish for `model`.
pub fn keeps_prompt(protocol: Protocol, model: &str) -> bool {
    protocol == Protocol::Messages && rules::claude(model).is_some()
}

/// Writes what the person set where the protocol has a place for it, and says it where not.
pub(super) fn ask(draft: &mut Draft, request: &ChatRequest, protocol: Protocol) {
    let cache = request.sampling.prompt_cache;
    if cache == PromptCache::Unasked {
        return;
    }
    if !keeps_prompt(protocol, &request.model) {
        return draft.note("Cache prompt is not sent: this endpoint takes no such wish; many keep long prompts by themselves, and the receipt then shows what was read from there.");
    }
    // On the whole request: the vendor sets the mark at the last block that can be kept.
    let wish = match cache {
        PromptCache::OneHour => json!({"type": "ephemeral", "ttl": "1h"}),
        PromptCache::FiveMinutes | PromptCache::Unasked => json!({"type": "ephemeral"}),
    };
    draft.set("cache_control", wish);
}
