//! The connection doctor's looks: what can be told beforehand, whether anything answers, whether this page may read it, and what it lists. Each look
//! is told as it is made; [`crate::domain::diagnosis`] judges.

use std::collections::BTreeMap;
use std::pin::pin;

use futures_util::future::{Either, join_all, select};

use super::models::list_models;
use super::ports::{Clock, Probe, Transport};
use crate::domain::connection::{Connection, Protocol};
use crate::domain::diagnosis::{
    Cause, Diagnosis, LocalServer, Observed, Permission, Surroundings, before_asking, diagnose, remedies,
};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::id::ConnectionId;
use crate::provider::models;

/// How long one look may take.
const LOOK_MS: f64 = 15_000.0;
/// How long a local port may take to answer.
const LOCAL_LOOK_MS: f64 = 4_000.0;

/// How a look went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Ok,
    Warning,
    Failed,
}

/// One look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// What was looked at: `Address`, `Key`, …
    pub at: &'static str,
    pub outcome: Outcome,
    /// What was seen, in a sentence.
    pub saw: String,
}

/// Whether the browser may ask the person for a permission now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// It is explained first, and no request is made.
    NotYet,
    /// The person has just pressed the button that says so.
    Given,
}

/// Examines a connection. `seen` holds what is known without a request.
pub async fn examine(
    (transport, probe, clock): (&impl Transport, &impl Probe, &impl Clock),
    around: &Surroundings<'_>,
    mut seen: Observed,
    consent: Consent,
    mut on_look: impl FnMut(Look),
) -> Diagnosis {
    for look in known(around, &seen) {
        on_look(look);
    }
    let standing = before_asking(around, &seen);
    if let Some(cause) = standing.filter(|cause| *cause != Cause::PermissionNeeded || consent == Consent::NotYet) {
        return remedies(cause, around, &seen);
    }
    // Where the list is, since some servers answer nowhere else.
    let listed = models::list(around.connection).ok().map(|request| request.url).filter(|url| url.starts_with("http"));
    let url = listed.unwrap_or_else(|| format!("{}/models", around.connection.base_url));
    let answers = within(clock, LOOK_MS, probe.answers(&url)).await.unwrap_or(false);
    seen.answers = Some(answers);
    on_look(Look {
        at: "Server",
        outcome: if answers { Outcome::Ok } else { Outcome::Failed },
        saw: if answers { "Something answers there." } else { "Nothing answers there." }.to_owned(),
    });
    let list = match within(clock, LOOK_MS, list_models(transport, around.connection)).await {
        Some(list) => list.map(|models| models.into_iter().map(|model| model.id).collect()),
        None => {
            Err(Failure::new(FailureKind::TimedOut, format!("No list of models came within {} s.", LOOK_MS / 1_000.0)))
        }
    };
    on_look(list_look(&list));
    if let Ok(models) = &list
        && !seen.model.is_empty()
    {
        on_look(model_look(models, &seen.model));
    }
    if let Some(failure) = &seen.last_failure {
        let status = failure.status.map(|status| format!(" (HTTP {status})")).unwrap_or_default();
        on_look(Look {
            at: "Last run",
            outcome: Outcome::Warning,
            saw: format!("It failed: {}{status}.", failure.kind.words()),
        });
    }
    seen.list = Some(list);
    remedies(diagnose(around, &seen), around, &seen)
}

/// Looks that need no request.
fn known(around: &Surroundings<'_>, seen: &Observed) -> Vec<Look> {
    let look = |at, outcome, saw: String| Look { at, outcome, saw };
    let endpoint = match around.connection.endpoint() {
        Ok(endpoint) => endpoint,
        Err(error) => return vec![look("Address", Outcome::Failed, error.to_string())],
    };
    let place = if endpoint.is_loopback() {
        "on this machine"
    } else if endpoint.is_private() {
        "on the local network"
    } else {
        "on the internet"
    };
    let mut looks =
        vec![look("Address", Outcome::Ok, format!("{endpoint}, {place}; this page is at {}.", around.origin))];
    if !endpoint.is_private() {
        looks.push(if seen.is_offline {
            look("Network", Outcome::Failed, "The browser says that it is offline.".to_owned())
        } else {
            look("Network", Outcome::Ok, "The browser says that it is online.".to_owned())
        });
    }
    match seen.permission {
        Some(Permission::Granted) => {
            looks.push(look("Permission", Outcome::Ok, "Access to the local network is granted.".to_owned()));
        }
        Some(Permission::Prompt) => looks.push(look(
            "Permission",
            Outcome::Warning,
            "The browser has not asked about the local network yet.".to_owned(),
        )),
        Some(Permission::Denied) => {
            looks.push(look("Permission", Outcome::Failed, "Access to the local network is denied.".to_owned()));
        }
        None => {}
    }
    looks.push(match (seen.has_key, around.connection.needs_key()) {
        (true, _) => look("Key", Outcome::Ok, "A key is saved for this address.".to_owned()),
        (false, true) => look("Key", Outcome::Failed, "No key is saved for this address.".to_owned()),
        (false, false) => look("Key", Outcome::Ok, "None is saved; a server of your own may need none.".to_owned()),
    });
    looks
}

fn list_look(list: &Result<Vec<String>, Failure>) -> Look {
    match list {
        Ok(models) => Look {
            at: "Models",
            outcome: Outcome::Ok,
            saw: format!("This page may read its answers; it lists {}.", counted(models.len())),
        },
        Err(failure) => {
            let status = failure.status.map(|status| format!("HTTP {status}: ")).unwrap_or_default();
            let detail = if failure.detail.is_empty() { failure.kind.words() } else { &failure.detail };
            Look { at: "Models", outcome: Outcome::Failed, saw: format!("No list: {status}{detail}") }
        }
    }
}

fn model_look(models: &[String], model: &str) -> Look {
    let listed = models.iter().any(|known| known == model);
    Look {
        at: "Model",
        outcome: if listed { Outcome::Ok } else { Outcome::Warning },
        saw: if listed { format!("{model} is listed.") } else { format!("{model} is not listed.") },
    }
}

fn counted(models: usize) -> String {
    if models == 1 { "1 model".to_owned() } else { format!("{models} models") }
}

/// A server that was found on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The likeliest name.
    pub name: &'static str,
    pub port: u16,
    /// How many models it lists; `None` = it does not let this page read them.
    pub models: Option<usize>,
}

impl Found {
    pub fn base_url(&self) -> String {
        format!("http://localhost:{}/v1", self.port)
    }
}

/// Looks at the usual ports of this machine, all at once. `own_port` is the page's own, where nothing is looked for.
pub async fn find_local(
    transport: &impl Transport,
    probe: &impl Probe,
    clock: &impl Clock,
    own_port: Option<u16>,
) -> Vec<Found> {
    let looks = LocalServer::PORTS.into_iter().filter(|port| Some(*port) != own_port).map(async |port| {
        let mut found = Found { name: LocalServer::name_at(port), port, models: None };
        let connection = Connection {
            id: ConnectionId(String::new()),
            label: String::new(),
            protocol: Protocol::ChatCompletions,
            base_url: found.base_url(),
            provider: None,
            models: Vec::new(),
            contexts: BTreeMap::new(),
        };
        match within(clock, LOCAL_LOOK_MS, list_models(transport, &connection)).await {
            Some(Ok(models)) => {
                found.models = Some(models.len());
                Some(found)
            }
            // An error that can be read is an answer too.
            Some(Err(failure)) if failure.status.is_some() => Some(found),
            _ => {
                let url = format!("{}/models", found.base_url());
                within(clock, LOCAL_LOOK_MS, probe.answers(&url)).await.filter(|answers| *answers).map(|_| found)
            }
        }
    });
    join_all(looks).await.into_iter().flatten().collect()
}

async fn within<O>(clock: &impl Clock, milliseconds: f64, work: impl Future<Output = O>) -> Option<O> {
    match select(pin!(work), pin!(clock.sleep_ms(milliseconds))).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(_) => None,
    }
}
