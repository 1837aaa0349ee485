//! One reply: the script as bytes, spoilt as the fault says.

use std::io;
use std::thread::sleep;
use std::time::Duration;

use crate::answer::script;
use crate::count;
use crate::fault::{Fault, GOOD_KEY};
use crate::http::{Answer, Chunks, Request};
use crate::json::Json;
use crate::protocol::{Frame, Protocol, Script};
use crate::server::Shared;
use crate::tools;

/// One call of a model.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    pub shared: &'a Shared,
    pub protocol: Protocol,
    pub fault: Fault,
    pub request: &'a Request,
    pub model: &'a str,
    pub body: &'a Json,
}

/// How long [`Fault::Silent`] and [`Fault::Stall`] hold the connection.
const FOREVER: Duration = Duration::from_hours(1);
/// What a hosted model thinks before the first token.
const FIRST_TOKEN: u32 = 8;

/// Answers a call.
#[expect(clippy::too_many_lines, reason = "a table, a row a fault")]
pub fn reply(call: &Call<'_>, answer: Answer) -> io::Result<()> {
    let fail = |answer: Answer, status: u16, headers: &str, kind: &str, code: &str, message: &str| {
        answer.send(status, headers, "application/json", &call.protocol.error(status, kind, code, message))
    };
    match call.fault {
        Fault::Close => Ok(()),
        Fault::Silent => {
            sleep(FOREVER);
            Ok(())
        }
        Fault::Unauthorized | Fault::UnauthorizedNoCors => {
            fail(answer, 401, "", "authentication_error", "invalid_api_key", "Incorrect API key provided: sk-****.")
        }
        Fault::Key if !has_good_key(call.request) => {
            fail(answer, 401, "", "authentication_error", "invalid_api_key", "Incorrect API key provided.")
        }
        Fault::Forbidden => {
            fail(answer, 403, "", "permission_error", "forbidden", "Your project may not use this model.")
        }
        Fault::NotFound => fail(
            answer,
            404,
            "",
            "not_found_error",
            "model_not_found",
            "The model does not exist or you do not have access to it.",
        ),
        Fault::RateLimited => limited(answer, call.protocol, "1", true),
        Fault::RateLimitedLong => limited(answer, call.protocol, "30", true),
        Fault::RateLimitedHidden => limited(answer, call.protocol, "1", false),
        Fault::RateLimitedDate => limited(answer, call.protocol, "Wed, 25 Nov 2026 10:00:00 GMT", true),
        Fault::RateLimitedOnce if call.shared.first_time(&call.request.path) => {
            limited(answer, call.protocol, "1", true)
        }
        Fault::Quota => fail(
            answer,
            429,
            "",
            "insufficient_quota",
            "insufficient_quota",
            "You exceeded your current quota, please check your plan and billing details.",
        ),
        Fault::Context => fail(
            answer,
            400,
            "",
            "invalid_request_error",
            "context_length_exceeded",
            "This model's maximum context length is 8192 tokens.",
        ),
        Fault::ServerError => fail(
            answer,
            500,
            "",
            "server_error",
            "server_error",
            "The server had an error while processing your request.",
        ),
        Fault::BadGateway => answer.send(
            502,
            "",
            "text/html",
            "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
        ),
        Fault::Unavailable => {
            answer.send(503, "", "text/html", "<html><head><title>503 Service Unavailable</title></head></html>")
        }
        Fault::Overloaded => fail(answer, 529, "", "overloaded_error", "overloaded", "Overloaded"),
        Fault::Redirect => answer.send(307, "location: /ok/v1/redirected\r\n", "text/plain", ""),
        Fault::RedirectElsewhere => {
            let host = call.request.header("host").unwrap_or_default().replace("127.0.0.1", "localhost");
            answer.send(307, &format!("location: http://{host}/ok/elsewhere\r\n"), "text/plain", "")
        }
        Fault::ErrorIn200 => fail(answer, 200, "", "overloaded_error", "overloaded", "The model is overloaded."),
        Fault::NoContent => answer.send(204, "", "text/plain", ""),
        Fault::Html => answer.send(
            200,
            "",
            "text/html; charset=utf-8",
            "<!doctype html><title>Sign in</title><p>Please sign in to the proxy.",
        ),
        Fault::Garbage => {
            answer.send(200, "", "text/event-stream", "data: {\"choices\": [\u{1}\u{2}oops\n\ndata: }{\n\n")
        }
        Fault::Empty => answer.begin("text/event-stream")?.end(),
        Fault::NoCount if count::protocol(&call.request.path).is_some() => {
            fail(answer, 404, "", "not_found_error", "unknown_url", "File Not Found")
        }
        _ if count::protocol(&call.request.path).is_some() => {
            let body = count::document(&call.request.path, call.protocol, call.body);
            answer.send(200, "", "application/json", &body)
        }
        fault => {
            let script = script(call.protocol, call.model, call.body, fault);
            if fault == Fault::Short {
                return answer.send_short("application/json", &call.protocol.document(&script));
            }
            let asked = *call.body.get("stream") == Json::Bool(true);
            let streamed = asked || call.request.path.ends_with(":streamGenerateContent");
            if fault == Fault::Json || !streamed {
                return answer.send(200, "", "application/json", &call.protocol.document(&script));
            }
            stream(call, &script, answer)
        }
    }
}

/// Whether the one accepted key came, in any of its headers.
pub fn has_good_key(request: &Request) -> bool {
    let bearer = request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
    let own = ["x-api-key", "x-goog-api-key"].iter().any(|name| request.header(name) == Some(GOOD_KEY));
    bearer == Some(GOOD_KEY) || own
}

fn limited(answer: Answer, protocol: Protocol, after: &str, exposed: bool) -> io::Result<()> {
    let expose = if exposed { "access-control-expose-headers: retry-after\r\n" } else { "" };
    let headers = format!("retry-after: {after}\r\n{expose}");
    answer.send(
        429,
        &headers,
        "application/json",
        &protocol.error(429, "rate_limit_error", "rate_limit_exceeded", "Rate limit reached for requests."),
    )
}

fn stream(call: &Call<'_>, script: &Script, answer: Answer) -> io::Result<()> {
    let Call { protocol, fault, shared, .. } = *call;
    let lines = protocol == Protocol::Ollama;
    let content_type = if lines { "application/x-ndjson" } else { "text/event-stream; charset=utf-8" };
    // Gemini ends its lines with CR LF (17 of 17 recordings).
    let line_end = if protocol == Protocol::Gemini { "\r\n" } else { "\n" };
    let mut out = Stream { chunks: answer.begin(content_type)?, fault, line_end, lines };
    match fault {
        Fault::CutEarly => return Ok(()),
        Fault::Slow => out.chunks.cut_into(3, Duration::from_millis(1)),
        Fault::Bytes => out.chunks.cut_into(1, Duration::ZERO),
        Fault::CrLf => {
            out.line_end = "\r\n";
            out.chunks.cut_into(1, Duration::ZERO);
        }
        Fault::Cr => out.line_end = "\r",
        Fault::Odd if lines => out.chunks.write("\u{feff}\n\n  {\"unknown\":true}\n".as_bytes())?,
        Fault::Odd => out.chunks.write(
            "\u{feff}: a comment\n\nevent: unknown.event\ndata: {\"type\":\"unknown.event\",\"x\":1}\n\n".as_bytes(),
        )?,
        _ => {}
    }
    if fault == Fault::Numbers {
        let event = "{\"type\":\"unknown.event\",\"x\":NaN,\"y\":[-Infinity,1e999]}";
        out.frames(&[(None, event.to_owned())])?;
    }
    sleep(shared.pace * FIRST_TOKEN);
    out.frames(&protocol.start(script))?;
    for piece in &script.reasoning {
        out.frames(&[protocol.reasoning(script, piece)])?;
        sleep(shared.pace);
    }
    out.frames(&protocol.turn(script))?;
    if !text(call, script, &mut out)? {
        // An error event ends the stream in order; the other faults break it.
        return if fault == Fault::ErrorEvent { out.chunks.end() } else { Ok(()) };
    }
    if let Some(call) = &script.call {
        for frame in tools::frames(protocol, script, call) {
            out.frames(&[frame])?;
            sleep(shared.pace);
        }
    }
    if fault != Fault::NoFinish {
        out.frames(&protocol.finish(script))?;
    }
    if fault == Fault::Twice {
        out.frames(&protocol.finish(script))?;
    }
    // Where the finish is in the last event, leaving that out would be the same as no finish.
    let silent_end = fault == Fault::NoFinish || (fault == Fault::NoDone && !protocol.ends_in_one());
    if !silent_end {
        out.frames(&protocol.done(script))?;
    }
    out.chunks.end()
}

/// The text of the answer; `false` = the stream ends here.
fn text(call: &Call<'_>, script: &Script, out: &mut Stream) -> io::Result<bool> {
    /// One piece of [`Fault::Big`], bytes.
    const BIG_PIECE: usize = 1_000;
    let Call { protocol, fault, shared, .. } = *call;
    let half = script.pieces.len() / 2;
    match fault {
        Fault::Endless => loop {
            out.frames(&[protocol.piece(script, "and on ")])?;
            sleep(shared.pace.max(Duration::from_millis(1)));
        },
        Fault::Big => {
            let piece = "0123456789abcdef ghijklmnopqrst\n".repeat(BIG_PIECE / 32 + 1);
            let piece = &piece[..BIG_PIECE];
            for _ in 0..10_000 {
                out.frames(&[protocol.piece(script, piece)])?;
            }
            return Ok(true);
        }
        Fault::Fast => {
            for number in 0..4_000 {
                out.frames(&[protocol.piece(script, if number % 12 == 11 { " lock.\n" } else { " water" })])?;
                sleep(Duration::from_millis(2));
            }
            return Ok(true);
        }
        _ => {}
    }
    for (at, piece) in script.pieces.iter().enumerate() {
        if at == half {
            match fault {
                Fault::Cut => return Ok(false),
                Fault::CutUtf8 => {
                    let start = if out.lines { "" } else { "data: " };
                    out.chunks.write(start.as_bytes())?;
                    out.chunks.write(b"{\"choices\":[{\"delta\":{\"content\":\"\xE2\x82")?;
                    return Ok(false);
                }
                Fault::Stall => sleep(FOREVER),
                Fault::ErrorEvent => {
                    out.frames(&[protocol.error_event()])?;
                    return Ok(false);
                }
                _ => {}
            }
        }
        out.frames(&[protocol.piece(script, piece)])?;
        sleep(shared.pace);
    }
    Ok(true)
}

/// Events on their way out.
struct Stream {
    chunks: Chunks,
    fault: Fault,
    line_end: &'static str,
    /// A line an event instead of an event stream.
    lines: bool,
}

impl Stream {
    fn frames(&mut self, frames: &[Frame]) -> io::Result<()> {
        let end = self.line_end;
        for (name, data) in frames {
            if self.fault == Fault::Comments {
                let comment = if self.lines { format!("{end}{end}") } else { format!(": keep-alive{end}{end}") };
                self.chunks.write(comment.as_bytes())?;
            }
            if self.lines {
                self.chunks.write(format!("{data}{end}").as_bytes())?;
                continue;
            }
            let name = name.map(|name| format!("event: {name}{end}")).unwrap_or_default();
            // The data over two lines: a line feed between tokens is white space to JSON.
            let data = if self.fault == Fault::Odd {
                // After a comma between members: the texts hold some too, which Gemini writes first and the others last.
                let text_first = data.starts_with("{\"candidates\"");
                let halves = if text_first { data.rsplit_once(",\"") } else { data.split_once(",\"") };
                halves.map_or(data.clone(), |(before, after)| format!("{before},{end}data:\"{after}"))
            } else {
                data.clone()
            };
            self.chunks.write(format!("{name}data: {data}{end}{end}").as_bytes())?;
        }
        Ok(())
    }
}
