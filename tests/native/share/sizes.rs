//! How long links are, for the playgrounds that the app itself starts with.

use nshot::domain::starter::starters;
use nshot::share::{Part, seal};

use super::source;

#[test]
fn starters_fit_a_chat_message() {
    for starter in starters() {
        let link = seal(&source(&starter.prompt, &[]), &Part::USUAL).unwrap();
        assert!(link.fragment.len() <= 450, "{}: {}", starter.slug, link.fragment.len());
    }
}
