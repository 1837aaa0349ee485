//! Rules for the text of single files: length, headings, colors, addresses of one machine.

use super::{check, has_extension};

/// Lines of a file of code, tests included.
const MAX_LINES: usize = 400;

/// CSS functions that make a color out of numbers.
const COLOR_FUNCTIONS: [&str; 10] =
    ["rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "oklab(", "oklch(", "color("];
/// Color names that people reach for; `transparent` and `currentColor` name no color of their own.
const COLOR_NAMES: [&str; 14] = [
    "white", "black", "red", "green", "blue", "gray", "grey", "yellow", "orange", "purple", "pink", "brown", "silver",
    "crimson",
];

fn length(path: &str, text: &str) -> Vec<String> {
    let lines = text.lines().count();
    if lines > MAX_LINES {
        vec![format!("{path}: {lines} lines, more than {MAX_LINES}: look for its second noun")]
    } else {
        Vec::new()
    }
}

fn heading(path: &str, text: &str) -> Vec<String> {
    if text.starts_with("//! ") {
        Vec::new()
    } else {
        vec![format!("{path}: does not open with `//!`, its reason to exist")]
    }
}

/// Values of declarations that name a color themselves instead of reading a token.
fn bare_colors(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in without_comments(text).lines().enumerate() {
        for declaration in line.split([';', '{', '}']) {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            // A selector such as `a:hover` also has a colon; its property would hold a combinator or nothing to set.
            let is_color = |word: &str| is_hex(word) || COLOR_NAMES.contains(&word.to_ascii_lowercase().as_str());
            let by_function = COLOR_FUNCTIONS.iter().find(|function| calls(value, function));
            let by_word = value.split([' ', ',', '(', ')', '/']).find(|word| is_color(word));
            if let Some(color) = by_function.copied().or(by_word) {
                found.push(format!(
                    "{path}:{}: `{}` has the bare color `{color}`: read a token of style/tokens.css",
                    number + 1,
                    property.trim()
                ));
            }
        }
    }
    found
}

/// The text with comments blanked, lines kept.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        let (inside, after) = comment.split_once("*/").unwrap_or((comment, ""));
        kept.push_str(before);
        kept.extend(inside.chars().filter(|character| *character == '\n'));
        rest = after;
    }
    kept + rest
}

/// Whether `value` calls exactly this function: `color(` is not in `light-color(`.
fn calls(value: &str, function: &str) -> bool {
    value
        .match_indices(function)
        .any(|(place, _)| !value[..place].ends_with(|before: char| before.is_alphanumeric() || before == '-'))
}

fn is_hex(word: &str) -> bool {
    word.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 3 | 4 | 6 | 8) && digits.chars().all(|digit| digit.is_ascii_hexdigit())
    })
}

/// Folders of one machine, and addresses that a lock file took from one machine's registry.
fn local_addresses(path: &str, text: &str) -> Vec<String> {
    let folders: Vec<String> = ["work", "root", "tmp"].iter().map(|name| format!("/{name}/")).collect();
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if let Some(folder) = folders.iter().find(|folder| line.contains(folder.as_str())) {
            found.push(format!("{path}:{}: names the folder `{folder}` of one machine", number + 1));
        }
        if path.ends_with("package-lock.json") && line.contains("\"resolved\":") {
            found.push(format!(
                "{path}:{}: names a registry: set omit-lockfile-registry-resolved=true in .npmrc",
                number + 1
            ));
        }
    }
    found
}

/// The files that declare where the page is cut, by a macro which needs `unsafe`.
const CUTS: [&str; 3] = ["src/ui/parts.rs", "src/state/later.rs", "src/browser/engine_client/decode.rs"];

fn unsafe_code(path: &str, text: &str) -> Vec<String> {
    let allows = text.lines().any(|line| line.contains("allow(unsafe_code") || line.contains("expect(unsafe_code"));
    let found = allows && !CUTS.contains(&path);
    found.then(|| format!("{path}: allows unsafe code")).into_iter().collect()
}

#[test]
fn unsafe_code_is_in_no_other_file() {
    check(|path| path.starts_with("src/") && path.ends_with(".rs"), unsafe_code);
}

#[test]
fn unsafe_code_elsewhere_is_found() {
    let line = "#![allow(unsafe_code, reason = \"quick\")]";
    assert_eq!(unsafe_code("src/ui/app.rs", line).len(), 1);
    assert!(unsafe_code("src/ui/parts.rs", line).is_empty());
}

#[test]
fn no_file_is_too_long() {
    check(|path| has_extension(path, &["rs", "css", "ts", "mjs", "js", "html", "toml", "yml"]), length);
}

#[test]
fn every_rust_file_says_why_it_exists() {
    check(|path| has_extension(path, &["rs"]), heading);
}

#[test]
fn only_the_tokens_name_colors() {
    check(|path| path.starts_with("style/") && path.ends_with(".css") && path != "style/tokens.css", bare_colors);
}

#[test]
fn nothing_names_one_machine() {
    check(|_| true, local_addresses);
}

#[test]
fn a_file_one_line_too_long_is_found() {
    assert_eq!(length("a.rs", &"x\n".repeat(MAX_LINES)).len(), 0);
    assert_eq!(length("a.rs", &"x\n".repeat(MAX_LINES + 1)).len(), 1);
}

#[test]
fn a_file_without_heading_is_found() {
    assert_eq!(heading("a.rs", "//! Why.\n").len(), 0);
    assert_eq!(heading("a.rs", "// Why.\n").len(), 1);
    assert_eq!(heading("a.rs", "").len(), 1);
}

#[test]
fn a_bare_color_is_found() {
    for bad in [
        "a { color: #fff; }",
        "a {\n  border: 1px solid rgb(0 0 0 / 50%);\n}",
        "a { background: White }",
        "a { --x: oklch(50% 0 0) }",
    ] {
        assert_eq!(bare_colors("a.css", bad).len(), 1, "{bad}");
    }
    for good in [
        "#add:hover { color: var(--color-text); }",
        "a { white-space: pre; mask: url(x.svg); }",
        "/* #fff */",
        "a { color: color-mix(in oklab, var(--a), var(--b)) }",
    ] {
        assert_eq!(bare_colors("a.css", good), Vec::<String>::new(), "{good}");
    }
}

#[test]
fn an_address_of_one_machine_is_found() {
    assert_eq!(local_addresses("a.md", &format!("see /{}/main", "work")).len(), 1);
    assert_eq!(local_addresses("tests/e2e/package-lock.json", "\"resolved\": \"http://host/a.tgz\"").len(), 1);
    assert_eq!(local_addresses("a.rs", "/worker/ and ./tmp").len(), 0);
}
