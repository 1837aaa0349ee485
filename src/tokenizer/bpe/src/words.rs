//! The word cache: tokens of words met before, so that a repeated word costs one look-up. Each word has two pairs of places, of which the first is
//! looked at first; a newcomer takes a free one, and where none is, a word of the first pair is forgotten. With one pair alone every eighth word
//! of a long text lost its place to others again and again, and a fourth of the time went into merging those anew.

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
        #[expect(clippy::cast_possible_truncation, reason = "the places take fewer bits")]
        let places = [hash >> 16, hash >> 32].map(|hash| hash as usize & (LONG_SLOTS - 2));
        let places = places.map(|first| [first, first + 1]);
        let is_there = |slot: &LongSlot| slot.hash == hash && self.long_bytes.get(slot.bytes.clone()) == Some(word);
        let found = places.as_flattened().iter().find(|place| self.long_slots.get(**place).is_some_and(is_there));
        let tokens = match found.and_then(|place| self.long_slots.get(*place)) {
            Some(slot) => slot.tokens.clone(),
            None => self.keep_long(word, hash, places.as_flattened(), encode),
        };
        self.long_tokens.get(tokens).unwrap_or_default()
    }

    /// Where the tokens of a word are that was not there.
    #[cold]
    fn keep_long(
        &mut self,
        word: &[u8],
        hash: u64,
        places: &[usize],
        encode: impl FnOnce(&mut Vec<u32>),
    ) -> Range<usize> {
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
        let is_free = |place: &&usize| self.long_slots.get(**place).is_some_and(|slot| slot.tokens.is_empty());
        let free = places.iter().find(is_free);
        if let (None, Some([first, second, ..])) = (free, places.first_chunk::<2>()) {
            self.long_slots.swap(*first, *second);
        }
        if let Some(free) = free.or(places.first()).and_then(|place| self.long_slots.get_mut(*place)) {
            *free = slot;
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
            _ => self.elsewhere(length, key, place, encode),
        };
        let Some(slot) = self.slots.get(place) else { return &[] };
        if slot.count == 1 {
            std::slice::from_ref(&slot.tokens)
        } else {
            let start = slot.tokens as usize;
            self.tokens.get(start..start + usize::from(slot.count)).unwrap_or_default()
        }
    }

    /// The place of a word that is not in its first pair.
    #[inline(never)]
    fn elsewhere(&mut self, length: u8, key: Key, place: usize, encode: impl FnOnce(&mut Vec<u32>)) -> usize {
        let other = (key.hash(usize::from(length)) >> 40) as usize & (SLOTS - 2);
        let is_there = |slot: &Slot| slot.key == key && slot.length == length;
        match self.slots.get(other..other + 2) {
            Some([first, _]) if is_there(first) => other,
            Some([_, second]) if is_there(second) => other + 1,
            _ => self.keep(length, key, [place, other], encode),
        }
    }

    /// Puts a word that was not there into one of its places, and tells into which.
    #[cold]
    fn keep(&mut self, length: u8, key: Key, pairs: [usize; 2], encode: impl FnOnce(&mut Vec<u32>)) -> usize {
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
        let [place, other] = pairs;
        let is_free = |place: &usize| self.slots.get(*place).is_some_and(|slot| slot.length == 0);
        let free = [place, place + 1, other, other + 1].into_iter().find(is_free);
        if free.is_none() {
            // The newer of the first pair stays.
            self.slots.swap(place, place + 1);
        }
        let place = free.unwrap_or(place);
        if let Some(free) = self.slots.get_mut(place) {
            *free = slot;
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks `count` words up, each with the token that is its number; how many were not there.
    fn look_up(words: &mut Words, count: u32, prefix: &str) -> u32 {
        let mut missed = 0;
        for number in 0..count {
            let word = format!("{prefix}{number}");
            let key = Key::of(word.as_bytes());
            let encode = |ids: &mut Vec<u32>| {
                missed += 1;
                ids.extend([number, number + 1]);
            };
            let ids = if word.len() <= KEY_BYTES {
                words.tokens(word.len(), key, encode)
            } else {
                words.long_tokens(word.as_bytes(), key, encode)
            };
            assert_eq!(ids, [number, number + 1], "{word}");
        }
        missed
    }

    #[test]
    fn words_of_a_long_text_keep_their_places() {
        // A megabyte of prose and code has some 11,000 different words.
        let mut words = Words::new();
        assert_eq!(look_up(&mut words, 11_000, "w"), 11_000);
        let again = look_up(&mut words, 11_000, "w");
        assert!(again < 110, "{again} words lost their place");
        assert_eq!(look_up(&mut words, 3_000, "a word longer than its key "), 3_000);
        let again = look_up(&mut words, 3_000, "a word longer than its key ");
        assert!(again < 30, "{again} long words lost their place");
    }

    #[test]
    fn a_full_cache_still_tells_the_truth() {
        let mut words = Words::new();
        for _ in 0..2 {
            look_up(&mut words, 150_000, "w");
            look_up(&mut words, 60_000, "a word longer than its key ");
        }
    }
}
