//! Our diff as bare WebAssembly: the bench calls it without bindings, so that only comparing is measured.
//!
//! The host writes both texts as UTF-8 into the buffer of [`reserve`], one after the other, and calls [`compare`].

use std::cell::RefCell;

use nshot_diff::{DiffBody, Granularity, Hunk, Side};

#[derive(Default)]
struct State {
    buffer: Vec<u8>,
    marks: Vec<u32>,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// Address of a buffer of `length` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn reserve(length: usize) -> *mut u8 {
    STATE.with_borrow_mut(|state| {
        state.buffer = vec![0; length];
        state.buffer.as_mut_ptr()
    })
}

/// Compares the buffer's first `length` bytes with the rest, by words (0) or lines (1), and returns how many segments there are; [`marks`]
/// says what they are. `u32::MAX` when a text is not UTF-8.
#[unsafe(no_mangle)]
pub extern "C" fn compare(length: usize, by_lines: u32) -> u32 {
    STATE.with_borrow_mut(|state| {
        let Some((before, after)) = state.buffer.split_at_checked(length) else { return u32::MAX };
        let (Ok(before), Ok(after)) = (std::str::from_utf8(before), std::str::from_utf8(after)) else {
            return u32::MAX;
        };
        let granularity = if by_lines == 1 { Granularity::Lines } else { Granularity::Words };
        let DiffBody::Text(hunks) = nshot_diff::diff(before, after, granularity).body else { return u32::MAX };
        state.marks = marks_of(&hunks);
        u32::try_from(state.marks.len() / 2).unwrap_or(u32::MAX)
    })
}

/// Address of the segments: for each its side (0 both, 1 before, 2 after) and its length in UTF-8 bytes.
#[unsafe(no_mangle)]
pub extern "C" fn marks() -> *const u32 {
    STATE.with_borrow(|state| state.marks.as_ptr())
}

fn marks_of(hunks: &[Hunk]) -> Vec<u32> {
    let segments = hunks.iter().flat_map(|hunk| &hunk.segments);
    let mark = |side: Side| match side {
        Side::Both => 0,
        Side::Before => 1,
        Side::After => 2,
    };
    segments.flat_map(|s| [mark(s.side), u32::try_from(s.text.len()).unwrap_or(u32::MAX)]).collect()
}
