//! OpenAI Responses.
//!
//! Sources: openai SDK 3.54.0 types (2026-11-17), recorded streams to 2026-05, llama.cpp and LiteLLM measured 2026-11.

mod calls;
mod encode;
mod input;
mod read;

pub(super) use encode::encode;
pub(super) use read::Reader;
