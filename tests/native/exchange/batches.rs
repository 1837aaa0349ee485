//! Batch files of three vendors, and their results read back.

use nshot::exchange::batch::{BatchAnswer, BatchFormat, BatchRequest, write};
use nshot::exchange::{Kind, read};
use serde_json::{Value, json};

fn request(id: &str) -> BatchRequest {
    let body = json!({"model": "m", "messages": [], "stream": true, "stream_options": {}});
    BatchRequest { id: id.to_owned(), body: body.as_object().cloned().unwrap() }
}

#[test]
fn openai_has_a_line_a_request_and_nothing_streams() {
    let text = write(BatchFormat::OpenAiChat, vec![request("a"), request("b")]).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let expected = |id: &str| json!({"custom_id": id, "method": "POST", "url": "/v1/chat/completions", "body": {"model": "m", "messages": []}});
    assert_eq!(lines, [expected("a"), expected("b")]);
}

#[test]
fn anthropic_has_one_object() {
    let text = write(BatchFormat::Anthropic, vec![request("a")]).unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&text).unwrap(),
        json!({"requests": [{"custom_id": "a", "params": {"model": "m", "messages": []}}]})
    );
}

#[test]
fn gemini_has_a_key_and_a_request_a_line() {
    let text = write(BatchFormat::Gemini, vec![request("a")]).unwrap();
    let body = json!({"model": "m", "messages": [], "stream": true, "stream_options": {}});
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), json!({"key": "a", "request": body}));
}

/// One line of each vendor's result file, by their references (2026-11).
#[test]
fn results_of_every_vendor_are_read() {
    let lines = [
        r#"{"id":"b","custom_id":"a","response":{"status_code":200,"request_id":"r","body":{"model":"gpt","choices":[{"message":{"content":"Hi"}}],"usage":{"prompt_tokens":3,"completion_tokens":1}}},"error":null}"#,
        r#"{"custom_id":"b","response":{"status_code":200,"body":{"model":"gpt","output":[{"type":"reasoning"},{"type":"message","content":[{"type":"output_text","text":"Hi"}]}],"usage":{"input_tokens":3,"output_tokens":1}}},"error":null}"#,
        r#"{"custom_id":"c","result":{"type":"succeeded","message":{"model":"claude","content":[{"type":"thinking","thinking":"…"},{"type":"text","text":"Hi"}],"usage":{"input_tokens":3,"output_tokens":1}}}}"#,
        r#"{"custom_id":"d","result":{"type":"errored","error":{"type":"error","error":{"type":"invalid_request_error","message":"Too long"}}}}"#,
        r#"{"custom_id":"e","response":{"status_code":400,"body":{"error":{"message":"No such model"}}},"error":null}"#,
        r#"{"custom_id":"f","response":null,"error":{"code":"batch_expired","message":"Not in time"}}"#,
        r#"{"key":"g","response":{"candidates":[{"content":{"parts":[{"text":"no","thought":true},{"text":"Hi"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":1},"modelVersion":"gemini"}}"#,
    ];
    let read = read(&lines.join("\n")).unwrap();
    assert_eq!(read.kind, Kind::BatchResults);
    assert!(read.left_out.is_empty(), "{:?}", read.left_out);
    let answer = |id: &str, model: &str| BatchAnswer {
        id: id.to_owned(),
        model: model.to_owned(),
        text: "Hi".to_owned(),
        input_tokens: Some(3),
        output_tokens: Some(1),
        failure: None,
    };
    let failed = |id: &str, why: &str| BatchAnswer {
        id: id.to_owned(),
        failure: Some(why.to_owned()),
        ..BatchAnswer::default()
    };
    let expected = [
        answer("a", "gpt"),
        answer("b", "gpt"),
        answer("c", "claude"),
        failed("d", "Too long"),
        failed("e", "No such model"),
        failed("f", "Not in time"),
        answer("g", "gemini"),
    ];
    assert_eq!(read.answers, expected);
}
