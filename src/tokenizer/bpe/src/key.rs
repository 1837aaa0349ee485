//! Short byte strings as two machine words, and hashes of byte strings: what the rank table and the word cache are indexed by.

/// The longest byte string that a [`Key`] tells apart from every other.
pub(crate) const KEY_BYTES: usize = 16;

/// Up to sixteen bytes in two words, the rest zero. Together with the length it identifies the bytes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Key {
    pub low: u64,
    pub high: u64,
}

/// What is kept of sixteen bytes when only the first so many count.
const MASKS: [Key; KEY_BYTES + 1] = {
    let mut masks = [Key { low: 0, high: 0 }; KEY_BYTES + 1];
    let mut length = 1;
    while length <= KEY_BYTES {
        masks[length] = if length <= 8 {
            Key { low: u64::MAX >> (64 - 8 * length), high: 0 }
        } else {
            Key { low: u64::MAX, high: u64::MAX >> (128 - 8 * length) }
        };
        length += 1;
    }
    masks
};

impl Key {
    /// The key of `bytes`, of which the middle is left out when there are more than [`KEY_BYTES`].
    #[inline]
    pub fn of(bytes: &[u8]) -> Self {
        if let (true, Some(first), Some(last)) =
            (bytes.len() > KEY_BYTES, bytes.first_chunk::<8>(), bytes.last_chunk::<8>())
        {
            return Self { low: u64::from_le_bytes(*first), high: u64::from_le_bytes(*last) };
        }
        let mut padded = [0; KEY_BYTES];
        for (to, from) in padded.iter_mut().zip(bytes) {
            *to = *from;
        }
        Self::of_block(&padded)
    }

    /// The key of `text[start..end]`, without a look at its bytes one by one wherever sixteen follow.
    #[inline]
    pub fn at(text: &[u8], start: usize, end: usize) -> Self {
        match (MASKS.get(end - start), text.get(start..).and_then(<[u8]>::first_chunk)) {
            (Some(mask), Some(block)) => {
                let block = Self::of_block(block);
                Self { low: block.low & mask.low, high: block.high & mask.high }
            }
            _ => Self::of(text.get(start..end).unwrap_or_default()),
        }
    }

    #[inline]
    fn of_block(block: &[u8; KEY_BYTES]) -> Self {
        let both = u128::from_le_bytes(*block);
        #[expect(clippy::cast_possible_truncation, reason = "the halves are what is wanted")]
        Self { low: both as u64, high: (both >> 64) as u64 }
    }

    /// Whether all bytes are ASCII, of what the key holds.
    #[inline]
    pub fn is_ascii(self) -> bool {
        (self.low | self.high) & 0x8080_8080_8080_8080 == 0
    }

    /// A hash of the key and the length. Multiplications only: wide products are slow in WebAssembly.
    #[inline]
    pub fn hash(self, length: usize) -> u64 {
        let mixed = self.low.wrapping_mul(0x9E37_79B9_7F4A_7C15)
            ^ self.high.rotate_left(23).wrapping_mul(0xC2B2_AE3D_27D4_EB4F)
            ^ (length as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        (mixed ^ (mixed >> 29)).wrapping_mul(0x94D0_49BB_1331_11EB)
    }
}

/// A hash of `bytes`; for up to [`KEY_BYTES`] it is `key.hash(bytes.len())`.
#[inline]
pub(crate) fn hash(bytes: &[u8], key: Key) -> u64 {
    let mut hash = key.hash(bytes.len());
    if bytes.len() > KEY_BYTES {
        for chunk in bytes.chunks_exact(8) {
            let word = chunk.first_chunk().map_or(0, |chunk| u64::from_le_bytes(*chunk));
            hash = (hash.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
        hash ^= hash >> 31;
        hash = hash.wrapping_mul(0x94D0_49BB_1331_11EB);
    }
    hash
}
