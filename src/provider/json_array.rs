//! A JSON array that is still coming, cut into its items: bytes in any pieces → the text of each item as soon as it is whole. Gemini streams
//! like this when it is not asked for events.

use super::sse::{EVENT_LIMIT, EventTooLarge};

/// The parser's state between pieces. Linear in the bytes pushed; it knows brackets and strings, and leaves everything else to whoever parses
/// the items.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "two for the array, two for a string in it: four independent states")]
pub(super) struct JsonArrayParser {
    begun: bool,
    ended: bool,
    item: Vec<u8>,
    depth: u32,
    in_string: bool,
    escaped: bool,
}

impl JsonArrayParser {
    /// Feeds bytes and appends the items that they complete; invalid UTF-8 becomes U+FFFD.
    pub(super) fn push(&mut self, bytes: &[u8], items: &mut Vec<String>) -> Result<(), EventTooLarge> {
        for byte in bytes {
            if self.ended {
                break;
            }
            if self.item.len() >= EVENT_LIMIT {
                return Err(EventTooLarge);
            }
            self.take(*byte, items);
        }
        Ok(())
    }

    /// Whether the array's own end has come.
    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    fn take(&mut self, byte: u8, items: &mut Vec<String>) {
        if !self.begun {
            self.begun = byte == b'[';
            return;
        }
        if self.in_string {
            self.item.push(byte);
            self.in_string = self.escaped || byte != b'"';
            self.escaped = !self.escaped && byte == b'\\';
            return;
        }
        match byte {
            b',' | b']' if self.depth == 0 => {
                self.end_item(items);
                self.ended = byte == b']';
            }
            _ if self.depth == 0 && self.item.is_empty() && byte.is_ascii_whitespace() => {}
            b'{' | b'[' => {
                self.depth += 1;
                self.item.push(byte);
            }
            b'}' | b']' => {
                self.item.push(byte);
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.end_item(items);
                }
            }
            _ => {
                self.in_string = byte == b'"';
                self.item.push(byte);
            }
        }
    }

    fn end_item(&mut self, items: &mut Vec<String>) {
        if !self.item.is_empty() {
            items.push(String::from_utf8_lossy(self.item.trim_ascii()).into_owned());
            self.item.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        for size in 1..=text.len() {
            let (mut parser, mut items) = (JsonArrayParser::default(), Vec::new());
            for piece in text.as_bytes().chunks(size) {
                assert_eq!(parser.push(piece, &mut items), Ok(()));
            }
            assert_eq!(items, expected, "{text} in pieces of {size}");
        }
    }

    #[test]
    fn items_come_whole_whatever_is_in_them() {
        check(
            "[{\"a\":\"é ]}\\\"\"}\n,\r\n {\"b\":[1,{\"c\":2}]}\n]",
            &["{\"a\":\"é ]}\\\"\"}", "{\"b\":[1,{\"c\":2}]}"],
        );
        check("\u{feff}[1, \"x,\" , null]rest", &["1", "\"x,\"", "null"]);
        check("[]", &[]);
    }

    #[test]
    fn an_item_comes_with_its_last_byte() {
        let (mut parser, mut items) = (JsonArrayParser::default(), Vec::new());
        assert_eq!(parser.push(b"[{\"a\":1}", &mut items), Ok(()));
        assert_eq!(items, ["{\"a\":1}"]);
        assert!(!parser.has_ended());
    }
}
