//! Anthropic Messages.
//!
//! Sources: anthropic SDK 2.12.0 types (2026-11-20), recorded streams to 2026-05, llama.cpp measured 2026-11.

mod content;
mod encode;
mod read;

pub(super) use encode::encode;
pub(super) use read::Reader;

/// Name of the tool that a model without structured output is forced to call, so that its arguments are the answer.
const SCHEMA_TOOL: &str = "structured_answer";
