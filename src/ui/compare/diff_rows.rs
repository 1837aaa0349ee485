//! A hunk as rows of lines: side by side, or one below the other. Signs and words carry the meaning; color repeats it.

use leptos::prelude::*;

use crate::domain::diff::rows::{Line, Mark, Row, Span};

/// Which text a line is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Text {
    Before,
    After,
}

/// Lines of both texts at the same height.
pub fn pair(row: &Row) -> AnyView {
    view! {
        <div class="diff-pair">
            {half(row.before.as_ref(), Text::Before)}
            {half(row.after.as_ref(), Text::After)}
        </div>
    }
    .into_any()
}

/// The rows one below the other: what is gone, then what came, between equal lines.
pub fn unified(rows: &[Row]) -> Vec<AnyView> {
    let mut out = Vec::new();
    let (mut gone, mut come): (Vec<&Line>, Vec<&Line>) = (Vec::new(), Vec::new());
    let flush = |out: &mut Vec<AnyView>, gone: &mut Vec<&Line>, come: &mut Vec<&Line>| {
        out.extend(gone.drain(..).map(|line| unified_row(Some(line), None)));
        out.extend(come.drain(..).map(|line| unified_row(None, Some(line))));
    };
    for row in rows {
        match (&row.before, &row.after) {
            (Some(before), Some(after)) if !before.differs() && !after.differs() => {
                flush(&mut out, &mut gone, &mut come);
                out.push(unified_row(Some(before), Some(after)));
            }
            (before, after) => {
                gone.extend(before);
                come.extend(after);
            }
        }
    }
    flush(&mut out, &mut gone, &mut come);
    out
}

/// Lines of the second text only, for *only in B*.
pub fn only_after(rows: &[Row]) -> Vec<AnyView> {
    let come = rows.iter().filter_map(|row| row.after.as_ref()).filter(|line| line.differs());
    come.map(|line| unified_row(None, Some(line))).collect()
}

fn half(line: Option<&Line>, text: Text) -> AnyView {
    let Some(line) = line else { return view! { <div class="diff-row" data-change="none"></div> }.into_any() };
    let (change, sign) = change_of(line, text);
    view! {
        <div class="diff-row" data-change=change>
            <span class="diff-line">{line.number}</span>
            {sign_view(sign)}
            <span class="diff-text" dir="auto">{spans(line, text)}</span>
        </div>
    }
    .into_any()
}

fn unified_row(before: Option<&Line>, after: Option<&Line>) -> AnyView {
    let (line, text) = match (before, after) {
        (Some(line), None) => (line, Text::Before),
        (_, Some(line)) => (line, Text::After),
        (None, None) => return ().into_any(),
    };
    let is_equal = before.is_some() && after.is_some();
    let (change, sign) = if is_equal { ("equal", " ") } else { change_in_unified(text) };
    view! {
        <div class="diff-row" data-change=change>
            <span class="diff-line">{before.map(|line| line.number)}</span>
            <span class="diff-line">{after.map(|line| line.number)}</span>
            {sign_view(sign)}
            <span class="diff-text" dir="auto">{spans(line, text)}</span>
        </div>
    }
    .into_any()
}

fn change_of(line: &Line, text: Text) -> (&'static str, &'static str) {
    if line.differs() { change_in_unified(text) } else { ("equal", " ") }
}

fn change_in_unified(text: Text) -> (&'static str, &'static str) {
    match text {
        Text::Before => ("delete", "−"),
        Text::After => ("insert", "+"),
    }
}

fn sign_view(sign: &'static str) -> AnyView {
    let words = match sign {
        "+" => "added",
        "−" => "removed",
        _ => "",
    };
    view! {
        <span class="diff-sign">
            <span aria-hidden="true">{sign}</span>
            <span class="visually-hidden">{words}</span>
        </span>
    }
    .into_any()
}

fn spans(line: &Line, text: Text) -> AnyView {
    line.spans.iter().map(|span| span_view(span, text)).collect_view().into_any()
}

fn span_view(span: &Span, text: Text) -> AnyView {
    let words = span.text.clone();
    match (span.mark, text) {
        (Mark::Equal, _) => words.into_any(),
        (Mark::Different, Text::Before) => view! { <del>{words}</del> }.into_any(),
        (Mark::Different, Text::After) => view! { <ins>{words}</ins> }.into_any(),
        (Mark::Moved(line), Text::Before) => moved_out(words, line),
        (Mark::Moved(line), Text::After) => moved_in(words, line),
    }
}

/// Text that stands on `line` of the second text.
pub fn moved_out(text: String, line: usize) -> AnyView {
    view! { <del class="diff-moved"><small>{format!("moved to line {line} ")}</small>{text}</del> }.into_any()
}

/// Text that stood on `line` of the first text.
pub fn moved_in(text: String, line: usize) -> AnyView {
    view! { <ins class="diff-moved"><small>{format!("moved from line {line} ")}</small>{text}</ins> }.into_any()
}
