//! Cohere Chat, version 2.
//!
//! Sources: cohere SDK 7.3.1 types (2026-11), structured outputs and reasoning guides (2026), recorded streams.

mod encode;
mod messages;
mod read;

pub(super) use encode::encode;
pub(super) use read::Reader;
