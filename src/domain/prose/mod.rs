//! Markdown of an answer as a tree of nodes, with no markup left in it. The text is untrusted: raw HTML becomes text, nesting and the number of
//! nodes are capped, and a link or image is only an address that has been looked at. Drawing the nodes is the interface's business.

mod grow;
mod link;
mod parse;

pub use grow::{Growth, Prose};
pub use link::Target;
pub use parse::{Parsed, parse};

/// Nesting that is kept; what lies deeper stands at this depth. Chromium's tab crashes at about 1,200 nested tables (measured 2026-11-23).
pub const DEEPEST: usize = 100;
/// Nodes of one answer; the rest of it is shown as plain text.
pub const MOST_NODES: usize = 20_000;

/// A piece of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Text(String),
    /// Code inside a line.
    Code(String),
    /// A line break that the writer asked for.
    Break,
    Rule,
    /// A block of code and the language it is marked with, if it is.
    CodeBlock {
        language: String,
        code: String,
    },
    Element(Kind, Vec<Node>),
}

/// What an element is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Paragraph,
    /// 1 to 6.
    Heading(u8),
    Quote,
    Bullets,
    /// The first number.
    Numbers(u64),
    Item,
    Table,
    TableHead,
    TableRow,
    TableCell,
    Emphasis,
    Strong,
    Strike,
    Link(Target),
    /// The children are the image's description; nothing is loaded.
    Image(Target),
    /// Nothing of its own.
    Group,
}
