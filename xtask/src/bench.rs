//! The benchmarks: native ones by cargo, those against JavaScript peers by Node.

use crate::command::{Outcome, cargo, command, run};
use crate::npm;
use crate::progress::heading;
use std::path::Path;

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

/// Runs all benchmarks; `extra` goes to the native ones.
pub fn bench(extra: &[String]) -> Outcome {
    heading("native");
    run(cargo().args(["bench", "--locked", "--package", "nshot", "--"]).args(extra))?;
    if !Path::new(PEERS).join("package.json").is_file() {
        return Ok(());
    }
    heading("against peers from npm");
    npm::require_node()?;
    npm::install(PEERS)?;
    run(command("node").arg("main.mjs").current_dir(PEERS))?;
    diff()
}
