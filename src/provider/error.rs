//! Errors: HTTP answers without success, and errors inside a successful one → [`Failure`]s a person can act on.
//!
//! Body shapes (recorded to 2026-05, SDK types 2026-11): `{"error": {message, type, code, …}}` (OpenAI and most), the same with an outer
//! `type` (Anthropic), `{"error": {code, status, details}}` (Gemini), `{"error": "text"}` (Ollama), `{"code": "text", "error": "text"}` (xAI),
//! `{"message"}` (Cohere, Mistral), `{"errors": [{message}]}` (Cloudflare), `{"detail"}` (`FastAPI` servers: vLLM, Mistral 422), or no JSON at
//! all (a proxy's page).

use serde_json::Value;

use super::lenient;
use crate::domain::connection::Protocol;
use crate::domain::failure::{Failure, FailureKind};

/// Characters of a provider's message that are kept.
const DETAIL_LIMIT: usize = 2_000;
/// Longest wait that is believed, in seconds; a day.
const RETRY_AFTER_LIMIT: f64 = 86_400.0;

/// What an HTTP answer with an error status means. Header names in any case. `protocol` only serves the wording.
pub fn from_response(protocol: Protocol, status: u16, headers: &[(String, String)], body: &str) -> Failure {
    // LiteLLM puts the error of a stream that did not begin into an event.
    let event = body.lines().find_map(|line| line.strip_prefix("data:"));
    let json = lenient::parse(body.trim()).or_else(|| lenient::parse(event?.trim()));
    let said = json.as_ref().map(Said::read).unwrap_or_default();
    let detail = if said.message.is_empty() { plain(body, protocol, status) } else { said.message.clone() };
    let is_told = |kind: &FailureKind| status < 500 || *kind != FailureKind::BadRequest || said.refuses_input();
    let kind = said.kind().filter(is_told).unwrap_or(by_status(status));
    Failure {
        kind,
        detail: clip(&detail),
        status: Some(status),
        retry_after_seconds: header_wait(headers).or(said.wait).map(seconds),
        may_retry: may_retry(headers),
    }
}

/// The error that an answer with a success status holds, in a stream's event or in the whole document.
pub(super) fn in_answer(value: &Value) -> Option<Failure> {
    let is_named = value["type"] == "error" || value["object"] == "error";
    if !is_named && is_nothing(&value["error"]) {
        return None;
    }
    let said = Said::read(value);
    // Vendors have numbers of their own too (Zhipu's 1302), which are no status.
    let status = said.code.parse().ok().filter(|code| (400..600).contains(code));
    let kind = said.kind().or(status.map(by_status)).unwrap_or(FailureKind::ServerError);
    let detail = if said.message.is_empty() { clip(&value.to_string()) } else { clip(&said.message) };
    Some(Failure { retry_after_seconds: said.wait.map(seconds), ..Failure::new(kind, detail) })
}

/// The error that an event without a type holds: what a proxy puts into the stream of a protocol whose events all have one.
pub(super) fn in_untyped(event: &Value) -> Option<Failure> {
    if event["type"].is_string() {
        return None;
    }
    let is_plain = event["message"].is_string() || event["detail"].is_string();
    in_answer(event).or_else(|| is_plain.then(|| of_event(event)))
}

/// Whether a field `error` says that there is none: gateways write it so into every chunk.
fn is_nothing(error: &Value) -> bool {
    match error {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// An event that is named an error, whatever it holds.
pub(super) fn of_event(value: &Value) -> Failure {
    let said = Said::read(value);
    let detail = if said.message.is_empty() { clip(&value.to_string()) } else { clip(&said.message) };
    let kind = said.kind().unwrap_or(FailureKind::ServerError);
    Failure { retry_after_seconds: said.wait.map(seconds), ..Failure::new(kind, detail) }
}

/// An answer that says it failed and nothing more.
pub(super) fn unnamed() -> Failure {
    Failure::new(FailureKind::ServerError, "The provider says that the answer failed and gives no reason.")
}

/// An error body, whatever its shape.
#[derive(Debug, Default)]
struct Said {
    message: String,
    /// `type`, `status`, `code` and what Gemini's details name, as words, lower case.
    words: String,
    code: String,
    /// Seconds.
    wait: Option<f64>,
}

impl Said {
    fn read(value: &Value) -> Self {
        // Gemini's error may stand in an array.
        let value = value.get(0).unwrap_or(value);
        let error = if is_nothing(&value["error"]) { value } else { &value["error"] };
        let upstream = error["metadata"]["raw"].as_str();
        let places = [
            error,
            &error["message"],
            &value["message"],
            &value["detail"],
            // `FastAPI` with an object of the application's own (LiteLLM).
            &value["detail"]["error"],
            &value["detail"]["message"],
            &value["errors"][0]["message"],
            &value["error_description"],
        ];
        let lists = [&value["detail"], &value["message"]["detail"], &error["detail"]];
        let own = places.into_iter().find_map(Value::as_str).map(str::to_owned);
        let own =
            own.unwrap_or_else(|| lists.into_iter().map(validation).find(|said| !said.is_empty()).unwrap_or_default());
        let message = match upstream {
            Some(raw) => format!("{own} ({raw})"),
            None => own,
        };
        let word = |value: &Value| match value {
            Value::String(word) => word.to_ascii_lowercase(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        let codes = [&error["code"], &error["status_code"], &value["code"]];
        let code = word(codes.into_iter().find(|code| !code.is_null()).unwrap_or(&Value::Null));
        let details = error["details"].as_array().into_iter().flatten();
        let quotas = |detail: &Value| detail["violations"].as_array().cloned().unwrap_or_default();
        let of_details = details.flat_map(|detail| {
            quotas(detail)
                .iter()
                .map(|quota| word(&quota["quotaId"]))
                .chain([word(&detail["reason"])])
                .collect::<Vec<_>>()
        });
        let mut words = vec![word(&error["type"]), word(&error["status"]), code.clone(), word(&error["error_code"])];
        words.extend(of_details);
        let words = words.join(" ");
        Self { message, words, code, wait: body_wait(error) }
    }

    /// An image for a model without eyes: llama.cpp calls it a fault of its own (status 500), which asking again does not mend (measured 2026-11-28).
    fn refuses_input(&self) -> bool {
        self.message.to_ascii_lowercase().contains("input is not supported")
    }

    /// By the vendor's own words; `None` when they say nothing that the status does not.
    fn kind(&self) -> Option<FailureKind> {
        use FailureKind as K;
        /// Words in `type`, `status` or `code` → kind; the first that matches.
        const WORDS: [(&str, K); 29] = [
            // A day's quota of Gemini: waiting a minute does not help.
            ("perday", K::QuotaExceeded),
            ("insufficient_quota", K::QuotaExceeded),
            ("billing", K::QuotaExceeded),
            ("credit", K::QuotaExceeded),
            ("insufficient_balance", K::QuotaExceeded),
            // LiteLLM, for its own keys.
            ("budget_exceeded", K::QuotaExceeded),
            ("context_length_exceeded", K::ContextTooLong),
            ("exceed_context_size", K::ContextTooLong),
            ("model_not_found", K::UnknownModel),
            ("deploymentnotfound", K::UnknownModel),
            ("not_found", K::UnknownModel),
            ("invalid_api_key", K::WrongKey),
            ("authentication", K::WrongKey),
            ("unauthenticated", K::WrongKey),
            ("api_key_invalid", K::WrongKey),
            ("unauthorized", K::WrongKey),
            // LiteLLM without a database, for any key but its master key (1.108.7, measured 2026-11-28).
            ("no_db_connection", K::WrongKey),
            ("permission", K::Forbidden),
            ("rate_limit", K::RateLimited),
            ("resource_exhausted", K::RateLimited),
            ("overloaded", K::Overloaded),
            ("unavailable", K::Overloaded),
            ("content_filter", K::Filtered),
            ("content_policy", K::Filtered),
            ("timeout", K::TimedOut),
            ("deadline_exceeded", K::TimedOut),
            ("invalid_argument", K::BadRequest),
            ("failed_precondition", K::BadRequest),
            ("server_error", K::ServerError),
        ];
        const TOO_LONG: [&str; 10] = [
            "context length",
            "prompt is too long",
            "context size",
            "context window",
            "too many tokens",
            "token count exceeds",
            "exceeds the maximum number of tokens",
            "maximum prompt length",
            "reduce the length of the messages",
            // LiteLLM names its exception before the message.
            "contextwindowexceedederror",
        ];
        let message = self.message.to_ascii_lowercase();
        let says = |part: &str| message.contains(part);
        // Vendors without a code for it say it in the message only.
        if says("api key not valid")
            || says("incorrect api key")
            || says("invalid api key")
            || says("invalid x-api-key")
            || says("invalid api token")
            || says("no api key supplied")
        {
            return Some(K::WrongKey);
        }
        // Gemini says “current quota” of its limit per minute too, but then it says how long to wait.
        let for_good = self.wait.is_none() || self.words.contains("perday");
        let quota = says("exceeded your current quota") && for_good;
        if quota || says("credit balance is too low") || says("insufficient balance") || says("api calls / month") {
            return Some(K::QuotaExceeded);
        }
        if TOO_LONG.iter().any(|words| says(words)) {
            return Some(K::ContextTooLong);
        }
        if says("user location is not supported") {
            return Some(K::Forbidden);
        }
        if self.refuses_input() {
            return Some(K::BadRequest);
        }
        let by_word = WORDS.into_iter().find(|(word, _)| self.words.contains(word)).map(|(_, kind)| kind);
        let overloaded = says("overloaded") || says("over capacity");
        let unknown_model = says("model")
            && (says("not found") || says("does not exist") || says("not exist") || says("invalid model name"));
        by_word
            .or(unknown_model.then_some(K::UnknownModel))
            .or(overloaded.then_some(K::Overloaded))
            .or(self.words.contains("invalid_request").then_some(K::BadRequest))
    }
}

fn by_status(status: u16) -> FailureKind {
    match status {
        401 => FailureKind::WrongKey,
        402 => FailureKind::QuotaExceeded,
        403 => FailureKind::Forbidden,
        404 => FailureKind::UnknownModel,
        408 | 504 => FailureKind::TimedOut,
        429 => FailureKind::RateLimited,
        // Cohere: input or output was blocked.
        498 => FailureKind::Filtered,
        503 | 529 => FailureKind::Overloaded,
        500..=599 => FailureKind::ServerError,
        400..=499 => FailureKind::BadRequest,
        _ => FailureKind::Garbled,
    }
}

/// `FastAPI`'s list of what is wrong where.
fn validation(detail: &Value) -> String {
    let sentence = |problem: &Value| {
        let message = problem["msg"].as_str().unwrap_or_default();
        let place: Vec<String> =
            problem["loc"].as_array().into_iter().flatten().map(|part| part.to_string().replace('"', "")).collect();
        format!("{}: {message}", place.join("."))
    };
    detail.as_array().into_iter().flatten().map(sentence).collect::<Vec<_>>().join("; ")
}

/// A body that is no JSON error: its text, without markup when it is a page.
fn plain(body: &str, protocol: Protocol, status: u16) -> String {
    let body = body.trim();
    if body.is_empty() {
        format!("HTTP {status} without a message, at the address for {}.", protocol.name())
    } else if body.starts_with('<') {
        let title = body
            .split_once("<title>")
            .and_then(|(_, rest)| rest.split_once("</title>"))
            .map_or("", |(title, _)| title.trim());
        format!("HTTP {status} with a web page instead of an error message. {title}").trim_end().to_owned()
    } else {
        body.to_owned()
    }
}

/// Seconds by `retry-after-ms`, else by `retry-after` (RFC 9110, 10.2.3: seconds, or a date). A date is held against the server's own `date`,
/// whose clock it is of; without that it says nothing.
fn header_wait(headers: &[(String, String)]) -> Option<f64> {
    let text = |name: &str| header(headers, name);
    let number = |name: &str| text(name)?.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
    let date = |name: &str| httpdate::parse_http_date(text(name)?).ok();
    let until = || Some(date("retry-after")?.duration_since(date("date")?).unwrap_or_default().as_secs_f64());
    number("retry-after-ms").map(|milliseconds| milliseconds / 1000.0).or_else(|| number("retry-after")).or_else(until)
}

/// `x-should-retry`, by which OpenAI and Anthropic tell their own SDKs (openai-python and anthropic-sdk-python, `_should_retry`, 2026-11).
fn may_retry(headers: &[(String, String)]) -> Option<bool> {
    match header(headers, "x-should-retry")? {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

/// Gemini says `details[].retryDelay: "13s"`; OpenAI and Groq say it in the message, since a browser may not read their headers.
fn body_wait(error: &Value) -> Option<f64> {
    let delay = error["details"].as_array().into_iter().flatten().find_map(|detail| detail["retryDelay"].as_str());
    match delay {
        Some(delay) => delay.strip_suffix('s')?.parse::<f64>().ok().filter(|wait| wait.is_finite() && *wait >= 0.0),
        None => message_wait(error["message"].as_str()?),
    }
}

/// Seconds in “Please try again in 1m6.5s.” or “… in 20ms.” (OpenAI and Groq, recorded to 2026-05).
fn message_wait(message: &str) -> Option<f64> {
    let (_, rest) = message.split_once("try again in ")?;
    let (mut seconds, mut number, mut unit) = (0.0, String::new(), String::new());
    let mut found = false;
    for c in rest.chars().chain([' ']) {
        let starts_anew = c.is_ascii_digit() && !unit.is_empty();
        let ends = !(c.is_ascii_alphanumeric() || c == '.');
        if starts_anew || ends {
            let factor = match unit.trim_end_matches('.') {
                "ms" => 0.001,
                "s" | "seconds" | "second" => 1.0,
                "m" => 60.0,
                "h" => 3_600.0,
                _ => break,
            };
            seconds += number.parse::<f64>().ok()? * factor;
            found = true;
            number.clear();
            unit.clear();
        }
        if ends {
            break;
        }
        if unit.is_empty() && (c.is_ascii_digit() || c == '.') { number.push(c) } else { unit.push(c) }
    }
    found.then_some(seconds).filter(|seconds| seconds.is_finite())
}

/// Whole seconds, rounded up.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=86,400 before")]
fn seconds(wait: f64) -> u32 {
    wait.clamp(0.0, RETRY_AFTER_LIMIT).ceil() as u32
}

fn clip(text: &str) -> String {
    let mut clipped: String = text.chars().take(DETAIL_LIMIT).collect();
    if clipped.len() < text.len() {
        clipped.push('…');
    }
    clipped
}
