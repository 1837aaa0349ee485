//! Raw deflate (RFC 1951) with a preset dictionary, over `miniz_oxide`'s core calls: the library has no call for dictionaries, but a
//! window that already holds the text is the same thing.

use miniz_oxide::deflate::core::deflate_flags::TDEFL_FORCE_ALL_STATIC_BLOCKS;
use miniz_oxide::deflate::core::{
    CompressionStrategy, CompressorOxide, TDEFLFlush, compress_to_output, create_comp_flags_from_zip_params,
};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};
use thiserror::Error;

/// The library's most thorough level.
const LEVEL: i32 = 10;
/// Raw deflate, no zlib header: negative window bits, as zlib has it.
const RAW_WINDOW_BITS: i32 = -15;

/// Why packed bytes do not unpack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InflateError {
    #[error("the packed bytes end too early")]
    EndsEarly,
    #[error("the packed bytes are not deflate")]
    Invalid,
    #[error("the content is larger than allowed")]
    TooLarge,
}

/// Packs `data`, which may refer to `dictionary` (32 KiB at most). Takes the shorter of two encodings: Huffman tables made for this
/// text, or deflate's fixed ones, which cost no table and win for short texts.
pub fn deflate(dictionary: &[u8], data: &[u8]) -> Vec<u8> {
    let own_tables = deflate_with(0, dictionary, data);
    let fixed_tables = deflate_with(TDEFL_FORCE_ALL_STATIC_BLOCKS, dictionary, data);
    if fixed_tables.len() < own_tables.len() { fixed_tables } else { own_tables }
}

fn deflate_with(flags: u32, dictionary: &[u8], data: &[u8]) -> Vec<u8> {
    let usual = create_comp_flags_from_zip_params(LEVEL, RAW_WINDOW_BITS, CompressionStrategy::Default as i32);
    let mut compressor = CompressorOxide::new(usual | flags);
    // The flush ends at a whole byte, so what comes after it stands alone but for its references back.
    compress_to_output(&mut compressor, dictionary, TDEFLFlush::Sync, |_| true);
    let mut packed = Vec::new();
    compress_to_output(&mut compressor, data, TDEFLFlush::Finish, |bytes| {
        packed.extend_from_slice(bytes);
        true
    });
    packed
}

/// Unpacks at most `limit` bytes. Memory is bounded by twice the limit and the dictionary, whatever the input.
///
/// # Errors
/// See [`InflateError`]; bytes after the end of the deflate stream count as [`InflateError::Invalid`].
pub fn inflate(dictionary: &[u8], packed: &[u8], limit: usize) -> Result<Vec<u8>, InflateError> {
    let most = dictionary.len() + limit;
    let mut out = dictionary.to_vec();
    out.resize((dictionary.len() + packed.len().saturating_mul(4)).min(most), 0);
    let mut decompressor = DecompressorOxide::new();
    let (mut read, mut written) = (0, dictionary.len());
    loop {
        let rest = packed.get(read..).unwrap_or_default();
        let (status, took, gave) =
            decompress(&mut decompressor, rest, &mut out, written, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF);
        read += took;
        written += gave;
        match status {
            TINFLStatus::Done if read == packed.len() => {
                out.truncate(written);
                return Ok(out.split_off(dictionary.len()));
            }
            TINFLStatus::HasMoreOutput if out.len() >= most => return Err(InflateError::TooLarge),
            TINFLStatus::HasMoreOutput => out.resize(out.len().saturating_mul(2).min(most), 0),
            TINFLStatus::NeedsMoreInput | TINFLStatus::FailedCannotMakeProgress => return Err(InflateError::EndsEarly),
            _ => return Err(InflateError::Invalid),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unpacks_what_it_packed_with_and_without_dictionary() {
        let long = "a line of prose, again and again; ".repeat(4_000);
        for data in ["", "x", "hello hello hello", &long] {
            for dictionary in [&b""[..], b"hello prose"] {
                let packed = deflate(dictionary, data.as_bytes());
                assert_eq!(inflate(dictionary, &packed, 1 << 20).as_deref(), Ok(data.as_bytes()), "{data:.20}");
            }
        }
    }

    #[test]
    fn stops_at_the_limit() {
        let packed = deflate(b"", &vec![0; 1 << 20]);
        assert!(packed.len() < 2_000);
        assert_eq!(inflate(b"", &packed, (1 << 20) - 1), Err(InflateError::TooLarge));
        assert!(inflate(b"", &packed, 1 << 20).is_ok());
    }

    #[test]
    fn tells_cut_from_wrong() {
        let packed = deflate(b"", b"some text that is long enough to be packed, and then some more of it");
        assert_eq!(inflate(b"", &packed[..packed.len() - 5], 1_000), Err(InflateError::EndsEarly));
        assert_eq!(inflate(b"", &[0xff; 9], 1_000), Err(InflateError::Invalid));
        let mut longer = packed;
        longer.push(0);
        assert_eq!(inflate(b"", &longer, 1_000), Err(InflateError::Invalid));
    }

    /// Bytes made by zlib 1.2.13: `zlib.compressobj(9, zlib.DEFLATED, -15, zdict=b"hello world")` in Python.
    #[test]
    fn reads_what_zlib_packs_with_the_same_dictionary() {
        let packed = [0xcb, 0x40, 0x30, 0x75, 0x14, 0xc0, 0x1c, 0x45, 0x00];
        assert_eq!(inflate(b"hello world", &packed, 100).as_deref(), Ok(&b"hello world, hello!"[..]));
    }
}
