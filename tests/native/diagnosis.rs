//! The connection doctor: what was seen → the cause, and the fix for each server and system.

use nshot::domain::connection::{Connection, Protocol};
use nshot::domain::diagnosis::{
    Cause, LocalServer, Observed, Permission, Surroundings, System, before_asking, diagnose, remedies,
};
use nshot::domain::failure::{Failure, FailureKind as Kind};
use nshot::domain::id::ConnectionId;

const PAGE: &str = "https://nshot.example";

fn at(base_url: &str) -> Connection {
    Connection {
        id: ConnectionId("c".to_owned()),
        label: "It".to_owned(),
        protocol: Protocol::ChatCompletions,
        base_url: base_url.to_owned(),
        provider: None,
        models: Vec::new(),
        contexts: std::collections::BTreeMap::new(),
    }
}

fn around<'a>(connection: &'a Connection, origin: &'a str) -> Surroundings<'a> {
    Surroundings { connection, origin, system: System::Linux, is_safari: false }
}

fn refused(kind: Kind, detail: &str) -> Result<Vec<String>, Failure> {
    Err(Failure::new(kind, detail))
}

fn listed(models: &[&str]) -> Vec<String> {
    models.iter().map(|model| (*model).to_owned()).collect()
}

fn check(base_url: &str, origin: &str, seen: &Observed, expected: Cause) {
    let connection = at(base_url);
    assert_eq!(diagnose(&around(&connection, origin), seen), expected, "{base_url} from {origin}: {seen:?}");
}

const OPENAI: &str = "https://api.openai.com/v1";
const OLLAMA: &str = "http://localhost:11434/v1";

#[test]
fn unreadable_answers_are_told_apart() {
    let unreadable = |answers, has_key| Observed {
        answers: Some(answers),
        has_key,
        list: Some(refused(Kind::Unreachable, "Failed to fetch")),
        ..Observed::default()
    };
    check(OPENAI, PAGE, &unreadable(true, true), Cause::WrongKeyHidden);
    check(OPENAI, PAGE, &unreadable(true, false), Cause::KeyMissing);
    check(OPENAI, PAGE, &unreadable(false, true), Cause::NoRoute);
    check("https://bedrock-runtime.us-east-1.amazonaws.com/v1", PAGE, &unreadable(true, true), Cause::NoBrowsers);
    check(OLLAMA, PAGE, &unreadable(true, false), Cause::CorsOff);
    check(OLLAMA, PAGE, &unreadable(false, false), Cause::ServerDown);
    check("http://localhost:4000/v1", PAGE, &unreadable(true, false), Cause::KeyMissing);
    check("http://localhost:4000/v1", PAGE, &unreadable(true, true), Cause::CorsOff);
}

#[test]
fn readable_answers_say_it_themselves() {
    let said = |kind, detail| Observed {
        answers: Some(true),
        has_key: true,
        list: Some(refused(kind, detail)),
        ..Observed::default()
    };
    for (kind, detail, cause) in [
        (Kind::WrongKey, "", Cause::WrongKey),
        (
            Kind::Forbidden,
            "CORS requests are not allowed for this Organization because of its settings",
            Cause::OrganizationCors,
        ),
        (Kind::Forbidden, "no", Cause::NotAllowed),
        (Kind::UnknownModel, "", Cause::WrongPath),
        (Kind::Garbled, "", Cause::WrongPath),
        (Kind::QuotaExceeded, "", Cause::Quota),
        (Kind::RateLimited, "", Cause::RateLimited),
        (Kind::Overloaded, "", Cause::Overloaded),
        (Kind::ServerError, "", Cause::ServerError),
        (Kind::TimedOut, "", Cause::TooSlow),
    ] {
        check(OPENAI, PAGE, &said(kind, detail), cause);
    }
}

#[test]
fn a_list_that_can_be_read_leaves_the_model_and_the_last_run() {
    let works = Observed {
        answers: Some(true),
        list: Some(Ok(listed(&["a", "llama3.2:latest"]))),
        model: "a".to_owned(),
        ..Observed::default()
    };
    check(OLLAMA, PAGE, &works, Cause::Nothing);
    check(OLLAMA, PAGE, &Observed { model: "llama3.2".to_owned(), ..works.clone() }, Cause::Nothing);
    check(OLLAMA, PAGE, &Observed { model: "b".to_owned(), ..works.clone() }, Cause::ModelMissing);
    for (kind, cause) in [
        (Kind::QuotaExceeded, Cause::Quota),
        (Kind::Overloaded, Cause::Overloaded),
        (Kind::ContextTooLong, Cause::Request),
        (Kind::UnknownModel, Cause::ModelMissing),
        (Kind::Interrupted, Cause::Nothing),
    ] {
        check(OLLAMA, PAGE, &Observed { last_failure: Some(Failure::new(kind, "")), ..works.clone() }, cause);
    }
}

#[test]
fn what_the_browser_forbids_is_known_before_any_request() {
    let before = |base_url: &str, origin: &str, is_safari, permission| {
        let connection = at(base_url);
        let around = Surroundings { is_safari, ..around(&connection, origin) };
        before_asking(&around, &Observed { permission, ..Observed::default() })
    };
    assert_eq!(before(OLLAMA, PAGE, true, None), Some(Cause::SafariLoopback));
    assert_eq!(before(OLLAMA, PAGE, false, None), None);
    assert_eq!(before(OLLAMA, PAGE, false, Some(Permission::Denied)), Some(Cause::PermissionDenied));
    assert_eq!(before(OLLAMA, PAGE, false, Some(Permission::Prompt)), Some(Cause::PermissionNeeded));
    assert_eq!(before(OLLAMA, PAGE, false, Some(Permission::Granted)), None);
    assert_eq!(before(OLLAMA, "http://127.0.0.1:8080", false, Some(Permission::Prompt)), None);
    assert_eq!(
        before("http://192.168.1.20:8080/v1", PAGE, false, Some(Permission::Granted)),
        Some(Cause::MixedContent)
    );
    assert_eq!(before("http://192.168.1.20:8080/v1", "http://localhost:8080", false, None), Some(Cause::PagePolicy));
    assert_eq!(before("https://192.168.1.20/v1", PAGE, false, None), None);
    assert_eq!(before("http://[::1]:8080/v1", PAGE, false, None), Some(Cause::PagePolicy));
    assert_eq!(before("not an address", PAGE, false, None), Some(Cause::BadAddress));
    let connection = at(OPENAI);
    let offline = Observed { is_offline: true, ..Observed::default() };
    assert_eq!(before_asking(&around(&connection, PAGE), &offline), Some(Cause::Offline));
}

#[test]
fn each_server_has_its_command_for_this_origin_and_system() {
    let commands = |port: u16, system| {
        let connection = at(&format!("http://localhost:{port}/v1"));
        let found =
            remedies(Cause::CorsOff, &Surroundings { system, ..around(&connection, PAGE) }, &Observed::default());
        found
            .remedies
            .into_iter()
            .filter_map(|remedy| remedy.command)
            .map(|command| command.text)
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert!(commands(11434, System::Mac).contains("launchctl setenv OLLAMA_ORIGINS \"https://nshot.example\""));
    assert!(commands(11434, System::Windows).contains("setx OLLAMA_ORIGINS \"https://nshot.example\""));
    assert!(commands(11434, System::Linux).contains("OLLAMA_ORIGINS=https://nshot.example"));
    assert!(!commands(11434, System::Windows).contains("systemctl"));
    assert_eq!(commands(1234, System::Linux), "lms server start --cors");
    assert!(commands(8000, System::Linux).contains("--allowed-origins '[\"https://nshot.example\"]'"));
    assert!(commands(8080, System::Linux).contains("--cors-origins https://nshot.example"));
    assert!(commands(4000, System::Linux).contains("LITELLM_CORS_ORIGINS=https://nshot.example"));
    for server in LocalServer::ALL {
        assert!(LocalServer::PORTS.contains(&server.port()), "{} is looked for", server.name());
    }
}

#[test]
fn a_cause_always_has_words_and_the_provider_is_quoted() {
    let connection = at("https://api.anthropic.com/v1");
    let detail = "CORS requests are not allowed for this Organization because of its settings";
    let seen = Observed {
        answers: Some(true),
        has_key: true,
        list: Some(refused(Kind::Forbidden, detail)),
        ..Observed::default()
    };
    let around = around(&connection, PAGE);
    let found = remedies(diagnose(&around, &seen), &around, &seen);
    assert_eq!((found.cause, found.said.as_deref()), (Cause::OrganizationCors, Some(detail)));
    let missing = remedies(
        Cause::ModelMissing,
        &Surroundings { connection: &at(OLLAMA), ..around },
        &Observed { model: "qwen3:8b".to_owned(), ..Observed::default() },
    );
    assert_eq!(missing.remedies[0].command.as_ref().map(|command| command.text.as_str()), Some("ollama pull qwen3:8b"));
    let odd = remedies(
        Cause::ModelMissing,
        &Surroundings { connection: &at(OLLAMA), ..around },
        &Observed { model: "x; rm -rf ~".to_owned(), ..Observed::default() },
    );
    assert!(odd.remedies.iter().all(|remedy| remedy.command.is_none()));
}
