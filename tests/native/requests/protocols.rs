//! Requests of Gemini, Cohere, Ollama and the browser's own model: each field in its own place.

use nshot::domain::compose::{ComposedSchema, ComposedTool, ComposedTools, RenderedMessage, Turn};
use nshot::domain::connection::{Connection, Protocol};
use nshot::domain::message::Role;
use nshot::domain::technique::{Effort, Technique};
use nshot::domain::tool::{ToolCall, ToolChoice, ToolResult};
use nshot::provider::built_in::BUILT_IN_ADDRESS;
use nshot::provider::dialect::AuthScheme;
use nshot::provider::request::{ChatRequest, encode};
use nshot::provider::snippet::{Language, snippet};
use serde_json::{Value, json};

use super::encode::{fields, full, message, request, send};

const GEMINI: &str = "https://generativelanguage.googleapis.com/v1beta";
const COHERE: &str = "https://api.cohere.com/v2";
const OLLAMA: &str = "http://localhost:11434/api";

fn with_effort(model: &str, effort: Effort) -> ChatRequest {
    ChatRequest { technique: Technique::Provider(effort), ..request(model) }
}

#[test]
fn gemini_has_the_model_in_its_path_and_three_headers_at_most() {
    let (http, body) = send(Protocol::Gemini, GEMINI, &full("gemini-2.5-flash"));
    assert_eq!(http.url, format!("{GEMINI}/models/gemini-2.5-flash:streamGenerateContent?alt=sse"));
    assert_eq!(http.headers, [("content-type".to_owned(), "application/json".to_owned())]);
    assert_eq!(http.auth, AuthScheme::Header("x-goog-api-key"));
    assert_eq!(
        body,
        json!({"systemInstruction": {"parts": [{"text": "Be brief."}]}, "contents": [{"role": "user", "parts": [{"text": "Why?"}]}],
               "generationConfig": {"maxOutputTokens": 100, "temperature": 0.5, "topP": 0.25, "stopSequences": ["END"], "seed": 7}})
    );
    assert!(http.notes.is_empty(), "{:?}", http.notes);
}

#[test]
fn gemini_calls_the_assistant_model_and_joins_no_roles() {
    let messages = vec![message(Role::User, "a"), message(Role::Assistant, "b"), message(Role::System, "c")];
    let (http, body) = send(Protocol::Gemini, GEMINI, &ChatRequest { messages, ..request("gemini-3.5-flash") });
    let roles: Vec<&Value> =
        body["contents"].as_array().expect("a list").iter().map(|content| &content["role"]).collect();
    assert_eq!(roles, ["user", "model", "user"]);
    assert_eq!(http.notes.len(), 1, "the moved system message is said");
}

#[test]
fn gemini_takes_a_level_or_a_budget_never_both() {
    let check = |model, effort, expected: Value, notes: usize| {
        let (http, body) = send(Protocol::Gemini, GEMINI, &with_effort(model, effort));
        assert_eq!(body["generationConfig"]["thinkingConfig"], expected, "{model}");
        assert_eq!(http.notes.len(), notes, "{model}: {:?}", http.notes);
    };
    check("gemini-2.5-flash", Effort::None, json!({"thinkingBudget": 0, "includeThoughts": false}), 1);
    check("gemini-2.5-pro", Effort::None, json!({"thinkingBudget": 128, "includeThoughts": true}), 1);
    check("gemini-2.5-flash", Effort::Max, json!({"thinkingBudget": 24_576, "includeThoughts": true}), 1);
    check("gemini-3-pro-preview", Effort::Medium, json!({"thinkingLevel": "low", "includeThoughts": true}), 1);
    check("gemini-3.5-flash", Effort::Minimal, json!({"thinkingLevel": "minimal", "includeThoughts": true}), 0);
    check("gemini-3.1-pro-preview", Effort::None, json!({"thinkingLevel": "low", "includeThoughts": true}), 1);
    check("gemini-2.0-flash", Effort::High, Value::Null, 1);
}

#[test]
fn gemini_three_is_warned_of_other_temperatures() {
    let (http, body) = send(Protocol::Gemini, GEMINI, &full("gemini-3-flash-preview"));
    assert_eq!(body["generationConfig"]["temperature"], 0.5);
    assert!(http.notes.iter().any(|note| note.contains("leave it at 1.0")));
}

#[test]
fn an_old_gemma_gets_its_instructions_as_a_user_message() {
    let (http, body) = send(Protocol::Gemini, GEMINI, &request("gemma-3-27b-it"));
    assert!(body["systemInstruction"].is_null());
    assert_eq!(body["contents"][0], json!({"role": "user", "parts": [{"text": "Be brief."}]}));
    assert!(http.notes.iter().any(|note| note.contains("no system instruction")));
}

#[test]
fn cohere_has_p_and_its_own_names() {
    let (http, body) = send(Protocol::Cohere, COHERE, &full("command-a-03-2025"));
    assert_eq!(http.url, "https://api.cohere.com/v2/chat");
    assert_eq!(http.auth, AuthScheme::Bearer);
    assert_eq!(
        fields(&body),
        ["model", "messages", "stream", "max_tokens", "temperature", "p", "seed", "stop_sequences"]
    );
    let (http, body) = send(Protocol::Cohere, COHERE, &with_effort("command-a-reasoning-08-2025", Effort::Low));
    assert_eq!(body["thinking"], json!({"type": "enabled", "token_budget": 2_048}));
    assert_eq!(http.notes.len(), 1);
    let (_, body) = send(Protocol::Cohere, COHERE, &with_effort("command-a-reasoning-08-2025", Effort::None));
    assert_eq!(body["thinking"], json!({"type": "disabled"}));
    let (http, body) = send(Protocol::Cohere, COHERE, &with_effort("command-r7b-12-2024", Effort::Low));
    assert!(body["thinking"].is_null() && http.notes.len() == 1);
}

#[test]
fn ollama_has_options_and_thinks_or_not() {
    let (http, body) = send(Protocol::Ollama, OLLAMA, &full("qwen3:8b"));
    assert_eq!(http.url, "http://localhost:11434/api/chat");
    assert_eq!(
        body,
        json!({"model": "qwen3:8b", "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Why?"}], "stream": true,
               "options": {"num_predict": 100, "temperature": 0.5, "top_p": 0.25, "seed": 7, "stop": ["END"]}})
    );
    let think = |model, effort| send(Protocol::Ollama, OLLAMA, &with_effort(model, effort)).1["think"].clone();
    assert_eq!(think("qwen3:8b", Effort::None), json!(false));
    assert_eq!(think("qwen3:8b", Effort::High), json!(true));
    assert_eq!(think("gpt-oss:20b", Effort::Max), json!("high"));
}

#[test]
fn ollama_is_said_to_cut_long_prompts() {
    let long = ChatRequest { messages: vec![message(Role::User, &"word ".repeat(5_000))], ..request("llama3.2") };
    let (http, _) = send(Protocol::Ollama, OLLAMA, &long);
    assert!(http.notes.iter().any(|note| note.contains("num_ctx")));
    let mut set = long;
    set.sampling.extra = r#"{"options": {"num_ctx": 32768}}"#.to_owned();
    let (http, body) = send(Protocol::Ollama, OLLAMA, &set);
    assert_eq!((http.notes.len(), &body["options"]["num_ctx"]), (0, &json!(32_768)));
}

#[test]
fn raw_parameters_reach_nested_places() {
    let mut gemini = full("gemini-2.5-flash");
    gemini.sampling.extra = r#"{"generationConfig": {"topK": 40, "seed": null}, "safetySettings": []}"#.to_owned();
    let (http, body) = send(Protocol::Gemini, GEMINI, &gemini);
    assert_eq!((&body["generationConfig"]["topK"], &body["safetySettings"]), (&json!(40), &json!([])));
    assert_eq!(body["generationConfig"]["temperature"], 0.5);
    assert!(http.notes.is_empty(), "Gemini streams by its address: {:?}", http.notes);
}

fn continued(model: &str) -> ChatRequest {
    let tool = ComposedTool {
        name: "weather".to_owned(),
        description: "Tells it.".to_owned(),
        json: r#"{"type":"object","properties":{"city":{"type":"string","minLength":1}},"required":["city"]}"#
            .to_owned(),
    };
    let call = ToolCall {
        id: "call_0".to_owned(),
        name: "weather".to_owned(),
        arguments: r#"{"city":"Oslo"}"#.to_owned(),
        signature: "c2ln".to_owned(),
    };
    let called = Turn::Called { calls: vec![call], reasoning: "Hm.".to_owned(), kept: Vec::new() };
    let result = ToolResult { call: "call_0".to_owned(), name: "weather".to_owned(), content: "4 °C".to_owned() };
    let messages = vec![
        message(Role::User, "Cold in Oslo?"),
        RenderedMessage { turn: Some(called), ..RenderedMessage::new(Role::Assistant, Vec::new()) },
        RenderedMessage { turn: Some(Turn::Answered(vec![result])), ..RenderedMessage::new(Role::User, Vec::new()) },
    ];
    let tools = ComposedTools { items: vec![tool], choice: ToolChoice::Required, one_at_a_time: false };
    ChatRequest { messages, tools, ..request(model) }
}

#[test]
fn tools_and_their_results_go_where_each_vendor_has_them() {
    let (_, body) = send(Protocol::Gemini, GEMINI, &continued("gemini-3.5-flash"));
    assert_eq!(
        body["tools"][0]["functionDeclarations"][0]["parametersJsonSchema"]["properties"],
        json!({"city": {"type": "string"}})
    );
    assert_eq!(body["toolConfig"], json!({"functionCallingConfig": {"mode": "ANY"}}));
    assert_eq!(
        body["contents"][1]["parts"],
        json!([{"functionCall": {"name": "weather", "args": {"city": "Oslo"}}, "thoughtSignature": "c2ln"}])
    );
    assert_eq!(
        body["contents"][2],
        json!({"role": "user", "parts": [{"functionResponse": {"name": "weather", "response": {"result": "4 °C"}}}]})
    );

    let (_, body) = send(Protocol::Cohere, COHERE, &continued("command-a-03-2025"));
    assert_eq!(body["tool_choice"], "REQUIRED");
    assert_eq!(body["messages"][1]["tool_calls"][0]["function"]["arguments"], r#"{"city":"Oslo"}"#);
    assert_eq!(body["messages"][2], json!({"role": "tool", "tool_call_id": "call_0", "content": "4 °C"}));

    let (http, body) = send(Protocol::Ollama, OLLAMA, &continued("qwen3:8b"));
    assert_eq!(body["tools"][0]["function"]["name"], "weather");
    assert_eq!(body["messages"][1]["tool_calls"][0]["function"]["arguments"], json!({"city": "Oslo"}));
    assert_eq!(body["messages"][2], json!({"role": "tool", "tool_name": "weather", "content": "4 °C"}));
    assert!(http.notes.iter().any(|note| note.contains("lets the model decide")));
}

#[test]
fn a_model_can_not_leave_its_place_in_the_path() {
    let connection = super::encode::connection(Protocol::Gemini, GEMINI);
    for model in ["../../v1/secrets", "models/../x", "."] {
        assert!(encode(&connection, &request(model)).is_err(), "{model}");
    }
    let http = encode(&connection, &request("a?key=b#c")).expect("odd but plain");
    assert_eq!(http.url, format!("{GEMINI}/models/a%3Fkey%3Db%23c:streamGenerateContent?alt=sse"));
}

#[test]
fn the_browsers_own_model_is_given_the_prompt_and_nothing_else() {
    let connection = Connection::built_in(nshot::domain::id::ConnectionId("b".to_owned()));
    let messages = vec![
        message(Role::System, "Be brief."),
        message(Role::User, "a"),
        message(Role::Assistant, "b"),
        message(Role::User, "c"),
    ];
    let schema = ComposedSchema { name: "s".to_owned(), json: r#"{"type":"object"}"#.to_owned() };
    let asked = ChatRequest { messages, schema: Some(schema), ..full("built-in") };
    let http = encode(&connection, &asked).expect("it can be asked");
    let body: Value = serde_json::from_str(&http.body).expect("JSON");
    assert_eq!((http.url.as_str(), http.headers.len()), (BUILT_IN_ADDRESS, 0));
    assert_eq!(
        body,
        json!({"options": {"initialPrompts": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]},
               "input": [{"role": "user", "content": "c"}], "responseConstraint": {"type": "object"}})
    );
    assert_eq!(http.notes.len(), 5, "five settings are not sent: {:?}", http.notes);
    let code = snippet(&http, Language::TypeScript, None);
    assert!(code.contains("await LanguageModel.create({") && code.contains("responseConstraint"));
    assert!(snippet(&http, Language::Python, None).starts_with("# "));
}

#[test]
fn the_browsers_own_model_goes_on_from_a_begun_answer() {
    let connection = Connection::built_in(nshot::domain::id::ConnectionId("b".to_owned()));
    let messages = vec![message(Role::User, "JSON, please."), message(Role::Assistant, "{")];
    let http = encode(&connection, &ChatRequest { messages, ..request("built-in") }).expect("it can be asked");
    let body: Value = serde_json::from_str(&http.body).expect("JSON");
    assert_eq!(body["options"], json!({}));
    assert_eq!(body["input"][1], json!({"role": "assistant", "content": "{", "prefix": true}));
}
