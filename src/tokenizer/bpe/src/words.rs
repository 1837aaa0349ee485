//! The word cache: tokens of words met before, so that a repeated word costs one look-up. Each word has two places; a newcomer takes the
//! first, what was there moves to the second, and what was there is forgotten.

use std::ops::Range;

use crate::key::{KEY_BYTES, Key, hash};

/// Slots; a power of two. 32,768 slots of 24 bytes stay in a processor's second-level cache, and hold the words of a long text.
const SLOTS: usize = 1 << 15;
/// Tokens of words with more than one, before the cache starts over.
const MAX_TOKENS: usize = 1 << 18;

#[derive(Clone, Copy, Default)]
struct Slot {
    key: Key,
    /// Bytes of the word; 0 = free.
    length: u8,
    count: u8,
    /// The token, or where the tokens begin when there are more.
    tokens: u32,
}

/// Slots of words over [`KEY_BYTES`], which are runs of scripts without spaces mostly.
const LONG_SLOTS: usize = 1 << 14;
/// Bytes of long words, before their part of the cache starts over.
const MAX_LONG_BYTES: usize = 1 << 20;
/// A longer word is not remembered.
const MAX_WORD_BYTES: usize = 1024;

/// A longer word: where its bytes and its tokens stand.
#[derive(Clone, Default)]
struct LongSlot {
    hash: u64,
    bytes: Range<usize>,
    tokens: Range<usize>,
}

/// Words and their tokens.
pub(crate) struct Words {
    slots: Box<[Slot]>,
    tokens: Vec<u32>,
    long_slots: Box<[LongSlot]>,
    long_bytes: Vec<u8>,
    long_tokens: Vec<u32>,
    /// Of a word that is not remembered.
    passing: Vec<u32>,
}

impl Words {
    pub fn new() -> Self {
        Self {
            slots: vec![Slot::default(); SLOTS].into(),
            tokens: Vec::new(),
            long_slots: vec![LongSlot::default(); LONG_SLOTS].into(),
            long_bytes: Vec::new(),
            long_tokens: Vec::new(),
            passing: Vec::new(),
        }
    }

    /// As [`Self::tokens`], for words over [`KEY_BYTES`].
    pub fn long_tokens(&mut self, word: &[u8], key: Key, encode: impl FnOnce(&mut Vec<u32>)) -> &[u32] {
        if word.len() > MAX_WORD_BYTES {
            self.passing.clear();
            encode(&mut self.passing);
            return &self.passing;
        }
        let hash = hash(word, key);
        let place = (hash >> 16) as usize & (LONG_SLOTS - 2);
        let is_there = |slot: &LongSlot| slot.hash == hash && self.long_bytes.get(slot.bytes.clone()) == Some(word);
        let found = (place..place + 2).find(|&place| self.long_slots.get(place).is_some_and(is_there));
        let tokens = match found.and_then(|place| self.long_slots.get(place)) {
            Some(slot) => slot.tokens.clone(),
            None => self.keep_long(word, hash, place, encode),
        };
        self.long_tokens.get(tokens).unwrap_or_default()
    }

    /// Where the tokens of a word are that was not there.
    #[cold]
    fn keep_long(&mut self, word: &[u8], hash: u64, place: usize, encode: impl FnOnce(&mut Vec<u32>)) -> Range<usize> {
        if self.long_bytes.len() + word.len() > MAX_LONG_BYTES {
            self.long_bytes.clear();
            self.long_tokens.clear();
            self.long_slots.fill(LongSlot::default());
        }
        let (bytes, tokens) = (self.long_bytes.len(), self.long_tokens.len());
        encode(&mut self.long_tokens);
        let tokens = tokens..self.long_tokens.len();
        self.long_bytes.extend_from_slice(word);
        let slot = LongSlot { hash, bytes: bytes..self.long_bytes.len(), tokens: tokens.clone() };
        if let Some([first, second]) = self.long_slots.get_mut(place..place + 2) {
            *second = std::mem::replace(first, slot);
        }
        tokens
    }

    /// The tokens of the word of `length` bytes that is `key`: remembered, or made by `encode`, which appends them.
    #[inline]
    pub fn tokens(&mut self, length: usize, key: Key, encode: impl FnOnce(&mut Vec<u32>)) -> &[u32] {
        debug_assert!(length <= KEY_BYTES, "longer words have no key");
        let place = (key.hash(length) >> 20) as usize & (SLOTS - 2);
        let Ok(length) = u8::try_from(length) else { return &[] };
        let is_there = |slot: &Slot| slot.key == key && slot.length == length;
        let place = match self.slots.get(place..place + 2) {
            Some([first, _]) if is_there(first) => place,
            Some([_, second]) if is_there(second) => place + 1,
            _ => {
                self.keep(length, key, place, encode);
                place
            }
        };
        let Some(slot) = self.slots.get(place) else { return &[] };
        if slot.count == 1 {
            std::slice::from_ref(&slot.tokens)
        } else {
            let start = slot.tokens as usize;
            self.tokens.get(start..start + usize::from(slot.count)).unwrap_or_default()
        }
    }

    /// Puts a word that was not there into the first of its places.
    #[cold]
    fn keep(&mut self, length: u8, key: Key, place: usize, encode: impl FnOnce(&mut Vec<u32>)) {
        if self.tokens.len() > MAX_TOKENS {
            self.tokens.clear();
            self.slots.fill(Slot::default());
        }
        let start = self.tokens.len();
        encode(&mut self.tokens);
        let made = self.tokens.get(start..).unwrap_or_default();
        let mut slot = Slot {
            key,
            length,
            count: u8::try_from(made.len()).unwrap_or(0),
            tokens: u32::try_from(start).unwrap_or(0),
        };
        if let [id] = made {
            slot.tokens = *id;
            self.tokens.truncate(start);
        }
        if let Some([first, second]) = self.slots.get_mut(place..place + 2) {
            *second = std::mem::replace(first, slot);
        }
    }
}
