//! The bands of estimates against recorded usage: `tests/fixtures/observations.tsv` is the outside truth.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use nshot::domain::model::TokenizerChoice;
use nshot::domain::technique::{Effort, Technique};
use nshot::domain::token::Encoding;
use nshot::tokenizer::choice::choose;
use nshot::tokenizer::estimate::{Band, basis, code_share, method, text};
use nshot::tokenizer::{Tally, chat, overhead};

/// A row of the table.
struct Row {
    model: String,
    kind: String,
    recordings: u64,
    tokens: u64,
    messages: usize,
    reported: (u64, u64),
}

fn rows() -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/observations.tsv");
    let table = fs::read_to_string(path).unwrap();
    let row = |line: &str| {
        let cells: Vec<_> = line.split('\t').collect();
        assert_eq!(cells.len(), 8, "{line}");
        assert!(cells[7].contains("2026"), "a source with its date: {line}");
        let number = |cell: usize| cells[cell].parse::<u64>().unwrap();
        Row {
            model: cells[0].to_owned(),
            kind: cells[1].to_owned(),
            recordings: number(2),
            tokens: number(3),
            messages: usize::try_from(number(4)).unwrap(),
            reported: (number(5), number(6)),
        }
    };
    table.lines().filter(|line| !line.starts_with('#')).map(row).collect()
}

/// What this app says of a row.
fn band(row: &Row, choice: TokenizerChoice) -> Band {
    let tally = Tally { tokens: row.tokens, other: 0 };
    let around = || chat::overhead(choice, &row.model, row.messages);
    match row.kind.as_str() {
        "prose" => text(choice, tally, 0).plus(around()),
        "code" => text(choice, tally, 1000).plus(around()),
        "thinking" => {
            text(choice, tally, 0).plus(around()).plus(overhead::thinking(choice, Technique::Provider(Effort::Low)))
        }
        "overhead" => around(),
        "schema" => chat::schema(row.tokens),
        other => panic!("an unknown kind: {other}"),
    }
}

fn family(choice: TokenizerChoice) -> &'static str {
    match choice {
        TokenizerChoice::Claude => "Claude",
        TokenizerChoice::ClaudeNew => "newer Claude",
        TokenizerChoice::Gemini => "Gemini",
        TokenizerChoice::Own(Encoding::O200kHarmony) => "Harmony",
        _ => "other",
    }
}

#[test]
fn the_bands_hold_at_least_95_of_100_recordings_in_every_family() {
    let mut families = BTreeMap::<_, (u64, u64, Vec<String>)>::new();
    for row in rows() {
        let choice = choose(None, &row.model);
        let band = band(&row, choice);
        let (held, all, misses) = families.entry(family(choice)).or_default();
        *all += row.recordings;
        if band.low <= row.reported.0 && row.reported.1 <= band.high {
            *held += row.recordings;
        } else {
            misses.push(format!("{} {} {:?} reported, {band:?} said", row.model, row.kind, row.reported));
        }
    }
    for name in ["Claude", "newer Claude", "Gemini", "Harmony", "other"] {
        assert!(families.contains_key(name), "no recording of {name}");
    }
    for (name, (held, all, misses)) in families {
        assert!(held * 100 >= all * 95, "{name}: {held} of {all} held; {misses:#?}");
    }
}

#[test]
fn expected_lies_inside_its_band_whatever_the_mix() {
    for choice in ["claude-sonnet-4-5", "claude-opus-5", "gemini-3-pro", "gpt-6", "some-model"].map(|m| choose(None, m))
    {
        for code in [0, 1, 500, 999, 1000, u64::MAX] {
            for (tokens, other) in [(0, 0), (1, 0), (1, 1), (7, 3), (1_000, 999), (u64::MAX / 5_000, 5)] {
                let Band { low, expected, high } = text(choice, Tally { tokens, other }, code);
                assert!(
                    low <= expected && expected <= high,
                    "{choice:?} {code} {tokens} {other}: {low} {expected} {high}"
                );
            }
        }
    }
}

const RUST: &str = include_str!("../../../src/tokenizer/estimate.rs");
const PYTHON: &str = "def area(points):\n    total = 0\n    for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1]):\n        total += x1 * y2 - x2 * y1\n    return abs(total) / 2\n\n\nclass Shape(Base):\n    def __init__(self, name=None):\n        self.name = name or \"shape\"\n";
const JSON: &str = r#"{"type":"object","properties":{"name":{"type":"string"},"tags":{"type":"array","items":{"type":"string"}}},"required":["name"]}"#;
const TYPESCRIPT: &str = "export const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);\nfunction isText(value: unknown): value is string {\n  return typeof value === \"string\";\n}\n";

#[test]
fn code_is_told_from_prose() {
    let code = RUST.split("fn family(").nth(1).unwrap();
    for (name, text) in [("Rust", code), ("Python", PYTHON), ("JSON", JSON), ("TypeScript", TYPESCRIPT)] {
        assert!(code_share(text) > 600, "{name}: {}", code_share(text));
    }
    for text in [
        "You are a careful editor. Keep the author's voice; don't “improve” it (much), and answer in one paragraph.",
        "# Release notes\n\n- Pin folders: keep the ones you use most at the top of the list.\n- **Search** stays ready.",
        "Schleusen heben Schiffe: Das Wasser fließt von oben in die Kammer, bis beide Pegel gleich sind. Dann öffnet das Tor.",
        "Une écluse est une chambre d'eau munie de portes à chaque extrémité ; le bateau y entre, puis l'eau monte.",
        "",
    ] {
        assert!(code_share(text) < 200, "{text}: {}", code_share(text));
    }
}

#[test]
fn every_choice_says_what_it_is_made_from() {
    let says = |model: &str, words: &[&str]| {
        let basis = basis(choose(None, model));
        for word in words {
            assert!(basis.contains(word), "{model}: {basis}");
        }
    };
    says("gpt-4o", &["o200k_base", "the model's own"]);
    says("gpt-6", &["o200k_base", "assumed", "not published"]);
    says("claude-sonnet-4-5", &["not public", "21 recorded calls", "2026"]);
    says("claude-opus-5", &["not public", "measurements", "2026"]);
    says("gemini-3-pro", &["not public", "41 recorded calls"]);
    says("who-knows", &["not known", "wide"]);
    assert_ne!(method(choose(None, "claude-opus-5")), method(choose(None, "claude-opus-4-1")));
}

#[test]
fn a_schema_that_goes_as_a_forced_tool_costs_what_tools_cost() {
    let forced = |model: &str| overhead::forced_tool(choose(None, model), model);
    let sonnet = forced("claude-3-5-sonnet-20241022");
    assert!(sonnet.low <= 325 && 600 <= sonnet.high);
    for other in ["claude-sonnet-4-5-20250929", "claude-opus-5", "gpt-4o", "gemini-3-pro"] {
        assert_eq!(forced(other), Band::default(), "{other}");
    }
}
