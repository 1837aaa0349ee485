//! The files that are made before each build, into `target/assets`, from where Trunk copies them into `dist/`.

use crate::command::{Outcome, command, root, run};
use crate::{npm, setup, vocabulary};
use std::fs;
use std::path::{Path, PathBuf};

/// Where generated files go.
pub fn folder() -> PathBuf {
    root().join("target").join("assets")
}

/// Makes what is missing or older than its sources.
pub fn make() -> Outcome {
    fs::create_dir_all(folder()).map_err(|error| format!("target/assets can't be made: {error}"))?;
    vocabularies()?;
    editor()
}

/// The vocabulary files, into `target/assets/vocabularies`.
pub fn vocabularies() -> Outcome {
    vocabulary::make(&folder().join("vocabularies"))
}

/// Bundles the prompt editor with esbuild, which takes a fraction of a second, so it is always done.
fn editor() -> Outcome {
    let package = Path::new(setup::EDITOR);
    if !package.join("package.json").is_file() {
        return Ok(());
    }
    npm::install(setup::EDITOR)?;
    run(command("node").arg("build.mjs").arg(folder().join("editor.js")).current_dir(package))
}
