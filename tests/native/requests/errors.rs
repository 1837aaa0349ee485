//! Error bodies of every vendor → the kind a person can act on, and words for each.

use nshot::domain::connection::{Connection, Protocol};
use nshot::domain::failure::{Context, Failure, FailureKind as Kind, Page, explain};
use nshot::provider::error::from_response;
use nshot::runner::retry::wait_ms;

use super::encode::connection;

fn check(status: u16, body: &str, kind: Kind, detail: &str) {
    let failure = from_response(Protocol::ChatCompletions, status, &[], body);
    assert_eq!((failure.kind, failure.detail.as_str(), failure.status), (kind, detail, Some(status)), "{body}");
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table, a row a vendor")]
fn every_vendors_error_body_is_understood() {
    check(
        401,
        r#"{"error":{"message":"Incorrect API key provided: sk-x.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}"#,
        Kind::WrongKey,
        "Incorrect API key provided: sk-x.",
    );
    check(
        429,
        r#"{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}"#,
        Kind::QuotaExceeded,
        "You exceeded your current quota",
    );
    check(
        429,
        r#"{"error":{"message":"Rate limit reached","type":"tokens","code":"rate_limit_exceeded"}}"#,
        Kind::RateLimited,
        "Rate limit reached",
    );
    check(
        400,
        r#"{"error":{"message":"This model's maximum context length is 8192 tokens.","type":"invalid_request_error","code":"context_length_exceeded"}}"#,
        Kind::ContextTooLong,
        "This model's maximum context length is 8192 tokens.",
    );
    check(
        404,
        r#"{"error":{"message":"The model `x` does not exist","type":"invalid_request_error","code":"model_not_found"}}"#,
        Kind::UnknownModel,
        "The model `x` does not exist",
    );
    check(
        400,
        r#"{"error":{"message":"Unsupported value: 'temperature'","type":"invalid_request_error","code":"unsupported_value"}}"#,
        Kind::BadRequest,
        "Unsupported value: 'temperature'",
    );
    check(
        401,
        r#"{"error":{"code":"401","message":"Access denied due to invalid subscription key."}}"#,
        Kind::WrongKey,
        "Access denied due to invalid subscription key.",
    );
    check(
        401,
        r#"{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"},"request_id":"r"}"#,
        Kind::WrongKey,
        "invalid x-api-key",
    );
    check(
        400,
        r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}"#,
        Kind::ContextTooLong,
        "prompt is too long: 210000 tokens > 200000 maximum",
    );
    check(
        400,
        r#"{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low"}}"#,
        Kind::QuotaExceeded,
        "Your credit balance is too low",
    );
    check(
        529,
        r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
        Kind::Overloaded,
        "Overloaded",
    );
    check(
        404,
        r#"{"error":{"code":404,"message":"models/x is not found","status":"NOT_FOUND"}}"#,
        Kind::UnknownModel,
        "models/x is not found",
    );
    check(
        400,
        r#"[{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT"}}]"#,
        Kind::WrongKey,
        "API key not valid.",
    );
    check(
        429,
        r#"{"error":{"code":429,"message":"busy","metadata":{"provider_name":"P","raw":"try later"}},"user_id":"u"}"#,
        Kind::RateLimited,
        "busy (try later)",
    );
    check(400, r#"{"message":"invalid request: temperature"}"#, Kind::BadRequest, "invalid request: temperature");
    check(
        422,
        r#"{"detail":[{"loc":["body","seed"],"msg":"Extra inputs are not permitted"}]}"#,
        Kind::BadRequest,
        "body.seed: Extra inputs are not permitted",
    );
    check(404, r#"{"error":"model 'x' not found"}"#, Kind::UnknownModel, "model 'x' not found");
    check(
        400,
        r#"{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error","n_prompt_tokens":900,"n_ctx":512}}"#,
        Kind::ContextTooLong,
        "the request exceeds the available context size",
    );
    check(
        502,
        "<html><head><title>502 Bad Gateway</title></head></html>",
        Kind::ServerError,
        "HTTP 502 with a web page instead of an error message. 502 Bad Gateway",
    );
    check(403, "", Kind::Forbidden, "HTTP 403 without a message, at the address for OpenAI Chat Completions.");
    check(500, "No api key passed in.", Kind::ServerError, "No api key passed in.");
}

#[test]
fn the_newer_shapes_are_understood() {
    check(401, r#"{"id":"x","message":"invalid api token"}"#, Kind::WrongKey, "invalid api token");
    check(
        404,
        r#"{"id":"x","message":"model 'command-x' not found, make sure the correct model ID was used"}"#,
        Kind::UnknownModel,
        "model 'command-x' not found, make sure the correct model ID was used",
    );
    check(
        400,
        r#"{"message":"too many tokens: the total number of tokens in the prompt cannot exceed 256000"}"#,
        Kind::ContextTooLong,
        "too many tokens: the total number of tokens in the prompt cannot exceed 256000",
    );
    check(
        429,
        r#"{"message":"You are using a Trial key, which is limited to 1000 API calls / month."}"#,
        Kind::QuotaExceeded,
        "You are using a Trial key, which is limited to 1000 API calls / month.",
    );
    check(
        429,
        r#"{"message":"You are using a Trial key, which is limited to 20 API calls / minute."}"#,
        Kind::RateLimited,
        "You are using a Trial key, which is limited to 20 API calls / minute.",
    );
    check(
        498,
        r#"{"message":"blocked input: please adjust the prompt"}"#,
        Kind::Filtered,
        "blocked input: please adjust the prompt",
    );
    check(
        400,
        r#"{"code":"Client specified an invalid argument","error":"Incorrect API key provided: xa***. You can obtain an API key from https://console.x.ai."}"#,
        Kind::WrongKey,
        "Incorrect API key provided: xa***. You can obtain an API key from https://console.x.ai.",
    );
    check(
        422,
        r#"{"object":"error","message":{"detail":[{"loc":["body","temperature"],"msg":"Input should be less than or equal to 1.5"}]},"type":"invalid_request_error"}"#,
        Kind::BadRequest,
        "body.temperature: Input should be less than or equal to 1.5",
    );
    check(
        400,
        r#"{"errors":[{"message":"Unknown route","code":10000}],"success":false}"#,
        Kind::BadRequest,
        "Unknown route",
    );
    check(
        400,
        r#"{"error":"\"llama3.2\" does not support thinking"}"#,
        Kind::BadRequest,
        "\"llama3.2\" does not support thinking",
    );
    check(
        500,
        r#"{"error":"model requires more system memory (8.5 GiB) than is available (5.1 GiB)"}"#,
        Kind::ServerError,
        "model requires more system memory (8.5 GiB) than is available (5.1 GiB)",
    );
    check(
        402,
        r#"{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}"#,
        Kind::QuotaExceeded,
        "Insufficient Balance",
    );
}

#[test]
fn gemini_says_in_details_what_its_words_leave_open() {
    let google = |code: u16, status: &str, message: &str, details: &str| {
        format!(r#"{{"error":{{"code":{code},"message":"{message}","status":"{status}","details":{details}}}}}"#)
    };
    let quota = "You exceeded your current quota, please check your plan and billing details.";
    let retry = r#"{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"21s"}"#;
    let violation = |id: &str| {
        format!(r#"{{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{{"quotaId":"{id}"}}]}}"#)
    };
    let minute = violation("GenerateRequestsPerMinutePerProjectPerModel-FreeTier");
    let day = violation("GenerateRequestsPerDayPerProjectPerModel-FreeTier");
    check(429, &google(429, "RESOURCE_EXHAUSTED", quota, &format!("[{minute},{retry}]")), Kind::RateLimited, quota);
    check(429, &google(429, "RESOURCE_EXHAUSTED", quota, &format!("[{day},{retry}]")), Kind::QuotaExceeded, quota);
    check(429, &google(429, "RESOURCE_EXHAUSTED", quota, "[]"), Kind::QuotaExceeded, quota);
    let key = r#"[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]"#;
    check(400, &google(400, "INVALID_ARGUMENT", "Please renew it.", key), Kind::WrongKey, "Please renew it.");
    let place = "User location is not supported for the API use.";
    check(400, &google(400, "FAILED_PRECONDITION", place, "[]"), Kind::Forbidden, place);
    let long = "The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).";
    check(400, &google(400, "INVALID_ARGUMENT", long, "[]"), Kind::ContextTooLong, long);
    check(400, &google(400, "INVALID_ARGUMENT", "Bad field.", "[]"), Kind::BadRequest, "Bad field.");
    check(504, &google(504, "DEADLINE_EXCEEDED", "Too slow.", "[]"), Kind::TimedOut, "Too slow.");
}

#[test]
fn waits_are_read_from_headers_and_bodies() {
    let wait = |headers: &[(&str, &str)], body: &str| {
        let headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        from_response(Protocol::Messages, 429, &headers, body).retry_after_seconds
    };
    assert_eq!(wait(&[("Retry-After", "20")], ""), Some(20));
    assert_eq!(wait(&[("retry-after", "9"), ("retry-after-ms", "1200")], ""), Some(2));
    assert_eq!(wait(&[("retry-after", "-5")], ""), None);
    assert_eq!(wait(&[("retry-after", "1e300")], ""), Some(86_400));
    // The three forms of a date (RFC 9110, 5.6.7), by the server's own clock; without that it is not known how far off it is.
    let date = ("date", "Sun, 06 Nov 1994 08:49:00 GMT");
    for until in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
        assert_eq!(wait(&[("retry-after", until), date], ""), Some(37), "{until}");
        assert_eq!(wait(&[("retry-after", until)], ""), None);
    }
    assert_eq!(wait(&[("retry-after", "Sun, 06 Nov 1994 08:48:00 GMT"), date], ""), Some(0));
    assert_eq!(
        wait(
            &[],
            r#"{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"@type":"RetryInfo","retryDelay":"12.4s"}]}}"#
        ),
        Some(13)
    );
}

#[test]
fn a_long_message_is_clipped() {
    let failure = from_response(Protocol::Messages, 400, &[], &"é".repeat(100_000));
    assert_eq!(failure.detail.chars().count(), 2_001);
}

fn words(connection: &Connection, kind: Kind, page: Page<'_>) -> String {
    let context = Context { connection, model: "llama3.2", page, has_key: true };
    let explanation = explain(&Failure::new(kind, ""), context);
    assert!(!explanation.title.is_empty() && !explanation.what_happened.is_empty());
    format!("{}\n{}\n{}", explanation.title, explanation.what_happened, explanation.next_steps.join("\n"))
}

#[test]
fn failed_to_fetch_is_explained_by_what_is_known() {
    let page = Page { origin: "https://nshot.example", ..Page::default() };
    let at = |base_url: &str| connection(Protocol::ChatCompletions, base_url);
    let says = |base_url: &str, page, part: &str| {
        let words = words(&at(base_url), Kind::Unreachable, page);
        assert!(words.contains(part), "{part} is not in: {words}");
    };
    says("https://api.openai.com/v1", page, "Check the key first");
    says("http://localhost:11434/v1", page, "OLLAMA_ORIGINS=https://nshot.example ollama serve");
    says("http://localhost:1234/v1", page, "lms server start --cors");
    says("http://127.0.0.1:8080/v1", page, "--cors-origins https://nshot.example");
    says("http://127.0.0.1:8000/v1", page, "--allowed-origins '[\"https://nshot.example\"]'");
    says("http://127.0.0.1:5000/v1", page, "lms server start --cors");
    says("http://localhost:11434/v1", Page { local_network: Some("denied"), ..page }, "denied the permission");
    says("http://localhost:11434/v1", Page { local_network: Some("prompt"), ..page }, "allow the browser's question");
    says("http://localhost:11434/v1", Page { is_safari: true, ..page }, "Safari lets no https page");
    says("http://192.168.1.5:8000/v1", page, "mixed content");
    says("https://api.openai.com/v1", Page { is_offline: true, ..page }, "offline");
}

#[test]
fn every_kind_has_words_and_a_next_step() {
    use Kind::{
        BadRequest, BadSettings, ContextTooLong, Filtered, Forbidden, Garbled, Interrupted, MissingKey, Overloaded,
        QuotaExceeded, RateLimited, ServerError, Stopped, TimedOut, UnknownModel, Unreachable, WrongKey,
    };
    let local = connection(Protocol::ChatCompletions, "http://localhost:11434/v1");
    for kind in [
        Unreachable,
        MissingKey,
        WrongKey,
        Forbidden,
        UnknownModel,
        BadRequest,
        ContextTooLong,
        QuotaExceeded,
        RateLimited,
        Overloaded,
        ServerError,
        Interrupted,
        TimedOut,
        Garbled,
        Filtered,
    ] {
        let explanation = explain(
            &Failure::new(kind, "said"),
            Context { connection: &local, model: "m", page: Page::default(), has_key: false },
        );
        assert!(!explanation.next_steps.is_empty(), "{kind:?}");
    }
    let explanation = explain(
        &Failure::new(BadSettings, "said"),
        Context { connection: &local, model: "m", page: Page::default(), has_key: false },
    );
    assert_eq!(explanation.what_happened, "said");
    let over = explain(
        &Failure::new(Kind::OverBudget, "Your budget of $1.00 is spent."),
        Context { connection: &local, model: "m", page: Page::default(), has_key: false },
    );
    assert!(over.what_happened.contains("Nothing was sent"), "{over:?}");
    assert!(words(&local, Stopped, Page::default()).contains("You stopped it"));
    assert!(words(&local, UnknownModel, Page::default()).contains("ollama pull llama3.2"));
}

#[test]
fn the_wait_in_a_message_is_read_where_headers_are_not() {
    let wait = |message: &str| {
        let body = serde_json::json!({ "error": { "message": message, "code": "rate_limit_exceeded" } }).to_string();
        from_response(Protocol::ChatCompletions, 429, &[], &body).retry_after_seconds
    };
    assert_eq!(
        wait(
            "Rate limit reached for gpt-5.6 in organization org-x on tokens per min. Please try again in 6.5s. Visit …"
        ),
        Some(7)
    );
    assert_eq!(wait("Please try again in 1m6s."), Some(66));
    assert_eq!(wait("Please try again in 20ms."), Some(1));
    assert_eq!(wait("Please try again in 2h0m3.1s"), Some(7_204));
    assert_eq!(wait("Please try again in a while."), None);
    assert_eq!(wait("Slow down."), None);
}

#[test]
fn a_provider_says_whether_to_try_again() {
    let said = |value: &str| {
        let headers = [("X-Should-Retry".to_owned(), value.to_owned())];
        from_response(Protocol::Messages, 500, &headers, "").may_retry
    };
    assert_eq!([said("true"), said("false"), said("maybe")], [Some(true), Some(false), None]);
    let failure =
        |status, may_retry| Failure { status: Some(status), may_retry, ..Failure::new(Kind::ServerError, "") };
    assert!(wait_ms(&failure(500, Some(false)), 0, 0.5).is_none() && wait_ms(&failure(500, None), 0, 0.5).is_some());
    assert!(wait_ms(&failure(400, Some(true)), 0, 0.5).is_some() && wait_ms(&failure(400, None), 0, 0.5).is_none());
}

/// Bodies as LiteLLM's proxy 1.7x writes them (`proxy/_types.py`, `ProxyException`; `exceptions.py`; read 2026-11).
#[test]
fn litellm_says_whose_error_it_is() {
    let body = |message: &str, kind: &str, code: &str| {
        serde_json::json!({"error": {"message": message, "type": kind, "param": "None", "code": code}}).to_string()
    };
    let limit = "litellm.RateLimitError: RateLimitError: OpenAIException - Rate limit reached. Please try again in 2s.";
    check(429, &body(limit, "throttling_error", "429"), Kind::RateLimited, limit);
    let long = "litellm.ContextWindowExceededError: litellm.BadRequestError: this model takes 4097 tokens.";
    check(400, &body(long, "invalid_request_error", "400"), Kind::ContextTooLong, long);
    let budget = "Budget has been exceeded! Current cost: 2.0, Max budget: 1.0";
    check(400, &body(budget, "budget_exceeded", "400"), Kind::QuotaExceeded, budget);
    let key = "Authentication Error, Invalid proxy server token passed. Unable to find token in cache or `LiteLLM_VerificationTokenTable`";
    check(401, &body(key, "auth_error", "401"), Kind::WrongKey, key);
    let team = "Budget has been exceeded! Team=t1 Current cost: 2.0, Max budget: 1.0";
    check(429, &serde_json::json!({"detail": {"error": team}}).to_string(), Kind::RateLimited, team);
    check(400, &body("No connected db.", "no_db_connection", "400"), Kind::WrongKey, "No connected db.");
    let event = "data: {\"error\": {\"message\": \"Error processing stream start\", \"type\": \"internal_server_error\", \"param\": null, \"code\": \"500\"}}\n\ndata: [DONE]\n\n";
    check(500, event, Kind::ServerError, "Error processing stream start");
    let model = "/chat/completions: Invalid model name passed in model=gpt-99. Call `/v1/models` to view available models for your key.";
    check(400, &body(model, "invalid_request_error", "400"), Kind::UnknownModel, model);
}

#[test]
fn an_image_for_a_model_without_eyes_is_not_asked_again() {
    let body = r#"{"error":{"code":500,"message":"image input is not supported - hint: if this is unexpected, you may need to provide the mmproj","type":"server_error"}}"#;
    let failure = from_response(Protocol::ChatCompletions, 500, &[], body);
    assert_eq!(failure.kind, Kind::BadRequest, "recorded from llama.cpp, 2026-11-28");
}
