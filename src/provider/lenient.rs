//! JSON from endpoints that is nearly JSON: a surrogate pair cut in two between events arrives as a lone `\uD83D`, Python servers write `NaN`
//! and `Infinity`, and a number may be larger than any that a computer holds; strict parsers reject them all.

use serde_json::Value;

/// Parses JSON; escapes of lone surrogates become U+FFFD, numbers that are none become `null`. `None` when it isn't JSON even so. Linear.
pub(super) fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().or_else(|| {
        let whole = without_lone_surrogates(text);
        let text = whole.as_deref().unwrap_or(text);
        let finite = with_finite_numbers(text);
        serde_json::from_str(finite.as_deref().or(whole.as_deref())?).ok()
    })
}

/// The text with every number that JSON or a float can't hold as `null`; `None` when there is none.
fn with_finite_numbers(text: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.');
    let mut fixed = String::with_capacity(text.len());
    let mut changed = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = if c == '"' {
            string_length(rest)
        } else if is_part(c) {
            rest.find(|c| !is_part(c)).unwrap_or(rest.len())
        } else {
            c.len_utf8()
        };
        let (taken, remaining) = rest.split_at_checked(length)?;
        let wrong = is_part(c) && taken.parse::<f64>().is_ok_and(|number| !number.is_finite());
        fixed.push_str(if wrong { "null" } else { taken });
        changed |= wrong;
        rest = remaining;
    }
    changed.then_some(fixed)
}

/// Bytes of the JSON string at the start of `text`, quotation marks included.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    let inside = text.bytes().enumerate().skip(1);
    for (at, byte) in inside {
        if byte == b'"' && !escaped {
            return at + 1;
        }
        escaped = byte == b'\\' && !escaped;
    }
    text.len()
}

/// The text with every `\uD800`–`\uDFFF` escape outside a pair replaced; `None` when there is none.
fn without_lone_surrogates(text: &str) -> Option<String> {
    let mut fixed = String::with_capacity(text.len());
    let mut rest = text;
    let mut changed = false;
    while let Some((before, after)) = rest.split_once('\\') {
        fixed.push_str(before);
        fixed.push('\\');
        let kind = after.chars().next()?;
        let unit = surrogate(after);
        let (keep, lone) = match unit {
            Some(0xD800..=0xDBFF) if low_follows(after) => (11, false),
            Some(_) => (5, true),
            None => (kind.len_utf8(), false),
        };
        let (taken, remaining) = after.split_at(keep);
        fixed.push_str(if lone { "ufffd" } else { taken });
        changed |= lone;
        rest = remaining;
    }
    fixed.push_str(rest);
    changed.then_some(fixed)
}

/// The surrogate that `uXXXX` at the start of `text` names.
fn surrogate(text: &str) -> Option<u16> {
    let digits = text.strip_prefix('u')?.get(..4)?;
    u16::from_str_radix(digits, 16).ok().filter(|unit| (0xD800..=0xDFFF).contains(unit))
}

fn low_follows(high: &str) -> bool {
    let low = high.get(5..).and_then(|rest| rest.strip_prefix('\\')).and_then(surrogate);
    low.is_some_and(|unit| unit >= 0xDC00)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let parsed = parse(text);
        assert_eq!(parsed.as_ref().and_then(Value::as_str), expected, "{text}");
    }

    #[test]
    fn lone_surrogates_become_replacement_characters() {
        check(r#""a\ud83d""#, Some("a\u{fffd}"));
        check(r#""\ude00b""#, Some("\u{fffd}b"));
        check(r#""\ud83d\ud83d\ude00""#, Some("\u{fffd}😀"));
        check(r#""\\ud83d \ud83dx""#, Some("\\ud83d \u{fffd}x"));
    }

    #[test]
    fn pairs_and_other_escapes_stay() {
        check(r#""\ud83d\ude00\n\\""#, Some("😀\n\\"));
        check(r#""\ud83d\ude00 \ud83d é""#, Some("😀 \u{fffd} é"));
    }

    #[test]
    fn numbers_that_are_none_become_null() {
        let check = |text: &str, expected: &str| {
            assert_eq!(parse(text).map(|value| value.to_string()).as_deref(), Some(expected), "{text}");
        };
        check(r#"{"a":NaN,"b":[-Infinity,Infinity,1e400],"c":1.5}"#, r#"{"a":null,"b":[null,null,null],"c":1.5}"#);
        check(
            r#"{"NaN":"\"NaN, Infinity","x":NaN,"y":"\ud83d"}"#,
            "{\"NaN\":\"\\\"NaN, Infinity\",\"x\":null,\"y\":\"\u{fffd}\"}",
        );
    }

    #[test]
    fn what_is_not_json_stays_nothing() {
        check("\"\\", None);
        check("\"\\ud83", None);
        check("{nope", None);
        check("\"\\u€€\"", None);
    }
}
