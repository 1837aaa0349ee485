//! Server-sent events, parsed incrementally: bytes in any pieces → events. The rules are the HTML standard's, section 9.2.6 "Interpreting an
//! event stream" (2026-11), without `id` and `retry`, which no model API gives a meaning.
//!
//! Why not a crate: `eventsource-stream` 0.2.3 panics on a byte-order mark and is quadratic in a line; `sseer` 0.3.1 is sound but stops at
//! invalid UTF-8, has no cap, and wraps an async stream, which this sans-IO layer is not. Streams are what this app lives on.

/// Bytes that one event (and the line being read) may hold before the stream is given up: 16 MB.
pub const EVENT_LIMIT: usize = 16_000_000;

/// One dispatched event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SseEvent {
    /// The `event` field; empty = none.
    pub name: String,
    /// `data` lines joined by line feeds; an event without such a line is dropped, as the standard says.
    pub data: String,
}

/// An event grew past [`EVENT_LIMIT`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("one event of the stream is larger than 16 MB")]
pub struct EventTooLarge;

/// The parser's state between pieces. Linear in the bytes pushed: every byte is looked at once and copied at most twice.
#[derive(Debug, Default)]
pub struct SseParser {
    line: Vec<u8>,
    /// The last line ended with CR; an LF that comes next belongs to it.
    after_cr: bool,
    past_first_line: bool,
    name: String,
    data: Vec<u8>,
    has_data: bool,
}

impl SseParser {
    /// Feeds bytes and appends the events that they complete.
    ///
    /// # Errors
    /// [`EventTooLarge`]; the parser must not be fed afterwards.
    pub fn push(&mut self, mut bytes: &[u8], events: &mut Vec<SseEvent>) -> Result<(), EventTooLarge> {
        while !bytes.is_empty() {
            if std::mem::take(&mut self.after_cr)
                && let Some(rest) = bytes.strip_prefix(b"\n")
            {
                bytes = rest;
                continue;
            }
            let end = bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
            let (part, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
            if self.line.len() + self.data.len() + part.len() > EVENT_LIMIT {
                return Err(EventTooLarge);
            }
            self.line.extend_from_slice(part);
            let Some((terminator, rest)) = rest.split_first() else { break };
            self.after_cr = *terminator == b'\r';
            bytes = rest;
            self.end_line(events);
        }
        Ok(())
    }

    fn end_line(&mut self, events: &mut Vec<SseEvent>) {
        let line = std::mem::take(&mut self.line);
        let mut text = line.as_slice();
        if !std::mem::replace(&mut self.past_first_line, true) {
            text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        }
        if text.is_empty() {
            self.dispatch(events);
        } else {
            self.field(text);
        }
        // The allocation is kept for the next line.
        self.line = line;
        self.line.clear();
    }

    fn field(&mut self, line: &[u8]) {
        let colon = line.iter().position(|byte| *byte == b':');
        let (name, value) = line.split_at(colon.unwrap_or(line.len()));
        let value = value.strip_prefix(b":").unwrap_or(value);
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match name {
            b"data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.data.push(b'\n');
                }
                self.data.extend_from_slice(value);
            }
            b"event" => self.name = String::from_utf8_lossy(value).into_owned(),
            // Not the standard's: llama.cpp before 2025-11 and what is built on it report errors as `error: {…}` (`server_sent_event` in
            // its server.cpp, read 2026-11), which would be lost as an unknown field.
            b"error" if value.starts_with(b"{") => {
                "error".clone_into(&mut self.name);
                self.field(&[b"data:", value].concat());
            }
            // Comments (an empty name), `id`, `retry` and unknown fields.
            _ => {}
        }
    }

    fn dispatch(&mut self, events: &mut Vec<SseEvent>) {
        let name = std::mem::take(&mut self.name);
        let data = std::mem::take(&mut self.data);
        // Dispatched when there was a `data` line, even an empty one, as the standard says.
        if std::mem::take(&mut self.has_data) {
            let data =
                String::from_utf8(data).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
            events.push(SseEvent { name, data });
        }
    }

    /// The event that was begun and not dispatched. The standard drops it; a model API that is cut after its last byte of JSON but before
    /// the empty line has still said it.
    pub fn into_rest(mut self) -> Option<SseEvent> {
        let mut events = Vec::new();
        if !self.line.is_empty() {
            self.end_line(&mut events);
        }
        self.dispatch(&mut events);
        events.pop()
    }
}
