//! Who may know whom: the table of `src/lib.rs`, read against the `crate::…` paths of every file.

use super::check;

/// Each layer and what it may name besides itself.
const TABLE: [(&str, &[&str]); 10] = [
    ("domain", &[]),
    ("share", &["domain"]),
    ("exchange", &["share", "domain"]),
    ("provider", &["domain"]),
    ("tokenizer", &["domain"]),
    ("runner", &["provider", "domain"]),
    ("engine", &["tokenizer", "exchange", "share", "domain"]),
    ("browser", &["runner::ports", "engine::wire", "share", "domain"]),
    ("state", &["runner", "provider", "browser", "engine::wire", "exchange", "share", "domain"]),
    ("ui", &["state", "domain"]),
];

/// The first two names of every path that starts at `crate::`, each with its line number; comments are skipped.
fn crate_paths(text: &str) -> Vec<(usize, String)> {
    let code: String = text.lines().map(|line| line.split("//").next().unwrap_or_default().to_owned() + "\n").collect();
    let mut found = Vec::new();
    for (start, _) in code.match_indices("crate::") {
        let line = code[..start].lines().count().max(1);
        let rest = &code[start + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => found.push((line, two_names(rest))),
            Some(group) => found.extend(members(group).into_iter().map(|member| (line, two_names(member)))),
        }
    }
    found
}

/// The members of a `{…}` group, whose opening brace has been read.
fn members(group: &str) -> Vec<&str> {
    let mut depth = 0_u32;
    let mut start = 0;
    let mut found = Vec::new();
    for (place, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => {
                found.push(&group[start..place]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&group[start..place]);
                start = place + 1;
            }
            _ => {}
        }
    }
    found.into_iter().map(str::trim).filter(|member| !member.is_empty()).collect()
}

fn two_names(path: &str) -> String {
    let is_name = |character: char| character.is_alphanumeric() || matches!(character, '_' | ':');
    let path = path.split(|character| !is_name(character)).next().unwrap_or_default();
    path.split("::").filter(|name| !name.is_empty()).take(2).collect::<Vec<_>>().join("::")
}

fn layer_edges(path: &str, text: &str) -> Vec<String> {
    let layer = path.trim_start_matches("src/").split(['/', '.']).next().unwrap_or_default();
    let Some((_, allowed)) = TABLE.iter().find(|(name, _)| *name == layer) else {
        return vec![format!("{path}: `{layer}` is no layer; the map in src/lib.rs names them")];
    };
    let is_allowed = |target: &str| {
        let first = target.split("::").next().unwrap_or_default();
        let known = TABLE.iter().any(|(name, _)| *name == first);
        !known || first == layer || allowed.contains(&first) || allowed.contains(&target)
    };
    let forbidden = crate_paths(text).into_iter().filter(|(_, target)| !is_allowed(target));
    forbidden.map(|(line, target)| format!("{path}:{line}: `{layer}` must not know `{target}`")).collect()
}

#[test]
fn every_layer_knows_only_what_the_map_allows() {
    let roots = ["src/lib.rs", "src/main.rs", "src/bin/engine.rs"];
    check(|path| path.starts_with("src/") && path.ends_with(".rs") && !roots.contains(&path), layer_edges);
}

#[test]
fn the_map_in_the_library_is_the_table() {
    let map = include_str!("../../../src/lib.rs");
    for (layer, allowed) in TABLE {
        let row = map.lines().find(|line| {
            let cell = line.trim_start_matches("//! |").split('|').next().unwrap_or_default();
            line.starts_with("//! |") && cell.contains(&format!("`{layer}`"))
        });
        let known = row.and_then(|row| row.trim_end_matches('|').rsplit('|').next()).unwrap_or_default();
        let mut names: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
        let mut expected = allowed.to_vec();
        names.sort_unstable();
        expected.sort_unstable();
        assert_eq!(names, expected, "{layer}");
    }
}

#[test]
fn an_edge_off_the_map_is_found() {
    let found = |path: &str, text: &str| layer_edges(path, text).len();
    assert_eq!(found("src/ui/app.rs", "use crate::browser::fetch;"), 1);
    assert_eq!(found("src/ui/app.rs", "fn f() { crate::runner::run(); }"), 1);
    assert_eq!(found("src/ui/app.rs", "use crate::{\n    domain::{id, share},\n    runner::ports,\n};"), 1);
    assert_eq!(found("src/browser/worker.rs", "use crate::engine::count;"), 1);
    assert_eq!(found("src/helper/mod.rs", ""), 1);
}

#[test]
fn an_edge_on_the_map_is_not() {
    let found = |path: &str, text: &str| layer_edges(path, text);
    assert_eq!(found("src/browser/worker.rs", "use crate::engine::wire::Request;"), Vec::<String>::new());
    assert_eq!(found("src/ui/app.rs", "use crate::{domain::{id, browser}, state, ui::widgets};"), Vec::<String>::new());
    assert_eq!(found("src/ui/app.rs", "/// See [`crate::browser`]."), Vec::<String>::new());
}
