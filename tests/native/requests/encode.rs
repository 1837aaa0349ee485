//! What is sent, what is not, and what is said about it.

use nshot::domain::compose::{ComposedSchema, ComposedTools, Part, RenderedMessage, Source};
use nshot::domain::connection::{Connection, Protocol};
use nshot::domain::failure::FailureKind;
use nshot::domain::id::ElementId;
use nshot::domain::image::ImageFiles;
use nshot::domain::message::Role;
use nshot::domain::model::{Capabilities, SamplingSupport};
use nshot::domain::sampling::{PromptCache, Sampling};
use nshot::domain::technique::{Effort, Technique};
use nshot::provider::dialect::AuthScheme;
use nshot::provider::request::{ChatRequest, HttpRequest, encode};
use serde_json::{Value, json};

const OPENAI: &str = "https://api.openai.com/v1";
const ANTHROPIC: &str = "https://api.anthropic.com/v1";
const LOCAL: &str = "http://localhost:11434/v1";

/// A `/v1` at the end becomes the protocol's own version segment.
pub fn connection(protocol: Protocol, base_url: &str) -> Connection {
    let chat = Protocol::ChatCompletions;
    let mut connection = Connection { protocol: chat, base_url: base_url.to_owned(), ..Connection::dry_run() };
    connection.speak(protocol);
    connection
}

pub fn message(role: Role, text: &str) -> RenderedMessage {
    let part =
        |text: &str| Part { source: Source::Message(ElementId(1)), text: text.to_owned(), substitutions: Vec::new() };
    let (first, second) = text.split_at(text.len() / 2);
    RenderedMessage::new(role, vec![part(first), part(second)])
}

pub fn request(model: &str) -> ChatRequest {
    ChatRequest {
        model: model.to_owned(),
        messages: vec![message(Role::System, "Be brief."), message(Role::User, "Why?")],
        schema: None,
        tools: ComposedTools::default(),
        images: ImageFiles::default(),
        technique: Technique::Off,
        sampling: Sampling::default(),
        capabilities: None,
        max_output: None,
    }
}

pub fn full(model: &str) -> ChatRequest {
    let sampling = Sampling {
        temperature: Some(0.5),
        top_p: Some(0.25),
        max_output_tokens: Some(100),
        seed: Some(7),
        stop: vec!["END".to_owned()],
        ..Sampling::default()
    };
    ChatRequest { sampling, ..request(model) }
}

pub fn send(protocol: Protocol, base_url: &str, request: &ChatRequest) -> (HttpRequest, Value) {
    let http = encode(&connection(protocol, base_url), request).expect("it can be sent");
    let body = serde_json::from_str(&http.body).expect("JSON");
    (http, body)
}

pub fn fields(body: &Value) -> Vec<&str> {
    body.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn a_plain_request_holds_the_least() {
    let (http, body) = send(Protocol::ChatCompletions, LOCAL, &request("llama3.2"));
    assert_eq!(http.url, "http://localhost:11434/v1/chat/completions");
    assert_eq!(http.headers, [("content-type".to_owned(), "application/json".to_owned())]);
    assert_eq!(http.auth, AuthScheme::Bearer);
    let messages = json!([{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Why?"}]);
    assert_eq!(
        body,
        json!({"model": "llama3.2", "messages": messages, "stream": true, "stream_options": {"include_usage": true}})
    );
    assert!(http.notes.is_empty());
}

#[test]
fn anthropic_gets_its_own_places_and_headers() {
    let (http, body) = send(Protocol::Messages, ANTHROPIC, &full("claude-3-5-sonnet-20241022"));
    assert_eq!(http.url, "https://api.anthropic.com/v1/messages");
    let names: Vec<&str> = http.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["content-type", "anthropic-version", "anthropic-dangerous-direct-browser-access"]);
    assert_eq!(http.auth, AuthScheme::Header("x-api-key"));
    assert_eq!(
        body,
        json!({"model": "claude-3-5-sonnet-20241022", "max_tokens": 100, "system": "Be brief.", "messages": [{"role": "user", "content": "Why?"}],
               "stream": true, "temperature": 0.5, "top_p": 0.25, "stop_sequences": ["END"]})
    );
    assert_eq!(http.notes, ["seed is not sent: the Messages protocol has no seed."]);
}

#[test]
fn a_local_messages_server_gets_a_bearer_and_no_extra_header() {
    let (http, body) = send(Protocol::Messages, LOCAL, &request("qwen3"));
    assert_eq!(http.headers.len(), 1);
    assert_eq!(http.auth, AuthScheme::Bearer);
    assert_eq!(body["max_tokens"], 8192);
    assert_eq!(http.notes.len(), 1, "the limit that was made up is said");
}

#[test]
fn responses_keeps_nothing_and_has_its_own_names() {
    let (_, body) = send(Protocol::Responses, OPENAI, &full("gpt-4.1"));
    assert_eq!(
        fields(&body),
        [
            "model",
            "instructions",
            "input",
            "stream",
            "store",
            "stream_options",
            "max_output_tokens",
            "temperature",
            "top_p"
        ]
    );
    assert_eq!((&body["instructions"], &body["store"]), (&json!("Be brief."), &json!(false)));
}

#[test]
fn what_a_model_rejects_is_not_sent_and_says_so() {
    let check = |protocol, url, model: &str, sent: &[&str], unsent: &[&str]| {
        let (http, body) = send(protocol, url, &full(model));
        for field in sent {
            assert!(!body[*field].is_null(), "{model} takes {field}");
        }
        for field in unsent {
            assert!(body[*field].is_null(), "{model} rejects {field}");
            assert!(
                http.notes.iter().any(|note| note.starts_with(field)),
                "{model}: {field} is not sent and nobody says so"
            );
        }
    };
    check(
        Protocol::ChatCompletions,
        OPENAI,
        "gpt-4o",
        &["temperature", "top_p", "stop", "seed", "max_completion_tokens"],
        &[],
    );
    check(
        Protocol::ChatCompletions,
        OPENAI,
        "gpt-5-mini",
        &["max_completion_tokens"],
        &["temperature", "top_p", "stop"],
    );
    check(Protocol::ChatCompletions, OPENAI, "gpt-5.1", &["temperature", "top_p"], &["stop"]);
    check(Protocol::ChatCompletions, OPENAI, "gpt-5.6-luna", &[], &["temperature", "top_p"]);
    check(Protocol::ChatCompletions, OPENAI, "o3", &[], &["temperature", "stop"]);
    check(Protocol::ChatCompletions, LOCAL, "llama3.2", &["temperature", "top_p", "stop", "seed", "max_tokens"], &[]);
    check(Protocol::ChatCompletions, "https://api.mistral.ai/v1", "mistral-small", &["random_seed", "max_tokens"], &[]);
    check(Protocol::Messages, ANTHROPIC, "claude-sonnet-4-5", &["temperature"], &["top_p"]);
    check(Protocol::Messages, ANTHROPIC, "claude-opus-4-7", &["stop_sequences"], &["temperature", "top_p"]);
    check(Protocol::Responses, OPENAI, "gpt-5.6-luna", &[], &["temperature", "top_p", "stop", "seed"]);
}

#[test]
fn the_catalog_decides_where_the_name_says_nothing() {
    let mut request = full("vendor-model");
    request.capabilities = Some(Capabilities { sampling: SamplingSupport::Never, ..Capabilities::default() });
    let (_, body) = send(Protocol::ChatCompletions, OPENAI, &request);
    assert!(body["temperature"].is_null());
    let mut request = full("gpt-5.6-luna");
    request.technique = Technique::Provider(Effort::None);
    let (_, body) = send(Protocol::ChatCompletions, OPENAI, &request);
    assert_eq!((&body["temperature"], &body["reasoning_effort"]), (&json!(0.5), &json!("none")));
}

#[test]
fn effort_goes_where_each_vendor_has_it() {
    let check = |protocol, url, model: &str, effort, field: &str, expected: Value| {
        let request =
            ChatRequest { technique: Technique::Provider(effort), max_output: Some(64_000), ..request(model) };
        let (http, body) = send(protocol, url, &request);
        assert_eq!(body[field], expected, "{model} {:?}", http.notes);
    };
    let chat = Protocol::ChatCompletions;
    check(chat, OPENAI, "gpt-5", Effort::High, "reasoning_effort", json!("high"));
    check(chat, OPENAI, "gpt-5", Effort::Max, "reasoning_effort", json!("high"));
    check(chat, OPENAI, "gpt-4o", Effort::High, "reasoning_effort", Value::Null);
    check(chat, "https://openrouter.ai/api/v1", "x/y", Effort::Low, "reasoning", json!({"effort": "low"}));
    check(chat, "https://api.deepseek.com", "deepseek-chat", Effort::None, "thinking", json!({"type": "disabled"}));
    check(chat, "https://api.deepseek.com", "deepseek-chat", Effort::XHigh, "reasoning_effort", json!("max"));
    check(Protocol::Responses, OPENAI, "gpt-5", Effort::Low, "reasoning", json!({"effort": "low", "summary": "auto"}));
    let claude = Protocol::Messages;
    check(
        claude,
        ANTHROPIC,
        "claude-sonnet-4-5",
        Effort::Low,
        "thinking",
        json!({"type": "enabled", "budget_tokens": 2048}),
    );
    check(claude, ANTHROPIC, "claude-opus-4-8", Effort::Max, "output_config", json!({"effort": "max"}));
    check(
        claude,
        ANTHROPIC,
        "claude-opus-4-8",
        Effort::Max,
        "thinking",
        json!({"type": "adaptive", "display": "summarized"}),
    );
    check(claude, ANTHROPIC, "claude-opus-4-8", Effort::None, "thinking", json!({"type": "disabled"}));
    check(claude, ANTHROPIC, "claude-3-5-haiku", Effort::High, "thinking", Value::Null);
}

#[test]
fn a_schema_goes_where_each_vendor_has_it() {
    let strict = json!({"type": "object", "properties": {"b": {"type": "integer", "minimum": 1}, "a": {"type": "string"}}, "required": ["b", "a"], "additionalProperties": false});
    let with_schema = |model: &str, schema: &Value| ChatRequest {
        schema: Some(ComposedSchema { name: "label".to_owned(), json: schema.to_string() }),
        ..request(model)
    };
    let (http, body) = send(Protocol::ChatCompletions, OPENAI, &with_schema("gpt-4.1", &strict));
    assert_eq!(
        body["response_format"],
        json!({"type": "json_schema", "json_schema": {"name": "label", "strict": true, "schema": strict}})
    );
    assert!(http.body.contains(r#"{"b":{"type":"integer","minimum":1},"a""#), "properties keep their order");
    assert!(http.notes.is_empty());

    let loose = json!({"type": "object", "properties": {"a": {"type": "string"}}});
    let (http, body) = send(Protocol::Responses, OPENAI, &with_schema("gpt-4.1", &loose));
    assert_eq!(body["text"]["format"]["strict"], false);
    assert!(http.notes.iter().any(|note| note.contains("strict mode off")));

    let (http, body) = send(Protocol::Messages, ANTHROPIC, &with_schema("claude-opus-4-8", &strict));
    assert!(body["output_config"]["format"]["schema"]["properties"]["b"]["minimum"].is_null());
    assert!(http.notes.iter().any(|note| note.contains("without minimum")));

    let (_, body) = send(Protocol::Messages, ANTHROPIC, &with_schema("claude-3-5-haiku-20241022", &strict));
    assert_eq!(body["tool_choice"], json!({"type": "tool", "name": "structured_answer"}));
    assert_eq!(body["tools"][0]["input_schema"], strict);

    let (http, body) =
        send(Protocol::ChatCompletions, "https://api.deepseek.com", &with_schema("deepseek-chat", &strict));
    assert_eq!(body["response_format"], json!({"type": "json_object"}));
    assert_eq!(http.notes.len(), 1);
}

#[test]
fn a_property_named_like_a_keyword_survives_the_rewriting() {
    let schema = json!({"type": "object", "properties": {"minimum": {"type": "integer", "minimum": 3}}, "required": ["minimum"], "additionalProperties": false});
    let (rewritten, _) = nshot::provider::schema::for_anthropic(&schema);
    assert_eq!(rewritten["properties"], json!({"minimum": {"type": "integer"}}));
}

#[test]
fn raw_parameters_win_and_must_be_an_object() {
    let with_extra = |extra: &str| {
        let mut request = full("llama3.2");
        request.sampling.extra = extra.to_owned();
        encode(&connection(Protocol::ChatCompletions, LOCAL), &request)
    };
    let http = with_extra(r#"{"top_k": 40, "temperature": 1.5, "seed": null, "stream_options": {"x": 1}}"#)
        .expect("an object");
    let body: Value = serde_json::from_str(&http.body).expect("JSON");
    assert_eq!((&body["top_k"], &body["temperature"]), (&json!(40), &json!(1.5)));
    assert!(!fields(&body).contains(&"seed"));
    assert_eq!(body["stream_options"], json!({"include_usage": true, "x": 1}));
    for wrong in ["[1]", "{", "\"x\"", "{} x"] {
        let failure = with_extra(wrong).expect_err("not an object");
        assert_eq!(failure.kind, FailureKind::BadSettings);
        assert!(failure.detail.contains("must be a JSON object"));
    }
}

#[test]
fn nothing_is_sent_to_a_bad_place_or_without_content() {
    let refused = |base_url: &str, request: &ChatRequest| {
        encode(&connection(Protocol::ChatCompletions, base_url), request).is_err()
    };
    assert!(refused("http://api.openai.com/v1", &request("m")));
    assert!(refused("https://user:pass@api.openai.com/v1", &request("m")));
    assert!(refused(OPENAI, &request(" ")));
    assert!(refused(OPENAI, &ChatRequest { messages: Vec::new(), ..request("m") }));
    assert!(encode(&Connection::dry_run(), &request("dry-run")).is_err());
}

#[test]
fn a_wish_to_keep_the_prompt_goes_where_there_is_a_place_for_it() {
    let kept = |model: &str, prompt_cache| {
        let sampling = Sampling { prompt_cache, ..Sampling::default() };
        ChatRequest { sampling, ..request(model) }
    };
    let (_, body) = send(Protocol::Messages, ANTHROPIC, &kept("claude-sonnet-5", PromptCache::FiveMinutes));
    assert_eq!(body["cache_control"], json!({"type": "ephemeral"}));
    let (_, body) = send(Protocol::Messages, ANTHROPIC, &kept("claude-sonnet-5", PromptCache::OneHour));
    assert_eq!(body["cache_control"], json!({"type": "ephemeral", "ttl": "1h"}));
    let (_, body) = send(Protocol::Messages, ANTHROPIC, &kept("claude-sonnet-5", PromptCache::Unasked));
    assert_eq!(body.get("cache_control"), None);
    for protocol in [Protocol::ChatCompletions, Protocol::Responses] {
        let (_, body) = send(protocol, OPENAI, &kept("gpt-5.6-luna", PromptCache::OneHour));
        assert_eq!(body["prompt_cache_options"], json!({"mode": "implicit", "ttl": "30m"}));
        let (_, body) = send(protocol, "http://localhost:8000/v1", &kept("gpt-5.6-luna", PromptCache::OneHour));
        assert_eq!(body.get("prompt_cache_options"), None, "another server may not know it");
    }
    let (http, body) = send(Protocol::ChatCompletions, OPENAI, &kept("gpt-4.1", PromptCache::OneHour));
    assert_eq!((body.get("cache_control"), body.get("prompt_cache_options")), (None, None));
    assert!(http.notes.iter().any(|note| note.starts_with("Cache prompt is not sent")), "{:?}", http.notes);
}

#[test]
fn token_probabilities_are_asked_for_in_each_vendors_place() {
    let wanted = |model: &str| {
        let sampling = Sampling { logprobs: true, ..Sampling::default() };
        ChatRequest { sampling, ..request(model) }
    };
    let (_, body) = send(Protocol::ChatCompletions, OPENAI, &wanted("gpt-4.1"));
    assert_eq!((&body["logprobs"], &body["top_logprobs"]), (&json!(true), &json!(5)));
    let (_, body) = send(Protocol::ChatCompletions, "https://api.mistral.ai/v1", &wanted("mistral-small-latest"));
    assert_eq!((body.get("logprobs"), &body["top_logprobs"]), (None, &json!(5)));
    let (_, body) = send(Protocol::Responses, OPENAI, &wanted("gpt-4.1"));
    assert_eq!(body["include"], json!(["message.output_text.logprobs"]));
    let (_, body) =
        send(Protocol::Gemini, "https://generativelanguage.googleapis.com/v1beta", &wanted("gemini-2.5-flash"));
    assert_eq!(body["generationConfig"], json!({"responseLogprobs": true, "logprobs": 5}));
    let (_, body) = send(Protocol::Cohere, "https://api.cohere.com/v2", &wanted("command-r7b-12-2024"));
    assert_eq!(body["logprobs"], true);
    let (_, body) = send(Protocol::Ollama, "http://localhost:11434", &wanted("llama3.2"));
    assert_eq!((&body["logprobs"], &body["top_logprobs"]), (&json!(true), &json!(5)));
}

#[test]
fn a_model_that_gives_no_token_probabilities_is_not_asked_and_it_is_said() {
    let sampling = Sampling { logprobs: true, ..Sampling::default() };
    for (protocol, url, model) in [
        (Protocol::Messages, ANTHROPIC, "claude-sonnet-5"),
        (Protocol::ChatCompletions, OPENAI, "o3"),
        (Protocol::Responses, OPENAI, "gpt-5.5"),
    ] {
        let (http, body) = send(protocol, url, &ChatRequest { sampling: sampling.clone(), ..request(model) });
        assert!(body.get("logprobs").is_none() && body.get("top_logprobs").is_none(), "{model}: {body}");
        assert!(http.notes.iter().any(|note| note.starts_with("Token probabilities")), "{model}: {:?}", http.notes);
    }
}
