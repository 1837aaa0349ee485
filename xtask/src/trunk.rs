//! Building and serving the app with Trunk.

use crate::command::{Outcome, command, run};
use crate::progress::{say, timed};
use crate::{minify, parts, precache, setup};
use std::path::PathBuf;
use std::process::Command;

/// Serves a development build and rebuilds it after each change, until interrupted.
pub fn serve(port: u16) -> Outcome {
    setup::for_build()?;
    say(&format!("\nbuilding the app; then it is at http://127.0.0.1:{port} (Ctrl-C ends it)\n"));
    let mut call = trunk("serve");
    call.args(["--address", "127.0.0.1", "--port", &port.to_string()]);
    run(&mut call)
}

/// Builds what is shipped into `dist/`.
pub fn release() -> Outcome {
    setup::for_release()?;
    timed("release build", || run(trunk("build").args(["--release", "--features", "parts"])))
}

/// Finishes what Trunk is about to publish, whose folder is in `TRUNK_STAGING_DIR`. Only a release build is made small and kept by browsers:
/// a page under work is there at once and always fresh.
pub fn staged() -> Outcome {
    let release = std::env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    let Some(folder) = std::env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from).filter(|_| release) else {
        return Ok(());
    };
    parts::cut(&folder)?;
    parts::name_engine(&folder)?;
    minify::minify(&folder)?;
    precache::write(&folder)
}

fn trunk(verb: &str) -> Command {
    let mut call = command("trunk");
    call.args([verb, "--locked"]);
    call
}
