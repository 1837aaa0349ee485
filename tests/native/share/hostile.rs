//! Links that are cut, changed, too new, too large, or made to reach what they must not.

use nshot::share::codec::{Envelope, Packing, bytes_of_fragment, decode, encode, encode_as, fragment_of};
use nshot::share::{LinkError, Locked, Part, import_file, open, seal};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{connections, full_prompt, source};

fn link_of(json: &str) -> String {
    encode(&Envelope { has_outputs: false, json: json.to_owned() })
}

fn full_link() -> String {
    seal(&source(&full_prompt(), &connections()), &Part::USUAL).unwrap().fragment
}

/// The same playground in each packing.
fn full_links() -> [String; 2] {
    let envelope = decode(&full_link()).unwrap();
    [Packing::Model, Packing::Deflate].map(|packing| encode_as(&envelope, packing).unwrap())
}

#[test]
fn a_cut_link_says_where() {
    for link in full_links() {
        let mut cuts = 0;
        for at in 4..link.len() {
            let cut = link.get(..at).unwrap();
            match open(cut) {
                Err(LinkError::Cut { at: said }) => {
                    cuts += 1;
                    assert_eq!(said, at);
                }
                // A cut right after a `0` looks whole; the checksum or the packed bytes tell.
                Err(LinkError::Damaged) => assert!(cut.trim_end_matches(['-', '_']).ends_with('0')),
                other => panic!("cut at {at}: {other:?}"),
            }
        }
        assert!(cuts > link.len() * 9 / 10, "{cuts} of {}", link.len());
    }
}

#[test]
fn any_changed_character_is_found() {
    for link in full_links() {
        for at in "#p1.".len()..link.len() {
            for replacement in ['A', '7', '_'] {
                let mut changed: Vec<char> = link.chars().collect();
                if changed[at] != replacement {
                    changed[at] = replacement;
                    assert!(open(&changed.iter().collect::<String>()).is_err(), "{at} → {replacement}");
                }
            }
        }
    }
}

#[test]
fn a_newer_format_says_so() {
    assert_eq!(open("#p2.AAAA0"), Err(LinkError::Newer { version: 2, known: 1 }));
    assert_eq!(open(&link_of("{\"v\":9}")), Err(LinkError::Newer { version: 9, known: 1 }));
    assert_eq!(import_file("{\"v\":2,\"messages\":7}"), Err(LinkError::Newer { version: 2, known: 1 }));
}

#[test]
fn what_is_no_link_is_called_that() {
    for text in ["", "#", "#p", "#p1", "hello", "https://host.example/", "#px.AAAA", "#p01.AAAA0", "p.1"] {
        assert_eq!(open(text), Err(LinkError::NotALink), "{text}");
    }
}

#[test]
fn bombs_stop_at_the_limit() {
    let zeros = format!("{{\"v\":1,\"title\":\"{}\"}}", "0".repeat(8 << 20));
    let link = link_of(&zeros);
    assert!(link.len() < 20_000, "a small link unpacks to 8 MB: {}", link.len());
    assert_eq!(open(&link), Err(LinkError::TooLarge { limit: 1 << 20 }));
    assert_eq!(open(&"x".repeat(1_500_001)), Err(LinkError::TooLong { length: 1_500_001, limit: 1_500_000 }));
    let deep = format!("{{\"v\":1,\"x\":{}1{}}}", "[".repeat(200), "]".repeat(200));
    assert_eq!(open(&link_of(&deep)), Err(LinkError::TooDeep { limit: 64 }));
    let brackets_in_text = format!("{{\"v\":1,\"title\":\"\\\"{}\"}}", "[".repeat(200));
    assert!(open(&link_of(&brackets_in_text)).is_ok());
}

#[test]
fn too_many_of_anything_is_refused() {
    for (what, of) in
        [("messages", json!({"role": "user"})), ("shots", json!({})), ("columns", json!({})), ("outputs", json!({}))]
    {
        let payload = json!({"v": 1, what: vec![of; 1_001]});
        let opened = open(&encode(&Envelope { has_outputs: what == "outputs", json: payload.to_string() }));
        assert!(matches!(opened, Err(LinkError::TooMany { .. })), "{what}: {opened:?}");
    }
}

#[test]
fn other_json_is_not_a_playground() {
    for text in [
        "",
        "[]",
        "7",
        "{}",
        "{\"v\":\"1\"}",
        "{\"v\":0}",
        "{\"v\":1,\"messages\":[{\"role\":\"tool\"}]}",
        "{\"v\":1,\"title\":\"\\ud800\"}",
    ] {
        assert!(matches!(open(&link_of(text)), Err(LinkError::Malformed { .. })), "{text}");
    }
}

#[test]
fn a_number_beyond_its_place_names_nothing() {
    let payload = json!({"v": 1, "baseline": 99, "columns": [{}], "outputs": [{"column": 12, "text": "x"}]});
    let opened = open(&encode(&Envelope { has_outputs: true, json: payload.to_string() })).unwrap();
    let adopted = opened.payload.adopt(&connections());
    assert_eq!(adopted.prompt.baseline, None);
    assert!(adopted.outputs.is_empty());
}

/// Puts `field: value` into each object of `json`, one at a time.
fn with_field_everywhere(json: &Value, field: &str, value: &Value) -> Vec<Value> {
    let mut made = Vec::new();
    match json {
        Value::Object(fields) => {
            let mut changed = fields.clone();
            changed.insert(field.to_owned(), value.clone());
            made.push(Value::Object(changed));
            for (name, inner) in fields {
                for inner in with_field_everywhere(inner, field, value) {
                    let mut changed = fields.clone();
                    changed.insert(name.clone(), inner);
                    made.push(Value::Object(changed));
                }
            }
        }
        Value::Array(items) => {
            for (place, inner) in items.iter().enumerate() {
                for inner in with_field_everywhere(inner, field, value) {
                    let mut changed = items.clone();
                    changed[place] = inner;
                    made.push(Value::Array(changed));
                }
            }
        }
        _ => {}
    }
    made
}

#[test]
fn no_path_in_a_payload_reaches_a_connection() {
    let payload = open(&full_link()).unwrap().payload;
    let mut json = serde_json::to_value(&payload).unwrap();
    // A variable may be called anything; it is text.
    json.as_object_mut().unwrap().shift_remove("variables");
    let columns = payload.adopt(&connections()).prompt.columns;
    let fields = [
        "connection",
        "connection_id",
        "connections",
        "base_url",
        "baseUrl",
        "url",
        "origin",
        "endpoint",
        "host",
        "path",
        "proxy",
        "protocol",
        "api_key",
        "apiKey",
        "key",
        "auth",
        "authorization",
        "headers",
        "organization",
        "run",
        "auto_run",
        "submit",
        "__proto__",
        "constructor",
    ];
    let values =
        [json!("https://evil.example/v1"), json!({"base_url": "https://evil.example"}), json!(true), Value::Null];
    let mut tried = 0;
    for field in fields {
        for value in &values {
            for changed in with_field_everywhere(&json, field, value) {
                tried += 1;
                let text = changed.to_string();
                // A technique is a word or one pair; a second pair makes it no playground.
                let Ok(opened) = open(&link_of(&text)) else { continue };
                let kept = serde_json::to_string(&opened.payload).unwrap();
                assert!(!kept.contains("evil.example"), "{field} was kept: {text}");
                assert_eq!(opened.payload.adopt(&connections()).prompt.columns, columns, "{text}");
            }
        }
    }
    assert!(tried > 500, "{tried}");
}

// The fuzz target of the link decoder: `PROPTEST_CASES=1000000 cargo test --release --test native share::hostile` gives it a million inputs each.
proptest! {
    #[test]
    fn noise_inside_a_whole_link_never_panics(json in "[\\[\\]{}\":,a-z0-9 ]{0,120}", has_outputs in any::<bool>(), at in 0_usize..400, flip in any::<u8>(), is_modelled in any::<bool>()) {
        let packing = if is_modelled { Packing::Model } else { Packing::Deflate };
        let fragment = encode_as(&Envelope { has_outputs, json }, packing).unwrap_or_default();
        let _ = open(&fragment);
        let mut bytes = bytes_of_fragment(&fragment).unwrap_or_default();
        let place = at % bytes.len().max(1);
        if let Some(byte) = bytes.get_mut(place) {
            *byte ^= flip;
        }
        let changed = fragment_of(&bytes);
        prop_assert!(flip == 0 || open(&changed).is_err(), "a changed byte went unseen");
        let _ = Locked::find(&changed);
    }

    #[test]
    fn noise_never_panics(text in any::<String>(), base64url in "[A-Za-z0-9_-]{0,200}") {
        let _ = open(&text);
        let _ = Locked::find(&text);
        let link = format!("#p1.{base64url}0");
        prop_assert!(open(&link).is_err());
        let _ = import_file(&text);
    }

    #[test]
    fn one_changed_bit_is_found(at in any::<prop::sample::Index>(), bit in 0..7_u8, link in prop::sample::select(full_links().to_vec())) {
        let mut bytes = link.into_bytes();
        let at = 4 + at.index(bytes.len() - 4);
        bytes[at] ^= 1 << bit;
        // Some changes make a separator of a character: then the link is cut there.
        if let Ok(text) = String::from_utf8(bytes) {
            prop_assert!(open(&text).is_err(), "{}", text);
        }
    }
}
