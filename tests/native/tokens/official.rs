//! Ids against the official tokenizers, on 20,000 texts and a long one. OpenAI's runs live (`tiktoken-rs`, which carries its Rust core and
//! vocabularies). The others' ids were made by their official engines with `oracle/make.py`; where no package carries a family's own files (GLM,
//! `MiniMax`, Kimi), by `tiktoken` over the vocabulary that this app ships. What is kept of them is a checksum for every twenty texts, so that
//! the fixtures stay small.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use nshot::domain::token::Encoding;
use nshot::tokenizer::Tokenizer;
use tiktoken_rs::CoreBPE;

use super::corpus::{long_text, text};
use super::{CL100K, O200K, load};

const TEXTS: u64 = 20_000;
/// Texts for which there is one checksum.
const BLOCK: u64 = 20;

fn check(ours: &Tokenizer, official: &CoreBPE) {
    for text in (0..TEXTS).map(text).chain([long_text(7, 200_000)]) {
        let expected = official.encode_ordinary(&text);
        assert_eq!(ours.encode(&text), expected, "ids of {text:?}");
        assert_eq!(ours.count(&text), expected.len() as u64, "count of {text:?}");
    }
}

#[test]
fn o200k_ids_are_those_of_tiktoken_on_20_000_texts() {
    check(&O200K, &tiktoken_rs::o200k_base().unwrap());
}

#[test]
fn cl100k_ids_are_those_of_tiktoken_on_20_000_texts() {
    check(&CL100K, &tiktoken_rs::cl100k_base().unwrap());
}

#[test]
fn p50k_ids_are_those_of_tiktoken_on_20_000_texts() {
    check(&load(Encoding::P50kBase), &tiktoken_rs::p50k_base().unwrap());
}

#[test]
fn r50k_ids_are_those_of_tiktoken_on_20_000_texts() {
    check(&load(Encoding::R50kBase), &tiktoken_rs::r50k_base().unwrap());
}

/// One checksum a block: CRC-32 over each text's number of ids and its ids, little-endian.
fn checksums(tokenizer: &Tokenizer) -> Vec<u32> {
    let block = |first: u64| {
        let mut hasher = crc32fast::Hasher::new();
        for seed in first..first + BLOCK {
            let text = text(seed);
            let ids = tokenizer.encode(&text);
            assert_eq!(tokenizer.count(&text), ids.len() as u64, "count of text {seed}");
            hasher.update(&u32::try_from(ids.len()).unwrap().to_le_bytes());
            for id in &ids {
                hasher.update(&id.to_le_bytes());
            }
        }
        hasher.finalize()
    };
    (0..TEXTS).step_by(usize::try_from(BLOCK).unwrap()).map(block).collect()
}

fn fixture(encoding: Encoding) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tokens").join(format!("{}.txt", encoding.vocabulary()))
}

/// Compares with the checksums of the fixture, of which lines with `#` are comments.
fn check_fixture(encoding: Encoding) {
    let path = fixture(encoding);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let expected: Vec<u32> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .map(|sum| u32::from_str_radix(sum, 16).unwrap())
        .collect();
    let found = checksums(&load(encoding));
    assert_eq!(found.len(), expected.len(), "{}", path.display());
    let wrong: Vec<u64> = (0..)
        .zip(found.iter().zip(&expected))
        .filter(|(_, (a, b))| a != b)
        .map(|(block, _): (u64, _)| block * BLOCK)
        .collect();
    assert!(wrong.is_empty(), "{}: ids differ in the blocks of texts from {wrong:?}", path.display());
}

macro_rules! official {
    ($($test:ident: $encoding:ident,)*) => {
        $(#[test]
        fn $test() {
            check_fixture(Encoding::$encoding);
        })*
    };
}

official! {
    llama_3_ids_are_those_of_hugging_face_on_20_000_texts: Llama3,
    qwen_ids_are_those_of_hugging_face_on_20_000_texts: Qwen2,
    deepseek_ids_are_those_of_hugging_face_on_20_000_texts: DeepseekV3,
    tekken_ids_are_those_of_mistral_common_on_20_000_texts: Tekken,
    kimi_ids_are_those_of_tiktoken_with_its_expression_on_20_000_texts: KimiK2,
    glm_4_ids_are_those_of_tiktoken_over_its_vocabulary_on_20_000_texts: Glm4,
    glm_5_ids_are_those_of_tiktoken_over_its_vocabulary_on_20_000_texts: Glm5,
    minimax_ids_are_those_of_tiktoken_over_its_vocabulary_on_20_000_texts: MinimaxM2,
    gemma_ids_are_those_of_sentencepiece_on_20_000_texts: Gemma3,
    claude_2_ids_are_those_of_tiktoken_with_its_expression_on_20_000_texts: Claude2,
}

/// What `oracle/make.py` reads: every text, hexadecimal, one a line; and our ids beside it, to find what differs.
#[test]
#[ignore = "writes target/oracle for oracle/make.py"]
fn writes_the_texts_for_the_oracle() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/oracle");
    fs::create_dir_all(&folder).unwrap();
    let mut lines = String::new();
    for seed in 0..TEXTS {
        for byte in text(seed).bytes() {
            write!(lines, "{byte:02x}").unwrap();
        }
        lines.push('\n');
    }
    fs::write(folder.join("texts.txt"), lines).unwrap();
    for encoding in Encoding::ALL {
        let (tokenizer, mut lines) = (load(encoding), String::new());
        for seed in 0..TEXTS {
            writeln!(lines, "{:?}", tokenizer.encode(&text(seed))).unwrap();
        }
        fs::write(folder.join(format!("{}.ids", encoding.vocabulary())), lines).unwrap();
    }
}
