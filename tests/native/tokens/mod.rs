//! Token counting against the official tokenizer, and its laws.

mod bands;
mod corpus;
mod families;
mod files;
mod laws;
mod official;
mod prompts;
mod templates;
mod tools;
mod view;
mod vocabulary_file;

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use nshot::domain::token::Encoding;
use nshot::tokenizer::Tokenizer;

static O200K: LazyLock<Tokenizer> = LazyLock::new(|| load(Encoding::O200kBase));
static CL100K: LazyLock<Tokenizer> = LazyLock::new(|| load(Encoding::Cl100kBase));

/// Every vocabulary with its tokenizer.
static FAMILIES: LazyLock<Vec<(Encoding, Tokenizer)>> = LazyLock::new(|| {
    let shares = |encoding: &Encoding| encoding.vocabulary() == "o200k_base" && *encoding != Encoding::O200kBase;
    Encoding::ALL.into_iter().filter(|encoding| !shares(encoding)).map(|encoding| (encoding, load(encoding))).collect()
});

fn load(encoding: Encoding) -> Tokenizer {
    Tokenizer::from_vocabulary(encoding, &vocabulary(encoding)).unwrap()
}

/// The bytes of a vocabulary file, which `cargo xtask vocabularies` makes when it is not there.
pub fn vocabulary(encoding: Encoding) -> Vec<u8> {
    static MADE: LazyLock<()> = LazyLock::new(|| {
        let status = Command::new(env!("CARGO"))
            .args(["xtask", "vocabularies"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status();
        assert!(status.is_ok_and(|status| status.success()), "`cargo xtask vocabularies` failed");
    });
    LazyLock::force(&MADE);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/assets/vocabularies");
    std::fs::read(folder.join(format!("{}.bin", encoding.vocabulary()))).unwrap()
}
