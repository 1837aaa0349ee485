//! A prompt → the body of an Ollama request.

use serde_json::{Map, Value};

use super::messages::{messages, tools};
use crate::domain::technique::{Effort, Technique};
use crate::provider::logprobs;
use crate::provider::request::{ChatRequest, Draft};
use crate::provider::schema::not_in_grammar;

/// Characters of a prompt from which Ollama's usual context of 4,096 tokens may be too small (its FAQ, 2026-08; four characters a token).
const USUAL_CONTEXT: usize = 4 * 4_096;

pub(in crate::provider) fn encode(draft: &mut Draft, request: &ChatRequest) {
    draft.set("model", request.model.as_str());
    draft.set("messages", request.messages.iter().flat_map(|message| messages(request, message)).collect::<Value>());
    draft.set("stream", true);
    think(draft, request);
    if logprobs::asked(draft, request, None, None) {
        draft.set("logprobs", true);
        draft.set("top_logprobs", logprobs::LIKELIEST);
    }
    tools(draft, &request.tools);
    if let Some(schema) = request.schema.as_ref().and_then(|schema| draft.schema(schema)) {
        draft.notes.extend(not_in_grammar(&schema));
        draft.set("format", schema);
    }
    let options = options(draft, request);
    if !options.is_empty() {
        draft.set("options", options);
    }
    let length: usize = request.messages.iter().map(|message| message.text().len()).sum();
    if length > USUAL_CONTEXT && !request.sampling.extra.contains("num_ctx") {
        draft.note("The prompt is long: Ollama cuts off its beginning without a word when the model's context is set smaller. Set it by an extra parameter: {\"options\": {\"num_ctx\": 32768}}.");
    }
}

fn options(draft: &mut Draft, request: &ChatRequest) -> Map<String, Value> {
    let (temperature, top_p) = draft.taken_sampling(request, None, None);
    let set = &request.sampling;
    let fields = [
        ("num_predict", set.max_output_tokens.map(Value::from)),
        ("temperature", temperature.map(Value::from)),
        ("top_p", top_p.map(Value::from)),
        ("seed", set.seed.map(Value::from)),
        ("stop", (!set.stop.is_empty()).then(|| Value::from(set.stop.clone()))),
    ];
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// On or off; gpt-oss has three levels and can't stop.
fn think(draft: &mut Draft, request: &ChatRequest) {
    let Technique::Provider(effort) = request.technique else { return };
    if request.model.contains("gpt-oss") {
        let level = match effort {
            Effort::None | Effort::Minimal | Effort::Low => Effort::Low,
            Effort::Medium => Effort::Medium,
            Effort::High | Effort::XHigh | Effort::Max => Effort::High,
        };
        if level != effort {
            draft.note(format!(
                "The reasoning effort {} is sent as {}: this model knows three.",
                effort.name(),
                level.name()
            ));
        }
        return draft.set("think", level.name());
    }
    if !matches!(effort, Effort::None) {
        draft.note(format!(
            "The reasoning effort {} is sent as on: Ollama has no levels for this model.",
            effort.name()
        ));
    }
    draft.set("think", effort != Effort::None);
}
