//! Asking a vendor to keep the prompt for later requests.
//!
//! The Messages protocol has a field that says for how long, OpenAI one for its models from GPT-5.6 on, with one time on offer (SDK types,
//! 2026-11); the others keep the beginning of a prompt by themselves, or not at all, and what they read from there is in their usage.

use serde_json::json;

use super::dialect::Dialect;
use super::request::{ChatRequest, Draft};
use super::rules;
use crate::domain::connection::Protocol;
use crate::domain::estimate::Kept;
use crate::domain::sampling::PromptCache;

/// How a prompt for `model` is kept where that is billed: Claude's when it is asked for, at most as long as `wish` says; that of GPT-5.6 and
/// later always, at OpenAI (`is_openai`), at 1.25 times the price of input (prompt caching guide, 2026-11).
pub fn billed_keeping(protocol: Protocol, is_openai: bool, model: &str, wish: PromptCache) -> Option<Kept> {
    if is_openai && rules::takes_cache_options(model) {
        return Some(Kept::HalfHour);
    }
    match wish {
        PromptCache::FiveMinutes if keeps_prompt(protocol, model) => Some(Kept::FiveMinutes),
        PromptCache::OneHour if keeps_prompt(protocol, model) => Some(Kept::OneHour),
        _ => None,
    }
}

/// Whether an endpoint of `protocol` keeps a prompt of `model` only when it is asked to.
fn keeps_prompt(protocol: Protocol, model: &str) -> bool {
    protocol == Protocol::Messages && rules::claude(model).is_some()
}

/// Writes what the person set where the protocol has a place for it, and says it where not.
pub(super) fn ask(draft: &mut Draft, request: &ChatRequest, protocol: Protocol) {
    let cache = request.sampling.prompt_cache;
    if cache == PromptCache::Unasked {
        return;
    }
    let by_options = draft.dialect == Dialect::OpenAi
        && matches!(protocol, Protocol::ChatCompletions | Protocol::Responses)
        && rules::takes_cache_options(&request.model);
    if by_options {
        draft.note("The prompt is kept for 30 minutes, the one time that this endpoint offers.");
        return draft.set("prompt_cache_options", json!({"mode": "implicit", "ttl": "30m"}));
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
