//! Tables: examples and rows of variables as CSV (RFC 4180) or JSONL, and CSV that no spreadsheet takes for formulas.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::ImportError;
use super::fields::value_text;
use crate::domain::dataset::Dataset;
use crate::domain::variables::{Variables, is_name};
use crate::share::payload::SharedShot;

/// Columns that hold what a user may send, most telling first; lower case.
const INPUTS: [&str; 5] = ["input", "question", "prompt", "user", "text"];
const OUTPUTS: [&str; 7] = ["output", "answer", "completion", "ideal", "expected", "assistant", "label"];
const REASONINGS: [&str; 3] = ["reasoning", "rationale", "thinking"];
/// First characters that spreadsheets take for a formula (OWASP, CSV injection, read 2026-11).
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
const MOST_ROWS: usize = 100_000;

/// Rows of a table by the names in its first line.
pub type Rows = Vec<IndexMap<String, String>>;

/// What a table can be taken as.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its rows as examples, if a column is the input.
    pub shots: Vec<SharedShot>,
    /// What of it an example has no place for.
    pub not_in_shots: Vec<String>,
    /// Its rows as values for variables; names are such as a template can use.
    pub rows: Vec<Variables>,
    /// Columns that were named anew, and those that have no name.
    pub notes: Vec<String>,
}

/// Reads a CSV, TSV or semicolon-separated text.
///
/// # Errors
/// [`ImportError::BadTable`] when it has no rows, or when its first line can't be names of variables.
pub fn read_table(text: &str) -> Result<Table, ImportError> {
    let rows = read_csv(text)?;
    let names: Vec<String> = rows.first().map(|row| row.keys().cloned().collect()).unwrap_or_default();
    let (shots, not_in_shots) = shots_of_rows(&rows, &names);
    let is_prose = names.len() < 2 && names.iter().any(|name| !is_name(name));
    if names.is_empty() || shots.is_empty() && is_prose {
        return Err(ImportError::BadTable {
            detail: format!(
                "its first line must name its columns, each a variable, or input and output for examples; it is \u{201c}{}\u{201d}.",
                text.lines().next().unwrap_or_default().chars().take(80).collect::<String>()
            ),
        });
    }
    let (rows, notes) = with_variable_names(rows, &names);
    Ok(Table { shots, not_in_shots, rows, notes })
}

/// The rows under names that a template can use.
fn with_variable_names(rows: Rows, names: &[String]) -> (Rows, Vec<String>) {
    let mut notes = Vec::new();
    let mut taken: Vec<Option<String>> = Vec::new();
    for name in names {
        let fitting = variable_name(name);
        match &fitting {
            None => notes.push(format!("column \u{201c}{name}\u{201d}: no variable can be named so")),
            Some(fitting) if taken.contains(&Some(fitting.clone())) => {
                notes.push(format!("column \u{201c}{name}\u{201d}: another is named {fitting} already"));
            }
            Some(fitting) if fitting != name => {
                notes.push(format!("the name of column \u{201c}{name}\u{201d}, which is the variable {fitting}"));
            }
            Some(_) => {}
        }
        taken.push(fitting.filter(|fitting| !taken.contains(&Some(fitting.clone()))));
    }
    let renamed = rows.into_iter().map(|row| {
        let cells = row.into_values().zip(&taken);
        cells.filter_map(|(cell, name)| name.clone().map(|name| (name, cell))).collect()
    });
    (renamed.collect(), notes)
}

/// The name with `_` for what no name has; `None` = still none.
fn variable_name(name: &str) -> Option<String> {
    let fitting: String = name.trim().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    is_name(&fitting).then_some(fitting).filter(|name| name.chars().any(|c| c != '_'))
}

/// The rows as examples, and what was left out of them; none when no column is the input.
fn shots_of_rows(rows: &Rows, names: &[String]) -> (Vec<SharedShot>, Vec<String>) {
    let Some(input) = column(names, &INPUTS) else { return (Vec::new(), Vec::new()) };
    let (output, reasoning) = (column(names, &OUTPUTS), column(names, &REASONINGS));
    let known = [Some(input), output, reasoning];
    let left_out =
        names.iter().filter(|name| !known.contains(&Some(name.as_str()))).map(|name| format!("column {name}"));
    let cell = |row: &IndexMap<String, String>, name: Option<&str>| {
        name.and_then(|name| row.get(name)).cloned().unwrap_or_default()
    };
    let shots = rows.iter().map(|row| SharedShot {
        enabled: true,
        input: cell(row, Some(input)),
        output: cell(row, output),
        reasoning: cell(row, reasoning),
    });
    (shots.collect(), left_out.collect())
}

/// The examples among JSON objects.
pub(super) fn shots_of_values(values: &[Value]) -> (Vec<SharedShot>, Vec<String>) {
    let mut left_out = Vec::new();
    let mut shots = Vec::new();
    for (number, value) in values.iter().enumerate() {
        let found = value.as_object().and_then(|object| shot_of(object, number + 1, &mut left_out));
        match found {
            Some(shot) => shots.push(shot),
            None => left_out.push(format!("item {}: it has no input", number + 1)),
        }
    }
    (shots, left_out)
}

fn shot_of(object: &Map<String, Value>, number: usize, left_out: &mut Vec<String>) -> Option<SharedShot> {
    let names: Vec<String> = object.keys().cloned().collect();
    let input = column(&names, &INPUTS)?;
    let (output, reasoning) = (column(&names, &OUTPUTS), column(&names, &REASONINGS));
    let known = [Some(input), output, reasoning];
    left_out.extend(
        names.iter().filter(|name| !known.contains(&Some(name.as_str()))).map(|name| format!("item {number}: {name}")),
    );
    let text = |name: Option<&str>| name.and_then(|name| object.get(name)).map(value_text).unwrap_or_default();
    Some(SharedShot { enabled: true, input: text(Some(input)), output: text(output), reasoning: text(reasoning) })
}

/// Rows of values for the variables of a prompt, from CSV, JSONL or a JSON list.
///
/// # Errors
/// See [`ImportError`].
pub fn read_rows(text: &str) -> Result<Vec<Variables>, ImportError> {
    let whole = text.trim_start_matches('\u{feff}');
    let text = whole.trim();
    if !text.starts_with(['{', '[']) {
        return read_csv(whole);
    }
    let values: Vec<Value> = match serde_json::from_str(text) {
        Ok(Value::Array(items)) => items,
        Ok(value) => vec![value],
        Err(_) => {
            let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
            let value = |(place, line): (usize, &str)| {
                let bad =
                    |error: serde_json::Error| ImportError::BadLine { line: place + 1, detail: error.to_string() };
                serde_json::from_str(line).map_err(bad)
            };
            lines.map(value).collect::<Result<_, _>>()?
        }
    };
    let rows = values.iter().filter_map(Value::as_object);
    Ok(rows.map(|row| row.iter().map(|(name, value)| (name.clone(), value_text(value))).collect()).collect())
}

/// JSON objects as rows; names are such as a template can use.
pub(super) fn rows_of_values(values: &[Value]) -> (Vec<Variables>, Vec<String>) {
    let mut notes = Vec::new();
    let mut rows = Vec::new();
    for (number, value) in values.iter().enumerate() {
        let Some(object) = value.as_object() else {
            notes.push(format!("item {}: it is no object", number + 1));
            continue;
        };
        let names: Vec<String> = object.keys().cloned().collect();
        let row = object.iter().map(|(name, value)| (name.clone(), value_text(value))).collect();
        let (mut row, of_row) = with_variable_names(vec![row], &names);
        for note in of_row {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        rows.append(&mut row);
    }
    (rows, notes)
}

/// What stands between the names of the first line: a tab or a semicolon where it has more of them than commas.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let mut quoted = false;
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    for byte in first.bytes() {
        quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(known, _)| !quoted && *known == byte) {
            *count += 1;
        }
    }
    // Of equal counts the first is taken.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(byte, _)| byte)
}

fn read_csv(text: &str) -> Result<Rows, ImportError> {
    let bad = |error: csv::Error| ImportError::BadTable { detail: error.to_string() };
    // Records of another length are read too; a missing cell is empty.
    let mut reader = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter(text)).from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().map_err(bad)?.iter().map(|name| name.trim().to_owned()).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(bad)?;
        if rows.len() == MOST_ROWS {
            return Err(ImportError::BadTable { detail: format!("it has more than {MOST_ROWS} rows.") });
        }
        let cells = names
            .iter()
            .enumerate()
            .map(|(place, name)| (name.clone(), unguarded(record.get(place).unwrap_or_default())));
        rows.push(cells.collect());
    }
    Ok(rows)
}

/// A table as CSV: fields quoted where RFC 4180 wants it, lines ended by CRLF, and no cell that a spreadsheet would compute.
pub fn write_csv(names: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing into memory fails for records of unequal length alone, and these are made here.
    let _ = writer.write_record(names);
    for row in rows {
        let _ = writer.write_record(row.iter().map(|cell| guarded(cell)));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// The rows of a dataset as CSV, its names in the first line.
pub fn write_rows_csv(dataset: &Dataset) -> String {
    let names: Vec<&str> = dataset.names.iter().map(String::as_str).collect();
    write_csv(&names, dataset.cases.iter().map(|case| case.cells.clone()))
}

/// The rows of a dataset, one JSON object a line.
pub fn write_rows_jsonl(dataset: &Dataset) -> String {
    let lines = dataset.cases.iter().filter_map(|case| serde_json::to_string(&dataset.values(case)).ok());
    lines.flat_map(|line| [line, "\n".to_owned()]).collect()
}

/// A cell that a spreadsheet shows and does not compute: what looks like a formula gets an apostrophe before it.
fn guarded(cell: &str) -> String {
    if cell.trim_start_matches('\'').starts_with(FORMULA_STARTS) { format!("'{cell}") } else { cell.to_owned() }
}

/// The cell without the apostrophe that [`guarded`] put there.
fn unguarded(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA_STARTS) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

fn column<'a>(names: &'a [String], wanted: &[&str]) -> Option<&'a str> {
    wanted.iter().find_map(|wanted| names.iter().find(|name| name.to_lowercase() == *wanted)).map(String::as_str)
}
