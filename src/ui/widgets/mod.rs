//! Controls used in several rooms.

pub mod dialog;
pub mod icon;
pub mod number;
pub mod price_lines;
pub mod receipt;
pub mod segmented;
pub mod tokens;

use std::cell::Cell;

thread_local! {
    static NAMES: Cell<u32> = const { Cell::new(0) };
}

/// A name that no other element of the page has, for radio groups and label references.
pub fn unique_name(stem: &str) -> String {
    NAMES.with(|names| {
        names.set(names.get() + 1);
        format!("{stem}-{}", names.get())
    })
}
