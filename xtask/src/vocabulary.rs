//! The vocabulary files that the app fetches: made from pinned packages when they are not there. The work is a program of its own beside
//! this one (`vocabulary/main.rs`), because it needs a decompressor, and this program has no dependencies.

use crate::command::{Outcome, cargo, root, run};
use std::fs;
use std::path::Path;

#[allow(dead_code, reason = "the program beside this one reads the rest of the table")]
mod sources;

use sources::SOURCES;

/// Brings every vocabulary into `folder`; those that were made from the same sources are left alone.
pub fn make(folder: &Path) -> Outcome {
    let beside = root().join("target").join("vocabulary-sources");
    let is_made = |source: &sources::Source| {
        let stamp = fs::read_to_string(beside.join(source.name));
        folder.join(source.file_name()).is_file() && stamp.is_ok_and(|stamp| stamp == source.stamp())
    };
    if SOURCES.iter().all(is_made) {
        return Ok(());
    }
    for folder in [folder, &beside] {
        fs::create_dir_all(folder).map_err(|error| format!("{} can't be made: {error}", folder.display()))?;
    }
    run(cargo()
        .args([
            "run",
            "--quiet",
            "--locked",
            "--package",
            "xtask",
            "--bin",
            "vocabularies",
            "--features",
            "vocabularies",
            "--",
        ])
        .arg(folder)
        .arg(&beside))
}
