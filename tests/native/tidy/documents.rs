//! Rules between files: one security policy in three places, one version in two, every stylesheet linked, every price sourced.

use super::sources;
use serde_json::Value;

/// What `public/_headers` alone sets: it means nothing on a development server.
const ONLY_SHIPPED: [&str; 2] = ["Strict-Transport-Security", "Cache-Control"];

fn file(path: &str) -> String {
    sources().remove(path).unwrap_or_else(|| panic!("{path} is missing"))
}

/// The headers of every path in a `_headers` file.
fn shipped_headers(text: &str) -> Vec<(String, String)> {
    let block = text.lines().skip_while(|line| *line != "/*").skip(1).take_while(|line| line.starts_with("  "));
    let headers = block.filter_map(|line| line.trim().split_once(": "));
    headers
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .filter(|(name, _)| !ONLY_SHIPPED.contains(&name.as_str()))
        .collect()
}

/// The `name = "value"` lines of a TOML table.
fn table(text: &str, name: &str) -> Vec<(String, String)> {
    let heading = format!("[{name}]");
    let lines = text.lines().skip_while(|line| *line != heading).skip(1).take_while(|line| !line.starts_with('['));
    let pairs = lines.filter_map(|line| line.split_once(" = \""));
    pairs.filter_map(|(key, value)| Some((key.to_owned(), value.rsplit_once('"')?.0.to_owned()))).collect()
}

fn value_of<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

/// Problems of a table of prices: it and each of its sources must say when and from where.
fn unsourced(catalog: &Value) -> Vec<String> {
    let is_date = |value: Option<&Value>| {
        value.and_then(Value::as_str).is_some_and(|text| text.len() >= 10 && text.starts_with("20"))
    };
    let mut found = Vec::new();
    if !is_date(catalog.get("as_of")) {
        found.push("the table has no date in `as_of`".to_owned());
    }
    let sources = catalog.get("sources").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if sources.is_empty() {
        found.push("the table names no sources".to_owned());
    }
    for source in sources {
        let is_named = source.get("name").and_then(Value::as_str).is_some_and(|name| !name.is_empty());
        let is_pinned = is_date(source.get("uploaded")) || source.get("version").is_some_and(Value::is_string);
        if !is_named || !is_pinned {
            found.push(format!("a source without name, or without version and date: {source}"));
        }
    }
    found
}

#[test]
fn one_policy_stands_in_three_places() {
    let shipped = shipped_headers(&file("public/_headers"));
    let mut served = table(&file("Trunk.toml"), "serve.headers");
    served.sort();
    let mut sorted = shipped.clone();
    sorted.sort();
    assert_eq!(sorted, served, "public/_headers and [serve.headers] of Trunk.toml differ");

    let page = file("index.html");
    let meta = page
        .split_once("http-equiv=\"Content-Security-Policy\" content=\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .unwrap()
        .0;
    // The one directive that browsers ignore in a meta element.
    assert_eq!(value_of(&shipped, "Content-Security-Policy"), format!("{meta}; frame-ancestors 'none'"));
}

#[test]
fn trunk_uses_the_locked_wasm_bindgen() {
    let lock = file("Cargo.lock");
    let locked =
        lock.split_once("name = \"wasm-bindgen\"\nversion = \"").and_then(|(_, rest)| rest.split_once('"')).unwrap().0;
    assert_eq!(value_of(&table(&file("Trunk.toml"), "tools"), "wasm_bindgen"), locked);
}

#[test]
fn every_stylesheet_is_linked_once_and_the_tokens_first() {
    let page = file("index.html");
    let linked: Vec<&str> =
        page.split("rel=\"css\" href=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0)).collect();
    let files = sources();
    let mut expected: Vec<&str> =
        files.keys().map(String::as_str).filter(|path| path.starts_with("style/") && path.ends_with(".css")).collect();
    assert_eq!(linked.first(), Some(&"style/tokens.css"), "tokens.css declares the order of the layers");
    let mut sorted = linked.clone();
    sorted.sort_unstable();
    expected.sort_unstable();
    assert_eq!(sorted, expected);
}

#[test]
fn every_price_says_when_and_from_where() {
    let Some(text) = sources().remove("public/catalog.json") else { return };
    assert_eq!(unsourced(&serde_json::from_str(&text).unwrap()), Vec::<String>::new());
}

#[test]
fn a_price_without_source_or_date_is_found() {
    let problems = |text: &str| unsourced(&serde_json::from_str(text).unwrap()).len();
    assert_eq!(problems(r#"{"as_of": "2026-11-23", "sources": [{"name": "a", "uploaded": "2026-11-20"}]}"#), 0);
    assert_eq!(problems(r#"{"sources": [{"name": "a", "version": "1.0"}]}"#), 1);
    assert_eq!(problems(r#"{"as_of": "2026-11-23", "sources": []}"#), 1);
    assert_eq!(problems(r#"{"as_of": "2026-11-23", "sources": [{"name": "a"}]}"#), 1);
}
