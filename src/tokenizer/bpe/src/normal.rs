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
/// Lead byte of U+0300, the first character that may need work for NFC; for NFKC it is that of U+00A0.
const FIRST_NFC_LEAD: u8 = 0xCC;
const FIRST_NFKC_LEAD: u8 = 0xC2;

impl Form {
    /// `text` in this form; borrowed where it has it already.
    pub fn of(self, text: &str) -> Cow<'_, str> {
        let is_plain = |lead: u8| text.bytes().fold(0, u8::max) < lead;
        match self {
            Self::Nfc | Self::Nfkc => {
                let lead = if self == Self::Nfkc { FIRST_NFKC_LEAD } else { FIRST_NFC_LEAD };
                let has_form = is_plain(lead) || Kept::shared(self).all(text) || self.quick(text) == IsNormalized::Yes;
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

    fn all(&self, text: &str) -> bool {
        text.chars().all(|character| self.has(character))
    }

    #[inline]
    fn has(&self, character: char) -> bool {
        let code = u32::from(character);
        match self.bits.get((code / 64) as usize) {
            Some(word) => word >> (code % 64) & 1 == 1,
            None => is_kept(self.form, character),
        }
    }
}

fn is_kept(form: Form, character: char) -> bool {
    let quick = form.quick(character.encode_utf8(&mut [0; 4]));
    quick == IsNormalized::Yes && unicode_normalization::char::canonical_combining_class(character) == 0
}
