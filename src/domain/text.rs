//! Places in text as the browser counts them (UTF-16 code units) and as Rust does (bytes).

/// The byte offset of the UTF-16 offset `utf16`, or `None` past the end. An offset inside a surrogate pair counts as the pair's start.
/// Linear, with a fast path for ASCII.
pub fn byte_of_utf16(text: &str, utf16: usize) -> Option<usize> {
    if text.as_bytes().get(..utf16).is_some_and(<[u8]>::is_ascii) {
        return Some(utf16);
    }
    let mut units = 0;
    for (byte, c) in text.char_indices() {
        if units + c.len_utf16() > utf16 {
            return Some(byte);
        }
        units += c.len_utf16();
    }
    (units == utf16).then_some(text.len())
}

/// The UTF-16 offset of byte `byte`; a byte inside a character counts as the character's start, one past the end as the end. Linear.
pub fn utf16_of_byte(text: &str, byte: usize) -> usize {
    let end = (0..=byte.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    let head = text.get(..end).unwrap_or_default();
    if head.is_ascii() { end } else { head.chars().map(char::len_utf16).sum() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_go_there_and_back() {
        let text = "aü👩‍🚀b";
        let expected = [(0, 0), (1, 1), (2, 3), (4, 7), (5, 10), (7, 14), (8, 15)];
        for (utf16, byte) in expected {
            assert_eq!(byte_of_utf16(text, utf16), Some(byte), "utf16 {utf16}");
            assert_eq!(utf16_of_byte(text, byte), utf16, "byte {byte}");
        }
        assert_eq!(byte_of_utf16(text, 9), None);
        assert_eq!(byte_of_utf16(text, 3), Some(3), "inside a pair is its start");
        assert_eq!(utf16_of_byte(text, 99), 8);
    }
}
