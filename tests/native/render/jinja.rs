//! Our rendering against Jinja2's, case by case (`tests/fixtures/templates`, filled by `expect.py` there).

use std::collections::HashSet;

use minijinja::Environment;
use nshot::domain::template::{render, scan};
use nshot::domain::variables::Variables;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    template: String,
    values: Variables,
    expected: String,
}

fn cases() -> Vec<(String, Case)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/templates");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let cases = files.into_iter().filter(|file| file.extension().is_some_and(|extension| extension == "json"));
    cases
        .map(|file| {
            let case = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
            (file.file_stem().unwrap().to_string_lossy().into_owned(), case)
        })
        .collect()
}

#[test]
fn renders_what_jinja2_renders() {
    let mut wrong = Vec::new();
    for (name, case) in cases() {
        let rendered = render(&case.template, &scan(&case.template), &case.values);
        if rendered.text != case.expected || !rendered.faults.is_empty() {
            wrong.push(format!(
                "{name}:\n  ours   {:?}\n  jinja2 {:?}\n  {:?}",
                rendered.text, case.expected, rendered.faults
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases().len() >= 60);
}

/// Without whitespace control and comments, what stands between substitutions was typed.
#[test]
fn substitutions_are_what_the_source_does_not_say() {
    for (name, case) in cases().into_iter().filter(|(_, case)| !case.template.contains(['-', '#', '+'])) {
        let rendered = render(&case.template, &scan(&case.template), &case.values);
        let mut position = 0;
        for range in &rendered.substitutions {
            assert!(range.start >= position && rendered.text.get(range.clone()).is_some(), "{name}: {range:?}");
            let between = rendered.text.get(position..range.start).unwrap();
            assert!(
                rendered.text.len() < case.template.len() || case.template.contains(between),
                "{name}: {between:?} was not typed"
            );
            position = range.end;
        }
    }
}

/// Outside truth for our own scan: the names that minijinja's parser finds, functions aside.
#[test]
fn the_scan_finds_the_variables_that_the_parser_finds() {
    for (name, case) in cases() {
        let environment = Environment::new();
        let mut parsed = environment.template_from_str(&case.template).unwrap().undeclared_variables(false);
        for function in ["range", "namespace", "caller"] {
            parsed.remove(function);
        }
        let scanned = scan(&case.template);
        let scanned: HashSet<String> = scanned.variables().into_iter().map(str::to_owned).collect();
        assert_eq!(scanned, parsed, "{name}");
    }
}
