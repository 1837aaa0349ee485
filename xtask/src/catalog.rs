//! `cargo xtask catalog`: makes the table of models and prices that ships with the app. The work is a program of its own beside this one
//! (`catalog/main.rs`), because it needs the app's core, and this program has no dependencies.

use crate::command::{Outcome, cargo, run};

/// Makes `public/catalog.json`, or with `--check` compares it with what would be made.
pub fn make(arguments: &[String]) -> Outcome {
    run(cargo()
        .args(["run", "--quiet", "--package", "xtask", "--bin", "catalog", "--features", "catalog", "--"])
        .args(arguments))
}
