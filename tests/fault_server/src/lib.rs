//! A model server on this machine that speaks OpenAI Chat Completions, OpenAI Responses, Anthropic Messages, Google Gemini,
//! Cohere and Ollama over plain TCP, so that it can
//! do what HTTP libraries refuse: cut bytes anywhere, lie about lengths, leave out headers. Standard library only.
//!
//! The fault is the first segment of the path (`/429/v1/chat/completions`) or the model's name (`429`, `fault-429`); without one the server
//! behaves. [`fault::Fault`] is the table. `GET /_log` tells as JSON what was asked and which keys came; `POST /_reset` forgets it.

pub mod answer;
pub mod chat;
pub mod cohere;
pub mod count;
pub mod fault;
pub mod gemini;
pub mod http;
pub mod json;
pub mod log;
pub mod messages;
pub mod ollama;
pub mod protocol;
pub mod reply;
pub mod responses;
pub mod schema;
pub mod tools;
pub mod server;

pub use fault::Fault;
pub use server::Server;
