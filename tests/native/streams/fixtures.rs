//! One fixture = one quirk: `NAME.sse` (or `.ndjson`, `.json`, `.html`, `.txt`) is what a server sends, `NAME.expected` what must be understood. Each is fed
//! whole, byte by byte, in every small piece size and cut at random places, with LF, CR LF and CR, with and without byte-order mark.

use std::fs;
use std::path::{Path, PathBuf};

use nshot::domain::connection::Protocol;
use proptest::prelude::*;

use super::{decode, tell};

struct Fixture {
    name: String,
    protocol: Protocol,
    bytes: Vec<u8>,
    expected: String,
}

fn fixtures() -> Vec<Fixture> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/streams");
    let folders = [
        ("chat_completions", Protocol::ChatCompletions),
        ("messages", Protocol::Messages),
        ("responses", Protocol::Responses),
        ("gemini", Protocol::Gemini),
        ("cohere", Protocol::Cohere),
        ("ollama", Protocol::Ollama),
        ("built_in", Protocol::BuiltIn),
    ];
    let mut found = Vec::new();
    for (folder, protocol) in folders {
        let files =
            fs::read_dir(root.join(folder)).expect("the folder is there").map(|entry| entry.expect("a file").path());
        for path in files.filter(|path| path.extension().is_some_and(|extension| extension != "expected")) {
            found.push(Fixture {
                name: format!("{folder}/{}", path.file_stem().expect("a name").to_string_lossy()),
                protocol,
                bytes: fs::read(&path).expect("a fixture"),
                expected: fs::read_to_string(expected(&path)).expect("each fixture has its expectation"),
            });
        }
    }
    assert!(found.len() >= 100, "only {} fixtures were found", found.len());
    found
}

fn expected(path: &Path) -> PathBuf {
    path.with_extension("expected")
}

#[test]
fn every_quirk_is_understood_whole() {
    for Fixture { name, protocol, bytes, expected } in fixtures() {
        assert_eq!(tell(&decode(protocol, [bytes.as_slice()])), expected, "{name}");
    }
}

#[test]
fn every_piece_size_gives_the_same_events() {
    for Fixture { name, protocol, bytes, .. } in fixtures() {
        let whole = decode(protocol, [bytes.as_slice()]);
        for size in (1..=64).chain([bytes.len() / 2 + 1]) {
            assert_eq!(decode(protocol, bytes.chunks(size)), whole, "{name} in pieces of {size}");
        }
    }
}

#[test]
fn line_ends_and_byte_order_mark_make_no_difference() {
    for Fixture { name, protocol, bytes, expected } in fixtures() {
        let text = String::from_utf8(bytes).expect("fixtures are text");
        for (ends, written) in [
            ("CR LF", text.replace('\n', "\r\n")),
            ("CR", text.replace('\n', "\r")),
            ("BOM", format!("\u{feff}{text}")),
        ] {
            // A quoted web page keeps its own line ends; every other fixture must not care.
            for size in [1, 7, written.len().max(1)] {
                assert_eq!(
                    tell(&decode(protocol, written.as_bytes().chunks(size))),
                    expected,
                    "{name} with {ends} in pieces of {size}"
                );
            }
        }
    }
}

#[test]
fn a_prefix_of_a_stream_never_says_more_than_the_stream() {
    for Fixture { name, protocol, bytes, .. } in fixtures().into_iter().filter(|fixture| {
        [&b"data"[..], b"event", b"{\"model", b"[{"].iter().any(|start| fixture.bytes.starts_with(start))
    }) {
        let text = |bytes: &[u8]| {
            let told = tell(&decode(protocol, [bytes]));
            told.lines().find_map(|line| line.strip_prefix("text: ").map(str::to_owned)).unwrap_or_default()
        };
        let whole = text(&bytes);
        for end in 0..bytes.len() {
            let part = text(&bytes[..end]);
            assert!(whole.starts_with(&part), "{name} cut at {end}: {part}");
        }
    }
}

proptest! {
    // Each case runs all fixtures.
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn random_cuts_give_the_same_events(seed in any::<u64>()) {
        for Fixture { name, protocol, bytes, .. } in fixtures() {
            let whole = decode(protocol, [bytes.as_slice()]);
            prop_assert_eq!(decode(protocol, cut(&bytes, seed)), whole, "{}", name);
        }
    }
}

/// Pieces of 0 to 31 bytes by a small generator.
fn cut(bytes: &[u8], mut seed: u64) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (piece, remaining) = rest.split_at(usize::try_from(seed >> 59).expect("five bits").min(rest.len()));
        pieces.push(piece);
        rest = remaining;
    }
    pieces
}
