//! What must hold for any text, whatever the family.

use nshot::domain::token::Encoding;
use nshot::tokenizer::{IncrementalCounter, Tokenizer};
use proptest::prelude::*;

use super::corpus::{long_text, text};
use super::{FAMILIES, O200K, load};

#[test]
fn tokens_cover_the_text_without_gaps_or_their_places_are_unknown() {
    for (encoding, tokenizer) in FAMILIES.iter() {
        let mut unknown = 0;
        for seed in 0..500 {
            let text = text(seed);
            let tokens = tokenizer.tokens(&text);
            if tokens.is_empty() && tokenizer.count(&text) > 0 {
                unknown += 1;
                continue;
            }
            let mut end = 0;
            for token in &tokens {
                assert_eq!(token.range.start, end, "{encoding:?} {text:?}");
                end = token.range.end;
            }
            assert_eq!(end, text.len(), "{encoding:?} {text:?}");
            assert!(tokens.iter().map(|token| token.id).eq(tokenizer.encode(&text)));
        }
        let rewrites = matches!(encoding, Encoding::Qwen2 | Encoding::Gemma3 | Encoding::Claude2);
        assert_eq!(unknown > 0, rewrites, "{encoding:?}: {unknown}");
    }
}

#[test]
fn a_megabyte_without_any_boundary_is_counted() {
    assert_eq!(O200K.count(&"a".repeat(1 << 20)), 131_072); // "aaaaaaaa" is a token
    for (encoding, tokenizer) in FAMILIES.iter() {
        for unit in ["a", " ", "中", "é"] {
            assert!(tokenizer.count(&unit.repeat(1 << 18)) > 0, "{encoding:?} {unit:?}");
        }
    }
}

#[test]
fn the_empty_text_has_no_tokens() {
    for (_, tokenizer) in FAMILIES.iter() {
        assert_eq!(tokenizer.count(""), 0);
        assert!(tokenizer.tokens("").is_empty());
    }
}

/// Unicode's own examples (UAX #15, figures 3 to 6): Qwen counts composed text, Claude 2 text in compatibility form.
#[test]
fn text_is_normalized_as_the_family_wants_it() {
    let (qwen, claude) = (load(Encoding::Qwen2), load(Encoding::Claude2));
    for (text, nfc, nfkc) in [
        ("\u{212B}", "\u{C5}", "\u{C5}"),
        ("D\u{307}\u{323}", "\u{1E0C}\u{307}", "\u{1E0C}\u{307}"),
        ("\u{FB01}\u{32}\u{2075}", "\u{FB01}\u{32}\u{2075}", "fi25"),
        ("\u{1E9B}\u{323}", "\u{1E9B}\u{323}", "\u{1E69}"),
    ] {
        assert_eq!(qwen.encode(text), qwen.encode(nfc), "{text}");
        assert_eq!(claude.encode(text), claude.encode(nfkc), "{text}");
    }
    assert_ne!(O200K.encode("e\u{301}"), O200K.encode("é"));
}

proptest! {
    #[test]
    fn ids_are_the_same_whatever_was_counted_before(a in ".*", b in ".*") {
        for (_, tokenizer) in FAMILIES.iter() {
            let alone = tokenizer.encode(&b);
            tokenizer.count(&a);
            tokenizer.count(&long_text(11, 1000));
            prop_assert_eq!(tokenizer.encode(&b), alone);
        }
    }
}

/// Applies `edits` (place, bytes removed, text put there) one after another and compares with counting afresh.
fn check_edits(tokenizer: &Tokenizer, text: &str, edits: &[(usize, usize, String)]) {
    let mut text = text.to_owned();
    let mut counter = IncrementalCounter::new();
    counter.update(tokenizer, &text);
    for (place, removed, inserted) in edits {
        let start = floor(&text, place % (text.len() + 1));
        let end = floor(&text, (start + removed).min(text.len()));
        text.replace_range(start..end, inserted);
        assert_eq!(counter.update(tokenizer, &text), tokenizer.tally(&text), "after {inserted:?} at {start}..{end}");
        let tokens = tokenizer.tokens(&text);
        if !tokens.is_empty() {
            let before = tokens.iter().filter(|token| token.range.start < start).count();
            assert_eq!(counter.tokens_before(tokenizer, start), before as u64);
        }
    }
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn an_incremental_count_equals_the_full_count_in_every_family(
        seed in 0..10_000_u64,
        edits in prop::collection::vec((0..60_000_usize, 0..9000_usize, 0..10_000_u64), 1..6),
    ) {
        let edits: Vec<_> = edits.into_iter().map(|(place, removed, seed)| {
            (place, if seed % 3 == 0 { removed } else { removed % 3 }, text(seed))
        }).collect();
        for (_, tokenizer) in FAMILIES.iter() {
            check_edits(tokenizer, &long_text(seed, 30_000), &edits);
        }
    }
}

#[test]
fn edits_at_the_borders_of_chunks_are_counted_exactly() {
    for (_, tokenizer) in FAMILIES.iter() {
        for word in ["word ", "слово, ", "漢字。", "각 ", "क़. ", "a> "] {
            let text = word.repeat(8500 / word.len());
            for place in (4090..4108).step_by(4) {
                for inserted in ["'s", "\u{301}", "Q", " ", "\n", "/", "1", "・", "〇", "ﾞ", "<td>", ""] {
                    check_edits(tokenizer, &text, &[(place, 1, inserted.to_owned()), (place + 1, 2, String::new())]);
                }
            }
        }
    }
}
