//! Saying what is being done and how long it takes.

use crate::command::{Failure, Outcome, line};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How often a long job says that it is alive where lines can't be overwritten.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How many of the last lines of a failed job are shown.
const TAIL: usize = 40;

/// Lines of jobs that run side by side don't mix.
static TERMINAL: Mutex<()> = Mutex::new(());

/// Prints the heading of a part.
pub fn heading(text: &str) {
    say(&format!("\n── {text} ──"));
}

/// Prints one line.
pub fn say(text: &str) {
    let _held = TERMINAL.lock();
    println!("{text}");
    let _ = std::io::stdout().flush();
}

/// Does `work` and says before what it is and after how long it took.
pub fn timed<T>(what: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let start = Instant::now();
    say(&format!("{what} …"));
    let outcome = work();
    let verdict = if outcome.is_ok() { "done" } else { "failed" };
    say(&format!("{what}: {verdict} in {}", seconds(start.elapsed())));
    outcome
}

/// Runs a job quietly, saying now and then how far it is; its last lines are shown if it fails.
///
/// `counted` is the word that begins each line worth counting, such as cargo's `Compiling`.
pub fn quiet(what: &str, counted: &str, command: &mut Command) -> Outcome {
    let start = Instant::now();
    say(&format!("{what} …"));
    let call = line(command);
    let did_not_run = |error: std::io::Error| Failure::from(format!("`{call}` did not run: {error}"));
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().map_err(did_not_run)?;
    let mut tail = VecDeque::new();
    let mut count = 0_usize;
    let mut said = Instant::now();
    let interval = if std::io::stdout().is_terminal() { HEARTBEAT / 5 } else { HEARTBEAT };
    for text in child.stderr.take().map(BufReader::new).into_iter().flat_map(BufRead::lines).map_while(Result::ok) {
        count += usize::from(text.trim_start().starts_with(counted));
        if said.elapsed() >= interval {
            said = Instant::now();
            say(&format!("{what}: {count} × {}, {}", counted.to_lowercase(), seconds(start.elapsed())));
        }
        if tail.len() == TAIL {
            tail.pop_front();
        }
        tail.push_back(text);
    }
    let status = child.wait().map_err(did_not_run)?;
    if status.success() {
        say(&format!("{what}: done in {}", seconds(start.elapsed())));
        return Ok(());
    }
    for text in tail {
        say(&text);
    }
    Err(format!("`{call}` ended with {status}; its last lines stand above").into())
}

/// A duration as a person says it: `7 s`, `2 min 5 s`.
pub fn seconds(duration: Duration) -> String {
    let total = duration.as_secs();
    if total < 60 { format!("{:.1} s", duration.as_secs_f64()) } else { format!("{} min {} s", total / 60, total % 60) }
}

#[cfg(test)]
mod tests {
    use super::seconds;
    use std::time::Duration;

    #[test]
    fn says_durations_like_a_person() {
        assert_eq!(seconds(Duration::from_millis(1540)), "1.5 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 5 s");
    }
}
