//! A binary arithmetic coder: an interval of 32-bit numbers that each bit narrows by how likely it was.

use crate::logistic::ONE;

/// Where the interval is divided: the part below is for a one.
fn middle(low: u32, high: u32, guess: u32) -> u32 {
    let part = u64::from(high - low) * u64::from(guess) / u64::from(ONE);
    low + u32::try_from(part).unwrap_or(u32::MAX)
}

/// Writes bits.
pub(crate) struct Writer {
    low: u32,
    high: u32,
    bytes: Vec<u8>,
}

impl Default for Writer {
    fn default() -> Self {
        Self { low: 0, high: u32::MAX, bytes: Vec::new() }
    }
}

impl Writer {
    /// `guess` = how likely a one is, from 1 to [`ONE`] − 1.
    pub(crate) fn write(&mut self, bit: bool, guess: u32) {
        let middle = middle(self.low, self.high, guess);
        if bit {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        while self.low >> 24 == self.high >> 24 {
            self.bytes.push((self.high >> 24) as u8);
            self.low <<= 8;
            self.high = self.high << 8 | 0xff;
        }
    }

    /// The bytes, with as few more as name a number of the interval. Zeros at the end say nothing: the reader goes on with them.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        for kept in 0..=4_u32 {
            let rest = u32::MAX.checked_shr(8 * kept).unwrap_or(0);
            let number = self.low.saturating_add(rest) & !rest;
            if (self.low..=self.high).contains(&number) {
                self.bytes.extend(number.to_be_bytes().iter().take(kept as usize));
                break;
            }
        }
        while self.bytes.pop_if(|last| *last == 0).is_some() {}
        self.bytes
    }
}

/// Reads bits; after the last byte come zeros.
pub(crate) struct Reader<'a> {
    low: u32,
    high: u32,
    number: u32,
    bytes: std::slice::Iter<'a, u8>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        let mut reader = Self { low: 0, high: u32::MAX, number: 0, bytes: bytes.iter() };
        for _ in 0..4 {
            reader.next_byte();
        }
        reader
    }

    fn next_byte(&mut self) {
        self.number = self.number << 8 | u32::from(self.bytes.next().copied().unwrap_or(0));
    }

    /// `guess` as it was written with.
    pub(crate) fn read(&mut self, guess: u32) -> bool {
        let middle = middle(self.low, self.high, guess);
        let bit = self.number <= middle;
        if bit {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        while self.low >> 24 == self.high >> 24 {
            self.low <<= 8;
            self.high = self.high << 8 | 0xff;
            self.next_byte();
        }
        bit
    }
}
