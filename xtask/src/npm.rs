//! The npm packages of the build and the tests, from their lock files, without install scripts.

use crate::command::{Outcome, command, output_of};
use crate::progress::quiet;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// The oldest Node that everything here runs on: `playwright` 1.65 asks for 20 (its package.json, 2026-11).
const NODE_MAJOR: u32 = 20;

/// Checks that Node is there and not too old.
pub fn require_node() -> Outcome {
    let wanted = format!(
        "install Node {NODE_MAJOR} or newer with npm (https://nodejs.org, or `apt-get install nodejs npm`) and run this again"
    );
    let Some(version) = output_of(command("node").arg("--version")) else {
        return Err(format!("Node is missing: {wanted}").into());
    };
    let major: Option<u32> = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    if major.is_none_or(|major| major < NODE_MAJOR) {
        return Err(format!("Node {version} is too old: {wanted}").into());
    }
    if output_of(command(npm()).arg("--version")).is_none() {
        return Err(format!("npm is missing: {wanted}").into());
    }
    Ok(())
}

/// Installs the packages of `folder` if it has a lock file newer than what was installed last.
pub fn install(folder: &str) -> Outcome {
    let folder = Path::new(folder);
    let lock = folder.join("package-lock.json");
    if !lock.is_file() || !is_older(&folder.join("node_modules/.package-lock.json"), &lock) {
        return Ok(());
    }
    let mut call = command(npm());
    call.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder);
    quiet(&format!("npm packages of {}", folder.display()), "npm", &mut call)
}

fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

fn is_older(made: &Path, source: &Path) -> bool {
    let time = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    time(made).unwrap_or(SystemTime::UNIX_EPOCH) < time(source).unwrap_or(SystemTime::UNIX_EPOCH)
}
