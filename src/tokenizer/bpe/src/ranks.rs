//! The rank table: token bytes → id, in one open-addressing table of 32-bit slots that is built in one pass over a vocabulary.

use crate::key::{KEY_BYTES, Key, hash};
use crate::vocabulary::{Vocabulary, VocabularyError};

/// Ids take the low bits of a slot, a fingerprint of the hash the rest. Slot 0 is empty: the id stands there plus one.
const ID_BITS: u32 = 19;
const ID_MASK: u32 = (1 << ID_BITS) - 1;

/// Every token of a vocabulary.
pub(crate) struct Ranks {
    slots: Box<[u32]>,
    /// `ends[id]` is where token `id - 1` ends and token `id` begins; one more than there are tokens.
    ends: Box<[u32]>,
    bytes: Box<[u8]>,
    longest: usize,
}

impl Ranks {
    /// Builds the table; an error names a repeated token.
    pub fn build(vocabulary: &Vocabulary<'_>) -> Result<Self, VocabularyError> {
        let slots = (vocabulary.len() * 2).next_power_of_two().max(16);
        let ends: Box<[u32]> = std::iter::once(0).chain(vocabulary.ends.iter().copied()).collect();
        let longest = ends.windows(2).map(|pair| (pair[1] - pair[0]) as usize).max().unwrap_or(0);
        let mut ranks = Self { slots: vec![0; slots].into(), ends, bytes: vocabulary.bytes.into(), longest };
        for id in 0..u32::try_from(vocabulary.len()).unwrap_or(u32::MAX) {
            ranks.insert(id)?;
        }
        Ok(ranks)
    }

    /// That every byte is a token, so that any text can be encoded.
    pub fn check_bytes(&self) -> Result<(), VocabularyError> {
        match (0..=u8::MAX).find(|&byte| self.id(&[byte]).is_none()) {
            Some(byte) => Err(VocabularyError::MissingByte { byte }),
            None => Ok(()),
        }
    }

    fn insert(&mut self, id: u32) -> Result<(), VocabularyError> {
        let token = self.token(id);
        if token.is_empty() {
            return Ok(());
        }
        let (slot, fingerprint) = match self.find(token, Key::of(token)) {
            Ok(earlier) => return Err(VocabularyError::Repeated { id, earlier }),
            Err(free) => free,
        };
        if let Some(slot) = self.slots.get_mut(slot) {
            *slot = fingerprint | (id + 1);
        }
        Ok(())
    }

    /// The bytes of a token; empty for an id that is none.
    #[inline]
    pub fn token(&self, id: u32) -> &[u8] {
        let id = id as usize;
        match (self.ends.get(id), self.ends.get(id + 1)) {
            (Some(&start), Some(&end)) => self.bytes.get(start as usize..end as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Number of tokens.
    pub fn len(&self) -> u32 {
        u32::try_from(self.ends.len() - 1).unwrap_or(u32::MAX)
    }

    /// The token that is exactly `bytes`.
    #[inline]
    pub fn id(&self, bytes: &[u8]) -> Option<u32> {
        self.id_of_key(bytes, Key::of(bytes))
    }

    /// The token that is exactly `bytes`, whose key is known already.
    #[inline]
    pub fn id_of_key(&self, bytes: &[u8], key: Key) -> Option<u32> {
        if bytes.len() > self.longest { None } else { self.find(bytes, key).ok() }
    }

    /// The id, or the free slot where it would stand and its fingerprint. The table is at most half full, so the walk ends.
    #[inline]
    fn find(&self, bytes: &[u8], key: Key) -> Result<u32, (usize, u32)> {
        let hash = hash(bytes, key);
        let mask = self.slots.len() - 1;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the upper half of the hash is the fingerprint, the lower the place"
        )]
        let (fingerprint, mut place) = ((hash >> 32) as u32 & !ID_MASK, hash as usize & mask);
        loop {
            let slot = self.slots.get(place).copied().unwrap_or(0);
            if slot == 0 {
                return Err((place, fingerprint));
            }
            if slot & !ID_MASK == fingerprint {
                let id = (slot & ID_MASK) - 1;
                if self.is(id, bytes, key) {
                    return Ok(id);
                }
            }
            place = (place + 1) & mask;
        }
    }

    #[inline]
    fn is(&self, id: u32, bytes: &[u8], key: Key) -> bool {
        let id = id as usize;
        let (Some(&start), Some(&end)) = (self.ends.get(id), self.ends.get(id + 1)) else { return false };
        let (start, end) = (start as usize, end as usize);
        if end - start != bytes.len() {
            return false;
        }
        if bytes.len() <= KEY_BYTES {
            Key::at(&self.bytes, start, end) == key
        } else {
            self.bytes.get(start..end) == Some(bytes)
        }
    }
}
