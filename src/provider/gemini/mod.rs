//! Google Gemini, `streamGenerateContent`.
//!
//! Sources: Gemini API reference and thinking guide (2026-11), google-genai 3.6.1 types (2026-11), recorded streams to 2026-05.

mod content;
mod encode;
mod read;

pub(super) use encode::encode;
pub(super) use read::Reader;
