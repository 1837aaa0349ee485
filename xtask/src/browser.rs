//! A Chromium and its WebDriver for the tests: found on the machine, or brought by apt.

use crate::command::{Outcome, command, find, output_of};
use crate::progress::quiet;
use std::env;
use std::path::PathBuf;
use std::process::Command;

/// Names under which Chromium and its relatives are installed.
const BROWSERS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
/// Where macOS keeps it, off the search path.
const MACOS: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// The browser that the tests drive.
pub struct Browser {
    pub program: PathBuf,
    pub driver: PathBuf,
}

/// Finds a browser and its driver, or installs Debian's where apt is there.
pub fn bring() -> Outcome<Browser> {
    if let Some(browser) = installed() {
        return Ok(browser);
    }
    if find("apt-get").is_some() {
        install_by_apt()?;
    }
    installed().ok_or_else(|| {
        "the tests need Chromium or Chrome and a chromedriver of the same version: install both (Debian: `apt-get install chromium \
         chromium-driver`), or name them in the environment variables CHROMIUM and CHROMEDRIVER"
            .into()
    })
}

fn installed() -> Option<Browser> {
    let named = |variable: &str| env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file());
    let macos = || Some(PathBuf::from(MACOS)).filter(|path| path.is_file());
    let program = named("CHROMIUM").or_else(|| BROWSERS.iter().find_map(|name| find(name))).or_else(macos)?;
    let driver = named("CHROMEDRIVER").or_else(|| find("chromedriver")).or_else(|| {
        // GitHub's runners keep it in a folder that this variable names.
        env::var_os("CHROMEWEBDRIVER")
            .map(|folder| PathBuf::from(folder).join("chromedriver"))
            .filter(|path| path.is_file())
    })?;
    Some(Browser { program, driver })
}

fn install_by_apt() -> Outcome {
    let is_root = output_of(command("id").arg("-u")).as_deref() == Some("0");
    let apt = || -> Command {
        let mut call = if is_root { command("apt-get") } else { command("sudo") };
        if !is_root {
            call.args(["-n", "apt-get"]);
        }
        call.env("DEBIAN_FRONTEND", "noninteractive");
        call
    };
    if !is_root && output_of(command("sudo").args(["-n", "true"])).is_none() {
        return Err("no Chromium was found, and installing it needs root: run `sudo apt-get install chromium chromium-driver` and run this again".into());
    }
    quiet("list of Debian packages", "Get:", apt().args(["update", "--quiet"]))?;
    let packages = ["install", "--quiet", "--yes", "--no-install-recommends", "chromium", "chromium-driver"];
    quiet("Debian's chromium and chromium-driver", "Setting up", apt().args(packages))
}
