//! Code that is copied must run: it is run, where its interpreter is there, and the server must have got the very same request.

use std::io::Write;
use std::process::{Command, Stdio};

use fault_server::{Fault, Server};
use nshot::domain::compose::ComposedSchema;
use nshot::domain::connection::Protocol;
use nshot::domain::message::Role;
use nshot::provider::request::{ChatRequest, encode};
use nshot::provider::snippet::{Language, key_variable, snippet};

use super::encode::{connection, message, request};

/// Everything that a shell, a string literal or an object literal could take amiss.
const HOSTILE: &str =
    "it's \"quoted\" $HOME `id` \\n \\ ${x} %s {y} <<'JSON'\nJSON\n\t\r é 😀 \u{2028} \u{1} #\"## </script>";

fn hostile() -> ChatRequest {
    let json = r#"{"type":"object","properties":{"__proto__":{"type":["string","null"],"const":null},"on":{"type":"boolean","default":true}}}"#;
    let schema = ComposedSchema { name: "x".to_owned(), json: json.to_owned() };
    ChatRequest { messages: vec![message(Role::User, HOSTILE)], schema: Some(schema), ..request("local-large") }
}

/// Runs `code` on a program's standard input; `None` = the program isn't here.
fn run(program: &str, arguments: &[&str], code: &str) -> Option<String> {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env("API_KEY", "sk-from-the-environment")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().ok()?;
    child.stdin.take().expect("piped").write_all(code.as_bytes()).expect("it reads its code");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{program}: {}\n{code}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn check(language: Language, program: &str, arguments: &[&str]) {
    let server = Server::start(0, 0).expect("a free port");
    for protocol in Protocol::REMOTE {
        let connection = connection(protocol, &server.base_url(Fault::Ok));
        let http = encode(&connection, &hostile()).expect("it can be sent");
        let code = snippet(&http, language, Some(key_variable(&connection)));
        let Some(printed) = run(program, arguments, &code) else {
            eprintln!("{program} is not installed: {} is not run", language.name());
            return;
        };
        assert!(printed.contains(r#"on\":true"#), "{} prints the stream: {printed}", language.name());
        let entries = server.log().entries();
        let entry = entries.last().expect("the request came");
        let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
        assert_eq!(parse(&entry.body), parse(&http.body), "{protocol:?}");
        let (header, value) = http.auth.header("sk-from-the-environment");
        let came = if header == "x-goog-api-key" { &entry.x_goog_api_key } else { &entry.authorization };
        assert_eq!(*came, value, "{protocol:?}");
    }
}

#[test]
fn curl_sends_the_same_request() {
    check(Language::Curl, "sh", &["-s"]);
}

#[test]
fn python_sends_the_same_request() {
    check(Language::Python, "python3", &["-"]);
}

#[test]
fn typescript_sends_the_same_request() {
    check(Language::TypeScript, "node", &["--input-type=module", "-"]);
}

#[test]
fn rust_keeps_the_body_in_one_raw_string() {
    let connection = connection(Protocol::Messages, "https://api.anthropic.com/v1");
    let http = encode(&connection, &hostile()).expect("it can be sent");
    let code = snippet(&http, Language::Rust, Some(key_variable(&connection)));
    let (_, rest) = code.split_once("r###\"").expect("enough hashes for the text's own");
    let (body, rest) = rest.split_once("\"###;").expect("the string ends");
    assert_eq!(serde_json::from_str::<serde_json::Value>(body).ok(), serde_json::from_str(&http.body).ok());
    assert!(rest.contains(r#".header("x-api-key", format!("{}", std::env::var("ANTHROPIC_API_KEY")?))"#));
    assert!(!code.contains("dangerous"), "what only a browser needs is left out");
}

#[test]
fn without_a_key_no_header_is_written() {
    let connection = connection(Protocol::ChatCompletions, "http://localhost:8080/v1");
    let http = encode(&connection, &request("m")).expect("it can be sent");
    for language in Language::ALL {
        assert!(!snippet(&http, language, None).to_lowercase().contains("authorization"), "{}", language.name());
    }
}
