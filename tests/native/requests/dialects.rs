//! Chat Completions as each host wants it.

use nshot::domain::connection::{Connection, Protocol};
use nshot::domain::technique::{Effort, Technique};
use nshot::provider::dialect::{AuthScheme, Dialect};
use nshot::provider::request::ChatRequest;
use serde_json::{Value, json};

use super::encode::{connection, full, request, send};

fn chat(base_url: &str, request: &ChatRequest) -> (Vec<String>, Value) {
    let (http, body) = send(Protocol::ChatCompletions, base_url, request);
    let names: Vec<&str> = http.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["content-type"], "no header but the least: six hosts refuse any other");
    (http.notes, body)
}

#[test]
fn a_host_is_known_by_its_name_and_a_local_server_by_its_port() {
    let of = |base_url: &str| Dialect::of(&connection(Protocol::ChatCompletions, base_url));
    for (base_url, dialect) in [
        ("https://api.mistral.ai/v1", Dialect::Mistral),
        ("https://me.openai.azure.com/openai/v1", Dialect::Azure),
        ("https://api.together.xyz/v1", Dialect::Together),
        ("https://router.huggingface.co/v1", Dialect::HuggingFace),
        ("http://localhost:8000/v1", Dialect::Vllm),
        ("http://127.0.0.1:8080/v1", Dialect::LlamaCpp),
        ("http://localhost:11434/v1", Dialect::Local),
        ("https://example.com:8000/v1", Dialect::Other),
    ] {
        assert_eq!(of(base_url), dialect, "{base_url}");
    }
    let proxied = Connection {
        provider: Some("xai".to_owned()),
        ..connection(Protocol::ChatCompletions, "http://localhost:4000/v1")
    };
    assert_eq!(Dialect::of(&proxied), Dialect::XAi);
}

#[test]
fn usage_is_asked_for_where_it_does_not_come_unasked() {
    let asked = |base_url, model| !chat(base_url, &request(model)).1["stream_options"].is_null();
    assert!(asked("https://api.groq.com/openai/v1", "llama-3.3-70b") && asked("http://localhost:8000/v1", "m"));
    assert!(
        !asked("https://api.mistral.ai/v1", "mistral-small-latest") && !asked("https://api.perplexity.ai", "sonar")
    );
}

#[test]
fn azure_takes_its_own_key_header() {
    let (http, body) = send(Protocol::ChatCompletions, "https://me.openai.azure.com/openai/v1", &full("gpt-4.1"));
    assert_eq!(http.auth, AuthScheme::Header("api-key"));
    assert_eq!(body["max_completion_tokens"], 100);
}

#[test]
fn effort_goes_where_each_host_has_it() {
    let check = |base_url: &str, model: &str, effort, expected: Value| {
        let (notes, body) = chat(base_url, &ChatRequest { technique: Technique::Provider(effort), ..request(model) });
        let sent: serde_json::Map<String, Value> =
            ["reasoning_effort", "reasoning_format", "reasoning", "thinking", "chat_template_kwargs"]
                .into_iter()
                .filter_map(|field| Some((field.to_owned(), body.get(field)?.clone())))
                .collect();
        assert_eq!(Value::Object(sent), expected, "{model} at {base_url}: {notes:?}");
    };
    let groq = "https://api.groq.com/openai/v1";
    check(groq, "qwen/qwen3-32b", Effort::High, json!({"reasoning_effort": "default", "reasoning_format": "parsed"}));
    check(groq, "qwen/qwen3-32b", Effort::None, json!({"reasoning_effort": "none", "reasoning_format": "parsed"}));
    check(groq, "qwen/qwen3.8-27b", Effort::High, json!({"reasoning_effort": "high", "reasoning_format": "parsed"}));
    check(groq, "openai/gpt-oss-120b", Effort::None, json!({"reasoning_effort": "low"}));
    check("https://api.x.ai/v1", "grok-4.3", Effort::High, json!({"reasoning_effort": "high"}));
    check("https://api.x.ai/v1", "grok-4-0709", Effort::High, json!({}));
    check("https://api.mistral.ai/v1", "mistral-small-latest", Effort::Medium, json!({"reasoning_effort": "high"}));
    check("https://api.mistral.ai/v1", "magistral-medium-latest", Effort::High, json!({}));
    check("https://api.moonshot.ai/v1", "kimi-k2.5", Effort::None, json!({"thinking": {"type": "disabled"}}));
    check(
        "https://api.together.xyz/v1",
        "deepseek-ai/DeepSeek-V3.1",
        Effort::Low,
        json!({"reasoning": {"enabled": true}}),
    );
    check("https://api.together.xyz/v1", "openai/gpt-oss-20b", Effort::Low, json!({"reasoning_effort": "low"}));
    check("https://api.fireworks.ai/inference/v1", "qwen3-8b", Effort::None, json!({"reasoning_effort": "none"}));
    check(
        "http://localhost:8080/v1",
        "qwen3",
        Effort::None,
        json!({"chat_template_kwargs": {"enable_thinking": false}, "reasoning_effort": "none"}),
    );
}

#[test]
fn what_a_hosts_model_rejects_is_not_sent_and_says_so() {
    let check = |base_url: &str, model: &str, unsent: &[&str]| {
        let (notes, body) = chat(base_url, &full(model));
        for field in ["temperature", "top_p", "stop"] {
            assert_eq!(body[field].is_null(), unsent.contains(&field), "{model}: {field} {notes:?}");
            assert_eq!(notes.iter().any(|note| note.starts_with(field)), unsent.contains(&field), "{model}: {field}");
        }
    };
    check("https://api.x.ai/v1", "grok-4", &["stop"]);
    check("https://api.x.ai/v1", "grok-4.20-non-reasoning", &[]);
    check("https://api.deepseek.com", "deepseek-reasoner", &["temperature", "top_p"]);
    check("https://api.deepseek.com", "deepseek-v4-pro", &["temperature", "top_p"]);
    check("https://api.deepseek.com", "deepseek-chat", &[]);
    check("https://api.moonshot.ai/v1", "kimi-k2.5", &["temperature", "top_p"]);
    check("https://openrouter.ai/api/v1", "anthropic/claude-opus-4.8", &["temperature", "top_p"]);
    check("https://api.mistral.ai/v1", "mistral-large-latest", &[]);
}
