//! Variables: the values that fill a template. Values are data; they are never parsed as template.

use indexmap::IndexMap;

/// Values by variable name, in the order in which the person made them.
pub type Variables = IndexMap<String, String>;

/// Number of pill colors: `--pill-0-…` to `--pill-7-…` in `style/tokens.css`.
const HUES: u32 = 8;

/// The pill color of a variable, 0 to 7: FNV-1a (32 bit) over its name, modulo the number of colors. `hueOf` in the editor's
/// `template.ts` gives the same, so a pill in the text and its field agree.
pub fn hue(name: &str) -> u32 {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash % HUES
}

#[cfg(test)]
mod tests {
    use super::hue;

    /// Expected: what the editor's bundle answered in Chromium.
    #[test]
    fn hue_equals_the_editors() {
        let expected = [("topic", 4), ("tone", 1), ("ticket", 5), ("language", 3), ("größe", 2), ("", 5)];
        assert_eq!(expected.map(|(name, _)| hue(name)), expected.map(|(_, hue)| hue));
    }
}

/// Whether a template can name a variable so: letters, digits and `_`, not a digit first, and none of Jinja's own words.
pub fn is_name(name: &str) -> bool {
    const WORDS: [&str; 12] = ["and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "loop", "self"];
    let mut letters = name.chars();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && !WORDS.contains(&name.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod name_tests {
    use super::is_name;

    #[test]
    fn names_are_what_a_template_can_name() {
        for good in ["a", "_x1", "Ticket", "loop_count"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "1a", "a b", "a-b", "ü", "True", "loop", "a.b"] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
