//! Usage: each provider's own usage object → [`Usage`], whose fields never overlap. All conventions stand in this one room; what a run costs
//! is wrong when one of them is misread. Nothing here guesses: a count that is missing, negative or no number is `None`.
//!
//! | wire format | cached input | reasoning |
//! |---|---|---|
//! | Chat Completions, Responses | included in the input, reads and writes | included in the output; xAI's `completion_tokens` leave it out |
//! | Chat Completions of DeepSeek | `prompt_cache_hit_tokens` + `…_miss_tokens` = input | included |
//! | Messages | apart, reads and both kinds of writes | included |
//! | Gemini | included in the prompt | apart: candidates leave thoughts out |
//! | Cohere | included in what is billed | included; billed units, not tokens, are what is paid |
//! | Ollama | a prompt that was cached may report no input at all | included |
//!
//! Sources: openai SDK 3.54.0, anthropic SDK 2.12.0 and google-genai 3.4.0 types (2026-11), recorded streams to 2026-05, docs.x.ai cost
//! tracking and openrouter.ai usage accounting (read 2026-11-25).

use serde_json::{Map, Value};

use crate::domain::money::PicoUsd;
use crate::domain::usage::Usage;

/// xAI: 1 USD is 10¹⁰ ticks (docs.x.ai/developers/cost-tracking, read 2026-11-25).
const PICO_USD_PER_TICK: u128 = 100;
/// A stated cost above this many dollars is taken for a mistake.
const MOST_USD: f64 = 1e6;

/// Usage of a chunk or a whole answer of Chat Completions and its dialects; `None` = it carries none.
///
/// Groq repeats it under `x_groq`, in some models only there.
pub fn chat_completions(answer: &Value) -> Option<Usage> {
    let told = |usage: &&Value| usage.as_object().is_some_and(|fields| !fields.is_empty());
    let usage = [&answer["usage"], &answer["x_groq"]["usage"]].into_iter().find(told)?;
    let input = &usage["prompt_tokens_details"];
    let hit = count(&usage["prompt_cache_hit_tokens"]);
    let counted = Included {
        input: count(&usage["prompt_tokens"]).or_else(|| hit?.checked_add(count(&usage["prompt_cache_miss_tokens"])?)),
        output: count(&usage["completion_tokens"]),
        total: count(&usage["total_tokens"]),
        cache_read: count(&input["cached_tokens"]).or(hit),
        cache_write: count(&input["cache_write_tokens"]),
        reasoning: count(&usage["completion_tokens_details"]["reasoning_tokens"]),
    };
    Some(counted.into_usage(usage, &answer["service_tier"]))
}

/// Usage of a response object; `None` = it carries none.
pub fn responses(response: &Value) -> Option<Usage> {
    let usage = Some(&response["usage"]).filter(|usage| usage.is_object())?;
    let input = &usage["input_tokens_details"];
    let counted = Included {
        input: count(&usage["input_tokens"]),
        output: count(&usage["output_tokens"]),
        total: count(&usage["total_tokens"]),
        cache_read: count(&input["cached_tokens"]),
        cache_write: count(&input["cache_write_tokens"]),
        reasoning: count(&usage["output_tokens_details"]["reasoning_tokens"]),
    };
    Some(counted.into_usage(usage, &response["service_tier"]))
}

/// Usage of Messages, given the usage object itself: in a stream it comes in pieces, to be merged field by field before.
pub fn messages(usage: &Value) -> Option<Usage> {
    if !usage.is_object() {
        return None;
    }
    let by_lifetime = &usage["cache_creation"];
    let one_hour = count(&by_lifetime["ephemeral_1h_input_tokens"]);
    // Tools that run at the provider take several turns, and the lifetimes may be of the last one alone: the total is what is billed.
    let written = count(&usage["cache_creation_input_tokens"]).map(|all| all.saturating_sub(one_hour.unwrap_or(0)));
    let five_minutes = written.max(count(&by_lifetime["ephemeral_5m_input_tokens"]));
    let reasoning = count(&usage["output_tokens_details"]["thinking_tokens"]);
    Some(Usage {
        uncached_input: count(&usage["input_tokens"]),
        cache_read: count(&usage["cache_read_input_tokens"]),
        cache_write_5m: five_minutes,
        cache_write_1h: one_hour,
        output: count(&usage["output_tokens"]).map(|all| all.saturating_sub(reasoning.unwrap_or(0))),
        reasoning,
        stated_cost: stated_cost(usage),
        terms: terms(usage, &usage["service_tier"]),
        raw: usage.to_string(),
    })
}

/// Usage of a chunk or a whole answer of Gemini; `None` = it carries none. Every chunk repeats it, counted up to there.
///
/// Counts of zero are left out of the JSON: what the total leaves for the candidates is theirs.
pub fn gemini(answer: &Value) -> Option<Usage> {
    let usage = Some(&answer["usageMetadata"]).filter(|usage| usage.is_object())?;
    let prompt = count(&usage["promptTokenCount"]);
    let tools = count(&usage["toolUsePromptTokenCount"]).unwrap_or(0);
    let cache_read = count(&usage["cachedContentTokenCount"]);
    let reasoning = count(&usage["thoughtsTokenCount"]);
    let input = prompt.map(|prompt| prompt.saturating_add(tools));
    let output = count(&usage["candidatesTokenCount"]).or_else(|| {
        let others = input?.saturating_add(reasoning.unwrap_or(0));
        count(&usage["totalTokenCount"])?.checked_sub(others)
    });
    Some(Usage {
        uncached_input: input.map(|all| without(all, cache_read.unwrap_or(0))),
        cache_read,
        output,
        reasoning,
        terms: terms(usage, &usage["serviceTier"]),
        raw: usage.to_string(),
        ..Usage::default()
    })
}

/// Usage of Cohere's v2 chat: of a whole answer, or of the `delta` of the event `message-end`; `None` = it carries none.
///
/// `billed_units` is what is paid; `tokens` also counts a preamble of Cohere's own. Counts come as floats. `cached_tokens` is a part of `tokens`
/// (answers of 2025: 12 billed, 212 tokens, 208 of them cached): what is billed has no part that was cached.
pub fn cohere(answer: &Value) -> Option<Usage> {
    let usage = Some(&answer["usage"]).filter(|usage| usage.is_object())?;
    let billed = [&usage["billed_units"], &usage["tokens"]].into_iter().find(|units| units.is_object());
    let units = |field: &str| billed.and_then(|units| count(&units[field]));
    let is_billed = usage["billed_units"].is_object();
    let cache_read = count(&usage["cached_tokens"]).filter(|read| *read > 0 && !is_billed);
    let mut terms = terms(usage, &Value::Null);
    terms.extend(many(&usage["billed_units"]["search_units"], "search", "searches"));
    Some(Usage {
        uncached_input: units("input_tokens").map(|all| without(all, cache_read.unwrap_or(0))),
        cache_read,
        output: units("output_tokens"),
        terms,
        raw: usage.to_string(),
        ..Usage::default()
    })
}

/// Usage of the last line (`"done": true`) of Ollama's own API; `None` = it carries none. The counts stand beside the message, so what is kept
/// verbatim is that object without the message and the context.
pub fn ollama(last: &Value) -> Option<Usage> {
    const SPOKEN: [&str; 4] = ["message", "response", "thinking", "context"];
    let (input, output) = (count(&last["prompt_eval_count"]), count(&last["eval_count"]));
    if input.is_none() && output.is_none() {
        return None;
    }
    let fields = last.as_object()?.iter().filter(|(name, _)| !SPOKEN.contains(&name.as_str()));
    let raw: Map<String, Value> = fields.map(|(name, value)| (name.clone(), value.clone())).collect();
    Some(Usage { uncached_input: input, output, raw: Value::Object(raw).to_string(), ..Usage::default() })
}

/// Counts in OpenAI's convention: parts are included in their totals.
struct Included {
    input: Option<u64>,
    output: Option<u64>,
    total: Option<u64>,
    cache_read: Option<u64>,
    cache_write: Option<u64>,
    reasoning: Option<u64>,
}

impl Included {
    fn into_usage(self, usage: &Value, service_tier: &Value) -> Usage {
        let cached = self.cache_read.unwrap_or(0).saturating_add(self.cache_write.unwrap_or(0));
        let reasoned = self.reasoning.unwrap_or(0);
        // xAI leaves reasoning out of `completion_tokens` (recorded 2026-02: completion 1, reasoning 290, prompt 12, total 303), which the total
        // gives away.
        let apart = self.input.zip(self.output).is_some_and(|(input, output)| {
            let sum = input.saturating_add(output).saturating_add(reasoned);
            reasoned > 0 && self.total == Some(sum)
        });
        Usage {
            uncached_input: self.input.map(|all| without(all, cached)),
            cache_read: self.cache_read,
            cache_write_5m: self.cache_write,
            cache_write_1h: None,
            output: self.output.map(|all| if apart { all } else { without(all, reasoned) }),
            reasoning: self.reasoning,
            stated_cost: stated_cost(usage),
            terms: terms(usage, service_tier),
            raw: usage.to_string(),
        }
    }
}

/// A total without a part of it. A part that is larger than the total can't be in it: then the total is already without it.
fn without(total: u64, part: u64) -> u64 {
    total.checked_sub(part).unwrap_or(total)
}

/// A whole number that is not negative, also written as a float.
fn count(value: &Value) -> Option<u64> {
    /// Floats are whole up to here.
    const MOST: f64 = 9_007_199_254_740_992.0;
    let float = || value.as_f64().filter(|float| (0.0..=MOST).contains(float) && float.fract() == 0.0);
    value.as_u64().or_else(|| format!("{:.0}", float()?).parse().ok())
}

/// What the provider says that the request cost: xAI in ticks, OpenRouter in credits of one dollar, Perplexity in an object. With a key of
/// one's own at the vendor, OpenRouter states its fee and the vendor's cost apart.
fn stated_cost(usage: &Value) -> Option<PicoUsd> {
    if let Some(ticks) = count(&usage["cost_in_usd_ticks"]) {
        return Some(PicoUsd(u128::from(ticks) * PICO_USD_PER_TICK));
    }
    let cost = usd(&usage["cost"]).or_else(|| usd(&usage["cost"]["total_cost"]))?;
    let upstream = usd(&usage["cost_details"]["upstream_inference_cost"]).filter(|_| usage["is_byok"] == true);
    Some(cost + upstream.unwrap_or_default())
}

/// Dollars, which come as floats, to the pico-dollar.
fn usd(value: &Value) -> Option<PicoUsd> {
    let dollars = value.as_f64().filter(|dollars| (0.0..=MOST_USD).contains(dollars))?;
    PicoUsd::from_usd(&format!("{dollars:.12}")).ok()
}

/// What makes a request cost another sum than its tokens at the ordinary rates, as far as the usage tells.
fn terms(usage: &Value, service_tier: &Value) -> Vec<String> {
    // `on_demand` is Groq's word, `unspecified` Gemini's.
    const ORDINARY: [&str; 6] = ["standard", "default", "auto", "on_demand", "unspecified", "not_available"];
    let said = |value: &Value| value.as_str().map(str::to_lowercase).filter(|word| !ORDINARY.contains(&word.as_str()));
    let mut terms = Vec::new();
    terms.extend(said(service_tier).map(|tier| format!("service tier {tier}")));
    terms.extend(said(&usage["speed"]).map(|speed| format!("speed {speed}")));
    terms
        .extend(said(&usage["inference_geo"]).filter(|place| place != "global").map(|at| format!("inference in {at}")));
    terms.extend(many(&usage["server_tool_use"]["web_search_requests"], "web search", "web searches"));
    terms.extend(many(&usage["num_sources_used"], "searched source", "searched sources"));
    terms.extend(many(&usage["num_server_side_tools_used"], "call of a server's tool", "calls of a server's tools"));
    let audio = [&usage["prompt_tokens_details"], &usage["completion_tokens_details"]];
    terms.extend(audio.into_iter().find_map(|details| many(&details["audio_tokens"], "audio token", "audio tokens")));
    terms
}

fn many(value: &Value, one: &str, more: &str) -> Option<String> {
    match count(value)? {
        0 => None,
        1 => Some(format!("1 {one}")),
        number => Some(format!("{number} {more}")),
    }
}
