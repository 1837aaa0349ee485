//! Explanations: each kind of failure as a sentence on what happened and what to do next.

use super::{Failure, FailureKind, unreachable};
use crate::domain::connection::{Connection, Protocol};
use crate::domain::diagnosis::LocalServer;

/// A failure in words for the person who pressed Run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// A few words.
    pub title: String,
    /// One or two sentences; what the provider said is not in it (see [`Failure::detail`]).
    pub what_happened: String,
    /// What to do, the likeliest first. Commands stand in backquotes.
    pub next_steps: Vec<String>,
}

/// What an explanation is about.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub connection: &'a Connection,
    pub model: &'a str,
    pub page: Page<'a>,
    /// Whether a key is stored for the connection's origin.
    pub has_key: bool,
}

/// What is known of the page and its browser.
#[derive(Clone, Copy, Debug, Default)]
pub struct Page<'a> {
    /// The page's origin, for example `https://nshot.example`; empty = unknown.
    pub origin: &'a str,
    /// The state of Chrome's `loopback-network` or `local-network` permission (`granted`, `prompt`, `denied`); `None` = the browser has none.
    pub local_network: Option<&'a str>,
    /// Safari, which blocks `http://localhost` from https pages.
    pub is_safari: bool,
    /// The browser says that there is no network.
    pub is_offline: bool,
}

/// What happened and what to do. Total: each kind has an answer.
pub fn explain(failure: &Failure, context: Context<'_>) -> Explanation {
    let Context { connection, model, .. } = context;
    let label = &connection.label;
    let wait = failure.retry_after_seconds.map_or_else(
        || "Wait a minute and run the column again.".to_owned(),
        |seconds| format!("Run the column again in {seconds} s; the provider asked for that wait."),
    );
    let say = |title: &str, what: String, steps: &[&str]| Explanation {
        title: title.to_owned(),
        what_happened: what,
        next_steps: steps.iter().map(|step| (*step).to_owned()).collect(),
    };
    match failure.kind {
        FailureKind::Unreachable => unreachable::explain(context),
        FailureKind::MissingKey => say(
            "A key is missing",
            format!("“{label}” needs an API key, and none is stored for its address."),
            &["Add the key under Connections; it stays in this browser."],
        ),
        FailureKind::WrongKey => say(
            "The key was not accepted",
            if context.has_key { format!("“{label}” rejected the key.") } else { format!("“{label}” wants a key, and none is stored.") },
            &["Check the key under Connections: it must be this provider's, whole, and not revoked.", key_page(connection)],
        ),
        FailureKind::Forbidden if failure.detail.contains("CORS requests are not allowed") => say(
            "The organization does not allow browsers",
            format!("“{label}” is set to refuse calls from web pages for this organization."),
            &["Ask an administrator of the organization to allow CORS requests in its settings.", "Or use a key of another organization or workspace."],
        ),
        FailureKind::Forbidden if connection.is_loopback() => unreachable::explain(context),
        FailureKind::Forbidden => say(
            "Not allowed",
            format!("“{label}” knows the key but does not allow it to use {model}."),
            &["Check that the key's project or workspace may use this model.", "Some models are not offered in every country or plan."],
        ),
        FailureKind::UnknownModel => unknown_model(context),
        FailureKind::BadRequest => say(
            "The request was not accepted",
            format!("“{label}” says that something in the request is wrong; its message names it."),
            &["Look at the Request tab for what was sent.", "Clear the parameter that the message names, or the extra parameters."],
        ),
        FailureKind::ContextTooLong => say(
            "The prompt is too long",
            format!("The prompt and the output limit do not fit into the context of {model}."),
            &["Shorten the prompt, switch off some shots, or lower the output limit.", "Or choose a model with a larger context."],
        ),
        FailureKind::QuotaExceeded => say(
            "The account has no credit left",
            format!("“{label}” refuses because of its quota or balance; waiting does not help."),
            &["Add credit or raise the limit in the provider's billing settings.", "Or use another connection."],
        ),
        FailureKind::RateLimited => say("Too many requests", format!("“{label}” limits how much may be asked per minute."), &[&wait, "Run fewer columns at once."]),
        FailureKind::Overloaded => say("The provider is overloaded", format!("“{label}” has no capacity for {model} at the moment."), &[&wait, "Or use another model."]),
        FailureKind::ServerError => say("The server failed", format!("“{label}” had an error of its own while answering."), &[&wait, "If it stays, look at the provider's status page or the server's log."]),
        FailureKind::Interrupted => say(
            "The answer was cut off",
            "The connection broke, or the answer ended without saying that it was over. What came is kept; its cost is an estimate.".to_owned(),
            &["Run the column again: it starts anew and is billed anew."],
        ),
        FailureKind::TimedOut => say(
            "It took too long",
            format!("“{label}” sent nothing for too long. {}", failure.detail).trim_end().to_owned(),
            &["Run the column again.", "A local model may still be loading: wait for it, or raise the time limit."],
        ),
        FailureKind::Garbled => say(
            "The answer can't be read",
            format!("What came from “{label}” is not what {} promises.", connection.protocol.name()),
            &["Check the base URL: it should end before /chat/completions or /messages, usually with /v1.", "Check that the connection's protocol is the one the server speaks."],
        ),
        FailureKind::Stopped => say("Stopped", "You stopped it. What came is kept; its cost is an estimate.".to_owned(), &[]),
        FailureKind::Filtered => say("Filtered", format!("A content filter of “{label}” stopped the request or the answer."), &["Change the wording, or use another model."]),
        FailureKind::BadSettings => say("The request can't be made", failure.detail.clone(), &["Change the column's settings or the connection."]),
        FailureKind::OverBudget => say(
            "Not started",
            format!("{} Nothing was sent to “{label}”.", failure.detail),
            &["Raise the budget, or count it anew, with the estimate beside Run or under Costs; then run the column again."],
        ),
        FailureKind::NotCounted => say(
            "No exact count is to be had here",
            format!("“{label}” did not count the tokens. {}", failure.detail).trim_end().to_owned(),
            &["The estimate stands; it tightens with the usage that your runs report.", "llama.cpp and vLLM count exactly; for other servers, drop the model's tokenizer.json on the connection."],
        ),
    }
}

fn unknown_model(context: Context<'_>) -> Explanation {
    let Context { connection, model, .. } = context;
    let mut next_steps = Vec::new();
    let port = connection
        .endpoint()
        .ok()
        .filter(crate::domain::endpoint::Endpoint::is_private)
        .and_then(|endpoint| endpoint.port);
    if port == Some(LocalServer::Ollama.port()) {
        next_steps.push(format!("Fetch it on the machine that serves: `ollama pull {model}`."));
    }
    next_steps.push("List the connection's models under Connections and choose one of them.".to_owned());
    next_steps.push(match connection.protocol {
        Protocol::Messages => "Check the base URL: for Anthropic it is https://api.anthropic.com/v1.".to_owned(),
        _ => "Check the base URL: it usually ends with /v1.".to_owned(),
    });
    Explanation {
        title: "The model was not found".to_owned(),
        what_happened: format!("“{}” does not know {model}, or the base URL is not quite right.", connection.label),
        next_steps,
    }
}

/// Where keys are made, for the large providers.
fn key_page(connection: &Connection) -> &'static str {
    let at = |domain: &str| connection.endpoint().is_ok_and(|endpoint| endpoint.is_at(domain));
    if at("openai.com") {
        "Keys are made at platform.openai.com/api-keys."
    } else if at("anthropic.com") {
        "Keys are made at console.anthropic.com under API keys."
    } else if at("openrouter.ai") {
        "Keys are made at openrouter.ai/keys."
    } else {
        "Keys are made in the provider's console."
    }
}
