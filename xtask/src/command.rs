//! Calling other programs: where they are, what they need in the environment, and what to say when they fail.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a command of the project could not do its work, as a sentence for the person who typed it.
#[derive(Debug)]
pub struct Failure(String);

pub type Outcome<T = ()> = Result<T, Failure>;

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<String> for Failure {
    fn from(sentence: String) -> Self {
        Self(sentence)
    }
}

impl From<&str> for Failure {
    fn from(sentence: &str) -> Self {
        Self(sentence.to_owned())
    }
}

/// The folder of the repository: the parent of this program's own package.
pub fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}

/// The folder that holds the tools which the project installed for itself.
pub fn tools_folder() -> PathBuf {
    root().join("target").join("tools")
}

/// A call of `program` that finds the project's own tools first.
///
/// `NO_COLOR` is taken away: Trunk 0.21 reads it as a boolean flag and stops on `NO_COLOR=1`.
pub fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env("PATH", search_path()).env_remove("NO_COLOR").stdin(Stdio::null());
    command
}

/// A call of the cargo that runs this program.
pub fn cargo() -> Command {
    let program = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    command(program)
}

/// Runs to the end with output shown.
pub fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| format!("`{}` did not start: {error}", line(command)))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` ended with {status}", line(command)).into()) }
}

/// What a call prints, or `None` when it does not start or fails.
pub fn output_of(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The command line as a person would type it.
pub fn line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    command.get_args().fold(program, |line, argument| line + " " + &argument.to_string_lossy())
}

/// The place of a program on the search path.
pub fn find(program: &str) -> Option<PathBuf> {
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&search_path()).map(|folder| folder.join(&name)).find(|path| path.is_file())
}

/// The arguments behind `--`.
pub fn after_dashes(arguments: &[String]) -> &[String] {
    arguments.iter().position(|argument| argument == "--").map_or(&[], |dashes| &arguments[dashes + 1..])
}

/// What the project installed comes first: compiled tools, then wasm-opt from npm.
fn search_path() -> OsString {
    let own = [tools_folder().join("bin"), root().join("xtask/node_modules/.bin")];
    let inherited = env::var_os("PATH").unwrap_or_default();
    let folders = own.into_iter().chain(env::split_paths(&inherited));
    env::join_paths(folders).unwrap_or(inherited)
}
