//! The project's own commands, run as `cargo xtask <command>`: what a person types to serve, test and build Nshot.
//!
//! Each command first brings what is missing (`setup`), at the versions that the repository pins, into `target/tools`.

#![allow(clippy::disallowed_methods, reason = "this program runs on a host, where clocks and threads exist")]

mod assets;
mod bench;
mod browser;
mod catalog;
mod command;
mod minify;
mod npm;
mod parts;
mod precache;
mod preview;
mod progress;
mod setup;
mod size;
mod suite;
mod tools;
mod tree;
mod trunk;
mod vocabulary;

use command::Outcome;
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <command>

  serve [--port N]        bring the tools, build the app and serve it at http://127.0.0.1:8080
  test [PART] [-- ARGS]   bring the tools and a browser and run all tests; PART is native, web or e2e, ARGS go to its runner
  build                   release build into dist/, with the size of each file
  size                    check dist/ against the size budget
  preview [--port N]      serve dist/ with the headers of dist/_headers
  assets                  make the generated files (Trunk calls this before each build)
  staged                  cut a release build's page into parts, list its files for its service worker (Trunk calls this after each build)
  vocabularies            make the tokenizers' files only
  bench [diff|page]       run the benchmarks, or the one of texts and links or that of the built page alone
  screenshots [-- ARGS]   make the pictures of the README
  catalog [--check]       make the table of models and prices from pinned packages, or check the committed one (Python 3 with pip)
  setup                   only bring the tools and the browser";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nxtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Outcome {
    let Some((command, rest)) = arguments.split_first() else {
        return Err(format!("no command given\n\n{USAGE}").into());
    };
    std::env::set_current_dir(command::root())
        .map_err(|error| format!("the project's folder can't be entered: {error}"))?;
    match command.as_str() {
        "serve" => trunk::serve(port(rest, 8080)?),
        "test" => suite::test(rest),
        "build" => trunk::release().and_then(|()| size::report()),
        "size" => size::report(),
        "preview" => preview::serve(port(rest, 8081)?),
        "assets" => assets::make(),
        "staged" => trunk::staged(),
        "vocabularies" => assets::vocabularies(),
        "bench" if rest == ["diff"] => bench::diff(),
        "bench" if rest == ["page"] => bench::page(),
        "bench" if rest.is_empty() => bench::bench(),
        "screenshots" => suite::screenshots(command::after_dashes(rest)),
        "catalog" => catalog::make(rest),
        "setup" => setup::everything(),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => Err(format!("there is no command `{other}`\n\n{USAGE}").into()),
    }
}

/// The number after `--port`, or `default`; 0 lets the system choose.
fn port(arguments: &[String], default: u16) -> Outcome<u16> {
    let given = match arguments {
        [] => return Ok(default),
        [flag, value] if flag == "--port" => value,
        [joined] if joined.starts_with("--port=") => joined.trim_start_matches("--port="),
        other => return Err(format!("expected `--port N`, got `{}`", other.join(" ")).into()),
    };
    given.parse().map_err(|_| format!("`{given}` is not a port: expected a number from 0 to 65535").into())
}

#[cfg(test)]
mod tests {
    use super::port;

    fn arguments(words: &str) -> Vec<String> {
        words.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn reads_a_port_in_both_spellings() {
        assert_eq!(port(&[], 8080).ok(), Some(8080));
        assert_eq!(port(&arguments("--port 9000"), 8080).ok(), Some(9000));
        assert_eq!(port(&arguments("--port=0"), 8080).ok(), Some(0));
    }

    #[test]
    fn refuses_what_is_no_port() {
        assert!(port(&arguments("--port 70000"), 8080).is_err());
        assert!(port(&arguments("--open"), 8080).is_err());
    }
}
