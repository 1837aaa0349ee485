//! JSON values written as YAML 1.2 that people read: mappings and lists in blocks, long texts as they stand. Reading is the library's.

use std::fmt::Write as _;

use serde_json::Value;

/// The document, with a line end at its end.
pub(super) fn write(value: &Value) -> String {
    let mut out = String::new();
    node(&mut out, value, 0);
    out.trim_start().to_owned()
}

/// A value after a key or a dash, on the same line where it fits there.
fn node(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            out.push('\n');
            for (key, value) in entries {
                indent(out, depth);
                out.push_str(&quoted_key(key));
                out.push(':');
                node(out, value, depth + 1);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            for item in items {
                indent(out, depth);
                out.push('-');
                node(out, item, depth + 1);
            }
        }
        Value::String(text) if is_block(text) => block(out, text, depth),
        Value::String(text) => {
            let _ = writeln!(out, " {}", quoted(text));
        }
        other => {
            let _ = writeln!(out, " {other}");
        }
    }
}

fn indent(out: &mut String, depth: usize) {
    out.extend(std::iter::repeat_n("  ", depth));
}

/// Whether a text can stand as a literal block: several lines, nothing that the block would change.
fn is_block(text: &str) -> bool {
    let is_plain = |c: char| c == '\n' || is_printable(c);
    text.contains('\n')
        && !text.starts_with(char::is_whitespace)
        && !text.trim_end_matches('\n').is_empty()
        && !text.ends_with("\n\n")
        && text.chars().all(is_plain)
        && text.lines().all(|line| !line.ends_with(' '))
}

fn block(out: &mut String, text: &str, depth: usize) {
    out.push_str(if text.ends_with('\n') { " |\n" } else { " |-\n" });
    for line in text.lines() {
        if !line.is_empty() {
            indent(out, depth.max(1));
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// A key as it stands when it is a word.
fn quoted_key(key: &str) -> String {
    let is_word = key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !matches!(
            key.to_ascii_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    if is_word { key.to_owned() } else { quoted(key) }
}

/// A text in double quotes.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_printable(c) => out.push(c),
            c => {
                let _ = write!(out, "\\U{:08x}", u32::from(c));
            }
        }
    }
    out.push('"');
    out
}

/// What YAML lets stand unescaped, but for line separators and the byte-order mark, which parsers treat in their own ways.
fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
        || c >= '\u{1_0000}'
}
