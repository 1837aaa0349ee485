//! House rules as tests: what the compiler can't see. Each rule is a function from text to violations, tried on bad input below.

#![allow(clippy::case_sensitive_file_extension_comparisons, reason = "names in the tree are in lower case")]
#![allow(clippy::string_slice, reason = "at places that a search found")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

mod documents;
mod layers;
mod text;

/// Folders that hold what was made, not written.
const MADE: [&str; 6] = [".git", ".stage", "dist", "node_modules", "target", "test-results"];

/// Every written file of the repository: its path with `/` between names, and its text.
fn sources() -> BTreeMap<String, String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut files = BTreeMap::new();
    collect(&root, &root, &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if MADE.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, files);
        } else if let Ok(text) = fs::read_to_string(&path) {
            // What is no UTF-8 is a picture or a font.
            let relative = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            files.insert(relative, text);
        }
    }
}

/// Applies a rule to the files that `concerns` picks and lists everything that breaks it.
fn check(concerns: impl Fn(&str) -> bool, rule: impl Fn(&str, &str) -> Vec<String>) {
    let files = sources();
    let concerned: Vec<_> = files.iter().filter(|(path, _)| concerns(path)).collect();
    assert!(!concerned.is_empty(), "the rule concerns no file: is its pattern still right?");
    let broken: Vec<String> = concerned.into_iter().flat_map(|(path, text)| rule(path, text)).collect();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

fn has_extension(path: &str, extensions: &[&str]) -> bool {
    Path::new(path).extension().and_then(|own| own.to_str()).is_some_and(|own| extensions.contains(&own))
}
