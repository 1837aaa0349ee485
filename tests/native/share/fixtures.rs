//! Every link that ever shipped opens for ever: `tests/fixtures/links/NAME.link` (and `NAME.2.link`, in the second packing) beside the
//! playground it holds, `NAME.json`.
//!
//! Add a pair when the format or the record changes. Never change one: people have kept such links.

use std::fs;
use std::path::{Path, PathBuf};

use nshot::share::open;
use nshot::share::payload::SharePayload;

#[test]
fn every_link_that_shipped_still_opens() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/links");
    let mut opened = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "link") {
            let payload = open(&fs::read_to_string(&path).unwrap()).unwrap().payload;
            let expected: SharePayload = serde_json::from_str(&fs::read_to_string(json_of(&path)).unwrap()).unwrap();
            assert_eq!(payload, expected, "{}", path.display());
            opened += 1;
        }
    }
    assert!(opened >= 10, "{opened} fixtures");
}

fn json_of(link: &Path) -> PathBuf {
    let name = link.file_name().unwrap().to_string_lossy();
    link.with_file_name(format!("{}.json", name.split('.').next().unwrap_or_default()))
}
