//! Packing of short texts: a model guesses each bit from what came before, and an arithmetic coder writes only what the guess did not know
//! (context mixing, after Matt Mahoney's PAQ). The model has read `dict-2.txt` before the first bit, so it knows the records of this app and
//! the words of prompts. Links of real prompts are a quarter to a third shorter than with deflate and a dictionary.
//!
//! **Frozen.** Whoever opens a link must guess exactly as who made it: not one number of [`model`], [`logistic`] or the dictionary may ever
//! change. A better model is another package with another id in the link. Everything is whole numbers, so every machine guesses alike.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "likelihoods and places on the scale are small numbers; their bounds stand at their names"
)]

mod coder;
mod logistic;
mod model;

use std::sync::OnceLock;

use coder::{Reader, Writer};
use model::Model;
use thiserror::Error;

/// Bytes that are packed at most. Unpacking so many takes about as long as a page takes to draw; what is longer belongs to deflate.
pub const MOST: usize = 32 * 1024;

/// Text that links of this app are likely to hold.
const DICTIONARY: &[u8] = include_bytes!("dict-2.txt");

/// Why bytes do not unpack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum UnpackError {
    #[error("the packed bytes do not say how long the text is")]
    NoLength,
    #[error("the text is longer than is ever packed")]
    TooLong,
}

/// The packed bytes: the length as LEB128, then the arithmetic code without the zero bytes at its end. `None` = longer than [`MOST`].
/// Linear in the text: about a megabyte a second.
pub fn pack(text: &[u8]) -> Option<Vec<u8>> {
    let mut packed = length_bytes(u32::try_from(text.len()).ok().filter(|_| text.len() <= MOST)?);
    let mut model = primed();
    let mut writer = Writer::default();
    for byte in text {
        for place in (0..8).rev() {
            let bit = byte >> place & 1 == 1;
            writer.write(bit, model.guess());
            model.learn(bit);
        }
    }
    packed.extend(writer.finish());
    Some(packed)
}

/// The text of packed bytes. Bytes that nobody packed give some text of the length that they say: a checksum must tell. Time and memory are
/// bounded by [`MOST`], whatever the input.
///
/// # Errors
/// See [`UnpackError`].
pub fn unpack(packed: &[u8]) -> Result<Vec<u8>, UnpackError> {
    let (length, code) = length_of(packed).ok_or(UnpackError::NoLength)?;
    if length > MOST {
        return Err(UnpackError::TooLong);
    }
    let mut model = primed();
    let mut reader = Reader::new(code);
    let byte = |_| {
        (0..8).fold(0_u8, |byte, _| {
            let bit = reader.read(model.guess());
            model.learn(bit);
            byte << 1 | u8::from(bit)
        })
    };
    Ok((0..length).map(byte).collect())
}

/// A model that has read the dictionary. Reading takes several milliseconds, a copy of one that has read less than one.
fn primed() -> Model {
    static PRIMED: OnceLock<Model> = OnceLock::new();
    let read = || {
        let mut model = Model::new(DICTIONARY.len() + MOST);
        for byte in DICTIONARY {
            for place in (0..8).rev() {
                model.guess();
                model.learn(byte >> place & 1 == 1);
            }
        }
        model
    };
    PRIMED.get_or_init(read).clone()
}

/// LEB128: seven bits a byte, the lowest first; the top bit says that another follows.
fn length_bytes(mut length: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (length & 0x7f) as u8;
        length >>= 7;
        if length == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// The length, and what follows it; `None` when it does not end or is larger than four such bytes hold.
fn length_of(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut length = 0;
    for (place, byte) in bytes.iter().take(4).enumerate() {
        length |= usize::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((length, bytes.get(place + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MOST, UnpackError, pack, unpack};

    #[test]
    fn likely_text_takes_few_bytes() {
        let json = br#"{"columns":[{"model":"gpt-5.5","provider":"openai"}],"messages":[{"role":"user","text":"Summarize this."}],"v":1}"#;
        let packed = pack(json).expect("short");
        assert_eq!(unpack(&packed).as_deref(), Ok(&json[..]));
        assert!(packed.len() < 20, "{} bytes", packed.len());
    }

    /// What was packed once must open for ever: these bytes were made when the format was frozen.
    #[test]
    fn the_format_is_frozen() {
        let text = "Frozen on 2026-11-28: {{name}} “ä” 👩‍🔬\n";
        let packed = b"\x34\x1b\x2b\xc6\x49\xe2\x5f\xcc\x55\x14\x20\x13\xd1\xc0\x42\x5a\xbf\xbe\xa7\x4d\xd4\x86\x15\x37\x1d\x4c\x63\x81\x2d\xb3\xb0\x3f\x86\x94\x54\x2c\x69\x31\xc4\x58";
        assert_eq!(pack(text.as_bytes()).as_deref(), Some(&packed[..]));
        assert_eq!(unpack(packed).as_deref(), Ok(text.as_bytes()));
    }

    #[test]
    fn the_ends_are_right() {
        assert_eq!(pack(b""), Some(vec![0]));
        assert_eq!(unpack(&[0]), Ok(Vec::new()));
        assert_eq!(unpack(&[]), Err(UnpackError::NoLength));
        assert_eq!(unpack(&[0x80]), Err(UnpackError::NoLength));
        assert_eq!(unpack(&[0xff; 9]), Err(UnpackError::NoLength));
        assert_eq!(unpack(&[0x81, 0x80, 2, 0]), Err(UnpackError::TooLong));
        assert_eq!(pack(&vec![b'a'; MOST + 1]), None);
        for text in [vec![b'a'; MOST], vec![0; MOST], vec![0xff; MOST]] {
            assert_eq!(unpack(&pack(&text).expect("short")), Ok(text));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 48 } else { 1024 }))]

        #[test]
        fn any_bytes_come_back(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            prop_assert_eq!(unpack(&pack(&bytes).expect("short")), Ok(bytes));
        }

        #[test]
        fn any_text_comes_back(text in "([a-z ]|\\{\\{|\\}\\}|ä|👩‍🔬|\\n){0,300}") {
            prop_assert_eq!(unpack(&pack(text.as_bytes()).expect("short")), Ok(text.into_bytes()));
        }

        #[test]
        fn bytes_that_nobody_packed_do_no_harm(packed in prop::collection::vec(any::<u8>(), 0..80)) {
            if let Ok(text) = unpack(&packed) {
                prop_assert!(text.len() <= MOST);
            }
        }
    }
}
