//! “Failed to fetch” taken apart: a browser says nothing more, so what is known of address, page and permission must tell the likely cause.
//!
//! Facts: Chrome's local-network permission and its states measured on Chromium 156 (2026-11-23); Safari's block and the CORS defaults of local
//! servers from browser-compat-data and the servers' sources (2026-08); OpenAI's missing CORS headers on a wrong key (2026-08-14).

use super::explain::{Context, Explanation, Page};
use crate::domain::connection::{Connection, Protocol};
use crate::domain::diagnosis::{LocalServer, System};
use crate::domain::endpoint::Scheme;

/// What makes a server answer pages of `origin`, typed into a terminal; the connection doctor has it for each system.
fn fix(server: LocalServer, origin: &str) -> String {
    let command = server.allow(origin, System::Other).pop().map(|command| format!(" `{}`.", command.text));
    let note = server.note().map(|note| format!(" {note}"));
    format!("{}:{}{}", server.name(), command.unwrap_or_default(), note.unwrap_or_default())
}

pub(super) fn explain(context: Context<'_>) -> Explanation {
    let Context { connection, page, .. } = context;
    if page.is_offline {
        return Explanation {
            title: "There is no network".to_owned(),
            what_happened: "The browser says that it is offline.".to_owned(),
            next_steps: vec![
                "Connect to the network and run again.".to_owned(),
                "The dry run and servers on this machine work without.".to_owned(),
            ],
        };
    }
    match connection.endpoint() {
        Ok(endpoint) if endpoint.is_private() => private(context, endpoint.scheme, endpoint.is_loopback()),
        _ => hosted(context),
    }
}

fn private(context: Context<'_>, scheme: Scheme, loopback: bool) -> Explanation {
    let Context { connection, page, .. } = context;
    let from_https = page.origin.starts_with("https://");
    let (what, place) = if loopback { ("this machine", "loopback") } else { ("the local network", "local network") };
    if page.local_network == Some("denied") {
        return Explanation {
            title: "The browser blocks the local network".to_owned(),
            what_happened: format!("This page was denied the permission to reach {what}."),
            next_steps: vec![
                format!(
                    "Click the icon left of the address, open the site settings, allow {place} access, and reload."
                ),
                "Or serve this page from the same machine: `cargo xtask serve`.".to_owned(),
            ],
        };
    }
    if from_https && scheme == Scheme::Http && (page.is_safari || !loopback) {
        let why = if page.is_safari {
            "Safari lets no https page call http://localhost."
        } else {
            "An https page may not call a plain http address, except on its own machine."
        };
        return Explanation {
            title: "The browser blocks mixed content".to_owned(),
            what_happened: why.to_owned(),
            next_steps: vec![
                "Serve this page over http from the same machine: `cargo xtask serve`.".to_owned(),
                if page.is_safari { "Or use Chrome, Edge or Firefox." } else { "Or put https in front of the server." }
                    .to_owned(),
            ],
        };
    }
    let mut next_steps = Vec::new();
    if page.local_network == Some("prompt") {
        next_steps.push(format!("Run again and allow the browser's question about access to {what}."));
    }
    next_steps.push(format!("Check that the server runs: open {} in a new tab.", list_url(connection)));
    let origin = if page.origin.is_empty() { "http://localhost" } else { page.origin };
    let port = connection.endpoint().ok().and_then(|endpoint| endpoint.port);
    let fixes = LocalServer::at(port).into_iter().map(|server| fix(server, origin));
    next_steps.extend(fixes.map(|fix| format!("Allow this page to call it. {fix}")));
    Explanation {
        title: format!("No answer from {what}"),
        what_happened: format!(
            "The server of “{}” is not running at {}, or it does not allow web pages to call it (CORS). A browser reports both the same way.",
            connection.label,
            connection.origin().unwrap_or_default()
        ),
        next_steps,
    }
}

fn hosted(context: Context<'_>) -> Explanation {
    let Context { connection, has_key, page: Page { .. }, .. } = context;
    let mut next_steps = Vec::new();
    if has_key {
        next_steps.push("Check the key first: several providers, OpenAI among them, answer a wrong key in a way that a browser can't read.".to_owned());
    } else {
        next_steps.push(
            "Add a key under Connections: several providers answer a missing key in a way that a browser can't read."
                .to_owned(),
        );
    }
    next_steps.push("Check the base URL for typing errors.".to_owned());
    next_steps.push("An ad blocker, a company proxy or a VPN may stop the call: try without it.".to_owned());
    if connection.protocol == Protocol::ChatCompletions {
        next_steps.push("If the provider does not allow web pages at all (AWS Bedrock, NVIDIA), use a relay such as LiteLLM on this machine.".to_owned());
    }
    Explanation {
        title: "No answer that a web page may read".to_owned(),
        what_happened: format!(
            "The browser got nothing readable from {}: the key may be wrong, the provider may not allow calls from web pages (CORS), or there is no route to it. A browser reports all of them the same way.",
            connection.origin().unwrap_or_else(|| connection.label.clone())
        ),
        next_steps,
    }
}

/// An address whose answer a person can look at.
fn list_url(connection: &Connection) -> String {
    connection.endpoint().map(|endpoint| format!("{endpoint}/models")).unwrap_or_default()
}
