//! A `tokenizer.json` that a person gives: counted with its own rules, or refused with a reason.

use std::collections::HashMap;

use nshot::domain::token::Encoding;
use nshot::tokenizer::{IncrementalCounter, Tokenizer, TokenizerFileError};
use serde_json::{Value, json};
use tiktoken_rs::CoreBPE;

use super::corpus::text;
use super::vocabulary;

/// The expression of `cl100k_base` as Hugging Face's files write it.
const SPLIT: &str = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
/// A prefix of a rank vocabulary is one itself.
const TOKENS: usize = 2000;

/// The first tokens of `cl100k_base`, read from its file by its format.
fn tokens() -> Vec<Vec<u8>> {
    let file = vocabulary(Encoding::Cl100kBase);
    let number = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap()) as usize;
    let head = 12 + "cl100k_base".len();
    // Lengths under 128 are one byte.
    let (lengths, mut at) = (&file[head + 16..][..TOKENS], head + 16 + number(head + 4));
    let token = |&length: &u8| {
        at += usize::from(length);
        file[at - usize::from(length)..at].to_vec()
    };
    lengths.iter().map(token).collect()
}

/// A byte as GPT-2's files write it: printable ones are themselves, the others follow from U+0100 on.
fn spell(token: &[u8]) -> String {
    let printable = |byte: &u8| matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
    let others: Vec<u8> = (0..=255).filter(|byte| !printable(byte)).collect();
    let letter = |byte: &u8| match others.iter().position(|other| other == byte) {
        Some(index) => char::from_u32(0x100 + u32::try_from(index).unwrap()).unwrap(),
        None => char::from(*byte),
    };
    token.iter().map(letter).collect()
}

/// The pair that makes a token: what is left of its bytes when only lower ranks may merge.
fn merge_of(token: &[u8], rank: usize, ranks: &HashMap<&[u8], usize>) -> [String; 2] {
    let mut parts: Vec<&[u8]> = token.chunks(1).collect();
    while parts.len() > 2 {
        let mut ends = parts.iter().scan(0, |end, part| Some(std::mem::replace(end, *end + part.len())));
        let starts: Vec<usize> = ends.by_ref().chain([token.len()]).collect();
        let joint =
            |index: usize| ranks.get(&token[starts[index]..starts[index + 2]]).copied().filter(|joint| *joint < rank);
        let (_, best) = (0..parts.len() - 1).filter_map(|index| Some((joint(index)?, index))).min().unwrap();
        parts[best] = &token[starts[best]..starts[best + 2]];
        parts.remove(best + 1);
    }
    [spell(parts[0]), spell(parts[1])]
}

fn document() -> Value {
    let tokens = tokens();
    let ranks: HashMap<&[u8], usize> =
        tokens.iter().enumerate().map(|(rank, token)| (token.as_slice(), rank)).collect();
    let vocab: HashMap<String, usize> = tokens.iter().enumerate().map(|(rank, token)| (spell(token), rank)).collect();
    let pairs = tokens.iter().enumerate().filter(|(_, token)| token.len() > 1);
    let merges: Vec<_> = pairs.map(|(rank, token)| merge_of(token, rank, &ranks)).collect();
    json!({
        "version": "1.0",
        "added_tokens": [{"id": TOKENS, "content": "<|endoftext|>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
        "normalizer": null,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
            {"type": "Split", "pattern": {"Regex": SPLIT}, "behavior": "Isolated", "invert": false},
            {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false},
        ]},
        "post_processor": null,
        "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
        "model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null, "end_of_word_suffix": null,
            "fuse_unk": false, "byte_fallback": false, "vocab": vocab, "merges": merges},
    })
}

fn read(document: &Value) -> Result<Tokenizer, TokenizerFileError> {
    Tokenizer::from_huggingface(document.to_string().as_bytes())
}

fn error(document: &Value) -> TokenizerFileError {
    read(document).err().expect("it is refused")
}

#[test]
fn a_file_counts_as_tiktoken_does_with_the_same_vocabulary() {
    let encoder = tokens().into_iter().enumerate().map(|(rank, token)| (token, u32::try_from(rank).unwrap())).collect();
    let official = CoreBPE::new(encoder, HashMap::default(), SPLIT).unwrap();
    let ours = read(&document()).unwrap();
    for seed in 0..1000 {
        let text = text(seed);
        let expected = official.encode_ordinary(&text);
        assert_eq!(ours.encode(&text), expected, "{text:?}");
        assert_eq!(ours.tokens(&text).last().map_or(0, |token| token.range.end), text.len(), "{text:?}");
        assert_eq!(IncrementalCounter::new().update(&ours, &text).tokens, expected.len() as u64);
    }
}

#[test]
fn merges_in_the_older_spelling_are_read_too() {
    let mut document = document();
    let text = "Merges were one string each, before.";
    let expected = read(&document).unwrap().encode(text);
    for merge in document["model"]["merges"].as_array_mut().unwrap() {
        *merge = json!(format!("{} {}", merge[0].as_str().unwrap(), merge[1].as_str().unwrap()));
    }
    assert_eq!(read(&document).unwrap().encode(text), expected);
}

#[test]
fn what_is_not_a_tokenizer_is_refused_with_a_reason() {
    for file in ["", "[1, 2]", "{}", "{\"model\": 3}", "not JSON", "{\"model\":{\"type\":\"BPE\"}}"] {
        let error = Tokenizer::from_huggingface(file.as_bytes()).err().expect(file);
        assert!(matches!(error, TokenizerFileError::NotATokenizer { .. }), "{file}: {error}");
    }
    assert!(Tokenizer::from_huggingface(&[0xFF, 0xFE]).is_err());
    let mut other = document();
    other["model"]["type"] = json!("WordPiece");
    assert_eq!(error(&other).to_string(), "the tokenizer's model is WordPiece; BPE models are supported");
}

#[test]
fn files_over_the_limits_are_refused() {
    let mut document = document();
    document["added_tokens"] = json!(vec![0; 10_001]);
    assert_eq!(error(&document).to_string(), "the file has 10001 added tokens, at most 10000 are read");
    let error = Tokenizer::from_huggingface(&vec![b' '; (32 << 20) + 1]).err().expect("it is refused");
    assert!(matches!(error, TokenizerFileError::TooBig { .. }), "{error}");
}
