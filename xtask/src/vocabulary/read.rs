//! Reads the packages' formats: each becomes the bytes of every token in the order of ids.

use std::io::Read;

use crate::Outcome;
use crate::packages::Packages;
use crate::sources::{Format, Source};

/// Bytes of each id; none where an id stands for no text.
pub fn tokens(source: &Source, packages: &Packages) -> Outcome<Vec<Vec<u8>>> {
    let files = packages.read(source)?;
    let wrong = |what: &str| format!("{} of {} {}: {what}", source.name, source.package, source.version);
    let mut tokens = Vec::with_capacity(source.tokens);
    for file in &files {
        let read = match source.format {
            Format::Ranks => ranks(file, &mut tokens),
            Format::Frames => frame(file, &mut tokens),
            Format::Claude => claude(file, &mut tokens),
            Format::Pieces => pieces(file, &mut tokens),
        };
        read.ok_or_else(|| wrong("the file is not of the format that it has been"))?;
    }
    Ok(tokens)
}

/// Puts `token` at `id`, which is after all that are there.
fn put(tokens: &mut Vec<Vec<u8>>, id: usize, token: Vec<u8>) -> Option<()> {
    let gap = id.checked_sub(tokens.len())?;
    tokens.extend(std::iter::repeat_n(Vec::new(), gap));
    tokens.push(token);
    Some(())
}

fn ranks(file: &[u8], tokens: &mut Vec<Vec<u8>>) -> Option<()> {
    for line in std::str::from_utf8(file).ok()?.lines() {
        let (token, rank) = line.split_once(' ')?;
        put(tokens, rank.parse().ok()?, base64(token)?)?;
    }
    Some(())
}

/// `TKV1`, number of tokens, first rank, lengths as LEB128, then the tokens' bytes by length, each length in the order of ranks.
fn frame(file: &[u8], tokens: &mut Vec<Vec<u8>>) -> Option<()> {
    let mut data = Vec::new();
    ruzstd::decoding::StreamingDecoder::new(file).ok()?.read_to_end(&mut data).ok()?;
    let mut rest = data.strip_prefix(b"TKV1")?;
    let count = number(&mut rest)?;
    let first = number(&mut rest)?;
    let lengths: Vec<usize> = (0..count).map(|_| varint(&mut rest)).collect::<Option<_>>()?;
    let longest = lengths.iter().copied().max()?;
    let mut starts = vec![0; longest + 1];
    let mut at = 0;
    for (length, start) in starts.iter_mut().enumerate() {
        *start = at;
        at += length * lengths.iter().filter(|other| **other == length).count();
    }
    for (index, length) in lengths.into_iter().enumerate() {
        let start = starts.get_mut(length)?;
        put(tokens, first + index, rest.get(*start..*start + length)?.to_vec())?;
        *start += length;
    }
    (at == rest.len()).then_some(())
}

/// `"bpe_ranks":"! 5 IQ== Ig== …"`: a mark, the first id, the tokens.
fn claude(file: &[u8], tokens: &mut Vec<Vec<u8>>) -> Option<()> {
    let text = std::str::from_utf8(file).ok()?;
    let (_, rest) = text.split_once("\"bpe_ranks\"")?;
    let ranks = rest.split('"').nth(1)?;
    let mut words = ranks.split(' ').skip(1);
    let first: usize = words.next()?.parse().ok()?;
    words.enumerate().try_for_each(|(index, token)| put(tokens, first + index, base64(token)?))
}

/// The kinds of pieces that a `SentencePiece` model tells apart.
const NORMAL: usize = 1;
const USER_DEFINED: usize = 4;

/// Pieces of a `SentencePiece` model (`sentencepiece_model.proto`): text, score and kind. Its `▁` is a space. Bytes, controls and the
/// unknown stand for no text of their own. Normal pieces must come by falling score, so that a lower id merges first.
fn pieces(file: &[u8], tokens: &mut Vec<Vec<u8>>) -> Option<()> {
    let mut model = file;
    let mut last = f32::INFINITY;
    while !model.is_empty() {
        let (field, mut message) = field(&mut model)?;
        if field != 1 {
            continue;
        }
        let (mut text, mut score, mut kind) = (&[][..], 0.0, NORMAL);
        while !message.is_empty() {
            let key = varint(&mut message)?;
            match key {
                0x0A => text = bytes(&mut message)?,
                0x15 => score = f32::from_le_bytes(message.split_off(..4)?.try_into().ok()?),
                0x18 => kind = varint(&mut message)?,
                _ => return None,
            }
        }
        let text = std::str::from_utf8(text).ok()?.replace('▁', " ");
        if kind == NORMAL {
            if score >= last {
                return None;
            }
            last = score;
        }
        tokens.push(if matches!(kind, NORMAL | USER_DEFINED) { text.into_bytes() } else { Vec::new() });
    }
    Some(())
}

/// Number and bytes of the next field; the bytes are empty where it is a number.
fn field<'a>(message: &mut &'a [u8]) -> Option<(usize, &'a [u8])> {
    let key = varint(message)?;
    let content = match key & 7 {
        0 => varint(message).map(|_| &[][..]),
        1 => message.split_off(..8),
        2 => bytes(message),
        5 => message.split_off(..4),
        _ => None,
    }?;
    Some((key >> 3, content))
}

fn bytes<'a>(message: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = varint(message)?;
    message.split_off(..length)
}

fn number(data: &mut &[u8]) -> Option<usize> {
    let bytes = data.split_off(..4)?;
    usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
}

/// LEB128.
fn varint(data: &mut &[u8]) -> Option<usize> {
    let mut value = 0;
    for shift in (0..35).step_by(7) {
        let byte = data.split_off_first()?;
        value |= usize::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// Standard base64 with padding; `None` for anything else.
fn base64(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    let (mut bits, mut held) = (0_u32, 0);
    for digit in digits.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xFF) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{base64, varint};

    /// RFC 4648 §10.
    #[test]
    fn base64_agrees_with_the_published_values() {
        assert_eq!(base64("Zm9vYg==").as_deref(), Some(b"foob".as_slice()));
        assert_eq!(base64("Zm9vYmE=").as_deref(), Some(b"fooba".as_slice()));
        assert_eq!(base64("Zm9v YmFy"), None);
    }

    /// The example of the Protocol Buffers encoding guide.
    #[test]
    fn varints_are_leb128() {
        assert_eq!(varint(&mut [0x96, 0x01].as_slice()), Some(150));
        assert_eq!(varint(&mut [0x96].as_slice()), None);
    }
}
