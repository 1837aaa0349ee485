//! Building and serving the app with Trunk.

use crate::command::{Outcome, command, run};
use crate::progress::{say, timed};
use crate::setup;
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
    setup::for_build()?;
    timed("release build", || run(trunk("build").arg("--release")))
}

fn trunk(verb: &str) -> Command {
    let mut call = command("trunk");
    call.args([verb, "--locked"]);
    call
}
