//! Folders of built files: what is in them, and a digest that tells two builds apart.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use crate::command::Outcome;

/// All files below `folder`, in the order of their names relative to `root`.
pub fn files(root: &Path, folder: &Path) -> Outcome<Vec<String>> {
    let unread = |error: std::io::Error| format!("{} can't be read: {error}", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unread)? {
        let path: PathBuf = entry.map_err(unread)?.path();
        if path.is_dir() {
            found.extend(files(root, &path)?);
        } else {
            found.push(path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/"));
        }
    }
    found.sort();
    Ok(found)
}

/// A digest of the names and the bytes of `names` in `folder`. Tells builds apart; nobody is kept from making two alike.
pub fn digest(folder: &Path, names: &[String]) -> Outcome<String> {
    let mut digest = DefaultHasher::new();
    for name in names {
        let bytes = fs::read(folder.join(name)).map_err(|error| format!("{name} can't be read: {error}"))?;
        digest.write(name.as_bytes());
        digest.write(&bytes);
    }
    Ok(format!("{:016x}", digest.finish()))
}
