//! Requests: a prompt for one model → the exact HTTP request, without its key. The Request view, the copied code and the run all use this.

use serde_json::{Map, Value};

use super::dialect::{AuthScheme, Dialect};
use super::rules::SamplingRule;
use super::{built_in, caching, chat_completions, cohere, gemini, messages, ollama, responses};
use crate::domain::compose::{ComposedSchema, ComposedTools, RenderedMessage};
use crate::domain::connection::{Connection, Protocol};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::image::ImageFiles;
use crate::domain::message::Role;
use crate::domain::model::{Capabilities, SamplingSupport};
use crate::domain::sampling::Sampling;
use crate::domain::technique::{Effort, Technique};

/// Everything one model is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatRequest {
    /// As the endpoint wants it.
    pub model: String,
    pub messages: Vec<RenderedMessage>,
    pub schema: Option<ComposedSchema>,
    pub tools: ComposedTools,
    /// The files of the messages' images.
    pub images: ImageFiles,
    pub technique: Technique,
    pub sampling: Sampling,
    /// What the catalog says the model takes; `None` = not in the catalog, and only what its name tells is left out.
    pub capabilities: Option<Capabilities>,
    /// The model's largest output in tokens, where the catalog has it; for vendors that demand a limit.
    pub max_output: Option<u64>,
}

/// HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    Get,
    Post,
}

impl Method {
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// A request as it will be sent, but for the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    pub method: Method,
    pub url: String,
    /// Names in lower case; the least that the host needs, since six hosts refuse a preflight that names any other (2026-08). No key.
    pub headers: Vec<(String, String)>,
    /// How the transport adds the key, if there is one.
    pub auth: AuthScheme,
    /// JSON text; empty for GET.
    pub body: String,
    /// What was set but not sent as set, or is sent against the vendor's advice, and why: one sentence each.
    pub notes: Vec<String>,
}

/// The request that asks `request.model` for a streamed answer.
///
/// # Errors
/// [`FailureKind::BadSettings`] when the base URL can't be sent to, raw parameters are not a JSON object, there is no model or message, or
/// the connection is the dry run, which sends nothing.
pub fn encode(connection: &Connection, request: &ChatRequest) -> Result<HttpRequest, Failure> {
    let encode = match connection.protocol {
        Protocol::ChatCompletions => chat_completions::encode,
        Protocol::Messages => messages::encode,
        Protocol::Responses => responses::encode,
        Protocol::Gemini => gemini::encode,
        Protocol::Cohere => cohere::encode,
        Protocol::Ollama => ollama::encode,
        Protocol::BuiltIn => built_in::encode,
        Protocol::DryRun => return Err(bad("The dry run sends no request.")),
    };
    if request.model.trim().is_empty() {
        return Err(bad("No model is chosen for this column."));
    }
    if request.messages.is_empty() {
        return Err(bad("The prompt has no message to send."));
    }
    if let Some(image) = request.missing_file() {
        let title = image.title();
        return Err(bad(format!(
            "The file of the image “{title}” is not on this device. Attach it again, or remove it."
        )));
    }
    let mut draft = Draft { dialect: Dialect::of(connection), body: Map::new(), notes: request.doubts() };
    encode(&mut draft, request);
    caching::ask(&mut draft, request, connection.protocol);
    draft.merge_extra(&request.sampling.extra, connection.protocol)?;
    if connection.protocol == Protocol::BuiltIn {
        return Ok(built_in::request(draft));
    }
    if request.model.split('/').any(|part| matches!(part, "." | "..")) {
        return Err(bad(format!("“{}” is no name of a model.", request.model)));
    }
    let url = url(connection, &connection.protocol.path(&request.model))?;
    let mut headers = protocol_headers(connection);
    headers.insert(0, ("content-type".to_owned(), "application/json".to_owned()));
    let body = Value::Object(draft.body).to_string();
    Ok(HttpRequest { method: Method::Post, url, headers, auth: AuthScheme::of(connection), body, notes: draft.notes })
}

/// A request body in the making, and what had to be left out of it.
pub(super) struct Draft {
    pub(super) dialect: Dialect,
    pub(super) body: Map<String, Value>,
    pub(super) notes: Vec<String>,
}

impl Draft {
    pub(super) fn set(&mut self, field: &str, value: impl Into<Value>) {
        self.body.insert(field.to_owned(), value.into());
    }

    pub(super) fn note(&mut self, sentence: impl Into<String>) {
        self.notes.push(sentence.into());
    }

    /// Sends `value` under `field` if the model takes it; otherwise says that it does not.
    pub(super) fn set_if(&mut self, taken: bool, field: &str, value: Option<impl Into<Value>>, why_not: &str) {
        match value {
            Some(value) if taken => self.set(field, value),
            Some(_) => self.note(format!("{field} is not sent: {why_not}")),
            None => {}
        }
    }

    /// Temperature and `top_p` under these names, as far as the model takes them at `effort`.
    pub(super) fn sampling(&mut self, request: &ChatRequest, rule: Option<SamplingRule>, effort: Option<Effort>) {
        let (temperature, top_p) = self.taken_sampling(request, rule, effort);
        self.set_if(true, "temperature", temperature, "");
        self.set_if(true, "top_p", top_p, "");
    }

    /// Temperature and `top_p`, as far as the model takes them at `effort`: by the catalog where it says, and by the model's name. What it
    /// does not take is said.
    pub(super) fn taken_sampling(
        &mut self,
        request: &ChatRequest,
        rule: Option<SamplingRule>,
        effort: Option<Effort>,
    ) -> (Option<f64>, Option<f64>) {
        let refusal = sampling_refusal(request, rule, effort);
        let (taken, why_not) = (refusal.is_none(), refusal.unwrap_or_default());
        let set = &request.sampling;
        let mut keep = |taken: bool, name: &str, value: Option<f64>, why_not: &str| {
            if value.is_some() && !taken {
                self.note(format!("{name} is not sent: {why_not}"));
            }
            value.filter(|_| taken)
        };
        let temperature = keep(taken, "temperature", set.temperature, why_not);
        let second = taken && !(rule == Some(SamplingRule::OneOfTwo) && set.temperature.is_some());
        let why_not = if taken { "this model takes either temperature or top_p." } else { why_not };
        (temperature, keep(second, "top_p", set.top_p, why_not))
    }

    /// System messages that stand before all others, joined, and the rest.
    pub(super) fn split_system(request: &ChatRequest) -> (Option<String>, &[RenderedMessage]) {
        let leading = request.messages.iter().take_while(|message| message.role == Role::System).count();
        let (system, rest) = request.messages.split_at(leading);
        let text: Vec<String> = system.iter().map(RenderedMessage::text).collect();
        ((!text.is_empty()).then(|| text.join("\n\n")), rest)
    }

    /// Raw parameters win over everything; an object is merged into an object of the same name one level deep, `null` removes a field.
    fn merge_extra(&mut self, extra: &str, protocol: Protocol) -> Result<(), Failure> {
        if extra.trim().is_empty() {
            return Ok(());
        }
        let wrong =
            |why: String| bad(format!("The extra parameters must be a JSON object such as {{\"top_k\": 40}}: {why}"));
        let value: Value = serde_json::from_str(extra).map_err(|error| wrong(error.to_string()))?;
        let Value::Object(fields) = value else { return Err(wrong("this is other JSON.".to_owned())) };
        for (field, value) in fields {
            match (self.body.get_mut(&field), value) {
                (_, Value::Null) => {
                    self.body.shift_remove(&field);
                }
                (Some(Value::Object(present)), Value::Object(more)) => present.extend(more),
                (_, value) => {
                    self.body.insert(field, value);
                }
            }
        }
        // Gemini says it by its address, the browser's model by the call.
        let has_field = !matches!(protocol, Protocol::Gemini | Protocol::BuiltIn);
        if has_field && self.body.get("stream") != Some(&Value::Bool(true)) {
            self.note("The extra parameters turn streaming off: the answer appears at its end.");
        }
        Ok(())
    }
}

/// Why the model takes no sampling at `effort`: by the catalog where it says, and by the model's name; `None` = it does.
pub(super) fn sampling_refusal(
    request: &ChatRequest,
    rule: Option<SamplingRule>,
    effort: Option<Effort>,
) -> Option<&'static str> {
    let listed = request.capabilities.as_ref();
    let effective = effort.or(listed.and_then(|takes| takes.default_effort));
    match (listed.map(|takes| takes.sampling), rule) {
        (Some(SamplingSupport::Never), _) | (_, Some(SamplingRule::Rejected)) => Some("this model rejects it."),
        (Some(SamplingSupport::WithoutReasoning), _) | (_, Some(SamplingRule::AtEffortNone { .. })) => {
            let unset = rule == Some(SamplingRule::AtEffortNone { default_none: true });
            let taken = effective.map_or(unset, |effort| effort == Effort::None);
            (!taken).then_some("this model takes it only while its reasoning effort is none.")
        }
        _ => None,
    }
}

/// Base URL + `path`.
pub(super) fn url(connection: &Connection, path: &str) -> Result<String, Failure> {
    let endpoint = connection.endpoint().map_err(|error| bad(error.to_string()))?;
    Ok(format!("{endpoint}{path}"))
}

/// Headers that the protocol demands on every request. `anthropic-dangerous-direct-browser-access` is what makes Anthropic answer a browser
/// with CORS headers at all (its TypeScript SDK, 2026-07); the date names the API version and has not changed since 2023.
pub(super) fn protocol_headers(connection: &Connection) -> Vec<(String, String)> {
    let dialect = Dialect::of(connection);
    let mut headers = Vec::new();
    if connection.protocol == Protocol::Messages && dialect.takes_anthropic_headers() {
        headers.push(("anthropic-version".to_owned(), "2023-06-01".to_owned()));
        if dialect == Dialect::Anthropic {
            headers.push(("anthropic-dangerous-direct-browser-access".to_owned(), "true".to_owned()));
        }
    }
    headers
}

fn bad(detail: impl Into<String>) -> Failure {
    Failure::new(FailureKind::BadSettings, detail)
}
