//! A prompt → the body of a Chat Completions request.

use serde_json::{Value, json};

use super::messages::{messages, tools};
use crate::domain::compose::ComposedSchema;
use crate::domain::technique::{Effort, Technique};
use crate::provider::dialect::{Dialect, EffortField, SchemaField};
use crate::provider::logprobs;
use crate::provider::request::{ChatRequest, Draft};
use crate::provider::rules::{self, ChatRules};
use crate::provider::schema::{self, strict_refusal};

pub(in crate::provider) fn encode(draft: &mut Draft, request: &ChatRequest) {
    draft.set("model", request.model.as_str());
    draft.set("messages", messages(request, draft.dialect));
    draft.set("stream", true);
    let facts = draft.dialect.chat();
    if facts.asks_for_usage {
        // OpenAI pads deltas against traffic analysis unless told not to; the padding is of no use over this page's own TLS.
        let padded = draft.dialect == Dialect::OpenAi;
        let options = if padded {
            json!({"include_usage": true, "include_obfuscation": false})
        } else {
            json!({"include_usage": true})
        };
        draft.set("stream_options", options);
    }
    if let Some(limit) = request.sampling.max_output_tokens {
        draft.set(facts.output_limit, limit);
    }
    let rules = rules::chat(draft.dialect, &request.model);
    let effort = reasoning(draft, request, rules);
    draft.sampling(request, rules.sampling, effort);
    if logprobs::asked(draft, request, rules.sampling, effort) {
        // Mistral's list of the likeliest is the switch too (SDK types, 2026-11).
        if draft.dialect != Dialect::Mistral {
            draft.set("logprobs", true);
        }
        draft.set("top_logprobs", logprobs::LIKELIEST);
    }
    let stop = (!request.sampling.stop.is_empty()).then(|| request.sampling.stop.clone());
    draft.set_if(rules.stop, "stop", stop, "this model rejects it.");
    if let Some(seed) = request.sampling.seed {
        draft.set(facts.seed, seed);
    }
    tools(draft, &request.tools);
    if !request.tools.is_empty()
        && effort.is_some()
        && draft.dialect == Dialect::OpenAi
        && request.model.starts_with("gpt-5.6")
    {
        // Seen with gpt-5.6-luna (issue 1173 of itzcrazykns/vane, 2026).
        draft.note("OpenAI may refuse tools together with a reasoning effort over Chat Completions: use the Responses protocol for this model.");
    }
    if let Some(schema) = &request.schema {
        format(draft, schema);
    }
}

/// Sends the effort in the host's own field; returns what was sent.
fn reasoning(draft: &mut Draft, request: &ChatRequest, rules: ChatRules) -> Option<Effort> {
    let effort = draft.effort(request, rules.efforts)?;
    let off = effort == Effort::None;
    let gpt_oss = request.model.contains("gpt-oss");
    match draft.dialect.chat().effort {
        EffortField::Nested => draft.set("reasoning", json!({"effort": effort.name()})),
        EffortField::Levels if off => draft.set("thinking", json!({"type": "disabled"})),
        EffortField::Levels => {
            let level = match effort {
                Effort::None | Effort::Minimal | Effort::Low => "low",
                Effort::Medium | Effort::High => "high",
                Effort::XHigh | Effort::Max => "max",
            };
            draft.set("thinking", json!({"type": "enabled"}));
            draft.set("reasoning_effort", level);
        }
        EffortField::Switch => {
            draft.set("thinking", json!({"type": if off { "disabled" } else { "enabled" }}));
            if !off {
                draft.note(format!(
                    "The reasoning effort {} is sent as on: this endpoint has no levels.",
                    effort.name()
                ));
            }
        }
        EffortField::Enabled if !gpt_oss => {
            draft.set("reasoning", json!({"enabled": !off}));
            if !off {
                draft.note(format!(
                    "The reasoning effort {} is sent as on: this endpoint has no levels.",
                    effort.name()
                ));
            }
        }
        EffortField::Parsed if request.model.contains("qwen3-") => {
            // These know off and their own default only.
            draft.set("reasoning_effort", if off { "none" } else { "default" });
            draft.set("reasoning_format", "parsed");
        }
        EffortField::Parsed if !gpt_oss => {
            draft.set("reasoning_effort", effort.name());
            draft.set("reasoning_format", "parsed");
        }
        EffortField::Template => {
            draft.set("chat_template_kwargs", json!({"enable_thinking": !off}));
            draft.set("reasoning_effort", effort.name());
        }
        EffortField::Flat | EffortField::Enabled | EffortField::Parsed => draft.set("reasoning_effort", effort.name()),
    }
    Some(effort)
}

fn format(draft: &mut Draft, schema: &ComposedSchema) {
    let Some(parsed) = draft.schema(schema) else { return };
    let wrapped = match draft.dialect.chat().schema {
        SchemaField::JsonMode => {
            draft.note("The schema itself is not sent: this endpoint takes JSON mode only, so the prompt must describe the JSON. The answer is still checked.");
            draft.set("response_format", json!({"type": "json_object"}));
            return;
        }
        SchemaField::Strict => {
            let strict = draft.strictness(&parsed);
            json!({"name": schema.name, "strict": strict, "schema": parsed})
        }
        SchemaField::Grammar => {
            draft.notes.extend(schema::not_in_grammar(&parsed));
            json!({"name": schema.name, "schema": parsed})
        }
    };
    draft.set("response_format", json!({"type": "json_schema", "json_schema": wrapped}));
}

impl Draft {
    /// Whether OpenAI's strict mode takes the schema; says so when it does not.
    pub(in crate::provider) fn strictness(&mut self, schema: &Value) -> bool {
        let refusal = strict_refusal(schema);
        if let Some(why) = &refusal {
            self.note(format!("The schema is sent with strict mode off, because {why}; the model may stray from it."));
        }
        refusal.is_none()
    }

    /// The schema as JSON.
    pub(in crate::provider) fn schema(&mut self, schema: &ComposedSchema) -> Option<Value> {
        let parsed = serde_json::from_str(&schema.json).ok();
        if parsed.is_none() {
            self.note("The schema is not sent: it is not JSON.");
        }
        parsed
    }

    /// The effort to send: what the person set, as near as the model knows it.
    pub(in crate::provider) fn effort(&mut self, request: &ChatRequest, known: Option<&[Effort]>) -> Option<Effort> {
        let Technique::Provider(wanted) = request.technique else { return None };
        let listed = request.capabilities.as_ref();
        let reasons = listed.is_none_or(|takes| takes.reasoning);
        let listed = listed.map(|takes| takes.efforts.as_slice()).filter(|efforts| !efforts.is_empty());
        let sent = match listed.or(known) {
            Some(known) => rules::nearest(wanted, known),
            None => reasons.then_some(wanted),
        };
        match sent {
            None => self.note("The reasoning effort is not sent: this model takes none."),
            Some(sent) if sent != wanted => {
                self.note(format!(
                    "The reasoning effort is sent as {}: this model does not know {}.",
                    sent.name(),
                    wanted.name()
                ));
            }
            Some(_) => {}
        }
        sent
    }
}
