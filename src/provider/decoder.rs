//! The decoder: bytes of an answer in any pieces → [`RunEvent`]s. It knows transport shapes (event stream, one JSON document, a web page);
//! what the JSON means is each protocol's reader.

use super::event::RunEvent;
use super::json_array::JsonArrayParser;
use super::ndjson::NdjsonParser;
use super::output::Output;
use super::sse::{EVENT_LIMIT, EventTooLarge, SseEvent, SseParser};
use super::{built_in, chat_completions, cohere, error, gemini, lenient, messages, ollama, responses};
use crate::domain::completion::FinishReason;
use crate::domain::connection::Protocol;
use crate::domain::failure::{Failure, FailureKind};

/// Decodes the body of one answer with a success status. Time and memory are linear in the bytes pushed; nothing that was emitted is kept.
#[derive(Debug)]
pub struct Decoder {
    body: Body,
    reader: Reader,
    out: Output,
    content_type: String,
    /// The beginning of an event stream that has not said anything yet: it may be none.
    head: Vec<u8>,
    has_event: bool,
}

/// What the body turned out to be. Servers mislabel it, so the first byte decides, not the content type.
#[derive(Debug)]
enum Body {
    /// Only white space or part of a byte-order mark so far.
    Unknown(Vec<u8>),
    Stream(SseParser),
    /// A line an event.
    Lines(NdjsonParser),
    /// An item an event.
    Array(JsonArrayParser),
    /// One JSON document, though a stream was asked for.
    Json(Vec<u8>),
    /// Neither: kept as far as a message needs it.
    Garbage(Vec<u8>),
}

/// Turns JSON of one protocol into events.
#[derive(Debug)]
enum Reader {
    ChatCompletions(chat_completions::Reader),
    Messages(messages::Reader),
    Responses(responses::Reader),
    Gemini(gemini::Reader),
    Cohere(cohere::Reader),
    Ollama(ollama::Reader),
    BuiltIn,
    DryRun,
}

/// Bytes of a garbled answer that its message quotes.
const QUOTE: usize = 300;

impl Decoder {
    /// A decoder for one answer; `content_type` is the header's value, empty when there is none, and only serves messages.
    pub fn new(protocol: Protocol, content_type: &str) -> Self {
        let reader = match protocol {
            Protocol::ChatCompletions => Reader::ChatCompletions(chat_completions::Reader::default()),
            Protocol::Messages => Reader::Messages(messages::Reader::default()),
            Protocol::Responses => Reader::Responses(responses::Reader::default()),
            Protocol::Gemini => Reader::Gemini(gemini::Reader),
            Protocol::Cohere => Reader::Cohere(cohere::Reader::default()),
            Protocol::Ollama => Reader::Ollama(ollama::Reader),
            Protocol::BuiltIn => Reader::BuiltIn,
            Protocol::DryRun => Reader::DryRun,
        };
        Self {
            body: Body::Unknown(Vec::new()),
            reader,
            out: Output::default(),
            content_type: content_type.to_owned(),
            head: Vec::new(),
            has_event: false,
        }
    }

    /// Feeds bytes; returns the events that they complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<RunEvent> {
        match &mut self.body {
            Body::Unknown(start) => {
                // What is longer than a byte-order mark and still unknown is white space: only the new bytes are looked at.
                let is_blank = start.len() > BOM.len();
                start.extend_from_slice(bytes);
                let first = if is_blank { first_byte_of(bytes) } else { first_byte(start) };
                let Some(first) = first else {
                    let size = if start.len() > EVENT_LIMIT { Err(EventTooLarge) } else { Ok(()) };
                    self.check_size(size);
                    return self.out.take();
                };
                let start = std::mem::take(start);
                self.body = match first {
                    b'{' if self.reader.reads_lines() => Body::Lines(NdjsonParser::default()),
                    b'{' => Body::Json(Vec::new()),
                    b'[' => Body::Array(JsonArrayParser::default()),
                    b'<' => Body::Garbage(Vec::new()),
                    _ => Body::Stream(SseParser::default()),
                };
                return self.push(&start);
            }
            Body::Stream(parser) => {
                let mut events = Vec::new();
                let pushed = parser.push(bytes, &mut events);
                self.has_event |= !events.is_empty();
                if !self.has_event {
                    let room = QUOTE.saturating_sub(self.head.len());
                    self.head.extend(bytes.iter().take(room));
                }
                for event in &events {
                    self.read(event);
                }
                self.check_size(pushed);
            }
            Body::Lines(parser) => {
                let mut lines = Vec::new();
                let pushed = parser.push(bytes, &mut lines);
                self.read_all(lines);
                self.check_size(pushed);
            }
            Body::Array(parser) => {
                let mut items = Vec::new();
                let pushed = parser.push(bytes, &mut items);
                self.read_all(items);
                self.check_size(pushed);
            }
            Body::Json(document) if document.len() + bytes.len() <= EVENT_LIMIT => document.extend_from_slice(bytes),
            Body::Json(_) => {
                self.out.fail(Failure::new(FailureKind::Garbled, "The answer is one JSON document larger than 16 MB."));
                self.body = Body::Garbage(Vec::new());
            }
            Body::Garbage(start) => {
                let room = QUOTE.saturating_sub(start.len());
                start.extend(bytes.iter().take(room));
            }
        }
        self.out.take()
    }

    /// Whether the answer has said that it is over, so that nothing more need be read.
    pub fn is_done(&self) -> bool {
        self.out.ended
    }

    /// Ends the answer; returns what was still held back. An answer that did not say why it ended is [`FailureKind::Interrupted`].
    pub fn finish(mut self) -> Vec<RunEvent> {
        match std::mem::replace(&mut self.body, Body::Garbage(Vec::new())) {
            Body::Unknown(_) => self
                .out
                .fail(Failure::new(FailureKind::Garbled, "The answer is empty: no byte came after the headers.")),
            Body::Stream(parser) => {
                // A cut in the middle of an event leaves half its JSON: that is an interruption, not garbage.
                if let Some(event) =
                    parser.into_rest().filter(|event| event.data == DONE || lenient::parse(&event.data).is_some())
                {
                    self.read(&event);
                }
                self.end_of_stream();
            }
            Body::Lines(parser) => {
                let rest = parser.into_rest().filter(|line| lenient::parse(line).is_some());
                self.read_all(rest.into_iter().collect());
                self.end_of_stream();
            }
            Body::Array(parser) => {
                if parser.has_ended() && !self.out.said_anything && self.out.finish.is_none() {
                    self.out
                        .fail(Failure::new(FailureKind::Garbled, "The answer is a JSON array that holds no answer."));
                }
                self.end_of_stream();
            }
            Body::Json(document) => self.read_document(&document),
            Body::Garbage(start) => self.garbled(&start),
        }
        self.out.take()
    }

    /// Lines or items: events without names.
    fn read_all(&mut self, texts: Vec<String>) {
        for data in texts {
            self.read(&SseEvent { name: String::new(), data });
        }
    }

    fn check_size(&mut self, pushed: Result<(), EventTooLarge>) {
        if let Err(error) = pushed {
            self.out.fail(Failure::new(FailureKind::Garbled, format!("The answer broke off: {error}.")));
            self.body = Body::Garbage(Vec::new());
        }
    }

    fn read(&mut self, event: &SseEvent) {
        if self.out.ended || event.data.trim().is_empty() {
            return;
        }
        if event.data.trim() == DONE {
            self.out.done_marker();
            return;
        }
        let Some(value) = lenient::parse(&event.data) else {
            let detail = format!("An event of the stream is not JSON: {}", quote(event.data.as_bytes()));
            return self.out.fail(Failure::new(FailureKind::Garbled, detail));
        };
        match &mut self.reader {
            Reader::ChatCompletions(reader) => reader.event(&event.name, &value, &mut self.out),
            Reader::Messages(reader) => reader.event(&event.name, &value, &mut self.out),
            Reader::Responses(reader) => reader.event(&event.name, &value, &mut self.out),
            Reader::Gemini(_) => gemini::Reader::chunk(&value, &mut self.out),
            Reader::Cohere(reader) => reader.event(&event.name, &value, &mut self.out),
            Reader::Ollama(_) => ollama::Reader::line(&value, &mut self.out),
            Reader::BuiltIn => built_in::line(&value, &mut self.out),
            Reader::DryRun => {}
        }
    }

    fn read_document(&mut self, document: &[u8]) {
        let text = String::from_utf8_lossy(document);
        let text = text.trim_start_matches('\u{feff}');
        let Some(value) = lenient::parse(text) else {
            if let Some(lines) = json_lines(text) {
                self.read_all(lines);
                return self.end_of_stream();
            }
            let detail = format!("The answer is not a stream and not whole JSON: {}", quote(document));
            return self.out.fail(Failure::new(FailureKind::Garbled, detail));
        };
        if let Some(failure) = error::in_answer(&value) {
            return self.out.fail(failure);
        }
        match &mut self.reader {
            Reader::ChatCompletions(reader) => reader.document(&value, &mut self.out),
            Reader::Messages(reader) => reader.document(&value, &mut self.out),
            Reader::Responses(reader) => reader.document(&value, &mut self.out),
            Reader::Gemini(_) => gemini::Reader::chunk(&value, &mut self.out),
            Reader::Cohere(reader) => reader.document(&value, &mut self.out),
            Reader::Ollama(_) => ollama::Reader::line(&value, &mut self.out),
            Reader::BuiltIn => built_in::line(&value, &mut self.out),
            Reader::DryRun => {}
        }
        // Whole JSON was not cut, so an answer in it is whole even when nothing says why it ended.
        if self.out.said_anything {
            self.out.finish(FinishReason::Stop);
        }
        if self.out.finish.is_none() && !self.out.failed {
            let detail = format!("The answer is JSON that holds no answer: {}", quote(document));
            self.out.fail(Failure::new(FailureKind::Garbled, detail));
        }
    }

    fn end_of_stream(&mut self) {
        if self.out.failed || self.out.finish.is_some() {
            return;
        }
        if !self.has_event && is_no_event_stream(&self.head) {
            let detail = format!("The answer is text and no stream of events: {}", quote(&self.head));
            return self.out.fail(Failure::new(FailureKind::Garbled, detail));
        }
        let detail = if self.out.said_anything {
            "The answer stopped before its end: no finish reason came."
        } else {
            "The answer ended before its first token."
        };
        self.out.fail(Failure::new(FailureKind::Interrupted, detail));
    }

    fn garbled(&mut self, start: &[u8]) {
        let label = if self.content_type.is_empty() { "an unnamed type" } else { self.content_type.as_str() };
        let detail = format!("The server sent a web page instead of an answer ({label}): {}", quote(start));
        self.out.fail(Failure::new(FailureKind::Garbled, detail));
    }
}

/// Ends the streams of Chat Completions and of those who copy it.
const DONE: &str = "[DONE]";

impl Reader {
    /// Whether the protocol streams a JSON object a line instead of events.
    fn reads_lines(&self) -> bool {
        matches!(self, Self::Ollama(_) | Self::BuiltIn)
    }
}

/// The lines of a body that was taken for one document, when each of them is JSON.
fn json_lines(text: &str) -> Option<Vec<String>> {
    let lines: Vec<&str> = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect();
    let all = lines.len() > 1 && lines.iter().all(|line| lenient::parse(line).is_some());
    all.then(|| lines.into_iter().map(str::to_owned).collect())
}

/// Whether a beginning without a single event is something else altogether, such as “Internal Server Error”.
fn is_no_event_stream(head: &[u8]) -> bool {
    const FIELDS: [&str; 5] = [":", "data", "event", "id", "retry"];
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    !text.is_empty() && !FIELDS.iter().any(|field| text.starts_with(field) || field.starts_with(text))
}

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// First byte that says something about the shape.
fn first_byte(bytes: &[u8]) -> Option<u8> {
    if BOM.starts_with(bytes) {
        return None;
    }
    let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
    first_byte_of(bytes)
}

fn first_byte_of(bytes: &[u8]) -> Option<u8> {
    bytes.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

/// The start of what came, for a message.
fn quote(bytes: &[u8]) -> String {
    let bytes = bytes.trim_ascii_start();
    let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(QUOTE)).unwrap_or_default())
        .trim()
        .trim_start_matches('\u{feff}')
        .to_owned();
    if text.is_empty() { "(nothing)".to_owned() } else { text }
}
