//! Tools, their calls and results, and images: each in its vendor's own place.

use nshot::domain::completion::Completion;
use nshot::domain::compose::{ComposedSchema, ComposedTool, ComposedTools, RenderedMessage};
use nshot::domain::connection::Protocol;
use nshot::domain::failure::FailureKind;
use nshot::domain::id::ElementId;
use nshot::domain::image::{Image, ImageHash, MediaType};
use nshot::domain::message::Role;
use nshot::domain::model::Capabilities;
use nshot::domain::technique::{Effort, Technique};
use nshot::domain::tool::{ToolCall, ToolChoice, ToolResult};
use nshot::provider::request::{ChatRequest, encode};
use serde_json::{Value, json};

use super::encode::{connection, message, request};

const OPENAI: &str = "https://api.openai.com/v1";
const ANTHROPIC: &str = "https://api.anthropic.com/v1";
const STRICT: &str =
    r#"{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}"#;
const LOOSE: &str = r#"{"type":"object","properties":{"zone":{"type":"string"}}}"#;

fn tool(name: &str, description: &str, json: &str) -> ComposedTool {
    ComposedTool { name: name.to_owned(), description: description.to_owned(), json: json.to_owned() }
}

fn tools(choice: ToolChoice, one_at_a_time: bool) -> ComposedTools {
    let items = vec![tool("get_weather", "Weather now.", STRICT), tool("now", "", LOOSE)];
    ComposedTools { items, choice, one_at_a_time }
}

fn with_tools(model: &str, choice: ToolChoice) -> ChatRequest {
    ChatRequest { tools: tools(choice, false), ..request(model) }
}

/// The request after `get_weather` was called and gave a result.
fn continued(model: &str) -> ChatRequest {
    let call = ToolCall {
        id: "call_1".to_owned(),
        name: "get_weather".to_owned(),
        arguments: "{\"city\": \"Bern\"}".to_owned(),
        signature: String::new(),
    };
    let answer = Completion {
        text: "Let me look.".to_owned(),
        reasoning: "Weather is needed.".to_owned(),
        kept: vec![r#"{"type":"thinking","thinking":"x","signature":"s"}"#.to_owned()],
        tool_calls: vec![call],
        ..Completion::default()
    };
    let result =
        ToolResult { call: "call_1".to_owned(), name: "get_weather".to_owned(), content: "{\"t\": 21}".to_owned() };
    let mut request = with_tools(model, ToolChoice::Required);
    request.messages.extend(RenderedMessage::continued(&answer, vec![result]));
    request.tools = request.tools.after_call();
    request
}

/// A request with a one-pixel image.
fn with_image(model: &str) -> ChatRequest {
    let file = ImageHash("aa".to_owned());
    let image = Image {
        id: ElementId(9),
        file: file.clone(),
        media_type: MediaType::Png,
        width: 1,
        height: 1,
        bytes: 3,
        name: "dot.png".to_owned(),
    };
    let mut request = request(model);
    request.images.insert(file, "AAAA");
    request.messages.push(RenderedMessage { images: vec![image], ..message(Role::User, "What is it?") });
    request
}

fn body(protocol: Protocol, base_url: &str, request: &ChatRequest) -> (Value, Vec<String>) {
    let http = encode(&connection(protocol, base_url), request).expect("it can be sent");
    (serde_json::from_str(&http.body).expect("JSON"), http.notes)
}

#[test]
fn chat_completions_wraps_functions_and_says_strict_where_it_holds() {
    let (body, notes) = body(Protocol::ChatCompletions, OPENAI, &with_tools("gpt-4.1", ToolChoice::Auto));
    let strict: Value = serde_json::from_str(STRICT).unwrap();
    let loose: Value = serde_json::from_str(LOOSE).unwrap();
    assert_eq!(
        body["tools"],
        json!([
            {"type": "function", "function": {"name": "get_weather", "description": "Weather now.", "strict": true, "parameters": strict}},
            {"type": "function", "function": {"name": "now", "parameters": loose}},
        ])
    );
    assert!(body["tool_choice"].is_null() && body["parallel_tool_calls"].is_null(), "the defaults are not sent");
    assert_eq!(notes.len(), 1);
    assert!(notes[0].starts_with("The tool now is sent with strict mode off"), "{notes:?}");
}

#[test]
fn each_protocol_has_its_own_words_for_the_choice() {
    let chat =
        |choice| body(Protocol::ChatCompletions, OPENAI, &with_tools("gpt-4.1", choice)).0["tool_choice"].clone();
    let responses = |choice| body(Protocol::Responses, OPENAI, &with_tools("gpt-4.1", choice)).0["tool_choice"].clone();
    let messages =
        |choice| body(Protocol::Messages, ANTHROPIC, &with_tools("claude-opus-4-8", choice)).0["tool_choice"].clone();
    let named = || ToolChoice::Named("now".to_owned());
    assert_eq!((chat(ToolChoice::None), chat(ToolChoice::Required)), (json!("none"), json!("required")));
    assert_eq!(chat(named()), json!({"type": "function", "function": {"name": "now"}}));
    assert_eq!((responses(ToolChoice::None), responses(ToolChoice::Required)), (json!("none"), json!("required")));
    assert_eq!(responses(named()), json!({"type": "function", "name": "now"}));
    assert_eq!(messages(ToolChoice::Auto), Value::Null);
    assert_eq!(messages(ToolChoice::None), json!({"type": "none"}));
    assert_eq!(messages(ToolChoice::Required), json!({"type": "any"}));
    assert_eq!(messages(named()), json!({"type": "tool", "name": "now"}));
}

#[test]
fn one_call_at_a_time_is_asked_for_in_the_vendors_way() {
    let one = |model: &str| ChatRequest { tools: tools(ToolChoice::Auto, true), ..request(model) };
    assert_eq!(body(Protocol::ChatCompletions, OPENAI, &one("gpt-4.1")).0["parallel_tool_calls"], false);
    assert_eq!(body(Protocol::Responses, OPENAI, &one("gpt-4.1")).0["parallel_tool_calls"], false);
    assert_eq!(
        body(Protocol::Messages, ANTHROPIC, &one("claude-opus-4-8")).0["tool_choice"],
        json!({"type": "auto", "disable_parallel_tool_use": true})
    );
}

#[test]
fn a_continued_turn_carries_calls_results_and_what_the_endpoint_wants_back() {
    let (chat, _) = body(Protocol::ChatCompletions, OPENAI, &continued("gpt-4.1"));
    let call = json!({"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\":\"Bern\"}"}});
    assert_eq!(chat["messages"][2], json!({"role": "assistant", "content": "Let me look.", "tool_calls": [call]}));
    assert_eq!(chat["messages"][3], json!({"role": "tool", "tool_call_id": "call_1", "content": "{\"t\": 21}"}));
    assert!(chat["tool_choice"].is_null(), "a forced call is not forced again");

    let (messages, _) = body(Protocol::Messages, ANTHROPIC, &continued("claude-opus-4-8"));
    assert_eq!(
        messages["messages"][1]["content"],
        json!([
            {"type": "thinking", "thinking": "x", "signature": "s"},
            {"type": "text", "text": "Let me look."},
            {"type": "tool_use", "id": "call_1", "name": "get_weather", "input": {"city": "Bern"}},
        ])
    );
    assert_eq!(
        messages["messages"][2],
        json!({"role": "user", "content": [{"type": "tool_result", "tool_use_id": "call_1", "content": "{\"t\": 21}"}]})
    );

    let (responses, _) = body(Protocol::Responses, OPENAI, &continued("gpt-5.6-luna"));
    let input = responses["input"].as_array().unwrap();
    assert_eq!(input[2], json!({"type": "message", "role": "assistant", "content": "Let me look."}));
    assert_eq!(
        input[3],
        json!({"type": "function_call", "call_id": "call_1", "name": "get_weather", "arguments": "{\"city\":\"Bern\"}"})
    );
    assert_eq!(input[4], json!({"type": "function_call_output", "call_id": "call_1", "output": "{\"t\": 21}"}));
    assert_eq!(responses["include"], json!(["reasoning.encrypted_content"]));
}

#[test]
fn deepseek_gets_its_reasoning_back() {
    let (chat, _) = body(Protocol::ChatCompletions, "https://api.deepseek.com", &continued("deepseek-chat"));
    assert_eq!(chat["messages"][2]["reasoning_content"], "Weather is needed.");
}

#[test]
fn arguments_that_are_no_json_go_back_as_json_all_the_same() {
    let mut request = continued("gpt-4.1");
    if let Some(nshot::domain::compose::Turn::Called { calls, .. }) = &mut request.messages[2].turn {
        calls[0].arguments = "{\"city\": \"Be".to_owned();
    }
    let (chat, _) = body(Protocol::ChatCompletions, OPENAI, &request);
    let arguments = chat["messages"][2]["tool_calls"][0]["function"]["arguments"].as_str().unwrap();
    assert_eq!(serde_json::from_str::<Value>(arguments).unwrap(), json!("{\"city\": \"Be"));
    let (messages, _) = body(Protocol::Messages, ANTHROPIC, &request);
    assert_eq!(messages["messages"][1]["content"][2]["input"], json!({"value": "{\"city\": \"Be"}));
}

#[test]
fn anthropic_tools_stand_beside_the_tool_that_stands_in_for_a_schema() {
    let mut request = with_tools("claude-3-5-haiku-20241022", ToolChoice::Auto);
    request.schema = Some(ComposedSchema { name: "s".to_owned(), json: STRICT.to_owned() });
    let (messages, _) = body(Protocol::Messages, ANTHROPIC, &request);
    let names: Vec<_> = messages["tools"].as_array().unwrap().iter().map(|tool| tool["name"].clone()).collect();
    assert_eq!(names, ["get_weather", "now", "structured_answer"]);
    assert_eq!(messages["tool_choice"], json!({"type": "any"}));
}

#[test]
fn claude_does_not_think_while_it_must_call_a_tool() {
    let mut request = with_tools("claude-sonnet-4-5", ToolChoice::Required);
    request.technique = Technique::Provider(Effort::Low);
    let (messages, notes) = body(Protocol::Messages, ANTHROPIC, &request);
    assert!(messages["thinking"].is_null());
    assert!(notes.iter().any(|note| note.contains("must call a tool")), "{notes:?}");
}

#[test]
fn images_stand_before_the_text_in_each_vendors_shape() {
    let content = |protocol, url, model: &str, list: &str| {
        let (body, _) = body(protocol, url, &with_image(model));
        body[list].as_array().unwrap().last().unwrap()["content"].clone()
    };
    let text = |kind: &str| json!({"type": kind, "text": "What is it?"});
    assert_eq!(
        content(Protocol::ChatCompletions, OPENAI, "gpt-4.1", "messages"),
        json!([{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}, text("text")])
    );
    assert_eq!(
        content(Protocol::Responses, OPENAI, "gpt-4.1", "input"),
        json!([{"type": "input_image", "image_url": "data:image/png;base64,AAAA"}, text("input_text")])
    );
    assert_eq!(
        content(Protocol::Messages, ANTHROPIC, "claude-opus-4-8", "messages"),
        json!([{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}}, text("text")])
    );
}

#[test]
fn a_request_without_an_images_file_is_not_sent() {
    let mut request = with_image("gpt-4.1");
    request.images = nshot::domain::image::ImageFiles::default();
    let failure = encode(&connection(Protocol::ChatCompletions, OPENAI), &request).unwrap_err();
    assert_eq!(failure.kind, FailureKind::BadSettings);
    assert!(failure.detail.contains("“dot.png” is not on this device"), "{}", failure.detail);
}

#[test]
fn a_model_that_takes_no_images_or_tools_is_named_before_the_run() {
    let mut request = with_image("old-model");
    request.tools = tools(ToolChoice::Auto, false);
    assert!(request.doubts().is_empty(), "nothing is known, nothing is said");
    request.capabilities = Some(Capabilities::default());
    assert_eq!(request.doubts().len(), 2);
    let (body, notes) = body(Protocol::ChatCompletions, OPENAI, &request);
    assert!(notes.iter().any(|note| note.contains("does not list old-model as taking images")), "{notes:?}");
    assert!(body.to_string().contains("image_url"), "and the image is sent all the same");
    request.capabilities = Some(Capabilities { vision: true, tools: true, ..Capabilities::default() });
    assert!(request.doubts().is_empty());
}
