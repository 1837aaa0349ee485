//! Templates and composition: what a prompt becomes, and what is said about it.

pub mod attachments;
mod attacks;
mod compose;
mod jinja;
mod scan;
