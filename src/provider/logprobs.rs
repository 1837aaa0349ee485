//! Log probabilities of tokens, in the shapes in which vendors tell them.
//!
//! Sources: SDK types of 2026-11 (openai 3.54.0, google-genai 3.6.1, cohere 7.3.1, ollama 0.6.3).

use serde_json::{Map, Value};

use super::request::{ChatRequest, Draft, sampling_refusal};
use super::rules::SamplingRule;
use crate::domain::completion::TokenLogprob;
use crate::domain::technique::Effort;

/// How many of the likeliest tokens are asked for at each place; every vendor that has them allows five.
pub(super) const LIKELIEST: u32 = 5;

/// Whether the person asked for them and the model gives them at `effort`; that it does not is said.
pub(super) fn asked(
    draft: &mut Draft,
    request: &ChatRequest,
    rule: Option<SamplingRule>,
    effort: Option<Effort>,
) -> bool {
    let refusal = sampling_refusal(request, rule, effort).filter(|_| request.sampling.logprobs);
    if let Some(why) = refusal {
        draft.note(format!("Token probabilities are not asked for: {why}"));
    }
    request.sampling.logprobs && refusal.is_none()
}

/// Says that a protocol has no place for them.
pub(super) fn refused(draft: &mut Draft, request: &ChatRequest, why: &str) {
    if request.sampling.logprobs {
        draft.note(format!("Token probabilities are not asked for: {why}"));
    }
}

/// Gemini's two fields of `generationConfig`.
pub(super) fn ask_gemini(draft: &mut Draft, request: &ChatRequest, config: &mut Map<String, Value>) {
    if asked(draft, request, None, None) {
        config.insert("responseLogprobs".to_owned(), true.into());
        config.insert("logprobs".to_owned(), LIKELIEST.into());
    }
}

/// A list of `{token, logprob, top_logprobs: [{token, logprob}]}`: Chat Completions, Responses, Ollama.
pub(super) fn listed(list: &Value) -> Vec<TokenLogprob> {
    let rows = list.as_array().into_iter().flatten();
    rows.filter_map(|row| {
        let (token, logprob) = pair(row, "token", "logprob")?;
        let top = row["top_logprobs"].as_array().into_iter().flatten();
        Some(TokenLogprob { token, logprob, top: top.filter_map(|row| pair(row, "token", "logprob")).collect() })
    })
    .collect()
}

/// `choices[].logprobs` of Chat Completions: `content` and `refusal` are lists; Together and older servers write two lists side by side.
pub(super) fn of_choice(logprobs: &Value) -> Vec<TokenLogprob> {
    let mut tokens = listed(&logprobs["content"]);
    tokens.extend(listed(&logprobs["refusal"]));
    if tokens.is_empty() {
        tokens = side_by_side(&logprobs["tokens"], &logprobs["token_logprobs"]);
    }
    tokens
}

/// Gemini's `logprobsResult`: the chosen tokens and, beside them, the candidates of each place.
pub(super) fn of_gemini(result: &Value) -> Vec<TokenLogprob> {
    let chosen = result["chosenCandidates"].as_array().into_iter().flatten().enumerate();
    chosen
        .filter_map(|(at, row)| {
            let (token, logprob) = pair(row, "token", "logProbability")?;
            let top = result["topCandidates"][at]["candidates"].as_array().into_iter().flatten();
            let top = top.filter_map(|row| pair(row, "token", "logProbability")).collect();
            Some(TokenLogprob { token, logprob, top })
        })
        .collect()
}

/// Cohere's `{text, token_ids, logprobs}`: one text for all its tokens, so only a lone token's has a number of its own.
pub(super) fn of_cohere(item: &Value) -> Vec<TokenLogprob> {
    let numbers: Vec<f64> = item["logprobs"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    let text = item["text"].as_str().unwrap_or_default();
    numbers
        .iter()
        .enumerate()
        .map(|(at, logprob)| {
            let token = if at == 0 { text.to_owned() } else { String::new() };
            TokenLogprob { token, logprob: *logprob, top: Vec::new() }
        })
        .collect()
}

fn side_by_side(tokens: &Value, numbers: &Value) -> Vec<TokenLogprob> {
    let tokens = tokens.as_array().into_iter().flatten();
    let numbers = numbers.as_array().into_iter().flatten();
    tokens
        .zip(numbers)
        .filter_map(|(token, number)| {
            Some(TokenLogprob { token: token.as_str()?.to_owned(), logprob: number.as_f64()?, top: Vec::new() })
        })
        .collect()
}

fn pair(row: &Value, token: &str, number: &str) -> Option<(String, f64)> {
    Some((row[token].as_str()?.to_owned(), row[number].as_f64()?))
}
