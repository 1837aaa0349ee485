//! JSON diff: two values compared by path, the order of keys ignored, list items matched so that an insertion shifts nothing.

use std::hash::{DefaultHasher, Hash, Hasher};

use imara_diff::{Algorithm, Diff, InternedInput};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::DiffSummary;

/// One path at which two JSON values differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JsonChange {
    /// JSON Pointer (RFC 6901) into the second value; into the first for what was removed.
    pub path: String,
    pub kind: JsonChangeKind,
}

/// What happened at a path. Values are compact JSON text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JsonChangeKind {
    Added {
        value: String,
    },
    Removed {
        value: String,
    },
    Changed {
        before: String,
        after: String,
    },
    /// The same value, found at `from` in the first text.
    Moved {
        from: String,
        value: String,
    },
}

/// The changes from one JSON text to another; `Err` = a sentence that says which side is not JSON and where it stops being it.
pub(super) fn changes(before: &str, after: &str) -> Result<Vec<JsonChange>, String> {
    let before = parse(before, "first")?;
    let after = parse(after, "second")?;
    let mut changes = Vec::new();
    compare(&mut String::new(), &before, &after, &mut changes);
    Ok(pair_moves(changes))
}

pub(super) fn summary(changes: &[JsonChange]) -> DiffSummary {
    let count = |wanted: fn(&JsonChangeKind) -> bool| changes.iter().filter(|change| wanted(&change.kind)).count();
    DiffSummary {
        changes: changes.len(),
        only_in_before: count(|kind| matches!(kind, JsonChangeKind::Removed { .. })),
        only_in_after: count(|kind| matches!(kind, JsonChangeKind::Added { .. })),
        moved: count(|kind| matches!(kind, JsonChangeKind::Moved { .. })),
    }
}

fn parse(text: &str, which: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        format!("The {which} text is not JSON (it stops being JSON at line {line}, column {column}), so the texts are compared by words.")
    })
}

/// Depth is bounded by the parser's own limit of 128.
fn compare(path: &mut String, before: &Value, after: &Value, out: &mut Vec<JsonChange>) {
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, value) in old {
                at(path, key, |path| match new.get(key) {
                    Some(other) => compare(path, value, other, out),
                    None => removed(path, value, out),
                });
            }
            for (key, value) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
                at(path, key, |path| added(path, value, out));
            }
        }
        (Value::Array(old), Value::Array(new)) => compare_lists(path, old, new, out),
        _ if before == after => {}
        _ => {
            let kind = JsonChangeKind::Changed { before: before.to_string(), after: after.to_string() };
            out.push(JsonChange { path: path.clone(), kind });
        }
    }
}

/// Items that are equal are matched first; between two matches, items are compared in order and the rest was added or removed.
fn compare_lists(path: &mut String, old: &[Value], new: &[Value], out: &mut Vec<JsonChange>) {
    let mut input = InternedInput::default();
    input.update_before(old.iter().map(fingerprint));
    input.update_after(new.iter().map(fingerprint));
    for hunk in Diff::compute(Algorithm::Histogram, &input).hunks() {
        let mut befores = hunk.before.map(|index| index as usize);
        let mut afters = hunk.after.map(|index| index as usize);
        loop {
            match (befores.next(), afters.next()) {
                (Some(i), Some(j)) => {
                    if let (Some(before), Some(after)) = (old.get(i), new.get(j)) {
                        at(path, &j.to_string(), |path| compare(path, before, after, out));
                    }
                }
                (Some(i), None) => {
                    if let Some(value) = old.get(i) {
                        at(path, &i.to_string(), |path| removed(path, value, out));
                    }
                }
                (None, Some(j)) => {
                    if let Some(value) = new.get(j) {
                        at(path, &j.to_string(), |path| added(path, value, out));
                    }
                }
                (None, None) => break,
            }
        }
    }
}

/// Equal values have equal fingerprints whatever the order of their keys.
fn fingerprint(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    match value {
        Value::Object(entries) => {
            let sum = entries.iter().fold(0_u64, |sum, (key, value)| {
                let mut entry = DefaultHasher::new();
                (key, fingerprint(value)).hash(&mut entry);
                sum.wrapping_add(entry.finish())
            });
            ('{', entries.len(), sum).hash(&mut hasher);
        }
        Value::Array(items) => {
            ('[', items.len()).hash(&mut hasher);
            for item in items {
                fingerprint(item).hash(&mut hasher);
            }
        }
        scalar => scalar.to_string().hash(&mut hasher),
    }
    hasher.finish()
}

/// A value that was removed at one path and added at another has moved. Scalars move only under the same key, where chance is unlikely.
fn pair_moves(changes: Vec<JsonChange>) -> Vec<JsonChange> {
    let mut taken = vec![false; changes.len()];
    let mut paired: Vec<Option<usize>> = vec![None; changes.len()];
    for (index, change) in changes.iter().enumerate() {
        let JsonChangeKind::Added { value } = &change.kind else { continue };
        let source = changes.iter().enumerate().position(|(other, candidate)| {
            let JsonChangeKind::Removed { value: gone } = &candidate.kind else { return false };
            !taken.get(other).copied().unwrap_or(true)
                && gone == value
                && may_move(value, &candidate.path, &change.path)
        });
        if let (Some(slot), Some(flag)) = (paired.get_mut(index), source.and_then(|source| taken.get_mut(source))) {
            *slot = source;
            *flag = true;
        }
    }
    let froms: Vec<Option<String>> = paired
        .iter()
        .map(|source| source.and_then(|source| changes.get(source)).map(|change| change.path.clone()))
        .collect();
    let kept = changes.into_iter().zip(froms).zip(taken).filter(|(_, taken)| !taken);
    kept.map(|((change, from), _)| match (change.kind, from) {
        (JsonChangeKind::Added { value }, Some(from)) => {
            JsonChange { path: change.path, kind: JsonChangeKind::Moved { from, value } }
        }
        (kind, _) => JsonChange { path: change.path, kind },
    })
    .collect()
}

fn may_move(value: &str, from: &str, to: &str) -> bool {
    let key = |path: &str| path.rsplit_once('/').map(|(_, key)| key.to_owned());
    value.starts_with(['{', '[']) && value.len() > 2 || key(from) == key(to)
}

fn added(path: &str, value: &Value, out: &mut Vec<JsonChange>) {
    out.push(JsonChange { path: path.to_owned(), kind: JsonChangeKind::Added { value: value.to_string() } });
}

fn removed(path: &str, value: &Value, out: &mut Vec<JsonChange>) {
    out.push(JsonChange { path: path.to_owned(), kind: JsonChangeKind::Removed { value: value.to_string() } });
}

/// Runs `visit` one step deeper: `/` and the key, escaped as RFC 6901 says.
fn at(path: &mut String, key: &str, visit: impl FnOnce(&mut String)) {
    let length = path.len();
    path.push('/');
    path.push_str(&key.replace('~', "~0").replace('/', "~1"));
    visit(path);
    path.truncate(length);
}
