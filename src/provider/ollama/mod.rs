//! Ollama's own `/api/chat`: lines of JSON instead of an event stream.
//!
//! Sources: ollama-python 0.6.3 types (2026-11), Ollama's server source (2026-08).

mod encode;
mod messages;
mod read;

pub(super) use encode::encode;
pub(super) use read::Reader;
