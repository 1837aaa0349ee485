//! All tests of the project: native, in the browser, end to end on the built page.

use crate::browser::Browser;
use crate::command::{Outcome, after_dashes, cargo, command, run};
use crate::progress::{heading, say, seconds};
use crate::{setup, trunk};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// One of the parts of the suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Native,
    Web,
    Journeys,
}

impl Part {
    const ALL: [Self; 3] = [Self::Native, Self::Web, Self::Journeys];

    fn named(name: &str) -> Option<Self> {
        match name {
            "native" => Some(Self::Native),
            "web" => Some(Self::Web),
            "e2e" => Some(Self::Journeys),
            _ => None,
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Native => "native tests",
            Self::Web => "tests in the browser",
            Self::Journeys => "end to end, on the built page",
        }
    }
}

/// Runs the parts that the arguments choose; each runs even if one before it failed.
pub fn test(arguments: &[String]) -> Outcome {
    let extra = after_dashes(arguments);
    let parts = chosen(arguments)?;
    let start = Instant::now();
    heading("what the tests need");
    let browser = setup::for_tests()?;
    let mut failed = Vec::new();
    for part in parts {
        heading(part.title());
        let outcome = match part {
            Part::Native => native(extra),
            Part::Web => web(&browser, extra),
            Part::Journeys => trunk::release().and_then(|()| journeys(&browser, "journeys", extra)),
        };
        if let Err(failure) = outcome {
            say(&format!("{}: {failure}", part.title()));
            failed.push(part.title());
        }
    }
    say(&format!("\nended after {}", seconds(start.elapsed())));
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", ")).into()) }
}

/// Makes the pictures of the README from the built page.
pub fn screenshots(extra: &[String]) -> Outcome {
    let browser = setup::for_tests()?;
    trunk::release()?;
    journeys(&browser, "screenshots", extra)
}

fn chosen(arguments: &[String]) -> Outcome<Vec<Part>> {
    let names: Vec<&String> = arguments.iter().take_while(|argument| *argument != "--").collect();
    if names.is_empty() {
        return Ok(Part::ALL.to_vec());
    }
    let unknown = |name: &str| format!("there is no part `{name}` of the tests: expected native, web or e2e");
    names.into_iter().map(|name| Part::named(name).ok_or_else(|| unknown(name).into())).collect()
}

fn native(extra: &[String]) -> Outcome {
    run(with_arguments(cargo().args(["test", "--locked", "--workspace"]), extra))
}

fn web(browser: &Browser, extra: &[String]) -> Outcome {
    let mut call = cargo();
    // In release like the page that the journeys use: their dependencies are then compiled once.
    call.args(["test", "--locked", "--release", "--target", "wasm32-unknown-unknown", "--test", "web"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", "tests/web/webdriver.json")
        .env("WASM_BINDGEN_TEST_ONLY_WEB", "1")
        // Seconds for all of them; 20 unless told.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
        .env("CHROMEDRIVER", &browser.driver);
    run(with_arguments(&mut call, extra))
}

/// Playwright starts `preview` and the fault server itself; they are compiled here so that it need not wait for them.
fn journeys(browser: &Browser, project: &str, extra: &[String]) -> Outcome {
    run(cargo().args(["build", "--locked", "--quiet", "--package", "fault_server"]))?;
    let playwright = Path::new("node_modules/@playwright/test/cli.js");
    let mut call = command("node");
    call.arg(playwright)
        .args(["test", "--project", project])
        .args(extra)
        .current_dir(setup::JOURNEYS)
        .env("CHROMIUM", &browser.program)
        .env("CARGO_TERM_QUIET", "true");
    run(&mut call)
}

fn with_arguments<'call>(call: &'call mut Command, extra: &[String]) -> &'call mut Command {
    if extra.is_empty() { call } else { call.arg("--").args(extra) }
}

#[cfg(test)]
mod tests {
    use super::{Part, chosen};

    fn arguments(words: &str) -> Vec<String> {
        words.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn runs_all_parts_unless_some_are_named() {
        assert_eq!(chosen(&[]).ok(), Some(Part::ALL.to_vec()));
        assert_eq!(chosen(&arguments("-- share")).ok(), Some(Part::ALL.to_vec()));
        assert_eq!(chosen(&arguments("web e2e -- --grep share")).ok(), Some(vec![Part::Web, Part::Journeys]));
        assert!(chosen(&arguments("unit")).is_err());
    }
}
