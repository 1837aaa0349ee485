//! `{name}` and `${name}`: how Python and JavaScript write variables. Here they are text, so the person is offered to convert them.

use std::ops::Range;

use super::tag::tags;

/// The text with every `{name}` and `${name}` outside tags written as `{{name}}`. Linear.
pub fn convert_single_braces(text: &str) -> String {
    let tags: Vec<_> = tags(text).map(|tag| tag.range).collect();
    let mut converted = String::with_capacity(text.len());
    let mut position = 0;
    for range in single_braces(text, &tags) {
        let name = text.get(range.clone()).unwrap_or_default().trim_matches(['$', '{', '}']);
        converted.push_str(text.get(position..range.start).unwrap_or_default());
        converted.push_str("{{");
        converted.push_str(name);
        converted.push_str("}}");
        position = range.end;
    }
    converted.push_str(text.get(position..).unwrap_or_default());
    converted
}

/// Ranges of single-brace variables outside `tags`, which are in order.
pub(super) fn single_braces(text: &str, tags: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut tags = tags.iter().peekable();
    let mut found = Vec::new();
    for (open, _) in text.match_indices('{') {
        while tags.next_if(|tag| tag.end <= open).is_some() {}
        if tags.peek().is_some_and(|tag| tag.contains(&open)) {
            continue;
        }
        found.extend(single_brace(text, open));
    }
    found
}

fn single_brace(text: &str, open: usize) -> Option<Range<usize>> {
    let (before, inside) = (text.get(..open)?, text.get(open + 1..)?);
    let length = inside.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let starts_as_name = inside.starts_with(|c: char| c == '_' || c.is_ascii_alphabetic());
    let rest = inside.get(length..)?.strip_prefix('}')?;
    if !starts_as_name || rest.starts_with('}') || before.ends_with(['{', '%', '#']) {
        return None;
    }
    let start = if before.ends_with('$') { open - 1 } else { open };
    Some(start..open + length + 2)
}
