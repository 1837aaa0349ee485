//! Use cases over ports: one run from request to completion, with limits, retries, deadlines and a stop button. Tested natively with fakes.
//!
//! A run is a function of its inputs; it lives on one thread (futures here are not `Send`).

pub mod ports;
pub mod cancel;
pub mod limits;
pub mod retry;
pub mod dry_run;
pub mod cache;
pub mod models;
pub mod doctor;
pub mod run;
pub mod spending;
pub mod count;
