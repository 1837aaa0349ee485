//! The benchmarks in Chromium: beside packages from npm, and of the built page.

use crate::command::{Outcome, command, run};
use crate::npm;
use crate::progress::heading;
use crate::trunk;

/// The bench that counts in the page's JavaScript engine beside its peers from npm.
const PEERS: &str = "tests/bench/peers";

/// The bench that compares texts and measures links beside packages from npm.
const DIFF: &str = "tests/bench/diff";

/// The bench that types into the built page and weighs its code.
const PAGE: &str = "tests/bench/page";

/// Runs the bench of the page alone.
pub fn page() -> Outcome {
    trunk::release()?;
    heading("the page under a person's keys");
    npm::require_node()?;
    npm::install(PAGE)?;
    run(command("node").arg("main.mjs").current_dir(PAGE))
}

/// Runs the bench of texts and links alone.
pub fn diff() -> Outcome {
    heading("texts and links against peers from npm");
    npm::require_node()?;
    npm::install(DIFF)?;
    run(command("node").arg("main.mjs").current_dir(DIFF))
}

/// Runs all benchmarks.
pub fn bench() -> Outcome {
    npm::require_node()?;
    heading("counting against peers from npm");
    npm::install(PEERS)?;
    run(command("node").arg("main.mjs").current_dir(PEERS))?;
    diff()?;
    page()
}
