//! The native tests: one binary, one module an area.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a helper of a test may fail it"
)]

mod calibration;
mod catalog;
mod costs;
mod diagnosis;
mod diff;
mod economics;
mod edits;
mod engine;
mod exchange;
mod history;
mod prices;
mod prose;
mod render;
mod requests;
mod runner;
mod segments;
mod share;
mod streams;
mod tidy;
mod tokens;
mod usage;
