//! Words and remedies for each cause.

use super::{Cause, Command, LocalServer, Observed, Surroundings};

/// What the doctor says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    pub cause: Cause,
    /// A few words.
    pub title: String,
    pub what: String,
    /// What the provider said, verbatim, where that is the point.
    pub said: Option<String>,
    pub remedies: Vec<Remedy>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    pub text: String,
    pub command: Option<Command>,
}

/// The cause in words, and what to do about it for this page and system.
#[expect(clippy::too_many_lines, reason = "a table of sentences, one arm a cause")]
pub fn remedies(cause: Cause, around: &Surroundings<'_>, seen: &Observed) -> Diagnosis {
    let label = &around.connection.label;
    let host = around.connection.origin().unwrap_or_else(|| label.clone());
    let model = &seen.model;
    let (title, what, steps): (&str, String, Vec<Remedy>) = match cause {
        Cause::Nothing => ("It works", format!("“{label}” answers, and this page may read it."), vec![]),
        Cause::BadAddress => {
            ("The address can't be used", address_error(around), vec![step("Correct the base URL of this connection.")])
        }
        Cause::Offline => (
            "There is no network",
            "The browser says that it is offline.".to_owned(),
            vec![step("Connect to the network and check again. Servers on this machine work without.")],
        ),
        Cause::MixedContent => (
            "The browser blocks mixed content",
            format!("This page came over https and may not call {host} over plain http."),
            tunnel(around, "Put https in front of the server and use that address."),
        ),
        Cause::PagePolicy => (
            "This page's own policy names no such address",
            format!(
                "Plain http is allowed to localhost and 127.0.0.1 only, so that nothing on this page can call around in your network; {host} is neither."
            ),
            tunnel(around, "Or put https in front of the server and use that address."),
        ),
        Cause::SafariLoopback => (
            "Safari blocks servers on this machine",
            "Safari lets no https page call http://localhost, whatever the server allows.".to_owned(),
            vec![
                step("Use Chrome, Edge or Firefox for servers on this machine."),
                with(
                    "Or serve this page over http from the same machine, from a copy of its source.",
                    "Terminal",
                    "cargo xtask serve",
                ),
            ],
        ),
        Cause::PermissionDenied => (
            "The browser was told to block the local network",
            format!("This page was denied the permission to reach {host}."),
            vec![
                step(
                    "Click the icon left of the address, open the site settings, and set access to devices or apps on this machine (or local network) to Allow.",
                ),
                step("Then reload the page and check again."),
            ],
        ),
        Cause::PermissionNeeded => (
            "The browser will ask you first",
            format!(
                "To reach {host} this page needs your permission. When you go on, the browser asks whether this site may access other apps and services on this device (or your local network): choose Allow."
            ),
            vec![],
        ),
        Cause::ServerDown => (
            "Nothing answers there",
            format!("No server was found at {host}: it is not running, or on another port."),
            start(around),
        ),
        Cause::CorsOff => (
            "The server does not allow this page",
            format!(
                "Something answers at {host}, but it does not let pages of {} read its answers (CORS).",
                around.origin
            ),
            allow(around),
        ),
        Cause::NoBrowsers => (
            "This host lets no web page in",
            format!("{host} sends no CORS headers to anybody, so no browser may read its answers."),
            vec![
                with(
                    "Run a relay on this machine and connect to it as http://localhost:4000/v1.",
                    "Terminal",
                    "litellm --config config.yaml --port 4000",
                ),
                step(
                    "For Amazon Bedrock: its OpenAI-compatible endpoint bedrock-mantle.REGION.api.aws may be called directly.",
                ),
            ],
        ),
        Cause::OrganizationCors => (
            "The organization does not allow browsers",
            format!("“{label}” is set to refuse calls from web pages for this organization."),
            vec![
                step("Ask an administrator of the organization to allow CORS requests in its settings."),
                step("Or use a key of another organization or workspace."),
            ],
        ),
        Cause::KeyMissing => (
            "A key is missing",
            format!("No key is saved for {host}."),
            vec![
                step("Save the key in this connection's field; it stays in this browser."),
                step("Several hosts, LiteLLM among them, answer a missing key in a way that a browser can't read."),
            ],
        ),
        Cause::WrongKey => (
            "The key was not accepted",
            format!("{host} read the key and refused it."),
            vec![step("Check that it is whole, of this provider, and not revoked; then save it anew.")],
        ),
        Cause::WrongKeyHidden => (
            "Probably a wrong key",
            format!(
                "{host} answers, but this page may not read the answer. OpenAI and others answer a wrong key in just this way."
            ),
            vec![
                step("Save the key anew: whole, of this provider, not revoked."),
                step("If the key is right: the host, or a proxy before it, may not allow web pages (CORS)."),
            ],
        ),
        Cause::NotAllowed => (
            "Not allowed",
            format!("{host} knows the key and does not allow this."),
            vec![step("Check what the key's project or workspace may do, and whether the plan covers it.")],
        ),
        Cause::WrongPath => (
            "The address is not quite right",
            format!("{host} answers, but not as a model API does at this path."),
            vec![step("Check the base URL: it usually ends with /v1."), step("Check the protocol of this connection.")],
        ),
        Cause::ModelMissing => (
            "The model is not there",
            format!("{host} works, but does not list {model}."),
            missing_model(around, model),
        ),
        Cause::Quota => (
            "The account has no credit left",
            format!("{host} refused the last run because of the account's quota or balance."),
            vec![step("Add credit or raise the limit in the provider's billing settings; waiting does not help.")],
        ),
        Cause::RateLimited => (
            "Too many requests",
            format!("{host} refused the last run: too much was asked in a short time."),
            vec![step("Wait a minute, and run fewer columns or repeats at once.")],
        ),
        Cause::Overloaded => (
            "The provider is overloaded",
            format!("{host} works, but had no capacity for the last run."),
            vec![step("Wait a minute and run again, or use another model.")],
        ),
        Cause::ServerError => (
            "The server failed",
            format!("{host} answers with an error of its own."),
            vec![step("Wait a minute and check again; then look at the provider's status page or the server's log.")],
        ),
        Cause::TooSlow => (
            "It takes too long",
            format!("{host} did not answer in time."),
            vec![step(
                "A local model may still be loading: wait for it, or raise the time limits in Settings, under Running.",
            )],
        ),
        Cause::NoRoute => (
            "No way to the host",
            format!("Nothing answered at {host}."),
            vec![
                step("Check the host name for typing errors."),
                step("An ad blocker, a company proxy or a VPN may stop the call: try without it."),
                step("Look at the provider's status page."),
            ],
        ),
        Cause::Request => (
            "The connection works",
            format!("“{label}” answers; the last run failed because of what was asked."),
            vec![step("Look at what was said in the column, and at the Request tab for what was sent.")],
        ),
    };
    let shows = matches!(
        cause,
        Cause::OrganizationCors
            | Cause::NotAllowed
            | Cause::WrongKey
            | Cause::Quota
            | Cause::RateLimited
            | Cause::Overloaded
            | Cause::ServerError
            | Cause::Request
    );
    let listed = seen.list.as_ref().and_then(|list| list.as_ref().err());
    let said = listed.or(seen.last_failure.as_ref()).map(|failure| failure.detail.clone());
    Diagnosis {
        cause,
        title: title.to_owned(),
        what,
        said: said.filter(|said| shows && !said.is_empty()),
        remedies: steps,
    }
}

fn step(text: &str) -> Remedy {
    Remedy { text: text.to_owned(), command: None }
}

fn with(text: &str, place: &'static str, command: &str) -> Remedy {
    Remedy { text: text.to_owned(), command: Some(Command { place, text: command.to_owned() }) }
}

fn address_error(around: &Surroundings<'_>) -> String {
    around
        .connection
        .endpoint()
        .err()
        .map_or_else(|| "Its settings don't make a request.".to_owned(), |error| error.to_string())
}

/// A tunnel makes a server elsewhere one of this machine.
fn tunnel(around: &Surroundings<'_>, other: &str) -> Vec<Remedy> {
    let endpoint = around.connection.endpoint().ok();
    let port = endpoint.as_ref().and_then(|endpoint| endpoint.port).unwrap_or(8080);
    let is_loopback = endpoint.as_ref().is_some_and(super::Endpoint::is_loopback);
    if is_loopback {
        return vec![Remedy { text: format!("Write localhost instead: http://localhost:{port}/v1."), command: None }];
    }
    let host = endpoint.map(|endpoint| endpoint.host).unwrap_or_default();
    vec![
        with(
            &format!("Forward its port to this machine, and connect to http://localhost:{port}/v1."),
            "Terminal",
            &format!("ssh -N -L {port}:localhost:{port} {host}"),
        ),
        step(other),
    ]
}

fn servers(around: &Surroundings<'_>) -> Vec<LocalServer> {
    LocalServer::at(around.connection.endpoint().ok().and_then(|endpoint| endpoint.port))
}

fn start(around: &Surroundings<'_>) -> Vec<Remedy> {
    let mut steps: Vec<Remedy> = servers(around)
        .into_iter()
        .map(|server| with(&format!("Start {}.", server.name()), "Terminal", server.start()))
        .collect();
    steps.push(step("If it runs: check the port in the base URL, and that it listens on this machine."));
    steps
}

fn allow(around: &Surroundings<'_>) -> Vec<Remedy> {
    let origin = if around.origin.is_empty() { "http://localhost" } else { around.origin };
    let of = |server: LocalServer| {
        let commands = server.allow(origin, around.system).into_iter().map(move |command| Remedy {
            text: format!("{}, {}:", server.name(), command.place),
            command: Some(command),
        });
        commands.chain(server.note().map(|note| step(&format!("{}: {note}", server.name()))))
    };
    servers(around).into_iter().flat_map(of).collect()
}

fn missing_model(around: &Surroundings<'_>, model: &str) -> Vec<Remedy> {
    let mut steps = Vec::new();
    let plain = model.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:".contains(c));
    if plain && servers(around).as_slice() == [LocalServer::Ollama] {
        steps.push(with("Fetch it on the machine that serves.", "Terminal", &format!("ollama pull {model}")));
    }
    steps.push(step("Choose one of the models that the connection lists."));
    steps
}
