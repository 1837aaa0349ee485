//! The browser's own model (Prompt API): a prompt → what `LanguageModel` is given, and the lines in which the browser's adapter tells what
//! it answered → events. The exchange looks like a request and its answer, so that running, stopping and showing it are those of any other.
//!
//! Sources: the Prompt API's explainer and Chrome's documentation (2026): a system prompt stands first, the answer may be begun for the model,
//! and temperature and top-K are taken only from extensions.

use serde_json::{Value, json};

use super::dialect::AuthScheme;
use super::output::Output;
use super::request::{ChatRequest, Draft, HttpRequest, Method};
use super::{error, logprobs};
use crate::domain::completion::FinishReason;
use crate::domain::compose::RenderedMessage;
use crate::domain::message::Role;
use crate::domain::technique::Technique;
use crate::domain::usage::Usage;

/// Where the request goes instead of to a server.
pub const BUILT_IN_ADDRESS: &str = "browser:language-model";

/// `options` are those of `LanguageModel.create`, `input` and `responseConstraint` are given to `promptStreaming`.
pub(super) fn encode(draft: &mut Draft, request: &ChatRequest) {
    let (system, rest) = Draft::split_system(request);
    if rest.iter().any(|message| message.role == Role::System) {
        draft.note("A system message after the first user message is given as a user message: the browser's model takes one, at the beginning.");
    }
    let begun = rest.last().is_some_and(|message| message.role == Role::Assistant);
    let (before, last) = rest.split_at(rest.len().saturating_sub(if begun { 2 } else { 1 }));
    let system = system.map(|text| json!({"role": "system", "content": text}));
    let initial: Vec<Value> = system.into_iter().chain(before.iter().map(turn)).collect();
    draft.set("options", if initial.is_empty() { json!({}) } else { json!({"initialPrompts": initial}) });
    let mut input: Vec<Value> = last.iter().map(turn).collect();
    if let (true, Some(answer)) = (begun, input.last_mut()) {
        answer["prefix"] = true.into();
    }
    if input.is_empty() {
        draft.note("There is no user message, and the browser's model needs one.");
    }
    draft.set("input", input);
    if let Some(schema) = request.schema.as_ref().and_then(|schema| draft.schema(schema)) {
        draft.set("responseConstraint", schema);
    }
    let set = &request.sampling;
    let why = "the browser's model takes it from extensions only.";
    draft.set_if(false, "temperature", set.temperature, why);
    let unknown = "the browser's model has no such setting.";
    draft.set_if(false, "top_p", set.top_p, unknown);
    draft.set_if(false, "The output limit", set.max_output_tokens, unknown);
    draft.set_if(false, "seed", set.seed, unknown);
    draft.set_if(false, "stop", (!set.stop.is_empty()).then(|| set.stop.clone()), unknown);
    logprobs::refused(draft, request, "the browser's model tells none.");
    if !request.tools.is_empty() {
        draft.note("The tools are not sent: the browser's model takes none.");
    }
    if request.messages.iter().any(|message| !message.images.is_empty()) {
        draft.note("The images are not sent: the browser's model is asked in words only.");
    }
    if matches!(request.technique, Technique::Provider(_)) {
        draft.note("The reasoning effort is not sent: this model takes none.");
    }
}

fn turn(message: &RenderedMessage) -> Value {
    let role = if message.role == Role::Assistant { "assistant" } else { "user" };
    json!({"role": role, "content": message.text()})
}

/// The request as it is shown and handed to the transport.
pub(super) fn request(draft: Draft) -> HttpRequest {
    HttpRequest {
        method: Method::Post,
        url: BUILT_IN_ADDRESS.to_owned(),
        headers: Vec::new(),
        auth: AuthScheme::Bearer,
        body: Value::Object(draft.body).to_string(),
        notes: draft.notes,
    }
}

/// The request that asks whether the model is there.
pub(super) fn list() -> HttpRequest {
    HttpRequest {
        method: Method::Get,
        url: BUILT_IN_ADDRESS.to_owned(),
        headers: Vec::new(),
        auth: AuthScheme::Bearer,
        body: String::new(),
        notes: Vec::new(),
    }
}

/// A line of the adapter: `{"text"}`, `{"error"}`, or at the end `{"done": true, "input_tokens"}`.
pub(super) fn line(line: &Value, out: &mut Output) {
    if let Some(failure) = error::in_answer(line) {
        out.fail(failure);
        return out.end();
    }
    out.text(line["text"].as_str().unwrap_or_default());
    if line["done"] == true {
        if let Some(input) = line["input_tokens"].as_u64() {
            out.usage(Usage { uncached_input: Some(input), raw: line.to_string(), ..Usage::default() });
        }
        out.finish(FinishReason::Stop);
        out.end();
    }
}
