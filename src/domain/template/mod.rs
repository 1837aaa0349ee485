//! The template language: Jinja by the crate `minijinja`, without autoescape and without access to anything but the values given.
//!
//! Beyond Jinja's own filters: `fromjson` makes a list or an object of a value that holds JSON (values are strings otherwise), and
//! `tojson` writes JSON as Python's `json.dumps(ensure_ascii=False)` does. A trailing line break is kept.
//!
//! - [`scan()`] reads variables and hints and works on broken source too.
//! - [`render()`] gives the text and the ranges that expressions put there.

mod braces;
mod filters;
mod limits;
mod render;
mod scan;
mod tag;

pub use braces::convert_single_braces;
pub(crate) use render::missing;
pub use render::{Fault, Rendered, render};
pub use scan::{TemplateScan, VariableUse, scan};

/// Whether a text has anything to render; a text without is its own rendering. Linear.
pub fn has_tags(source: &str) -> bool {
    tag::tags(source).next().is_some()
}
