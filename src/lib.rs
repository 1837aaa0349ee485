//! Nshot, a prompt playground that runs wholly in the browser: the map of the house.
//!
//! Read the modules in the order in which they stand here; each knows only modules above it that the table names.
//!
//! | module | is | may know |
//! |---|---|---|
//! | [`domain`] | values and pure rules: no I/O, no clock, no randomness, no `async`; comparing is the package `nshot-diff` in `domain/diff`, compiled for speed | nothing |
//! | [`share`] | prompt ↔ URL fragment, pure; what makes links short is the package `nshot-pack` in `share/pack`, frozen | `domain` |
//! | [`exchange`] | files of other tools, read and written, pure | `share`, `domain` |
//! | [`provider`] | wire formats of model APIs, sans-IO: a request becomes plain data, bytes become events | `domain` |
//! | [`tokenizer`] | exact counting; its core is the package `nshot-bpe` in `tokenizer/bpe`, compiled for speed | `domain` |
//! | [`runner`] | use cases over ports, tested natively with fakes | `provider`, `domain` |
//! | [`engine`] | what the Web Worker does, pure: compose, count, diff, validate, open a link or file | `tokenizer`, `exchange`, `share`, `domain` |
//! | `browser` | one adapter a Web API (wasm32 only) | `runner::ports`, `engine::wire`, `share`, `domain` |
//! | `state` | reactive state and its verbs; renders nothing (wasm32 only) | `runner`, `provider`, `browser`, `engine::wire`, `exchange`, `share`, `domain` |
//! | `ui` | components (wasm32 only) | `state`, `domain` |
//!
//! `main.rs` is the page's composition root and `bin/engine.rs` the worker's; they name every layer. `tests/native/tidy.rs` reads the
//! `use crate::…` lines of every file against this table.
//!
//! # Invariants
//!
//! - [`domain`] never reads a clock, mints an id from chance, or fails to parse what a person typed: it returns a value *and* a list of
//!   problems with spans.
//! - Only [`provider`] knows the JSON of providers, and [`exchange`] that of files which people have. Only `share::payload` and `domain::history` define stored or shared records; both are
//!   versioned, separate from the domain types, and every older version still opens.
//! - An API key exists in `browser::key_store` and in the one request being sent. Its type has no `Serialize` and a redacted `Debug`. A
//!   document refers to a connection by id only, so a shared, exported or logged document *cannot* contain a key.
//! - Values of variables are data: they are never parsed as template.
//! - Tokens and money are integers with the unit in the type; rounding happens only when a number is shown. An unknown price is unknown,
//!   never 0. Every token count says whether it is exact, exact by API, or an estimate with a band.
//! - Only `browser` and the two roots touch `web_sys` globals. Nothing in `ui` awaits.
//! - No text of any length blocks the page: what is heavy or eats untrusted input runs in the engine, which is killed and restarted when
//!   it hangs or traps.

pub mod domain;
pub mod share;
pub mod exchange;
pub mod provider;
pub mod tokenizer;
pub mod runner;
pub mod engine;
#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod state;
#[cfg(target_arch = "wasm32")]
pub mod ui;
