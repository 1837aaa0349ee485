//! Newline-delimited JSON, cut into lines incrementally: bytes in any pieces → lines. Ollama's own API streams like this. A carriage return
//! ends a line too: JSON has none inside its strings.

use super::sse::{EVENT_LIMIT, EventTooLarge};

/// The parser's state between pieces. Linear in the bytes pushed.
#[derive(Debug, Default)]
pub struct NdjsonParser {
    line: Vec<u8>,
}

impl NdjsonParser {
    /// Feeds bytes and appends the lines that they complete, without line ends, empty lines left out; invalid UTF-8 becomes U+FFFD.
    ///
    /// # Errors
    /// [`EventTooLarge`]; the parser must not be fed afterwards.
    pub fn push(&mut self, bytes: &[u8], lines: &mut Vec<String>) -> Result<(), EventTooLarge> {
        for piece in bytes.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
            if self.line.len() + piece.len() > EVENT_LIMIT {
                return Err(EventTooLarge);
            }
            self.line.extend_from_slice(piece);
            if piece.ends_with(b"\n") || piece.ends_with(b"\r") {
                lines.extend(self.take());
            }
        }
        Ok(())
    }

    /// The last line, when it has no line end.
    pub fn into_rest(mut self) -> Option<String> {
        self.take()
    }

    fn take(&mut self) -> Option<String> {
        let line = String::from_utf8_lossy(&self.line);
        let line = line.trim_start_matches('\u{feff}').trim().to_owned();
        self.line.clear();
        (!line.is_empty()).then_some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_cut_gives_the_same_lines() {
        let text = "\u{feff}{\"a\":\"é\"}\r\n\n  {\"b\":2}\n{\"c\":3}".as_bytes();
        for size in 1..=text.len() {
            let (mut parser, mut lines) = (NdjsonParser::default(), Vec::new());
            for piece in text.chunks(size) {
                assert_eq!(parser.push(piece, &mut lines), Ok(()));
            }
            lines.extend(parser.into_rest());
            assert_eq!(lines, ["{\"a\":\"é\"}", "{\"b\":2}", "{\"c\":3}"], "chunks of {size}");
        }
    }

    #[test]
    fn a_line_past_the_limit_is_an_error() {
        let mut parser = NdjsonParser::default();
        assert_eq!(parser.push(&vec![b'x'; EVENT_LIMIT + 1], &mut Vec::new()), Err(EventTooLarge));
    }
}
