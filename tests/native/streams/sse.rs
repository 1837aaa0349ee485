//! The event-stream parser against the HTML standard's own examples and rules (section 9.2.6, 2026-11).

use nshot::provider::sse::{SseEvent, SseParser};
use proptest::prelude::*;

fn parse<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<SseEvent> {
    let (mut parser, mut events) = (SseParser::default(), Vec::new());
    for piece in pieces {
        parser.push(piece, &mut events).expect("small");
    }
    events
}

/// Every piece size must give the expected (name, data) pairs.
fn check(stream: &[u8], expected: &[(&str, &str)]) {
    let expected: Vec<SseEvent> =
        expected.iter().map(|(name, data)| SseEvent { name: (*name).to_owned(), data: (*data).to_owned() }).collect();
    for size in 1..=stream.len() {
        assert_eq!(parse(stream.chunks(size)), expected, "{:?} in pieces of {size}", String::from_utf8_lossy(stream));
    }
}

#[test]
fn the_standards_examples() {
    check(b"data: YHOO\ndata: +2\ndata: 10\n\n", &[("", "YHOO\n+2\n10")]);
    check(
        b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
        &[("", "first event"), ("", "second event"), ("", " third event")],
    );
    check(b"data\n\ndata\ndata\n\ndata:", &[("", ""), ("", "\n")]);
    check(b"data:test\n\ndata: test\n\n", &[("", "test"), ("", "test")]);
    check(b"event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\n", &[("add", "73857293"), ("remove", "2153")]);
}

#[test]
fn keeps_crlf_split_across_chunks() {
    check(b"data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n", &[("", "a\nb"), ("", "c")]);
}

#[test]
fn lines_may_end_with_cr_lf_or_both_in_one_stream() {
    check(b"data: a\rdata: b\ndata: c\r\n\rdata: d\n\r", &[("", "a\nb\nc"), ("", "d")]);
}

#[test]
fn one_byte_order_mark_is_dropped() {
    check(b"\xEF\xBB\xBFdata: a\n\n", &[("", "a")]);
    check(b"\xEF\xBB\xBF\xEF\xBB\xBFdata: a\n\n", &[]);
    check(b"data: a\n\n\xEF\xBB\xBFdata: b\n\n", &[("", "a")]);
}

#[test]
fn an_event_without_data_is_dropped_and_its_name_forgotten() {
    check(b"event: ping\n\ndata: a\n\n", &[("", "a")]);
}

#[test]
fn fields_are_exact_and_case_sensitive() {
    check(b"Data: a\n data: b\ndata : c\ndatax: d\ndata:: e\n\n", &[("", ": e")]);
    check(b"event\ndata: a\n\n", &[("", "a")]);
    check(b"event: a\nevent: b\ndata: x\n\n", &[("b", "x")]);
}

#[test]
fn invalid_utf8_becomes_replacement_characters() {
    check(b"data: a\xFFb\n\n", &[("", "a\u{fffd}b")]);
    check(b"data: \xE2\x82\ndata: \xAC\n\n", &[("", "\u{fffd}\n\u{fffd}")]);
}

#[test]
fn characters_split_anywhere_stay_whole() {
    check("data: é € 😀\n\n".as_bytes(), &[("", "é € 😀")]);
}

#[test]
fn the_unfinished_event_is_kept_apart() {
    let (mut parser, mut events) = (SseParser::default(), Vec::new());
    parser.push(b"event: x\ndata: half", &mut events).expect("small");
    assert!(events.is_empty());
    assert_eq!(parser.into_rest(), Some(SseEvent { name: "x".to_owned(), data: "half".to_owned() }));
}

/// The standard's algorithm written down naively: decode everything, split lines, walk.
fn reference(stream: &[u8]) -> Vec<SseEvent> {
    let text = String::from_utf8_lossy(stream.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(stream))
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let Some((complete, _)) = text.rsplit_once('\n') else { return Vec::new() };
    let (mut events, mut name, mut data) = (Vec::new(), String::new(), String::new());
    for line in complete.split('\n') {
        if line.is_empty() {
            if data.pop().is_some() {
                events.push(SseEvent { name: name.clone(), data: data.clone() });
            }
            name.clear();
            data.clear();
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => data.extend([value, "\n"]),
            "event" => value.clone_into(&mut name),
            _ => {}
        }
    }
    events
}

/// Streams made of the pieces that matter.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let token = prop_oneof![
        Just(b"data".as_slice()),
        Just(b"event".as_slice()),
        Just(b"id".as_slice()),
        Just(b":".as_slice()),
        Just(b" ".as_slice()),
        Just(b"\n".as_slice()),
        Just(b"\r".as_slice()),
        Just(b"\r\n".as_slice()),
        Just(b"\n\n".as_slice()),
        Just(b"x".as_slice()),
        Just(b"\xC3\xA9".as_slice()),
        Just(b"\xF0\x9F".as_slice()),
        Just(b"\xFF".as_slice()),
        Just(b"\xEF\xBB\xBF".as_slice()),
        Just(b"\0".as_slice()),
    ];
    prop::collection::vec(token, 0..60).prop_map(|tokens| tokens.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn agrees_with_the_standard_under_any_chunking(stream in stream(), size in 1_usize..12) {
        prop_assert_eq!(parse(stream.chunks(size)), reference(&stream));
    }
}
