//! The connection doctor's judgment: from what was seen of a connection to the likeliest cause, and what to do about it on this page and system.
//! Looking is `runner::doctor`'s part.
//!
//! A browser tells a script only “failed to fetch”. What takes it apart: a look without reading (`no-cors`), which succeeds whenever anything
//! answers at all; the permission's state; the address itself; and what is known of servers and hosts. Facts: Chromium 156 measured 2026-11-23;
//! browser-compat-data 2026-08; OpenAI's unreadable answer to a wrong key 2026-08-14; LiteLLM's to a missing one, measured 2026-10.

mod before;
mod remedy;
mod server;

pub use before::before_asking;
pub use remedy::{Diagnosis, Remedy, remedies};
pub use server::{Command, LocalServer};

use super::connection::Connection;
use super::endpoint::Endpoint;
use super::failure::{Failure, FailureKind};

/// The person's operating system, for commands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum System {
    Mac,
    Windows,
    Linux,
    #[default]
    Other,
}

/// Where the page stands.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    pub connection: &'a Connection,
    /// The page's own origin; empty = unknown.
    pub origin: &'a str,
    pub system: System,
    /// Safari, which blocks `http://localhost` from https pages.
    pub is_safari: bool,
}

impl Surroundings<'_> {
    fn page_is_local(&self) -> bool {
        Endpoint::parse(self.origin).is_ok_and(|page| page.is_loopback())
    }

    fn page_is_https(&self) -> bool {
        self.origin.starts_with("https://")
    }
}

/// Chrome's permission to reach private addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    Granted,
    /// The next request makes the browser ask.
    Prompt,
    Denied,
}

impl Permission {
    /// By the browser's word for it; `None` = the browser has no such permission.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "granted" => Some(Self::Granted),
            "prompt" => Some(Self::Prompt),
            "denied" => Some(Self::Denied),
            _ => None,
        }
    }
}

/// What was seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observed {
    pub is_offline: bool,
    /// `None` = the browser has no such permission, or it does not matter for this address.
    pub permission: Option<Permission>,
    pub has_key: bool,
    /// Whether anything answered a look without reading; `None` = nobody looked.
    pub answers: Option<bool>,
    /// The models that the endpoint lists, or why they can't be had.
    pub list: Option<Result<Vec<String>, Failure>>,
    /// The model that is wanted; empty = none in particular.
    pub model: String,
    /// How the last run over this connection failed, if it did.
    pub last_failure: Option<Failure>,
}

/// What stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// Nothing that could be seen.
    Nothing,
    BadAddress,
    Offline,
    /// An https page may not call plain http there.
    MixedContent,
    /// This page's own policy names no such address.
    PagePolicy,
    SafariLoopback,
    PermissionDenied,
    /// The browser will ask the person; that is explained before it does.
    PermissionNeeded,
    /// Nothing listens on this machine or network.
    ServerDown,
    /// The server answers, and lets no page read it.
    CorsOff,
    /// A host of a vendor that lets no page in at all.
    NoBrowsers,
    /// The organization's settings let no page in.
    OrganizationCors,
    KeyMissing,
    WrongKey,
    /// The host answers, but not so that a page may read it: as some do to a wrong key.
    WrongKeyHidden,
    NotAllowed,
    WrongPath,
    ModelMissing,
    Quota,
    RateLimited,
    Overloaded,
    ServerError,
    TooSlow,
    /// No way to the host: name, blocker, proxy, or it is down.
    NoRoute,
    /// The last run failed for a reason that is in the request.
    Request,
}

/// Hosts whose answers no page may read (read 2026-08-14: “no CORS headers”).
const NO_BROWSERS: [&str; 2] = ["amazonaws.com", "nvidia.com"];

/// The likeliest cause. Total: something is always said.
pub fn diagnose(around: &Surroundings<'_>, seen: &Observed) -> Cause {
    if let Some(cause) = before_asking(around, seen).filter(|cause| *cause != Cause::PermissionNeeded) {
        return cause;
    }
    match &seen.list {
        Some(Ok(models)) => works(seen, models),
        Some(Err(failure)) => not_listed(around, seen, failure),
        None => unreadable(around, seen),
    }
}

/// The endpoint answers and the page may read it: then the model or the last run tells.
fn works(seen: &Observed, models: &[String]) -> Cause {
    let is_listed =
        seen.model.is_empty() || models.is_empty() || models.iter().any(|model| same_model(model, &seen.model));
    let from_run = seen.last_failure.as_ref().map(|failure| failure.kind);
    match from_run {
        _ if !is_listed => Cause::ModelMissing,
        None | Some(FailureKind::Stopped | FailureKind::Interrupted | FailureKind::Unreachable) => Cause::Nothing,
        Some(kind) => by_kind(kind, seen.last_failure.as_ref()),
    }
}

/// Ollama lists `llama3.2:latest` and takes `llama3.2`.
fn same_model(listed: &str, wanted: &str) -> bool {
    listed == wanted || listed.strip_suffix(":latest") == Some(wanted)
}

fn not_listed(around: &Surroundings<'_>, seen: &Observed, failure: &Failure) -> Cause {
    match failure.kind {
        FailureKind::Unreachable | FailureKind::Interrupted => unreadable(around, seen),
        // A list that is not there is no model that is not there.
        FailureKind::UnknownModel | FailureKind::BadRequest | FailureKind::Garbled => Cause::WrongPath,
        FailureKind::WrongKey if !seen.has_key => Cause::KeyMissing,
        kind => by_kind(kind, Some(failure)),
    }
}

fn by_kind(kind: FailureKind, failure: Option<&Failure>) -> Cause {
    match kind {
        FailureKind::MissingKey => Cause::KeyMissing,
        FailureKind::WrongKey => Cause::WrongKey,
        FailureKind::Forbidden if failure.is_some_and(forbids_pages) => Cause::OrganizationCors,
        FailureKind::Forbidden => Cause::NotAllowed,
        FailureKind::UnknownModel => Cause::ModelMissing,
        FailureKind::QuotaExceeded => Cause::Quota,
        FailureKind::RateLimited => Cause::RateLimited,
        FailureKind::Overloaded => Cause::Overloaded,
        FailureKind::ServerError => Cause::ServerError,
        FailureKind::TimedOut => Cause::TooSlow,
        FailureKind::Garbled => Cause::WrongPath,
        FailureKind::BadSettings => Cause::BadAddress,
        FailureKind::BadRequest | FailureKind::ContextTooLong | FailureKind::Filtered => Cause::Request,
        FailureKind::Unreachable
        | FailureKind::Interrupted
        | FailureKind::Stopped
        | FailureKind::NotCounted
        | FailureKind::OverBudget => Cause::NoRoute,
    }
}

/// Anthropic's words (anthropic-sdk-typescript#703, 2025-03-01).
fn forbids_pages(failure: &Failure) -> bool {
    failure.detail.contains("CORS requests are not allowed")
}

/// No answer that this page may read.
fn unreadable(around: &Surroundings<'_>, seen: &Observed) -> Cause {
    let Ok(endpoint) = around.connection.endpoint() else { return Cause::BadAddress };
    let closed = NO_BROWSERS.iter().any(|host| endpoint.is_at(host));
    match (endpoint.is_private(), seen.answers) {
        (true, Some(true)) if endpoint.port == Some(LocalServer::LiteLlm.port()) && !seen.has_key => Cause::KeyMissing,
        (true, Some(true)) => Cause::CorsOff,
        (true, _) => Cause::ServerDown,
        (false, _) if closed => Cause::NoBrowsers,
        (false, _) if !seen.has_key => Cause::KeyMissing,
        (false, Some(true)) => Cause::WrongKeyHidden,
        (false, _) => Cause::NoRoute,
    }
}
