//! Count requests: where they go, which fields they keep, and what their answers mean.

use nshot::domain::compose::ComposedSchema;
use nshot::domain::connection::{Connection, Protocol};
use nshot::domain::failure::FailureKind;
use nshot::domain::technique::{Effort, Technique};
use nshot::provider::count::CountEndpoint::{ChatCompletions, Gemini, Messages, Responses, Template, TokenizeMessages};
use nshot::provider::count::{CountAnswer, CountEndpoint, decode, encode, endpoints, is_not_there};
use nshot::provider::request::{self, ChatRequest, HttpRequest};
use serde_json::{Value, json};

use super::encode::{connection, request};

const ANTHROPIC: &str = "https://api.anthropic.com/v1";
const OPENAI: &str = "https://api.openai.com/v1";
const LOCAL: &str = "http://localhost:8000/v1";

fn ask(endpoint: CountEndpoint, connection: &Connection, request: &ChatRequest) -> (HttpRequest, Value) {
    let http = encode(endpoint, connection, request).expect("it can be asked");
    let body = serde_json::from_str(&http.body).expect("JSON");
    (http, body)
}

fn names(body: &Value) -> Vec<&str> {
    body.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// A request with everything that a run may carry.
fn full(model: &str) -> ChatRequest {
    let mut full = request(model);
    full.sampling.temperature = Some(0.5);
    full.sampling.max_output_tokens = Some(4_000);
    full.sampling.stop = vec!["END".to_owned()];
    r#"{"metadata": {"user": "x"}}"#.clone_into(&mut full.sampling.extra);
    full.technique = Technique::Provider(Effort::Low);
    full.schema =
        Some(ComposedSchema { name: "s".to_owned(), json: r#"{"type":"object","properties":{}}"#.to_owned() });
    full
}

#[test]
fn each_vendor_has_the_endpoints_that_are_known_of_it() {
    let check = |protocol, base_url: &str, expected: &[CountEndpoint]| {
        assert_eq!(endpoints(&connection(protocol, base_url)), expected, "{protocol:?} {base_url}");
    };
    check(Protocol::Messages, ANTHROPIC, &[Messages]);
    check(Protocol::ChatCompletions, OPENAI, &[Responses]);
    check(Protocol::Responses, OPENAI, &[Responses]);
    check(Protocol::ChatCompletions, LOCAL, &[TokenizeMessages, ChatCompletions, Template]);
    check(Protocol::ChatCompletions, "http://localhost:8080/v1", &[ChatCompletions, TokenizeMessages, Template]);
    check(Protocol::Messages, LOCAL, &[Messages, ChatCompletions, TokenizeMessages, Template]);
    check(Protocol::Responses, "https://llm.example/v1", &[Responses, ChatCompletions, TokenizeMessages, Template]);
    for nothing_known in ["https://api.mistral.ai/v1", "https://api.deepseek.com", "https://api.groq.com/openai/v1"] {
        check(Protocol::ChatCompletions, nothing_known, &[]);
    }
    assert_eq!(endpoints(&Connection::dry_run()), []);
}

/// Fields of `MessageCountTokensParams`, anthropic SDK; the endpoint refuses any other.
#[test]
fn anthropic_counts_the_same_messages_without_what_it_refuses() {
    let at = connection(Protocol::Messages, ANTHROPIC);
    let (http, body) = ask(Messages, &at, &full("claude-opus-4-8"));
    assert_eq!(http.url, "https://api.anthropic.com/v1/messages/count_tokens");
    assert_eq!(names(&body), ["model", "system", "messages", "thinking", "output_config"]);
    assert!(http.headers.contains(&("anthropic-dangerous-direct-browser-access".to_owned(), "true".to_owned())));
    // An older model gets its schema as a tool, which the count must see.
    let (_, body) = ask(Messages, &at, &full("claude-3-5-sonnet-20241022"));
    assert_eq!(names(&body), ["model", "system", "messages", "tools", "tool_choice"]);
}

/// Fields of `InputTokenCountParams`, openai SDK.
#[test]
fn openai_counts_chat_completions_as_responses() {
    for protocol in [Protocol::Responses, Protocol::ChatCompletions] {
        let (http, body) = ask(Responses, &connection(protocol, OPENAI), &full("gpt-5.6-luna"));
        assert_eq!(http.url, "https://api.openai.com/v1/responses/input_tokens");
        assert_eq!(names(&body), ["model", "instructions", "input", "reasoning", "text"]);
        assert_eq!(body["input"], json!([{"role": "user", "content": "Why?"}]));
    }
}

/// `CountTokensRequest` of google-genai: the whole request goes under one field, or its system instruction would not be counted.
#[test]
fn gemini_counts_the_whole_request() {
    let at = connection(Protocol::Gemini, "https://generativelanguage.googleapis.com/v1beta");
    let (http, body) = ask(Gemini, &at, &full("gemini-3-pro"));
    assert_eq!(http.url, "https://generativelanguage.googleapis.com/v1beta/models/gemini-3-pro:countTokens");
    assert_eq!(names(&body), ["generateContentRequest"]);
    let wrapped = &body["generateContentRequest"];
    assert_eq!(wrapped["model"], "models/gemini-3-pro");
    assert!(names(wrapped).contains(&"systemInstruction") && names(wrapped).contains(&"contents"));
    assert_eq!(decode(Gemini, &http, r#"{"totalTokens":31}"#), Ok(CountAnswer::Tokens(31)));
}

#[test]
fn servers_of_ones_own_are_asked_beside_their_version() {
    let at = connection(Protocol::ChatCompletions, LOCAL);
    let (http, body) = ask(ChatCompletions, &at, &full("m"));
    assert_eq!(http.url, "http://localhost:8000/v1/chat/completions/input_tokens");
    assert_eq!(names(&body), ["model", "messages", "chat_template_kwargs", "reasoning_effort", "response_format"]);
    let (http, body) = ask(TokenizeMessages, &at, &full("m"));
    assert_eq!(http.url, "http://localhost:8000/tokenize");
    assert_eq!(
        (names(&body), &body["add_generation_prompt"]),
        (vec!["model", "messages", "chat_template_kwargs", "add_generation_prompt"], &json!(true))
    );
    let (http, _) = ask(Template, &at, &request("m"));
    assert_eq!(http.url, "http://localhost:8000/apply-template");
    let Ok(CountAnswer::Next(next)) = decode(Template, &http, r#"{"prompt":"<s>Why?"}"#) else { panic!("no next") };
    assert_eq!(next.url, "http://localhost:8000/tokenize");
    assert_eq!(next.body, r#"{"content":"<s>Why?","add_special":true,"parse_special":true}"#);
    assert_eq!(decode(Template, &next, r#"{"tokens":[1,2,3]}"#), Ok(CountAnswer::Tokens(3)));
    assert!(decode(Template, &next, r#"{"prompt":"again"}"#).is_err(), "it does not go round in circles");
}

#[test]
fn the_messages_are_those_of_the_run() {
    for (protocol, base_url) in
        [(Protocol::Messages, ANTHROPIC), (Protocol::Responses, OPENAI), (Protocol::ChatCompletions, LOCAL)]
    {
        let at = connection(protocol, base_url);
        let run = request::encode(&at, &full("m")).expect("it can be sent");
        let run: Value = serde_json::from_str(&run.body).expect("JSON");
        let (http, count) = ask(endpoints(&at)[0], &at, &full("m"));
        let own = |name: &str| name == "add_generation_prompt"; // what vLLM needs to be told beside them
        for (name, value) in count.as_object().expect("an object").iter().filter(|(name, _)| !own(name)) {
            assert_eq!(*value, run[name], "{protocol:?} {name}");
        }
        assert!(http.notes.is_empty());
    }
}

#[test]
fn answers_are_read_and_what_is_no_count_is_said() {
    let (asked, _) = ask(Messages, &connection(Protocol::Messages, ANTHROPIC), &request("claude-opus-4-8"));
    let check = |endpoint, body: &str, expected: Result<u64, FailureKind>| {
        let answer = decode(endpoint, &asked, body).map_err(|failure| failure.kind);
        assert_eq!(answer, expected.map(CountAnswer::Tokens), "{body}");
    };
    check(Messages, r#"{"input_tokens":14}"#, Ok(14));
    check(Responses, r#"{"object":"response.input_tokens","input_tokens":11}"#, Ok(11));
    check(TokenizeMessages, r#"{"count":3,"max_model_len":8192,"tokens":[1,2,3]}"#, Ok(3));
    // llama.cpp's own /tokenize knows no messages and says so with an empty list.
    check(TokenizeMessages, r#"{"tokens":[]}"#, Err(FailureKind::Garbled));
    check(Messages, r#"{"input_tokens":14,"litellm_count_source":"local_estimate"}"#, Err(FailureKind::NotCounted));
    check(Messages, r#"{"input_tokens":99999999999}"#, Err(FailureKind::Garbled));
    check(Messages, r#"{"input_tokens":-1}"#, Err(FailureKind::Garbled));
    check(Messages, "<html>", Err(FailureKind::Garbled));
    check(Messages, "", Err(FailureKind::Garbled));
}

#[test]
fn a_missing_endpoint_is_told_from_a_missing_model() {
    assert!(is_not_there(404, r#"{"detail":"Not Found"}"#));
    assert!(is_not_there(404, r#"{"error":{"code":404,"message":"File Not Found","type":"not_found_error"}}"#));
    assert!(is_not_there(405, ""));
    assert!(!is_not_there(404, r#"{"error":{"message":"The model `x` does not exist."}}"#));
    assert!(!is_not_there(401, ""));
}
