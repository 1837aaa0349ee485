//! What must be there before a command can work: the wasm32 target, the tools, npm packages, a browser.

use crate::browser::{self, Browser};
use crate::command::{Outcome, command, find, output_of};
use crate::progress::quiet;
use crate::{npm, tools};
use std::path::Path;
use std::thread;

/// The editor's own package, if the tree has it.
pub const EDITOR: &str = "src/ui/editor/codemirror";
/// The end-to-end tests.
pub const JOURNEYS: &str = "tests/e2e";
/// wasm-opt, which only a release build uses.
pub const BINARYEN: &str = "xtask";

/// What building the app needs.
pub fn for_build() -> Outcome {
    npm::require_node()?;
    wasm_target()?;
    thread::scope(|scope| {
        let trunk = scope.spawn(tools::trunk);
        let bindgen = scope.spawn(tools::wasm_bindgen);
        let packages = npm::install(EDITOR).and_then(|()| npm::install(BINARYEN));
        packages.and(joined(trunk)).and(joined(bindgen))
    })
}

/// What building for release needs: the page is then cut into parts.
pub fn for_release() -> Outcome {
    for_build().and_then(|()| tools::splitter())
}

/// What running the tests needs.
pub fn for_tests() -> Outcome<Browser> {
    thread::scope(|scope| {
        let build = scope.spawn(for_build);
        let browser = browser::bring();
        let packages = npm::install(JOURNEYS);
        joined(build).and(packages).and(browser)
    })
}

/// Everything, for a machine that prepares itself.
pub fn everything() -> Outcome {
    for_tests().map(drop).and_then(|()| for_release())
}

fn joined<T>(thread: thread::ScopedJoinHandle<'_, Outcome<T>>) -> Outcome<T> {
    thread.join().unwrap_or_else(|_| Err("a step of the set-up stopped without a word".into()))
}

fn wasm_target() -> Outcome {
    const TARGET: &str = "wasm32-unknown-unknown";
    let library = output_of(command("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    if library.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    if find("rustup").is_none() {
        return Err(format!(
            "this Rust lacks the target {TARGET}: install Rust by rustup (https://rustup.rs) and run this again"
        )
        .into());
    }
    quiet(&format!("Rust's target {TARGET}"), "info", command("rustup").args(["target", "add", TARGET]))
}
