//! Hidden characters: code points that show nothing and can carry instructions or turn text around. A shared playground and an answer say how
//! many they hold, and show where.

use std::fmt::Write as _;

/// Counts characters that a reader does not see: Unicode tags, zero-width spaces and bidirectional controls. Joiners beside letters
/// outside ASCII are left alone, because emoji and several scripts need them.
pub fn hidden_characters(text: &str) -> usize {
    marked(text).filter(|(_, is_hidden)| *is_hidden).count()
}

/// The text with each hidden character written as its code point: `a⟨U+200B⟩b`.
pub fn revealed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (c, is_hidden) in marked(text) {
        if is_hidden {
            // Writing into a String can't fail.
            let _ = write!(out, "⟨U+{:04X}⟩", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

fn marked(text: &str) -> impl Iterator<Item = (char, bool)> {
    let mut before = '\0';
    text.chars().map(move |c| {
        let is_hidden = match c {
            '\u{200c}' | '\u{200d}' => before.is_ascii(),
            '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{061c}'
            | '\u{180e}'
            | '\u{feff}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}'
            | '\u{e0000}'..='\u{e007f}' => true,
            _ => false,
        };
        before = c;
        (c, is_hidden)
    })
}

#[cfg(test)]
mod tests {
    use super::{hidden_characters, revealed};

    #[test]
    fn counts_what_no_reader_sees() {
        assert_eq!(hidden_characters("plain text, ünïcode, 漢字"), 0);
        assert_eq!(hidden_characters("a\u{200b}b\u{feff}"), 2);
        assert_eq!(hidden_characters("\u{202e}txt.exe"), 1);
        assert_eq!(hidden_characters("hi\u{e0049}\u{e0067}"), 2);
    }

    #[test]
    fn leaves_joiners_of_emoji_and_persian_alone() {
        assert_eq!(hidden_characters("👩\u{200d}💻 می\u{200c}خواهم"), 0);
        assert_eq!(hidden_characters("pass\u{200d}word"), 1);
    }

    #[test]
    fn shows_where_they_are() {
        assert_eq!(revealed("a\u{200b}b \u{202e}x 👩\u{200d}💻"), "a⟨U+200B⟩b ⟨U+202E⟩x 👩\u{200d}💻");
    }
}
