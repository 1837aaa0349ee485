//! Wire formats of model APIs, sans-IO: a request becomes plain data ([`request::encode`]), bytes become events ([`decoder::Decoder`]),
//! an HTTP error becomes a [`crate::domain::failure::Failure`] ([`error::from_response`]). Nothing here awaits or holds a key.
//!
//! One folder or file a protocol. What differs between hosts that speak the same protocol is data in [`dialect`]; what differs between models is
//! data in [`rules`].

pub mod dialect;
pub mod rules;
pub mod request;
pub mod event;
pub mod usage;
pub mod error;
pub mod sse;
pub mod ndjson;
pub mod decoder;
pub mod models;
pub mod sign_in;
pub mod count;
pub mod schema;
pub mod snippet;
pub mod built_in;
mod caching;
mod chat_completions;
mod messages;
mod responses;
mod gemini;
mod cohere;
mod ollama;
mod json_array;
mod lenient;
mod output;
mod logprobs;
mod parts;

pub use caching::billed_keeping;
