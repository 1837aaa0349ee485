//! The text form of a link, format `p1`: `#p1.` + base64url(flags, packing, CRC-32 little-endian, packed JSON) + `0`.
//!
//! - There are two packings, each with its frozen dictionary ([`Packing`]); a link has the shorter one.
//! - The CRC covers flags, packing, JSON and packed bytes, so a changed bit anywhere is found. It is no signature.
//! - The last character is fixed because auto-linkers drop a trailing `-` or `_`, and a link that does not end with it was cut.
//! - Never change `p1` or a packing; a better one gets a number of its own.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nshot_pack::UnpackError;

use super::deflate::{InflateError, deflate, inflate};
use super::error::LinkError;
use super::limits::LINK;

/// Format number in `#p1.`.
pub const FORMAT: u32 = 1;
const PREFIX: &str = "#p1.";
const MARKER: char = '0';
/// Answers are included.
const FLAG_OUTPUTS: u8 = 0b010;
/// Sealed with a passphrase; see [`Locked`].
const FLAG_SEALED: u8 = 0b001;
/// Text that links of this app are likely to hold, most likely last. Frozen: its bytes are part of every link made with it.
const DICTIONARY_1: &[u8] = include_bytes!("dict-1.txt");
const HEADER_BYTES: usize = 6;

/// How the JSON of a link is packed. The number is in the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Packing {
    /// Raw deflate with `dict-1.txt`: for any length.
    Deflate = 1,
    /// A model that has read prompts before: [`nshot_pack`], for short texts.
    Model = 2,
}

impl Packing {
    const ALL: [Self; 2] = [Self::Model, Self::Deflate];

    /// `None` when the text is too long for it.
    fn pack(self, json: &str) -> Option<Vec<u8>> {
        match self {
            Self::Deflate => Some(deflate(DICTIONARY_1, json.as_bytes())),
            Self::Model => nshot_pack::pack(json.as_bytes()),
        }
    }

    /// `cut` is the error of a link that ends early.
    fn unpack(self, packed: &[u8], cut: LinkError) -> Result<Vec<u8>, LinkError> {
        match self {
            Self::Deflate => inflate(DICTIONARY_1, packed, LINK.json).map_err(|error| match error {
                InflateError::EndsEarly => cut,
                InflateError::Invalid => LinkError::Damaged,
                InflateError::TooLarge => LinkError::TooLarge { limit: LINK.json },
            }),
            // Its bytes do not end: whether they are whole, the checksum tells.
            Self::Model => nshot_pack::unpack(packed).map_err(|error| match error {
                UnpackError::NoLength => cut,
                UnpackError::TooLong => LinkError::Damaged,
            }),
        }
    }
}

/// JSON and what stands beside it in a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    pub has_outputs: bool,
    pub json: String,
}

/// The fragment, `#` included. Time and memory linear in the JSON.
pub fn encode(envelope: &Envelope) -> String {
    let packed = Packing::ALL.into_iter().filter_map(|packing| Some((packing, packing.pack(&envelope.json)?)));
    let shortest = packed.min_by_key(|(_, packed)| packed.len());
    shortest.map(|(packing, packed)| fragment_with(envelope, packing, &packed)).unwrap_or_default()
}

/// The fragment in one packing; `None` when the JSON is too long for it.
pub fn encode_as(envelope: &Envelope, packing: Packing) -> Option<String> {
    Some(fragment_with(envelope, packing, &packing.pack(&envelope.json)?))
}

fn fragment_with(envelope: &Envelope, packing: Packing, packed: &[u8]) -> String {
    let flags = if envelope.has_outputs { FLAG_OUTPUTS } else { 0 };
    let mut bytes = vec![flags, packing as u8];
    bytes.extend(checksum(flags, packing as u8, packed, &envelope.json).to_le_bytes());
    bytes.extend(packed);
    fragment_of(&bytes)
}

/// Finds and unpacks the link in a text: a whole URL or only its fragment, also percent-encoded, wrapped over lines, or with
/// punctuation after it.
///
/// # Errors
/// See [`LinkError`].
pub fn decode(text: &str) -> Result<Envelope, LinkError> {
    if text.len() > LINK.text {
        return Err(LinkError::TooLong { length: text.chars().count(), limit: LINK.text });
    }
    let text = percent_decoded(text.trim());
    let body = body(&text)?;
    let first_word = body.split_whitespace().next().unwrap_or_default();
    let whole: String = body.split_whitespace().collect();
    match unpack(first_word) {
        // Mail programs wrap links over lines.
        Err(_) if whole.len() > first_word.len() => unpack(&whole).or_else(|_| unpack(first_word)),
        result => result,
    }
}

/// What follows `#p1.`.
fn body(text: &str) -> Result<&str, LinkError> {
    let after_hash = text.split_once("#p").or_else(|| text.strip_prefix('p').map(|rest| ("", rest)));
    let (_, versioned) = after_hash.ok_or(LinkError::NotALink)?;
    let (version, body) = versioned.split_once('.').ok_or(LinkError::NotALink)?;
    match version.parse::<u32>() {
        Ok(FORMAT) if version == "1" => Ok(body),
        Ok(version) if version > FORMAT => Err(LinkError::Newer { version, known: FORMAT }),
        _ => Err(LinkError::NotALink),
    }
}

/// A link that a passphrase opens. Its bytes are flags, 0, CRC-32 of what follows, salt, vector, and the bytes of the link without passphrase,
/// encrypted with AES-256-GCM under the key that PBKDF2-HMAC-SHA-256 makes of passphrase and salt (600,000 rounds).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locked {
    pub salt: [u8; SALT_BYTES],
    pub iv: [u8; IV_BYTES],
    pub ciphertext: Vec<u8>,
}

/// Bytes of a sealed link's salt (NIST SP 800-132) and vector (NIST SP 800-38D).
pub const SALT_BYTES: usize = 16;
pub const IV_BYTES: usize = 12;

impl Locked {
    /// The fragment, `#` included.
    pub fn fragment(&self) -> String {
        let rest = [&self.salt[..], &self.iv[..], &self.ciphertext].concat();
        let mut bytes = vec![FLAG_SEALED, 0];
        bytes.extend(crc32fast::hash(&rest).to_le_bytes());
        bytes.extend(rest);
        fragment_of(&bytes)
    }

    /// The sealed link in a text; `None` when there is none, or an open one.
    ///
    /// # Errors
    /// [`LinkError::Cut`] or [`LinkError::Damaged`] for a sealed link that did not arrive whole.
    pub fn find(text: &str) -> Result<Option<Self>, LinkError> {
        if text.len() > LINK.text {
            return Ok(None);
        }
        let text = percent_decoded(text.trim());
        let Ok(body) = body(&text) else { return Ok(None) };
        let whole: String = body.split_whitespace().collect();
        let Ok((bytes, cut)) = bytes_of(&whole) else { return Ok(None) };
        let Some((&[FLAG_SEALED, _, a, b, c, d], rest)) = bytes.split_first_chunk::<HEADER_BYTES>() else {
            return Ok(None);
        };
        if crc32fast::hash(rest) != u32::from_le_bytes([a, b, c, d]) {
            return Err(LinkError::Damaged);
        }
        let parts = rest.split_first_chunk::<SALT_BYTES>();
        let parts =
            parts.and_then(|(salt, rest)| rest.split_first_chunk::<IV_BYTES>().map(|(iv, text)| (salt, iv, text)));
        let (salt, iv, ciphertext) = parts.ok_or(cut)?;
        Ok(Some(Self { salt: *salt, iv: *iv, ciphertext: ciphertext.to_vec() }))
    }
}

/// The bytes of a link without passphrase, which are what a sealed one encrypts.
pub fn bytes_of_fragment(fragment: &str) -> Option<Vec<u8>> {
    let encoded = fragment.strip_prefix(PREFIX)?.strip_suffix(MARKER)?;
    URL_SAFE_NO_PAD.decode(encoded).ok()
}

/// A fragment of these bytes, `#` included.
pub fn fragment_of(bytes: &[u8]) -> String {
    let mut fragment = PREFIX.to_owned();
    URL_SAFE_NO_PAD.encode_string(bytes, &mut fragment);
    fragment.push(MARKER);
    fragment
}

/// The bytes of what follows `#p1.`, and the error that says where it was cut.
fn bytes_of(body: &str) -> Result<(Vec<u8>, LinkError), LinkError> {
    let is_payload = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let payload: &str = body.split(|c| !is_payload(c)).next().unwrap_or_default();
    let cut = LinkError::Cut { at: PREFIX.len() + payload.len() };
    // A comma or bracket after the link belongs to the sentence around it; some chat programs add `_` or `-` as markup.
    let payload = payload.trim_end_matches(['-', '_']);
    let Some(encoded) = payload.strip_suffix(MARKER) else { return Err(cut) };
    let bytes = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| LinkError::Damaged)?;
    Ok((bytes, cut))
}

fn unpack(body: &str) -> Result<Envelope, LinkError> {
    let (bytes, cut) = bytes_of(body)?;
    let Some((&[flags, number, a, b, c, d], packed)) = bytes.split_first_chunk::<HEADER_BYTES>() else {
        return Err(cut);
    };
    if flags == FLAG_SEALED {
        return Err(LinkError::Sealed);
    }
    if flags & !FLAG_OUTPUTS != 0 {
        return Err(LinkError::NewerFeature);
    }
    let packing = Packing::ALL.into_iter().find(|packing| *packing as u8 == number).ok_or(LinkError::NewerFeature)?;
    let json = String::from_utf8(packing.unpack(packed, cut)?).map_err(|_| LinkError::Damaged)?;
    if checksum(flags, number, packed, &json) != u32::from_le_bytes([a, b, c, d]) {
        return Err(LinkError::Damaged);
    }
    Ok(Envelope { has_outputs: flags & FLAG_OUTPUTS != 0, json })
}

fn checksum(flags: u8, packing: u8, packed: &[u8], json: &str) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&[flags, packing]);
    hasher.update(json.as_bytes());
    hasher.update(packed);
    hasher.finalize()
}

/// Undoes percent-encoding of ASCII, twice at most, as chat programs apply it. The format itself never holds a `%`.
fn percent_decoded(text: &str) -> String {
    let mut decoded = text.to_owned();
    for _ in 0..2 {
        if !decoded.contains('%') {
            break;
        }
        decoded = percent_decoded_once(&decoded);
    }
    decoded
}

fn percent_decoded_once(text: &str) -> String {
    let mut pieces = text.split('%');
    let mut decoded = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let ascii =
            piece.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(u8::is_ascii).zip(piece.get(2..));
        if let Some((byte, rest)) = ascii {
            decoded.push(char::from(byte));
            decoded.push_str(rest);
        } else {
            decoded.push('%');
            decoded.push_str(piece);
        }
    }
    decoded
}
