//! A prompt → the body of a Gemini request.

use serde_json::{Map, Value, json};

use super::content::{content, tools};
use crate::domain::message::Role;
use crate::domain::technique::{Effort, Technique};
use crate::provider::logprobs;
use crate::provider::request::{ChatRequest, Draft};
use crate::provider::rules::{self, GeminiRules, GeminiThinking, nearest};
use crate::provider::schema::{for_gemini, for_openapi};

/// Rules for models of another name: everything is taken.
const OTHER: GeminiRules = GeminiRules {
    thinking: GeminiThinking::Never,
    instructions: true,
    json_schema: true,
    wants_default_temperature: false,
};
/// Stop sequences that are taken (API reference, 2026-11).
const MOST_STOPS: usize = 5;

pub(in crate::provider) fn encode(draft: &mut Draft, request: &ChatRequest) {
    let rules = rules::gemini(&request.model).unwrap_or(OTHER);
    write_contents(draft, request, rules);
    tools(draft, &request.tools);
    let mut config = Map::new();
    if let Some(limit) = request.sampling.max_output_tokens {
        config.insert("maxOutputTokens".to_owned(), limit.into());
    }
    sampling(draft, request, rules, &mut config);
    if !request.sampling.stop.is_empty() {
        if request.sampling.stop.len() > MOST_STOPS {
            draft.note(format!("Only the first {MOST_STOPS} stop sequences are sent: Gemini takes no more."));
        }
        let stops: Value = request.sampling.stop.iter().take(MOST_STOPS).map(String::as_str).collect();
        config.insert("stopSequences".to_owned(), stops);
    }
    logprobs::ask_gemini(draft, request, &mut config);
    if let Some(seed) = request.sampling.seed {
        config.insert("seed".to_owned(), seed.into());
    }
    if let Some(schema) = request.schema.as_ref().and_then(|schema| draft.schema(schema)) {
        if rules.instructions {
            let (field, (schema, notes)) = if rules.json_schema {
                ("responseJsonSchema", for_gemini(&schema))
            } else {
                ("responseSchema", for_openapi(&schema))
            };
            draft.notes.extend(notes);
            config.insert("responseMimeType".to_owned(), "application/json".into());
            config.insert(field.to_owned(), schema);
        } else {
            draft.note("The schema is not sent: this model has no JSON mode, so the prompt must describe the JSON. The answer is still checked.");
        }
    }
    if let Some(thinking) = thinking(draft, request, rules) {
        config.insert("thinkingConfig".to_owned(), thinking);
    }
    if !config.is_empty() {
        draft.set("generationConfig", config);
    }
}

/// Leading system messages go to `systemInstruction`, later ones become user messages.
fn write_contents(draft: &mut Draft, request: &ChatRequest, rules: GeminiRules) {
    let (system, rest) = Draft::split_system(request);
    let (system, first) = if rules.instructions { (system, None) } else { (None, system) };
    if let Some(text) = system {
        draft.set("systemInstruction", json!({"parts": [{"text": text}]}));
    }
    let mut contents = Vec::new();
    if let Some(text) = first {
        draft.note("The system message is sent as a user message: this model takes no system instruction.");
        contents.push(json!({"role": "user", "parts": [{"text": text}]}));
    }
    if rest.iter().any(|message| message.role == Role::System) {
        draft.note("A system message after the first user message is sent as a user message: Gemini has one system instruction.");
    }
    contents.extend(rest.iter().map(|message| content(request, message)));
    if contents.is_empty() {
        draft.note("There is no user message, and Gemini demands one.");
    }
    draft.set("contents", contents);
}

fn sampling(draft: &mut Draft, request: &ChatRequest, rules: GeminiRules, config: &mut Map<String, Value>) {
    let (temperature, top_p) = draft.taken_sampling(request, None, None);
    if let Some(temperature) = temperature {
        let advised_against = rules.wants_default_temperature && (temperature - 1.0).abs() > f64::EPSILON;
        if advised_against {
            draft.note("temperature is sent, but Google advises to leave it at 1.0 for this model: lower values can make it repeat itself.");
        }
        config.insert("temperature".to_owned(), temperature.into());
    }
    if let Some(top_p) = top_p {
        config.insert("topP".to_owned(), top_p.into());
    }
}

/// Level or budget, never both, and the thoughts with it.
fn thinking(draft: &mut Draft, request: &ChatRequest, rules: GeminiRules) -> Option<Value> {
    let Technique::Provider(wanted) = request.technique else { return None };
    match rules.thinking {
        GeminiThinking::Never => {
            draft.note("The reasoning effort is not sent: this model takes none.");
            None
        }
        GeminiThinking::Budget { least, most } => {
            let budget = budget(wanted).clamp(least, most);
            draft.note(format!(
                "The reasoning effort {} is sent as a thinking budget of {budget} tokens.",
                wanted.name()
            ));
            Some(json!({"thinkingBudget": budget, "includeThoughts": budget > 0}))
        }
        GeminiThinking::Level(known) => {
            let listed = request.capabilities.as_ref().map(|takes| takes.efforts.as_slice());
            let known = listed.filter(|efforts| !efforts.is_empty()).unwrap_or(known);
            let level = nearest(wanted, known)?;
            if level != wanted {
                let why = if wanted == Effort::None { "can't stop thinking" } else { "does not know that level" };
                draft.note(format!(
                    "The reasoning effort {} is sent as the thinking level {}: this model {why}.",
                    wanted.name(),
                    level.name()
                ));
            }
            Some(json!({"thinkingLevel": level.name(), "includeThoughts": true}))
        }
    }
}

/// The vendor's own scale in its OpenAI-compatible endpoint (2026-11), continued to both sides.
fn budget(effort: Effort) -> u32 {
    match effort {
        Effort::None => 0,
        Effort::Minimal | Effort::Low => 1_024,
        Effort::Medium => 8_192,
        Effort::High | Effort::XHigh | Effort::Max => 24_576,
    }
}
