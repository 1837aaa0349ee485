//! The vocabulary file: the bytes of every token in the order of their ids, which is all that BPE by rank needs (a merge's priority is the
//! id of what it makes). A token without bytes is special: no text becomes it.
//!
//! Little-endian: magic `NSHOTVOC`, format version (`u16`), length of the vocabulary's name (`u16`), the name, number of tokens (`u32`),
//! bytes that their lengths take (`u32`), number of token bytes (`u32`), CRC-32 of all that follows (`u32`); then the tokens' lengths as
//! LEB128, then their bytes end to end.
//! `xtask/src/vocabulary/main.rs` writes it.

use thiserror::Error;

/// First bytes of every vocabulary file.
pub const MAGIC: [u8; 8] = *b"NSHOTVOC";
/// The format version of this build; files are made with it, so that no other is around for long.
pub const VERSION: u16 = 2;
/// Ids fit 19 bits in the rank table, one value of which means "empty".
pub const MAX_TOKENS: usize = (1 << 19) - 1;

/// Why bytes are not a usable vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum VocabularyError {
    #[error("this is not a vocabulary file: it does not begin with NSHOTVOC")]
    NotAVocabulary,
    #[error(
        "vocabulary format {found} is not known here (this build reads {VERSION}); reload the page to get matching files"
    )]
    Version { found: u16 },
    #[error("the vocabulary file ends after {found} bytes, {expected} were announced: the download was cut, try again")]
    Cut { expected: usize, found: usize },
    #[error("the vocabulary file has {extra} bytes too many: it is damaged, fetch it again")]
    Trailing { extra: usize },
    #[error("this is the vocabulary of {found}, {expected} was wanted")]
    WrongEncoding { expected: &'static str, found: String },
    #[error(
        "the vocabulary's checksum is {found:08x}, {expected:08x} was announced: the file is damaged, fetch it again"
    )]
    Checksum { expected: u32, found: u32 },
    #[error("the vocabulary announces {found} tokens, at most {MAX_TOKENS} can be held")]
    TooMany { found: usize },
    #[error("the length of token {id} of the vocabulary is not a number")]
    Length { id: usize },
    #[error("token {id} of the vocabulary repeats token {earlier}")]
    Repeated { id: u32, earlier: u32 },
    #[error("the vocabulary has no token for the byte {byte:#04x}, so some text could not be encoded")]
    MissingByte { byte: u8 },
}

/// A checked vocabulary file, borrowed.
pub(crate) struct Vocabulary<'a> {
    /// Where each token ends in `bytes`, in the order of ids.
    pub ends: Vec<u32>,
    pub bytes: &'a [u8],
}

impl<'a> Vocabulary<'a> {
    /// Checks everything that the header announces against what came. Linear in the file.
    pub fn read(file: &'a [u8], encoding: &'static str) -> Result<Self, VocabularyError> {
        if file.get(..MAGIC.len()) != Some(MAGIC.as_slice()) {
            return Err(VocabularyError::NotAVocabulary);
        }
        let mut reader = Reader { file, at: MAGIC.len() };
        let version = reader.u16()?;
        if version != VERSION {
            return Err(VocabularyError::Version { found: version });
        }
        let name_length = usize::from(reader.u16()?);
        let name = reader.take(name_length)?;
        if name != encoding.as_bytes() {
            let found = String::from_utf8_lossy(name).into_owned();
            return Err(VocabularyError::WrongEncoding { expected: encoding, found });
        }
        let tokens = reader.u32()? as usize;
        let lengths_size = reader.u32()? as usize;
        let size = reader.u32()? as usize;
        let checksum = reader.u32()?;
        if tokens > MAX_TOKENS {
            return Err(VocabularyError::TooMany { found: tokens });
        }
        let body = file.get(reader.at..).unwrap_or_default();
        let lengths = reader.take(lengths_size)?;
        let bytes = reader.take(size)?;
        if reader.at != file.len() {
            return Err(VocabularyError::Trailing { extra: file.len() - reader.at });
        }
        let found = crc32fast::hash(body);
        if found != checksum {
            return Err(VocabularyError::Checksum { expected: checksum, found });
        }
        let ends = Reader { file: lengths, at: 0 }.ends(tokens)?;
        let announced = ends.last().map_or(0, |end| *end as usize);
        if announced != bytes.len() {
            return Err(VocabularyError::Cut { expected: announced, found: bytes.len() });
        }
        Ok(Self { ends, bytes })
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.ends.len()
    }
}

/// Takes bytes off the front of a file.
struct Reader<'a> {
    file: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], VocabularyError> {
        let expected = self.at.saturating_add(length);
        let taken = self.file.get(self.at..expected);
        self.at = expected;
        taken.ok_or(VocabularyError::Cut { expected, found: self.file.len() })
    }

    /// Reads `count` lengths and adds them up: where each token ends.
    fn ends(&mut self, count: usize) -> Result<Vec<u32>, VocabularyError> {
        let (mut ends, mut end) = (Vec::with_capacity(count), 0_u32);
        for id in 0..count {
            let (mut length, mut shift) = (0_u32, 0);
            loop {
                let [byte] = self.array()?;
                length |= u32::from(byte & 0x7F) << shift;
                if byte & 0x80 == 0 {
                    break;
                }
                shift += 7;
                if shift > 21 {
                    return Err(VocabularyError::Length { id });
                }
            }
            end = end.checked_add(length).ok_or(VocabularyError::Length { id })?;
            ends.push(end);
        }
        Ok(ends)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], VocabularyError> {
        let bytes = self.take(N)?;
        Ok(std::array::from_fn(|index| bytes.get(index).copied().unwrap_or(0)))
    }

    fn u16(&mut self) -> Result<u16, VocabularyError> {
        self.array().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, VocabularyError> {
        self.array().map(u32::from_le_bytes)
    }
}
