//! Character classes that split rules speak of, from Unicode's general categories (Unicode 16.0, the version that tiktoken's regex engine
//! and this app's tables share; the test below compares every code point).

use std::sync::OnceLock;

use unicode_general_category::{GeneralCategory, get_general_category};

/// A set of classes, one bit each; a character is in exactly one of the first eight, except that a line break is white space too.
pub(crate) type Class = u16;

/// `\p{Lu}` and `\p{Lt}`.
pub(crate) const UPPER: Class = 1;
/// `\p{Ll}`.
pub(crate) const LOWER: Class = 1 << 1;
/// `\p{Lm}` and `\p{Lo}`.
pub(crate) const CASELESS: Class = 1 << 2;
/// `\p{M}`.
pub(crate) const MARK: Class = 1 << 3;
/// `\p{N}`.
pub(crate) const NUMBER: Class = 1 << 4;
/// `\s`.
pub(crate) const WHITE: Class = 1 << 5;
/// `[\r\n]`.
pub(crate) const BREAK: Class = 1 << 6;
/// `\p{P}` and `\p{S}`. A character without any bit is a control, a format, a surrogate, private or unassigned.
pub(crate) const SIGN: Class = 1 << 7;
/// `\p{Han}`, whatever else the character is.
pub(crate) const HAN: Class = 1 << 8;
/// `[一-龥\x{3040}-\x{309F}\x{30A0}-\x{30FF}]`, which DeepSeek's rule keeps together.
pub(crate) const EAST_ASIAN: Class = 1 << 9;

/// No class: characters of several begin so.
const MIXED: Class = Class::MAX;

/// `\p{L}`.
pub(crate) const LETTER: Class = UPPER | LOWER | CASELESS;

/// Looks classes up: a table for the Basic Multilingual Plane, the category itself above.
pub(crate) struct Classes {
    /// By first byte: the class of a character of ASCII, and that of every character that begins with a byte of three-byte characters, where all
    /// have the same (most Chinese and Korean); else [`MIXED`]. No look-up needs a check.
    leads: [Class; 256],
    plane: Box<[Class]>,
}

impl Classes {
    /// The table, built at first use (63,000 look-ups).
    pub(crate) fn shared() -> &'static Self {
        static CLASSES: OnceLock<Classes> = OnceLock::new();
        CLASSES.get_or_init(|| {
            let class = |code: u32| char::from_u32(code).map_or(0, classify);
            let plane: Box<[Class]> = (0..=0xFFFF).map(class).collect();
            let leads = std::array::from_fn(|lead| match lead {
                0..0x80 => plane[lead],
                0xE1..=0xEF => {
                    let begun = &plane[(lead & 0x0F) << 12..][..0x1000];
                    if begun.iter().all(|class| *class == begun[0]) { begun[0] } else { MIXED }
                }
                _ => MIXED,
            });
            Self { leads, plane }
        })
    }

    /// Class and length in bytes of the character that starts at `at`; an empty class of length 0 at the end of `text`.
    ///
    /// `text` is valid UTF-8 and `at` a character boundary; otherwise the answer is meaningless, but in bounds.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "it is called for every character, and one comparison is all there is to it mostly"
    )]
    pub(crate) fn at(&self, text: &[u8], at: usize) -> (Class, usize) {
        match text.get(at) {
            Some(&byte) if byte < 0x80 => (self.leads[usize::from(byte)], 1),
            Some(&byte) => match self.leads[usize::from(byte)] {
                MIXED => self.beyond_ascii(text, at),
                class => (class, 3),
            },
            None => (0, 0),
        }
    }

    #[inline(never)]
    fn beyond_ascii(&self, text: &[u8], at: usize) -> (Class, usize) {
        let byte = |offset: usize| text.get(at + offset).map_or(0, |&byte| u32::from(byte));
        let lead = byte(0);
        let tail = |offset: usize| byte(offset) & 0x3F;
        if lead < 0xE0 {
            (self.in_plane((lead & 0x1F) << 6 | tail(1)), 2)
        } else if lead < 0xF0 {
            (self.in_plane((lead & 0x0F) << 12 | tail(1) << 6 | tail(2)), 3)
        } else {
            let code = (lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3);
            (char::from_u32(code).map_or(0, classify), 4)
        }
    }

    /// The class of a character.
    pub(crate) fn of(&self, character: char) -> Class {
        let code = u32::from(character);
        if code < 0x1_0000 { self.in_plane(code) } else { classify(character) }
    }

    #[inline]
    fn in_plane(&self, code: u32) -> Class {
        self.plane.get(code as usize).copied().unwrap_or(0)
    }
}

/// `\p{Han}` (Unicode 16.0, `Scripts.txt`).
const HAN_RANGES: [(u32, u32); 22] = [
    (0x2E80, 0x2E99),
    (0x2E9B, 0x2EF3),
    (0x2F00, 0x2FD5),
    (0x3005, 0x3005),
    (0x3007, 0x3007),
    (0x3021, 0x3029),
    (0x3038, 0x303B),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFA6D),
    (0xFA70, 0xFAD9),
    (0x16FE2, 0x16FE3),
    (0x16FF0, 0x16FF1),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B739),
    (0x2B740, 0x2B81D),
    (0x2B820, 0x2CEA1),
    (0x2CEB0, 0x2EBE0),
    (0x2EBF0, 0x2EE5D),
    (0x2F800, 0x2FA1D),
    (0x30000, 0x3134A),
    (0x31350, 0x323AF),
];

/// The class of one character.
pub(crate) fn classify(character: char) -> Class {
    let code = u32::from(character);
    let han = HAN_RANGES.iter().any(|&(first, last)| (first..=last).contains(&code));
    let east_asian = matches!(code, 0x3040..=0x30FF | 0x4E00..=0x9FA5);
    category(character) | if han { HAN } else { 0 } | if east_asian { EAST_ASIAN } else { 0 }
}

fn category(character: char) -> Class {
    use GeneralCategory as G;
    if character.is_whitespace() {
        return if matches!(character, '\r' | '\n') { WHITE | BREAK } else { WHITE };
    }
    match get_general_category(character) {
        G::UppercaseLetter | G::TitlecaseLetter => UPPER,
        G::LowercaseLetter => LOWER,
        G::ModifierLetter | G::OtherLetter => CASELESS,
        G::NonspacingMark | G::SpacingMark | G::EnclosingMark => MARK,
        G::DecimalNumber | G::LetterNumber | G::OtherNumber => NUMBER,
        G::ConnectorPunctuation
        | G::DashPunctuation
        | G::OpenPunctuation
        | G::ClosePunctuation
        | G::InitialPunctuation
        | G::FinalPunctuation
        | G::OtherPunctuation
        | G::MathSymbol
        | G::CurrencySymbol
        | G::ModifierSymbol
        | G::OtherSymbol => SIGN,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use regex_syntax::hir::{Class as Set, HirKind};

    use super::*;

    /// Compares with the engine that tiktoken splits with.
    fn check(pattern: &str, expected: impl Fn(Class) -> bool) {
        let parsed = regex_syntax::parse(pattern).unwrap();
        let HirKind::Class(Set::Unicode(set)) = parsed.kind() else { panic!("{pattern} is not a class") };
        let members: HashSet<char> = set.ranges().iter().flat_map(|range| range.start()..=range.end()).collect();
        for character in '\0'..=char::MAX {
            assert_eq!(expected(classify(character)), members.contains(&character), "{pattern} and {character:?}");
        }
    }

    #[test]
    fn every_character_is_in_the_classes_that_the_regex_engine_puts_it_in() {
        check(r"[\p{Lu}\p{Lt}]", |class| class & UPPER != 0);
        check(r"\p{Ll}", |class| class & LOWER != 0);
        check(r"[\p{Lm}\p{Lo}]", |class| class & CASELESS != 0);
        check(r"\p{M}", |class| class & MARK != 0);
        check(r"\p{N}", |class| class & NUMBER != 0);
        check(r"\s", |class| class & WHITE != 0);
        check(r"[\p{P}\p{S}]", |class| class & SIGN != 0);
        check(r"\p{Han}", |class| class & HAN != 0);
        check(r"[一-龥\x{3040}-\x{309F}\x{30A0}-\x{30FF}]", |class| class & EAST_ASIAN != 0);
    }
}
