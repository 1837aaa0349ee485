//! Noise, size and time: decoders never panic, end, and stay linear.
//!
//! The noise is a fuzzer with as many cases as are wanted: `PROPTEST_CASES=1000000 cargo test --release --test native streams::noise`.

use nshot::domain::connection::Protocol;
use nshot::domain::failure::FailureKind;
use nshot::provider::decoder::Decoder;
use nshot::provider::event::RunEvent;
use nshot::provider::sse::{EVENT_LIMIT, EventTooLarge, SseParser};
use proptest::prelude::*;

use super::decode;

fn ends(events: &[RunEvent]) -> usize {
    events.iter().filter(|event| matches!(event, RunEvent::Finish(_) | RunEvent::Failed(_))).count()
}

/// Every protocol that is decoded.
const PROTOCOLS: [Protocol; 7] = [
    Protocol::ChatCompletions,
    Protocol::Messages,
    Protocol::Responses,
    Protocol::Gemini,
    Protocol::Cohere,
    Protocol::Ollama,
    Protocol::BuiltIn,
];

/// Values that readers look for.
const WORDS: [&str; 32] = [
    "error",
    "message_delta",
    "message_stop",
    "content_block_delta",
    "text_delta",
    "stop",
    "response.completed",
    "response.failed",
    "response.output_text.delta",
    "completed",
    "content_block_start",
    "content_block_stop",
    "input_json_delta",
    "tool_use",
    "response.output_item.added",
    "response.function_call_arguments.delta",
    "response.function_call_arguments.done",
    "function_call",
    "STOP",
    "MAX_TOKENS",
    "SAFETY",
    "COMPLETE",
    "ERROR",
    "TOOL_CALL",
    "content-delta",
    "content-start",
    "message-end",
    "tool-call-start",
    "tool-call-delta",
    "tool-plan-delta",
    "length",
    "x",
];

/// Members that readers look at.
const NAMES: [&str; 68] = [
    "type",
    "choices",
    "delta",
    "content",
    "message",
    "finish_reason",
    "usage",
    "prompt_tokens",
    "completion_tokens",
    "error",
    "response",
    "status",
    "output",
    "text",
    "content_block",
    "index",
    "thinking",
    "input",
    "stop_reason",
    "code",
    "tool_calls",
    "function",
    "arguments",
    "item",
    "item_id",
    "call_id",
    "id",
    "name",
    "partial_json",
    "signature",
    "output_index",
    "candidates",
    "parts",
    "thought",
    "thoughtSignature",
    "functionCall",
    "args",
    "finishReason",
    "usageMetadata",
    "promptTokenCount",
    "candidatesTokenCount",
    "promptFeedback",
    "blockReason",
    "modelVersion",
    "logprobsResult",
    "chosenCandidates",
    "topCandidates",
    "logProbability",
    "token",
    "logprob",
    "logprobs",
    "top_logprobs",
    "tool_plan",
    "billed_units",
    "input_tokens",
    "output_tokens",
    "done",
    "done_reason",
    "eval_count",
    "prompt_eval_count",
    "model",
    "reasoning",
    "reasoning_details",
    "summary",
    "details",
    "violations",
    "errors",
    "detail",
];

/// JSON of any shape under the field names that readers look at.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        prop::sample::select(&WORDS[..]).prop_map(Into::into),
    ];
    let name = prop::sample::select(&NAMES[..]);
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::vec((name.clone(), inner), 0..6).prop_map(|members| members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect::<serde_json::Map<_, _>>()
                .into()),
        ]
    })
}

proptest! {
    #[test]
    fn noise_never_panics_and_always_ends_once(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for protocol in PROTOCOLS {
            let events = decode(protocol, [bytes.as_slice()]);
            prop_assert!(events.iter().filter(|event| matches!(event, RunEvent::Failed(_))).count() <= 1);
            prop_assert!(ends(&events) >= 1);
        }
    }

    #[test]
    fn any_json_in_any_event_never_panics(values in prop::collection::vec(json(), 0..8), whole in any::<bool>()) {
        let stream = values.iter().map(|value| format!("data: {value}\n\n")).collect::<Vec<_>>().concat();
        let body = if whole { values.first().map(ToString::to_string).unwrap_or_default() } else { stream };
        for protocol in PROTOCOLS {
            let events = decode(protocol, [body.as_bytes()]);
            prop_assert!(ends(&events) >= 1 && ends(&events) <= 2);
        }
    }
}

#[test]
fn an_empty_answer_is_garbled_not_done() {
    for body in ["", " \r\n\t", "\u{feff}"] {
        let events = decode(Protocol::ChatCompletions, [body.as_bytes()]);
        assert!(
            matches!(events.as_slice(), [RunEvent::Failed(failure)] if failure.kind == FailureKind::Garbled),
            "{events:?}"
        );
    }
}

#[test]
fn ten_megabytes_in_small_pieces_keep_every_byte() {
    let event =
        format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{}\"}}}}]}}\n\n", "é".repeat(500));
    let mut decoder = Decoder::new(Protocol::ChatCompletions, "text/event-stream");
    let mut bytes = 0;
    let mut pending = 0;
    for _ in 0..10_000 {
        for piece in event.as_bytes().chunks(97) {
            let events = decoder.push(piece);
            pending = pending.max(events.len());
            bytes +=
                events.iter().map(|event| if let RunEvent::Text(text) = event { text.len() } else { 0 }).sum::<usize>();
        }
    }
    assert_eq!(bytes, 10_000_000);
    assert!(pending <= 1, "events are handed out as they complete, not collected");
}

#[test]
fn one_large_event_in_small_pieces_is_read_once() {
    // Reading what has come again with every piece would look at 100 GB here.
    const LARGE: usize = 4_000_000;
    let text = "x".repeat(LARGE);
    for (protocol, body) in [
        (Protocol::ChatCompletions, format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{text}\"}}}}]}}\n\n")),
        (Protocol::Ollama, format!("{{\"message\":{{\"content\":\"{text}\"}}}}\n")),
        (Protocol::Gemini, format!("[{{\"candidates\":[{{\"content\":{{\"parts\":[{{\"text\":\"{text}\"}}]}}}}]}}]")),
        (
            Protocol::Messages,
            format!("{{\"content\":[{{\"type\":\"text\",\"text\":\"{text}\"}}],\"stop_reason\":\"end_turn\"}}"),
        ),
        (
            Protocol::Cohere,
            format!(
                "{}event: content-delta\ndata: {{\"delta\":{{\"message\":{{\"content\":{{\"text\":\"{text}\"}}}}}}}}\n\n",
                " \n".repeat(LARGE / 2)
            ),
        ),
    ] {
        let said = decode(protocol, body.as_bytes().chunks(64));
        let length: usize =
            said.iter().map(|event| if let RunEvent::Text(text) = event { text.len() } else { 0 }).sum();
        assert_eq!(length, LARGE, "{protocol:?}");
    }
}

#[test]
fn endless_white_space_ends_the_answer() {
    let mut decoder = Decoder::new(Protocol::ChatCompletions, "");
    let blank = vec![b' '; 1_000_000];
    let failures = (0..=EVENT_LIMIT / blank.len() + 1).flat_map(|_| decoder.push(&blank)).count();
    assert_eq!((failures, decoder.finish().len()), (1, 0));
}

#[test]
fn an_event_larger_than_the_limit_ends_the_answer() {
    let mut parser = SseParser::default();
    let mut events = Vec::new();
    assert_eq!(parser.push(b"data: ", &mut events), Ok(()));
    assert_eq!(parser.push(&vec![b'x'; EVENT_LIMIT], &mut events), Err(EventTooLarge));

    let mut decoder = Decoder::new(Protocol::Messages, "");
    let mut failures = 0;
    for _ in 0..=EVENT_LIMIT / 1_000_000 {
        let said = decoder.push(&[b"data: ".as_slice(), &vec![b'x'; 1_000_000]].concat());
        failures += said.iter().filter(|event| matches!(event, RunEvent::Failed(_))).count();
    }
    failures += decoder.finish().len();
    assert_eq!(failures, 1);
}

#[test]
fn nothing_is_said_after_the_end() {
    let body = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    let mut decoder = Decoder::new(Protocol::ChatCompletions, "");
    decoder.push(body.as_bytes());
    assert!(decoder.is_done());
    assert_eq!(decoder.push(body.as_bytes()), []);
    assert_eq!(decoder.finish(), []);
}
