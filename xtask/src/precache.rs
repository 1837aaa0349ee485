//! The list of files that the page's service worker keeps, written into `sw.js` after a release build.

use crate::command::{Outcome, command, output_of};
use crate::tree::{digest, files};
use std::fs;
use std::path::Path;

/// Files that no page loads.
const UNLOADED: [&str; 3] = ["sw.js", "_headers", "catalog-differences.json"];
/// Prints the checksum of each file named on its command line, as an `integrity` attribute wants it.
const CHECKSUMS: &str = "for (const file of process.argv.slice(1)) console.log('sha256-' +
require('crypto').createHash('sha256').update(require('fs').readFileSync(file)).digest('base64'))";

/// Writes the names and checksums of all files of `folder` that a visit without network needs into its `sw.js`.
pub fn write(folder: &Path) -> Outcome {
    let mut names = files(folder, folder)?;
    names.retain(|name| !UNLOADED.contains(&name.as_str()));
    let build = digest(folder, &names)?;
    let paths = names.iter().map(|name| folder.join(name));
    let sums = output_of(command("node").args(["--eval", CHECKSUMS]).args(paths))
        .ok_or("Node could not read the built files")?;
    let sums: Vec<&str> = sums.lines().collect();
    if sums.len() != names.len() {
        return Err(format!("{} files have {} checksums", names.len(), sums.len()).into());
    }
    let listed: Vec<String> = names.iter().zip(sums).map(|(name, sum)| format!("{name:?}: {sum:?}")).collect();
    let path = folder.join("sw.js");
    let script = fs::read_to_string(&path).map_err(|error| format!("sw.js can't be read: {error}"))?;
    let script = filled(&script, &build, &listed.join(", "))?;
    fs::write(&path, script).map_err(|error| format!("sw.js can't be written: {error}").into())
}

fn filled(script: &str, build: &str, files: &str) -> Outcome<String> {
    let (no_build, no_files) = ("const BUILD = \"\";", "const FILES = {};");
    if !script.contains(no_build) || !script.contains(no_files) {
        return Err("sw.js has no place for the build and its files".into());
    }
    let script = script.replacen(no_build, &format!("const BUILD = {build:?};"), 1);
    Ok(script.replacen(no_files, &format!("const FILES = {{ {files} }};"), 1))
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn the_shipped_worker_has_a_place_for_its_build() {
        let script =
            filled(include_str!("../../public/sw.js"), "abc", "\"index.html\": \"sha256-x\"").unwrap_or_default();
        assert!(
            script.contains("const BUILD = \"abc\";")
                && script.contains("const FILES = { \"index.html\": \"sha256-x\" };")
        );
    }
}
