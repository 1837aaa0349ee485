//! The benchmarks beside packages from npm, in one Chromium.

use crate::command::{Outcome, command, run};
use crate::npm;
use crate::progress::heading;

/// The bench that counts in the page's JavaScript engine beside its peers from npm.
const PEERS: &str = "tests/bench/peers";

/// The bench that compares texts and measures links beside packages from npm.
const DIFF: &str = "tests/bench/diff";

/// Runs that bench alone.
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
    diff()
}
