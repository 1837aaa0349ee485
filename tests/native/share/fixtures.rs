//! Every link that ever shipped opens for ever: `tests/fixtures/links/NAME.link` beside the playground it holds, `NAME.json`.
//!
//! Add a pair when the format or the record changes. Never change one: people have kept such links.

use std::fs;
use std::path::Path;

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
            let expected: SharePayload =
                serde_json::from_str(&fs::read_to_string(path.with_extension("json")).unwrap()).unwrap();
            assert_eq!(payload, expected, "{}", path.display());
            opened += 1;
        }
    }
    assert!(opened >= 3, "{opened} fixtures");
}
