//! Tables: examples and rows of variables as CSV (RFC 4180) or JSONL, and CSV that no spreadsheet takes for formulas.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::ImportError;
use super::fields::value_text;
use crate::domain::variables::Variables;
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

/// The examples of a CSV text, and what was left out of it.
///
/// # Errors
/// [`ImportError::BadTable`] when no column is the input.
pub fn read_shots(text: &str) -> Result<(Vec<SharedShot>, Vec<String>), ImportError> {
    let rows = read_csv(text)?;
    let names: Vec<String> = rows.first().map(|row| row.keys().cloned().collect()).unwrap_or_default();
    let Some(input) = column(&names, &INPUTS) else {
        return Err(ImportError::BadTable {
            detail: format!(
                "its first line must name a column input and a column output; it names {}.",
                names.join(", ")
            ),
        });
    };
    let (output, reasoning) = (column(&names, &OUTPUTS), column(&names, &REASONINGS));
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
    Ok((shots.collect(), left_out.collect()))
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
    let text = text.trim_start_matches('\u{feff}').trim();
    if !text.starts_with(['{', '[']) {
        return read_csv(text);
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

fn read_csv(text: &str) -> Result<Rows, ImportError> {
    let bad = |error: csv::Error| ImportError::BadTable { detail: error.to_string() };
    // Records of another length are read too; a missing cell is empty.
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
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
