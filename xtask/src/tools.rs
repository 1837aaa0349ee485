//! Trunk and the wasm-bindgen tools at pinned versions, compiled from source into `target/tools` if they are nowhere yet.
//!
//! Unoptimized builds on purpose. Measured on 2 cores, 2026-11-23: Trunk 343 s with defaults in release, 111 s as here;
//! wasm-bindgen-cli 107 s in release, 84 s as here (at level 1, since it has work to do).

use crate::command::{Outcome, cargo, command, find, output_of, tools_folder};
use crate::progress::{quiet, say};
use std::fs;

/// The last Trunk that Rust 1.95 compiles; 0.22 wants a newer compiler (2026-11-23).
const TRUNK: &str = "0.21.14";

/// The splitter for the marks of `wasm_split_helpers` 0.2.3 (2026-11).
const SPLITTER: &str = "0.2.4";

/// A program from crates.io.
struct Tool {
    package: &'static str,
    /// What it installs; the first one answers `--version`.
    programs: &'static [&'static str],
    version: String,
    /// Further arguments of `cargo install`.
    arguments: &'static [&'static str],
    optimization: &'static str,
}

/// Trunk, which needs no TLS since it downloads nothing here.
pub fn trunk() -> Outcome {
    Tool {
        package: "trunk",
        programs: &["trunk"],
        version: TRUNK.to_owned(),
        arguments: &["--no-default-features"],
        optimization: "0",
    }
    .bring()
}

/// wasm-bindgen's CLI and test runner: their version must be the library's, byte for byte.
pub fn wasm_bindgen() -> Outcome {
    let lock = fs::read_to_string("Cargo.lock").map_err(|error| format!("Cargo.lock can't be read: {error}"))?;
    let version = locked_version(&lock, "wasm-bindgen").ok_or("Cargo.lock names no wasm-bindgen")?;
    Tool {
        package: "wasm-bindgen-cli",
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        version,
        arguments: &[],
        optimization: "1",
    }
    .bring()
}

/// What cuts a release build of the page into parts.
pub fn splitter() -> Outcome {
    Tool {
        package: "wasm_split_cli_support",
        programs: &["wasm-split-cli"],
        version: SPLITTER.to_owned(),
        arguments: &["--features", "build-binary"],
        optimization: "1",
    }
    .bring()
}

impl Tool {
    fn bring(&self) -> Outcome {
        if self.is_there() || self.bring_prebuilt() { Ok(()) } else { self.compile() }
    }

    fn is_there(&self) -> bool {
        if self.was_installed() {
            return true;
        }
        self.programs.iter().all(|program| {
            let version = find(program).and_then(|path| output_of(command(path).arg("--version")));
            version.is_some_and(|line| line.split_whitespace().any(|word| word == self.version))
        })
    }

    /// Whether this version is in the list that Cargo keeps of what it installed; some programs don't tell their version.
    fn was_installed(&self) -> bool {
        let list = fs::read_to_string(tools_folder().join(".crates.toml")).unwrap_or_default();
        let named = list.contains(&format!("\"{} {} ", self.package, self.version));
        named && self.programs.iter().all(|program| find(program).is_some())
    }

    /// Where `cargo binstall` is installed and reaches a prebuilt program, that is quicker.
    fn bring_prebuilt(&self) -> bool {
        if find("cargo-binstall").is_none() {
            return false;
        }
        let mut call = cargo();
        call.args(["binstall", "--no-confirm", "--disable-strategies", "compile", "--root"])
            .arg(tools_folder())
            .arg(format!("{}@{}", self.package, self.version));
        quiet(&format!("{} {} by cargo binstall", self.package, self.version), "INFO", &mut call).is_ok()
            && self.is_there()
    }

    fn compile(&self) -> Outcome {
        let build = tools_folder().join("build").join(self.package);
        let mut call = cargo();
        call.args(["install", self.package, "--locked", "--debug", "--force", "--version", &self.version])
            .args(self.arguments)
            .arg("--root")
            .arg(tools_folder())
            .arg("--target-dir")
            .arg(&build)
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env("CARGO_PROFILE_DEV_OPT_LEVEL", self.optimization)
            .env("CARGO_PROFILE_DEV_BUILD_OVERRIDE_OPT_LEVEL", "0")
            .env("CARGO_INCREMENTAL", "0");
        quiet(&format!("compiling {} {} (once)", self.package, self.version), "Compiling", &mut call)?;
        // Kept until now so that an interrupted installation goes on where it stopped.
        if fs::remove_dir_all(&build).is_err() {
            say(&format!("{} can be deleted", build.display()));
        }
        Ok(())
    }
}

/// The version at which `Cargo.lock` holds a package.
fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn reads_the_locked_version_of_exactly_that_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.129"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }
}
