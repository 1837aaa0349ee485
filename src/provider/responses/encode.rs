//! A prompt → the body of a Responses request.

use serde_json::{Value, json};

use super::input::{items, tools};
use crate::domain::message::Role;
use crate::provider::dialect::Dialect;
use crate::provider::logprobs;
use crate::provider::request::{ChatRequest, Draft};
use crate::provider::rules;

pub(in crate::provider) fn encode(draft: &mut Draft, request: &ChatRequest) {
    draft.set("model", request.model.as_str());
    let leading = request.messages.iter().take_while(|message| message.role == Role::System).count();
    let (system, rest) = request.messages.split_at(leading);
    if !system.is_empty() {
        let text: Vec<String> = system.iter().map(crate::domain::compose::RenderedMessage::text).collect();
        draft.set("instructions", text.join("\n\n"));
    }
    draft.set("input", rest.iter().flat_map(|message| items(request, message)).collect::<Value>());
    if rest.is_empty() {
        draft.note("There is no user message, and the Responses protocol demands an input.");
    }
    draft.set("stream", true);
    // Otherwise the provider keeps the conversation for thirty days (API reference, 2026-11); this page keeps its own history.
    draft.set("store", false);
    if draft.dialect == Dialect::OpenAi {
        draft.set("stream_options", json!({"include_obfuscation": false}));
    }
    if let Some(limit) = request.sampling.max_output_tokens {
        draft.set("max_output_tokens", limit);
    }
    let rules = rules::openai(&request.model);
    let effort = draft.effort(request, rules.map(|rules| rules.efforts));
    if let Some(effort) = effort {
        draft.set("reasoning", json!({"effort": effort.name(), "summary": "auto"}));
    }
    draft.sampling(request, rules.map(|rules| rules.sampling), effort);
    let mut include = Vec::new();
    if logprobs::asked(draft, request, rules.map(|rules| rules.sampling), effort) {
        include.push("message.output_text.logprobs");
        draft.set("top_logprobs", logprobs::LIKELIEST);
    }
    let stop = (!request.sampling.stop.is_empty()).then(|| request.sampling.stop.clone());
    draft.set_if(false, "stop", stop, "the Responses protocol has no stop sequences.");
    draft.set_if(false, "seed", request.sampling.seed, "the Responses protocol has no seed.");
    tools(draft, &request.tools);
    let reasons = rules.is_some_and(|rules| !rules.efforts.is_empty());
    if !request.tools.is_empty() && reasons && matches!(draft.dialect, Dialect::OpenAi | Dialect::Azure) {
        // The provider stores nothing, so what it thought before a call must come along when the turn goes on.
        include.push("reasoning.encrypted_content");
    }
    if !include.is_empty() {
        draft.set("include", include);
    }
    if let Some(schema) = &request.schema
        && let Some(parsed) = draft.schema(schema)
    {
        let strict = draft.strictness(&parsed);
        draft.set(
            "text",
            json!({"format": {"type": "json_schema", "name": schema.name, "strict": strict, "schema": parsed}}),
        );
    }
}
