//! Runs of ASCII, eight bytes at a time in one machine word: most text is that, and a loop over bytes would be mispredicted at the end of
//! every word.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The high bit of every byte of `block` in `low..=high`, which are ASCII.
#[inline]
const fn between(block: u64, low: u8, high: u8) -> u64 {
    let bytes = block & !HIGH;
    let at_least = bytes + ONES * (0x80 - low as u64);
    let above = bytes + ONES * (0x7F - high as u64);
    at_least & !above & !block & HIGH
}

/// `[A-Za-z]`.
#[inline]
pub(super) fn letters(block: u64) -> u64 {
    between(block | (ONES * 0x20), b'a', b'z')
}

/// Spaces.
#[inline]
pub(super) fn spaces(block: u64) -> u64 {
    between(block, b' ', b' ')
}

/// `[a-z]`.
#[inline]
pub(super) fn lower(block: u64) -> u64 {
    between(block, b'a', b'z')
}

/// `[A-Z]`.
#[inline]
pub(super) fn upper(block: u64) -> u64 {
    between(block, b'A', b'Z')
}

/// End of the run of bytes at `at` of which `members` sets the high bits.
#[inline]
pub(super) fn run(text: &[u8], mut at: usize, members: impl Fn(u64) -> u64) -> usize {
    while let Some(block) = text.get(at..).and_then(<[u8]>::first_chunk) {
        let others = members(u64::from_le_bytes(*block)) ^ HIGH;
        if others != 0 {
            return at + (others.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while text.get(at).is_some_and(|&byte| members(u64::from(byte)) & 0x80 != 0) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_in_the_runs_that_the_standard_library_puts_it_in() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                let bit = |members: u64| members >> (8 * place + 7) & 1 == 1;
                for rest in [0_u64, ONES * u64::from(b'a'), u64::MAX] {
                    let block = rest & !(0xFF << (8 * place)) | u64::from(byte) << (8 * place);
                    assert_eq!(bit(letters(block)), byte.is_ascii_alphabetic(), "{byte} in {block:x}");
                    assert_eq!(bit(lower(block)), byte.is_ascii_lowercase(), "{byte} in {block:x}");
                    assert_eq!(bit(spaces(block)), byte == b' ', "{byte} in {block:x}");
                    assert_eq!(bit(upper(block)), byte.is_ascii_uppercase(), "{byte} in {block:x}");
                }
            }
        }
    }

    #[test]
    fn a_run_ends_where_its_members_end() {
        for length in 0..40 {
            for tail in ["", "1", "é", "_________"] {
                let text = format!("{}{tail}", "a".repeat(length));
                assert_eq!(run(text.as_bytes(), 0, lower), length);
            }
        }
    }
}
