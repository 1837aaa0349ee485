//! The guess of the next bit. Seven contexts (how words went on, and what stood after the last one to five bytes) and the longest match with what
//! was read before each say how likely a one is; a mixer that learns whom to trust adds them up; a last table corrects what was too sure.

use crate::logistic::{END, ONE, PLACES, likelihood};

/// What stood before the next byte: the word so far, the last 1, 2, 3, 4 and 5 bytes, the word so far with the word before it.
const CONTEXTS: usize = 7;
/// Two of each context and two of the match.
const INPUTS: usize = 2 * CONTEXTS + 2;
/// Slots of a context's table, as a power of two.
const TABLE_BITS: u32 = 18;
/// A slot: how likely a one is in the upper 22 bits, how often it was asked in the lower ten.
const COUNT_BITS: u32 = 10;
const EVEN: u32 = 1 << 31;
/// From here on a slot forgets.
const MOST_SEEN: u32 = 250;
/// How much a slot's guess counts after 0, 1, 2, … times, in sixteenths.
const TRUST: [i32; 16] = [0, 4, 6, 8, 10, 11, 12, 13, 14, 14, 15, 15, 16, 16, 16, 16];
/// Sets of weights: no match, or matches of 1, 2–3, 4–7, 8–15 and more bytes.
const SETS: usize = 7;
/// A weight of one is 65,536; all begin at 0.35.
const FIRST_WEIGHT: i32 = 22_937;
const MOST_WEIGHT: i32 = 1 << 24;
const LEARNING: i32 = 3;
/// Bytes that must be equal for a match.
const SHORTEST_MATCH: usize = 4;
/// A match is measured back so far.
const LONGEST_LOOK: usize = 40;
const HEAD_BITS: u32 = 16;
/// Points of the correction for each beginning of a byte.
const POINTS: usize = 33;

/// What was read, and what was learned from it.
#[derive(Clone)]
pub(crate) struct Model {
    read: Vec<u8>,
    /// The bits of the next byte so far, behind a one.
    begun: u32,
    word: u32,
    word_before: u32,
    contexts: [u32; CONTEXTS],
    tables: Vec<u32>,
    slots: [usize; CONTEXTS],
    match_at: usize,
    match_length: usize,
    /// Slots by length of the match and by the bit that it wants; 0 = none wants one.
    match_slots: [u32; 64],
    match_slot: usize,
    /// Where a hash of four bytes was read last.
    heads: Vec<u32>,
    inputs: [i32; INPUTS],
    weights: [i32; INPUTS * SETS],
    set: usize,
    mixed: i32,
    /// Corrected likelihoods in 1/65,536.
    corrections: Vec<u16>,
    correction: usize,
}

impl Model {
    /// A model that has read nothing and will read so many bytes at most.
    pub(crate) fn new(most: usize) -> Self {
        let point = |at: usize| (likelihood((at % POINTS) as i32 * 128 - 2048) * 16) as u16;
        let mut model = Self {
            read: Vec::with_capacity(most),
            begun: 1,
            word: 0,
            word_before: 0,
            contexts: [0; CONTEXTS],
            tables: vec![EVEN; CONTEXTS << TABLE_BITS],
            slots: [0; CONTEXTS],
            match_at: 0,
            match_length: 0,
            match_slots: [EVEN; 64],
            match_slot: 0,
            heads: vec![0; 1 << HEAD_BITS],
            inputs: [0; INPUTS],
            weights: [FIRST_WEIGHT; INPUTS * SETS],
            set: 0,
            mixed: 0,
            corrections: (0..256 * POINTS).map(point).collect(),
            correction: 0,
        };
        model.look_around();
        model
    }

    /// How likely the next bit is a one, from 1 to [`ONE`] − 1.
    pub(crate) fn guess(&mut self) -> u32 {
        for context in 0..CONTEXTS {
            let slot = context << TABLE_BITS | slot_of(self.contexts[context], self.begun);
            self.slots[context] = slot;
            let entry = self.tables[slot];
            let seen = entry & ((1 << COUNT_BITS) - 1);
            let (place, lean) = if seen == 0 { (0, 0) } else { opinion(entry) };
            self.inputs[2 * context] = place;
            self.inputs[2 * context + 1] = lean * TRUST[(seen as usize).min(TRUST.len() - 1)] / 16;
        }
        self.set = match self.match_length {
            0 => 0,
            length => 1 + (length.ilog2() as usize).min(SETS - 2),
        };
        (self.inputs[2 * CONTEXTS], self.inputs[2 * CONTEXTS + 1]) = self.opinion_of_match();
        let weights = &self.weights[self.set * INPUTS..(self.set + 1) * INPUTS];
        let sum: i64 =
            self.inputs.iter().zip(weights).map(|(input, weight)| i64::from(*input) * i64::from(*weight)).sum();
        let place = ((sum >> 16).clamp(i64::from(-END), i64::from(END))) as i32;
        self.mixed = likelihood(place);
        let corrected = self.corrected(place);
        i32::midpoint(self.mixed, corrected).clamp(1, ONE as i32 - 1) as u32
    }

    fn opinion_of_match(&mut self) -> (i32, i32) {
        self.match_slot = 0;
        if self.match_length == 0 {
            return (0, 0);
        }
        let wanted = u32::from(self.read[self.match_at]) | 256;
        let done = self.begun.ilog2();
        if wanted >> (8 - done) != self.begun {
            self.match_length = 0;
            return (0, 0);
        }
        let bit = wanted >> (7 - done) & 1;
        self.match_slot = self.match_length.min(31) * 2 + bit as usize;
        opinion(self.match_slots[self.match_slot])
    }

    /// What the correction makes of a place on the scale. The nearer of the two points that it lies between will learn.
    fn corrected(&mut self, place: i32) -> i32 {
        let (step, rest) = (((place + 2048) / 128) as usize, (place + 2048) % 128);
        let first = self.begun as usize * POINTS + step;
        self.correction = first + usize::from(rest >= 64);
        (i32::from(self.corrections[first]) * (128 - rest) + i32::from(self.corrections[first + 1]) * rest) >> 11
    }

    /// Learns what the bit was.
    pub(crate) fn learn(&mut self, bit: bool) {
        let error = if bit { ONE as i32 } else { 0 } - self.mixed;
        let weights = &mut self.weights[self.set * INPUTS..(self.set + 1) * INPUTS];
        for (weight, input) in weights.iter_mut().zip(self.inputs) {
            *weight = (*weight + ((input * error * LEARNING) >> 14)).clamp(-MOST_WEIGHT, MOST_WEIGHT);
        }
        for slot in self.slots {
            learn(&mut self.tables[slot], bit);
        }
        if self.match_slot > 0 {
            learn(&mut self.match_slots[self.match_slot], bit);
        }
        let corrected = &mut self.corrections[self.correction];
        let wanted = if bit { i32::from(u16::MAX) } else { 0 };
        *corrected = (i32::from(*corrected) + ((wanted - i32::from(*corrected)) >> 6)) as u16;
        self.begun = self.begun << 1 | u32::from(bit);
        if self.begun >= 256 {
            let byte = (self.begun & 0xff) as u8;
            self.begun = 1;
            self.learn_byte(byte);
        }
    }

    fn learn_byte(&mut self, byte: u8) {
        self.read.push(byte);
        if byte.is_ascii_alphanumeric() || byte >= 128 {
            self.word = (self.word ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x2F0B_4C47).wrapping_add(1);
        } else if self.word != 0 {
            self.word_before = self.word;
            self.word = 0;
        }
        if self.match_length > 0 && self.read[self.match_at] == byte {
            self.match_at += 1;
            self.match_length += 1;
        } else {
            self.match_length = 0;
        }
        self.look_for_match();
        self.look_around();
    }

    fn look_for_match(&mut self) {
        let end = self.read.len();
        let Some(last) = self.read.last_chunk::<SHORTEST_MATCH>() else { return };
        let head = (u32::from_le_bytes(*last).wrapping_mul(0x9E37_79B1) >> (32 - HEAD_BITS)) as usize;
        let before = std::mem::replace(&mut self.heads[head], u32::try_from(end).unwrap_or(0)) as usize;
        if self.match_length > 0 || before == 0 {
            return;
        }
        let back = self.read[..before].iter().rev().zip(self.read.iter().rev()).take(LONGEST_LOOK);
        let length = back.take_while(|(one, other)| one == other).count();
        if length >= SHORTEST_MATCH {
            (self.match_at, self.match_length) = (before, length);
        }
    }

    /// The contexts of the next byte.
    fn look_around(&mut self) {
        let bytes = self.read.iter().rev().copied().map(u32::from).chain(std::iter::repeat(0));
        let mut last = [0; 5];
        last.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
        let after = |count: u32| {
            last.iter().take(count as usize).fold(0x9E37_79B9_u32.wrapping_mul(count + 1), |hash, byte| {
                let hash = (hash ^ byte).wrapping_mul(0x2C1B_3C6D).rotate_left(13);
                hash ^ hash >> 7
            })
        };
        let word = self.word.wrapping_mul(0x2F0B_4C47);
        let words = word.wrapping_add(self.word_before.wrapping_mul(0x1E35_A7BD));
        self.contexts =
            [self.word.wrapping_mul(0x3F0B_4C47) ^ 0x4d, after(1), after(2), after(3), after(4), after(5), words];
    }
}

fn slot_of(context: u32, begun: u32) -> usize {
    let hash = (context ^ begun.wrapping_mul(0x9E37_79B1)).wrapping_mul(0x85EB_CA6B);
    ((hash ^ hash >> 15).wrapping_mul(0xC2B2_AE35) >> (32 - TABLE_BITS)) as usize
}

/// What a slot says: the place of its likelihood on the scale, and how far the likelihood itself is from even.
fn opinion(entry: u32) -> (i32, i32) {
    let likelihood = entry >> 20;
    (i32::from(PLACES[likelihood as usize]), likelihood as i32 - 2048)
}

/// Moves a slot towards the bit: by two thirds the first time, by less the more often it was asked.
fn learn(entry: &mut u32, bit: bool) {
    let seen = *entry & ((1 << COUNT_BITS) - 1);
    let likelihood = i64::from(*entry >> COUNT_BITS);
    let wanted = if bit { (1 << (32 - COUNT_BITS)) - 1 } else { 0 };
    let moved = likelihood + (((wanted - likelihood) * i64::from(RATES[seen as usize])) >> 16);
    *entry = (moved as u32) << COUNT_BITS | if seen < MOST_SEEN { seen + 1 } else { seen };
}

/// `2 / (2 n + 3)` after `n` times, in 1/65,536.
static RATES: [u16; MOST_SEEN as usize + 1] = rates();

const fn rates() -> [u16; MOST_SEEN as usize + 1] {
    let mut rates = [0; MOST_SEEN as usize + 1];
    let mut seen = 0;
    while seen < rates.len() {
        rates[seen] = (2 * 65_536 / (2 * seen + 3)) as u16;
        seen += 1;
    }
    rates
}
