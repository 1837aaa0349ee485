//! The server: a thread a connection, routes, CORS, the log.

use std::collections::HashSet;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::count;
use crate::fault::Fault;
use crate::http::{Answer, Request};
use crate::json::{Json, quote};
use crate::log::Log;
use crate::protocol::Protocol;
use crate::reply::{Call, reply};

/// Models that the list offers.
const MODELS: [&str; 6] = ["claude-sonnet-4-5", "gpt-4.1", "gpt-4.1-mini", "local-large", "local-small", "fault-echo"];

/// Headers that a preflight may name; any other refuses it, as six hosted APIs do (2026-08).
const ALLOWED_HEADERS: [&str; 5] =
    ["authorization", "content-type", "x-api-key", "anthropic-version", "anthropic-dangerous-direct-browser-access"];
/// Those of Gemini: any other, and Google refuses the preflight with 403 (2026-08).
const GEMINI_HEADERS: [&str; 3] = ["content-type", "x-goog-api-key", "x-goog-api-client"];
/// Those of Ollama (its source, 2026-08).
const OLLAMA_HEADERS: [&str; 6] =
    ["authorization", "content-type", "user-agent", "accept", "x-requested-with", "openai-beta"];

/// A running server. Its threads end with the process.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

/// What the connections share.
#[derive(Debug)]
pub struct Shared {
    pub log: Log,
    pub pace: Duration,
    /// Faults that clear after the first request, by path, that have been met.
    met: Mutex<HashSet<String>>,
}

impl Shared {
    /// Whether this is the first time since the last reset.
    pub fn first_time(&self, what: &str) -> bool {
        self.met.lock().unwrap_or_else(PoisonError::into_inner).insert(what.to_owned())
    }

    fn reset(&self) {
        self.log.reset();
        self.met.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Server {
    /// Listens on the loopback address; port 0 takes a free one. `pace_ms` is the time between pieces of an answer.
    pub fn start(port: u16, pace_ms: u64) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let shared =
            Arc::new(Shared { log: Log::default(), pace: Duration::from_millis(pace_ms), met: Mutex::default() });
        let accepting = thread::spawn({
            let shared = Arc::clone(&shared);
            move || {
                for stream in listener.incoming().flatten() {
                    let shared = Arc::clone(&shared);
                    // A peer that goes away is part of the game.
                    thread::spawn(move || drop(serve(&shared, stream)));
                }
            }
        });
        Ok(Self { address, shared, accepting })
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Base URL under which a fault happens.
    pub fn base_url(&self, fault: Fault) -> String {
        format!("{}/{}/v1", self.origin(), fault.word())
    }

    pub fn log(&self) -> &Log {
        &self.shared.log
    }

    /// Serves until the process ends.
    pub fn wait(self) {
        let _ = self.accepting.join();
    }
}

fn serve(shared: &Shared, stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let Some(request) = Request::read(&stream)? else { return Ok(()) };
    let body = Json::parse(&request.body).unwrap_or(Json::Null);
    let named = body.get("model").text().or_else(|| crate::gemini::model(&request.path));
    let model = named.unwrap_or("unnamed").to_owned();
    let by_path = request.path.split('/').nth(1).and_then(Fault::from_word);
    let fault = by_path.or(Fault::from_word(&model)).unwrap_or(Fault::Ok);
    let protocol = Protocol::from_path(&request.path).or(count::protocol(&request.path));
    let answer = Answer::new(stream, cors(&request, fault, protocol));
    match (request.method.as_str(), request.path.as_str()) {
        ("OPTIONS", _) => preflight(answer, &request),
        ("GET", "/_log") => answer.send(200, "", "application/json", &shared.log.json()),
        ("GET", "/_faults") => {
            let words: Vec<String> = Fault::ALL.iter().map(|fault| quote(fault.word())).collect();
            answer.send(200, "", "application/json", &format!("[{}]", words.join(",")))
        }
        ("POST", "/_reset") => {
            shared.reset();
            answer.send(204, "", "text/plain", "")
        }
        _ => {
            shared.log.add(&request, fault.word(), &model);
            match protocol.filter(|_| request.method == "POST") {
                Some(protocol) => {
                    reply(&Call { shared, protocol, fault, request: &request, model: &model, body: &body }, answer)
                }
                None if request.path.ends_with("/models") || request.path.ends_with("/api/tags") => {
                    models(answer, fault, &request)
                }
                None => answer.send(
                    404,
                    "",
                    "application/json",
                    &Protocol::Chat.error(404, "invalid_request_error", "unknown_url", "Unknown request URL"),
                ),
            }
        }
    }
}

/// CORS headers of an answer. Anthropic's way: a request with its key header gets none unless it says that it knows what it does.
fn cors(request: &Request, fault: Fault, protocol: Option<Protocol>) -> String {
    let opted_in = request.header("anthropic-dangerous-direct-browser-access").is_some();
    let unaware = protocol == Some(Protocol::Messages) && request.header("x-api-key").is_some() && !opted_in;
    let hidden = fault == Fault::NoCors || (fault == Fault::UnauthorizedNoCors && request.method != "OPTIONS");
    if hidden || unaware { String::new() } else { "access-control-allow-origin: *\r\n".to_owned() }
}

fn preflight(answer: Answer, request: &Request) -> io::Result<()> {
    let asked = request.header("access-control-request-headers").unwrap_or_default().to_ascii_lowercase();
    let (is_gemini, is_ollama) = (request.path.contains("/v1beta/"), request.path.contains("/api/"));
    let allowed: &[&str] = match (is_gemini, is_ollama) {
        (true, _) => &GEMINI_HEADERS,
        (_, true) => &OLLAMA_HEADERS,
        _ => &ALLOWED_HEADERS,
    };
    let refused = asked.split(',').map(str::trim).any(|name| !name.is_empty() && !allowed.contains(&name));
    if refused {
        return answer.send(403, "", "text/plain", "a header is not allowed");
    }
    let allowed = allowed.join(", ");
    let headers =
        format!("access-control-allow-methods: GET, POST, OPTIONS\r\naccess-control-allow-headers: {allowed}\r\n");
    answer.send(204, &headers, "text/plain", "")
}

fn models(answer: Answer, fault: Fault, request: &Request) -> io::Result<()> {
    let key_is_wrong = fault == Fault::Key && !crate::reply::has_good_key(request);
    if key_is_wrong || matches!(fault, Fault::Unauthorized | Fault::UnauthorizedNoCors) {
        return answer.send(
            401,
            "",
            "application/json",
            &Protocol::Chat.error(401, "invalid_request_error", "invalid_api_key", "Incorrect API key provided."),
        );
    }
    if request.path.ends_with("/v1beta/models") {
        return answer.send(200, "", "application/json", &crate::gemini::models(&MODELS));
    }
    if request.path.ends_with("/api/tags") {
        return answer.send(200, "", "application/json", &crate::ollama::tags(&MODELS));
    }
    if request.query.contains("endpoint=chat") {
        return answer.send(200, "", "application/json", &crate::cohere::models(&MODELS));
    }
    let rows: Vec<String> =
        MODELS.iter().map(|id| format!("{{\"id\":{},\"object\":\"model\",\"type\":\"model\"}}", quote(id))).collect();
    let body = format!("{{\"object\":\"list\",\"data\":[{}],\"has_more\":false}}", rows.join(","));
    answer.send(200, "", "application/json", &body)
}
