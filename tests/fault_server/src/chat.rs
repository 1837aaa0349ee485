//! OpenAI Chat Completions.

use crate::json::quote;
use crate::protocol::{Ending, Frame, Protocol, Script};
use crate::tools::whole;

pub fn start(script: &Script) -> Vec<Frame> {
    vec![chunk(script, r#"{"role":"assistant","content":""}"#, "null")]
}

pub fn reasoning(script: &Script, piece: &str) -> Frame {
    chunk(script, &format!("{{\"reasoning_content\":{}}}", quote(piece)), "null")
}

pub fn piece(script: &Script, piece: &str) -> Frame {
    let field = if script.ending == Ending::Refusal { "refusal" } else { "content" };
    let (event, data) = chunk(script, &format!("{{\"{field}\":{}}}", quote(piece)), "null");
    if !script.logprobs {
        return (event, data);
    }
    let token = quote(piece);
    let logprob = -std::f64::consts::LN_2 * f64::from(u32::try_from(piece.len()).unwrap_or(u32::MAX));
    let likely = format!("{{\"token\":\" else\",\"logprob\":-0.1}},{{\"token\":{token},\"logprob\":{logprob}}}");
    let content = format!("{{\"token\":{token},\"logprob\":{logprob},\"bytes\":null,\"top_logprobs\":[{likely}]}}");
    let logprobs = format!("\"logprobs\":{{\"content\":[{content}],\"refusal\":null}},\"finish_reason\":null");
    (event, data.replacen("\"finish_reason\":null", &logprobs, 1))
}

pub fn finish(script: &Script) -> Vec<Frame> {
    let mut frames = vec![chunk(script, "{}", reason(script))];
    if script.usage {
        let head = head(script, "chat.completion.chunk");
        frames.push((None, format!("{{{head},\"choices\":[],\"usage\":{}}}", usage(script))));
    }
    frames
}

pub fn document(script: &Script) -> String {
    let head = head(script, "chat.completion");
    let text = quote(&script.text());
    let message = if script.ending == Ending::Refusal {
        format!("{{\"role\":\"assistant\",\"content\":null,\"refusal\":{text}}}")
    } else {
        let calls = script.call.as_ref().map(|call| format!(",\"tool_calls\":[{}]", whole(Protocol::Chat, call)));
        format!("{{\"role\":\"assistant\",\"content\":{text}{}}}", calls.unwrap_or_default())
    };
    let choice = format!("{{\"index\":0,\"message\":{message},\"finish_reason\":{}}}", reason(script));
    format!("{{{head},\"choices\":[{choice}],\"usage\":{}}}", usage(script))
}

pub fn chunk(script: &Script, delta: &str, reason: &str) -> Frame {
    let head = head(script, "chat.completion.chunk");
    (
        None,
        format!("{{{head},\"choices\":[{{\"index\":0,\"delta\":{delta},\"finish_reason\":{reason}}}],\"usage\":null}}"),
    )
}

fn head(script: &Script, object: &str) -> String {
    format!(
        "\"id\":\"chatcmpl-fault\",\"object\":\"{object}\",\"created\":1795392000,\"model\":{}",
        quote(&script.model)
    )
}

fn reason(script: &Script) -> &'static str {
    match (script.ending, &script.call) {
        (Ending::Length, _) => "\"length\"",
        (_, Some(_)) => "\"tool_calls\"",
        _ => "\"stop\"",
    }
}

fn usage(script: &Script) -> String {
    let (input, output, reasoning) = (script.input_tokens, script.output_tokens(), script.reasoning.len());
    let total = input + output;
    format!(
        "{{\"prompt_tokens\":{input},\"completion_tokens\":{output},\"total_tokens\":{total},\
         \"prompt_tokens_details\":{{\"cached_tokens\":0}},\"completion_tokens_details\":{{\"reasoning_tokens\":{reasoning}}}}}"
    )
}
