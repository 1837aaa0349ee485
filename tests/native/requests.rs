//! Requests: the exact body, headers and notes for each protocol, host and model; code that is copied is run for real.

mod code;
mod count;
mod dialects;
mod encode;
mod tools;
mod errors;
mod protocols;
mod schemas;
