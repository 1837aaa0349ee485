//! A prompt → the body of a Messages request.

use serde_json::{Value, json};

use super::content::{content, tools};
use crate::domain::message::Role;
use crate::domain::technique::{Effort, Technique};
use crate::domain::tool::ToolChoice;
use crate::provider::logprobs;
use crate::provider::request::{ChatRequest, Draft};
use crate::provider::rules::{self, ClaudeRules, SamplingRule, Thinking};
use crate::provider::schema::for_anthropic;

/// Output limit where neither the person nor the catalog gives one; every Claude since 3.5 allows it.
const DEFAULT_LIMIT: u64 = 8_192;
/// The default never goes above this: a limit is also what thinking may spend.
const LARGEST_DEFAULT: u64 = 32_000;
/// Least that `budget_tokens` may be (SDK types, 2026-11).
const LEAST_BUDGET: u64 = 1_024;

/// Rules for models that are no Claude but speak Messages (llama.cpp, Ollama, DeepSeek): everything is taken, schemas go by tool.
const OTHER: ClaudeRules = ClaudeRules {
    sampling: SamplingRule::Taken,
    thinking: Thinking::Budget,
    effort: false,
    structured_output: false,
    prefill: true,
};

pub(in crate::provider) fn encode(draft: &mut Draft, request: &ChatRequest) {
    let rules = rules::claude(&request.model).unwrap_or(OTHER);
    draft.set("model", request.model.as_str());
    let limit = output_limit(draft, request);
    draft.set("max_tokens", limit);
    write_messages(draft, request, rules);
    draft.set("stream", true);
    let mut output_config = serde_json::Map::new();
    let forced = matches!(request.tools.choice, ToolChoice::Required | ToolChoice::Named(_))
        || (request.schema.is_some() && !rules.structured_output);
    let thinks = thinking(draft, request, rules, limit, forced, &mut output_config);
    sampling(draft, request, rules, thinks);
    if !request.sampling.stop.is_empty() {
        draft.set("stop_sequences", request.sampling.stop.clone());
    }
    draft.set_if(false, "seed", request.sampling.seed, "the Messages protocol has no seed.");
    logprobs::refused(draft, request, "the Messages protocol has none.");
    let mut schema_tool = None;
    if let Some(schema) = request.schema.as_ref().and_then(|schema| draft.schema(schema)) {
        if rules.structured_output {
            let (schema, notes) = for_anthropic(&schema);
            draft.notes.extend(notes);
            output_config.insert("format".to_owned(), json!({"type": "json_schema", "schema": schema}));
        } else {
            draft.note("The schema is sent as a tool that the model must call, since this model has no structured output; its arguments are the answer.");
            schema_tool = Some(schema);
        }
    }
    tools(draft, &request.tools, schema_tool.as_ref(), rules);
    if !output_config.is_empty() {
        draft.set("output_config", output_config);
    }
}

/// The protocol demands a limit.
fn output_limit(draft: &mut Draft, request: &ChatRequest) -> u64 {
    if let Some(limit) = request.sampling.max_output_tokens {
        return u64::from(limit);
    }
    let limit = request.max_output.map_or(DEFAULT_LIMIT, |most| most.min(LARGEST_DEFAULT));
    draft.note(format!("max_tokens is sent as {limit}: the Messages protocol demands a limit and none is set."));
    limit
}

/// Leading system messages go to `system`; later ones become user messages. The protocol joins neighbors of the same role by itself.
fn write_messages(draft: &mut Draft, request: &ChatRequest, rules: ClaudeRules) {
    let leading = request.messages.iter().take_while(|message| message.role == Role::System).count();
    let (system, rest) = request.messages.split_at(leading);
    if !system.is_empty() {
        let text: Vec<String> = system.iter().map(crate::domain::compose::RenderedMessage::text).collect();
        draft.set("system", text.join("\n\n"));
    }
    let mut moved = false;
    let messages = rest.iter().map(|message| {
        moved |= message.role == Role::System;
        let role = if message.role == Role::Assistant { "assistant" } else { "user" };
        json!({"role": role, "content": content(request, message)})
    });
    let messages: Value = messages.collect();
    draft.set("messages", messages);
    if moved {
        draft.note("A system message after the first user message is sent as a user message: the Messages protocol has one system prompt.");
    }
    if rest.is_empty() {
        draft.note("There is no user message, and the Messages protocol demands one.");
    }
    if !rules.prefill && rest.last().is_some_and(|message| message.role == Role::Assistant) {
        draft.note("The last message is the assistant's: this model rejects answers that are begun for it.");
    }
}

/// Sends the effort as the model takes it; whether the model will think.
fn thinking(
    draft: &mut Draft,
    request: &ChatRequest,
    rules: ClaudeRules,
    limit: u64,
    forced_tool: bool,
    output_config: &mut serde_json::Map<String, Value>,
) -> bool {
    let Technique::Provider(effort) = request.technique else { return false };
    if effort == Effort::None {
        if rules.thinking != Thinking::Never {
            draft.set("thinking", json!({"type": "disabled"}));
        }
        return false;
    }
    if forced_tool && rules.thinking != Thinking::Never {
        draft.note("Reasoning is not sent: this model can't think while it must call a tool.");
        return false;
    }
    if rules.effort {
        let word = if effort == Effort::Minimal { Effort::Low } else { effort };
        output_config.insert("effort".to_owned(), word.name().into());
    }
    match rules.thinking {
        Thinking::Never => draft.note("The reasoning effort is not sent: this model does not reason."),
        // Without `display` newer models think in silence.
        Thinking::Adaptive => draft.set("thinking", json!({"type": "adaptive", "display": "summarized"})),
        Thinking::Budget if limit <= LEAST_BUDGET => {
            draft.note(format!("Reasoning is not sent: it needs an output limit above {LEAST_BUDGET} tokens."));
            return false;
        }
        Thinking::Budget => {
            let budget = budget(effort).min(limit - 1).max(LEAST_BUDGET);
            draft.note(format!(
                "The reasoning effort {} is sent as a budget of {budget} tokens, out of max_tokens.",
                effort.name()
            ));
            draft.set("thinking", json!({"type": "enabled", "budget_tokens": budget}));
        }
    }
    rules.thinking != Thinking::Never
}

/// Our own scale: doubling from the vendor's least.
fn budget(effort: Effort) -> u64 {
    match effort {
        Effort::None | Effort::Minimal => LEAST_BUDGET,
        Effort::Low => 2_048,
        Effort::Medium => 8_192,
        Effort::High => 16_384,
        Effort::XHigh => 32_768,
        Effort::Max => 65_536,
    }
}

/// While thinking, models that take sampling at all take only the default (extended thinking guide, 2026-11).
fn sampling(draft: &mut Draft, request: &ChatRequest, rules: ClaudeRules, thinks: bool) {
    if thinks && rules.sampling != SamplingRule::Rejected {
        let why = "this model takes it only while it does not think.";
        draft.set_if(false, "temperature", request.sampling.temperature, why);
        draft.set_if(false, "top_p", request.sampling.top_p, why);
    } else {
        draft.sampling(request, Some(rules.sampling), None);
    }
}
