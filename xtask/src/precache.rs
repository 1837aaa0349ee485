//! The list of files that the page's service worker keeps, written into `sw.js` after a release build.

use crate::command::Outcome;
use crate::tree::{digest, files};
use std::fs;
use std::path::Path;

/// Folder of files that are kept only once they were fetched.
const LARGE: &str = "vocabularies";
/// Files that no page loads.
const UNLOADED: [&str; 3] = ["sw.js", "_headers", "catalog-differences.json"];

/// Writes the names of all files of `folder` that a visit without network needs into its `sw.js`.
pub fn write(folder: &Path) -> Outcome {
    let mut names = files(folder, folder)?;
    names.retain(|name| !UNLOADED.contains(&name.as_str()));
    let build = digest(folder, &names)?;
    let kept: Vec<String> =
        names.iter().filter(|name| !name.starts_with(LARGE)).map(|name| format!("{name:?}")).collect();
    let path = folder.join("sw.js");
    let script = fs::read_to_string(&path).map_err(|error| format!("sw.js can't be read: {error}"))?;
    let script = filled(&script, &build, &kept.join(", "))?;
    fs::write(&path, script).map_err(|error| format!("sw.js can't be written: {error}").into())
}

fn filled(script: &str, build: &str, kept: &str) -> Outcome<String> {
    let (no_build, no_files) = ("const BUILD = \"\";", "const FILES = [];");
    if !script.contains(no_build) || !script.contains(no_files) {
        return Err("sw.js has no place for the build and its files".into());
    }
    let script = script.replacen(no_build, &format!("const BUILD = {build:?};"), 1);
    Ok(script.replacen(no_files, &format!("const FILES = [{kept}];"), 1))
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn the_shipped_worker_has_a_place_for_its_build() {
        let script = filled(include_str!("../../public/sw.js"), "abc", "\"index.html\"").unwrap_or_default();
        assert!(script.contains("const BUILD = \"abc\";") && script.contains("const FILES = [\"index.html\"];"));
    }
}
