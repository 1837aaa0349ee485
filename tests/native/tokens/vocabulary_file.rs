//! Damaged vocabulary files are refused with a reason, never half used.

use nshot::domain::token::Encoding;
use nshot::tokenizer::{Tokenizer, VocabularyError};

use super::{FAMILIES, vocabulary};

fn error(file: &[u8]) -> VocabularyError {
    Tokenizer::from_vocabulary(Encoding::Cl100kBase, file).map(|_| ()).unwrap_err()
}

#[test]
fn a_cut_file_is_refused_wherever_it_is_cut() {
    let file = vocabulary(Encoding::Cl100kBase);
    for length in [0, 4, 8, 9, 12, 20, 30, 35, 1_000, 200_000, file.len() - 1] {
        let found = error(&file[..length]);
        let cut = matches!(found, VocabularyError::Cut { .. });
        assert_eq!(cut, length >= 8, "{length}: {found}");
    }
}

#[test]
fn a_file_of_something_else_is_refused() {
    assert_eq!(error(b"<!doctype html><title>404</title>"), VocabularyError::NotAVocabulary);
}

#[test]
fn a_changed_byte_fails_the_checksum() {
    let mut file = vocabulary(Encoding::Cl100kBase);
    for at in [200, 150_000, file.len() - 1] {
        file[at] ^= 0x20;
        assert!(matches!(error(&file), VocabularyError::Checksum { .. }), "byte {at}");
        file[at] ^= 0x20;
    }
}

#[test]
fn the_vocabulary_of_another_encoding_is_refused_by_name() {
    let found = error(&vocabulary(Encoding::O200kBase));
    assert_eq!(found.to_string(), "this is the vocabulary of o200k_base, cl100k_base was wanted");
}

#[test]
fn bytes_after_the_end_and_newer_formats_are_refused() {
    let mut file = vocabulary(Encoding::Cl100kBase);
    file.push(0);
    assert_eq!(error(&file), VocabularyError::Trailing { extra: 1 });
    file[8] = 9;
    assert_eq!(error(&file), VocabularyError::Version { found: 9 });
}

/// Gemma's file has other rules (characters, bytes as the last resort) and is checked the same way.
#[test]
fn every_family_refuses_damage_and_the_files_of_others() {
    for (encoding, _) in FAMILIES.iter() {
        let error = |file: &[u8]| Tokenizer::from_vocabulary(*encoding, file).map(|_| ()).unwrap_err();
        let mut file = vocabulary(*encoding);
        assert!(matches!(error(&file[..file.len() - 1]), VocabularyError::Cut { .. }), "{encoding:?}");
        let middle = file.len() / 2;
        file[middle] ^= 1;
        assert!(matches!(error(&file), VocabularyError::Checksum { .. }), "{encoding:?}");
        let other = if *encoding == Encoding::Gemma3 { Encoding::Llama3 } else { Encoding::Gemma3 };
        assert!(matches!(error(&vocabulary(other)), VocabularyError::WrongEncoding { .. }), "{encoding:?}");
    }
}
