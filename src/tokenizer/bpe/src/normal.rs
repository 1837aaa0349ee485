//! Normalization that some vocabularies want before anything else. Most texts have the wanted form already; a table of bits tells that
//! without a look at Unicode's tables.

use std::borrow::Cow;
use std::sync::OnceLock;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick, is_nfkc_quick};

/// What a text is made into before it is split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    AsIs,
    Nfc,
    Nfkc,
    /// Every `▁` is a space, as `SentencePiece` has it.
    Spaces,
}

/// The character that `SentencePiece` writes for a space.
const SPACE: char = '\u{2581}';

impl Form {
    /// `text` in this form; borrowed where it has it already.
    pub fn of(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Nfc | Self::Nfkc => {
                let has_form = Kept::shared(self).all(text) || self.quick(text) == IsNormalized::Yes;
                if has_form {
                    return Cow::Borrowed(text);
                }
                let made: String = if self == Self::Nfkc { text.nfkc().collect() } else { text.nfc().collect() };
                if made == text { Cow::Borrowed(text) } else { Cow::Owned(made) }
            }
            Self::Spaces if text.contains(SPACE) => Cow::Owned(text.replace(SPACE, " ")),
            Self::AsIs | Self::Spaces => Cow::Borrowed(text),
        }
    }

    fn quick(self, text: &str) -> IsNormalized {
        if self == Self::Nfkc { is_nfkc_quick(text.chars()) } else { is_nfc_quick(text.chars()) }
    }

    /// Whether this character stays as it is wherever it stands, and changes nothing beside it.
    pub fn keeps(self, character: char) -> bool {
        match self {
            Self::AsIs => true,
            Self::Spaces => character != SPACE,
            Self::Nfc | Self::Nfkc => Kept::shared(self).has(character),
        }
    }
}

/// Characters of the Basic Multilingual Plane that a form keeps, one bit each.
struct Kept {
    form: Form,
    bits: Box<[u64]>,
}

impl Kept {
    fn shared(form: Form) -> &'static Self {
        static NFC: OnceLock<Kept> = OnceLock::new();
        static NFKC: OnceLock<Kept> = OnceLock::new();
        let kept = if form == Form::Nfkc { &NFKC } else { &NFC };
        kept.get_or_init(|| {
            let word = |index: u32| {
                let has = |bit: u32| char::from_u32(index * 64 + bit).is_some_and(|it| is_kept(form, it));
                (0..64).fold(0, |word, bit| word | u64::from(has(bit)) << bit)
            };
            Kept { form, bits: (0..0x1_0000 / 64).map(word).collect() }
        })
    }

    /// Whether every character is here. Eight bytes of ASCII are one step, and a character is looked up only when others that begin as it does are
    /// not here.
    fn all(&self, text: &str) -> bool {
        const HIGH: u64 = 0x8080_8080_8080_8080;
        let bytes = text.as_bytes();
        let tail = |at: usize| bytes.get(at).map_or(0, |&byte| u32::from(byte & 0x3F));
        let mut at = 0;
        while let Some(&lead) = bytes.get(at) {
            if lead < 0x80 {
                let block =
                    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(1 << 15, |block| u64::from_le_bytes(*block));
                at += (block & HIGH).trailing_zeros() as usize / 8;
                continue;
            }
            let first = u32::from(lead);
            let (code, length) = match lead {
                ..=0xDF => ((first & 0x1F) << 6 | tail(at + 1), 2),
                0xE0..=0xEF => ((first & 0x0F) << 12 | tail(at + 1) << 6 | tail(at + 2), 3),
                _ => ((first & 0x07) << 18 | tail(at + 1) << 12 | tail(at + 2) << 6 | tail(at + 3), 4),
            };
            if may_change(lead) && !self.has_code(code) {
                return false;
            }
            at += length;
        }
        true
    }

    fn has(&self, character: char) -> bool {
        self.has_code(u32::from(character))
    }

    #[inline]
    fn has_code(&self, code: u32) -> bool {
        match self.bits.get((code / 64) as usize) {
            Some(word) => word >> (code % 64) & 1 == 1,
            None => char::from_u32(code).is_some_and(|character| is_kept(self.form, character)),
        }
    }
}

/// Whether a form may change a character that begins with this byte, or look at what stands beside it. ASCII, the ideographs from U+4000 to U+8FFF
/// and the syllables from U+B000 to U+CFFF stay as they are in both forms (the test below looks at each); a byte inside a character is none.
#[inline]
fn may_change(lead: u8) -> bool {
    !matches!(lead, 0..0xC2 | 0xE4..=0xE8 | 0xEB..=0xEC)
}

fn is_kept(form: Form, character: char) -> bool {
    let quick = form.quick(character.encode_utf8(&mut [0; 4]));
    quick == IsNormalized::Yes && unicode_normalization::char::canonical_combining_class(character) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_passed_over_is_kept() {
        for character in '\0'..=char::MAX {
            let lead = character.encode_utf8(&mut [0; 4]).as_bytes().first().copied().unwrap_or(0);
            for form in [Form::Nfc, Form::Nfkc] {
                assert!(may_change(lead) || is_kept(form, character), "{character:?} in {form:?}");
            }
        }
    }

    #[test]
    fn a_character_is_found_wherever_it_stands() {
        for place in 0..40 {
            for (odd, length) in [("\u{301}", 1), ("\u{212B}", 3), ("\u{F900}", 2)] {
                let text = format!("{}{odd}{}", "中a".repeat(place), "é".repeat(length));
                assert!(!Kept::shared(Form::Nfc).all(&text), "{text}");
            }
            assert!(Kept::shared(Form::Nfc).all(&"中é".repeat(place)));
        }
    }
}
