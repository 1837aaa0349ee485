//! A prompt → the body of a Cohere request.

use serde_json::{Value, json};

use super::messages::{messages, tools};
use crate::domain::technique::{Effort, Technique};
use crate::provider::logprobs;
use crate::provider::request::{ChatRequest, Draft};
use crate::provider::schema::for_cohere;

/// Stop sequences that are taken (API reference, 2026).
const MOST_STOPS: usize = 5;

pub(in crate::provider) fn encode(draft: &mut Draft, request: &ChatRequest) {
    draft.set("model", request.model.as_str());
    draft.set("messages", request.messages.iter().flat_map(|message| messages(request, message)).collect::<Value>());
    draft.set("stream", true);
    if let Some(limit) = request.sampling.max_output_tokens {
        draft.set("max_tokens", limit);
    }
    thinking(draft, request);
    let (temperature, top_p) = draft.taken_sampling(request, None, None);
    draft.set_if(true, "temperature", temperature, "");
    draft.set_if(true, "p", top_p, "");
    if logprobs::asked(draft, request, None, None) {
        draft.set("logprobs", true);
    }
    if let Some(seed) = request.sampling.seed {
        draft.set("seed", seed);
    }
    if !request.sampling.stop.is_empty() {
        if request.sampling.stop.len() > MOST_STOPS {
            draft.note(format!("Only the first {MOST_STOPS} stop sequences are sent: Cohere takes no more."));
        }
        let stops: Value = request.sampling.stop.iter().take(MOST_STOPS).map(String::as_str).collect();
        draft.set("stop_sequences", stops);
    }
    tools(draft, &request.tools);
    if !request.tools.is_empty() && request.schema.is_some() {
        draft.note("Cohere may refuse tools together with a schema.");
    }
    if let Some(schema) = request.schema.as_ref().and_then(|schema| draft.schema(schema)) {
        let (schema, notes) = for_cohere(&schema);
        draft.notes.extend(notes);
        draft.set("response_format", json!({"type": "json_object", "json_schema": schema}));
    }
}

/// Models that reason do so unless told not to; how hard is a budget. `command-a-plus` and `command-a-reasoning` reason (models page, 2026).
fn thinking(draft: &mut Draft, request: &ChatRequest) {
    let Technique::Provider(effort) = request.technique else { return };
    let reasons = request.capabilities.as_ref().is_some_and(|takes| takes.reasoning)
        || request.model.contains("reasoning")
        || request.model.contains("command-a-plus");
    if !reasons {
        return draft.note("The reasoning effort is not sent: this model takes none.");
    }
    if effort == Effort::None {
        return draft.set("thinking", json!({"type": "disabled"}));
    }
    let budget = budget(effort);
    draft.note(format!("The reasoning effort {} is sent as a budget of {budget} tokens.", effort.name()));
    draft.set("thinking", json!({"type": "enabled", "token_budget": budget}));
}

/// Our own scale, doubling.
fn budget(effort: Effort) -> u32 {
    match effort {
        Effort::None | Effort::Minimal => 1_024,
        Effort::Low => 2_048,
        Effort::Medium => 8_192,
        Effort::High => 16_384,
        Effort::XHigh | Effort::Max => 31_000,
    }
}
