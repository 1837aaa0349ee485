//! A report of a prompt and its answers as Markdown: for a pull request, a wiki, a mail.

use std::fmt::Write as _;

/// What a report tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub title: String,
    /// Who speaks and what was sent, rendered.
    pub messages: Vec<(String, String)>,
    pub answers: Vec<ReportAnswer>,
}

/// One model's answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportAnswer {
    pub name: String,
    pub text: String,
    pub reasoning: String,
    /// Time, tokens, cost.
    pub facts: Vec<String>,
    /// Lines of the receipt.
    pub receipt: Vec<String>,
}

/// The report. Texts stand in fences that nothing in them can close, so they stay text wherever the report is shown.
pub fn markdown(report: &Report) -> String {
    let mut out = format!("# {}\n\n## Prompt\n", one_line(&report.title));
    for (role, text) in &report.messages {
        // Writing to a String can't fail.
        let _ = write!(out, "\n### {}\n\n{}", one_line(role), fenced(text));
    }
    for answer in &report.answers {
        let _ = write!(out, "\n## {}\n\n{}", one_line(&answer.name), fenced(&answer.text));
        if !answer.reasoning.is_empty() {
            let _ = write!(out, "\nReasoning:\n\n{}", fenced(&answer.reasoning));
        }
        for fact in answer.facts.iter().chain(&answer.receipt) {
            let _ = write!(out, "\n- {}", one_line(fact));
        }
        if !(answer.facts.is_empty() && answer.receipt.is_empty()) {
            out.push('\n');
        }
    }
    out
}

/// A text in a code fence longer than any run of backticks in it.
fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let end = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
    format!("{fence}text\n{text}{end}{fence}\n")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
