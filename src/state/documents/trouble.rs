//! Saves that failed: the reason is said once and stands in the status bar until a save succeeds. What was written stays on the page.

use leptos::prelude::*;

use super::{DocumentState, SaveState};
use crate::browser::indexed_db::StoreError;
use crate::state::view::Tone;

impl DocumentState {
    /// Why what is on the page is not stored, and what to do; `None` = the last save succeeded.
    pub fn trouble(&self) -> Option<String> {
        self.trouble.get()
    }

    /// Saves what could not be saved, as after something was deleted to make room.
    pub fn try_again(&self) {
        self.save_soon();
    }

    /// Says why something was not stored or read.
    pub(super) fn fail(&self, error: &StoreError) {
        self.fail_because(error.to_string());
    }

    /// Says that what is stored could not be opened, because the code that does could not be loaded.
    pub fn not_opened(&self) {
        self.fail_because(
            "What is stored could not be opened: a part of the page did not load. Check the connection and reload the page; nothing is saved here until then."
                .to_owned(),
        );
    }

    fn fail_because(&self, sentence: String) {
        // Every edit tries again: the same sentence is said once, and stands in the status bar until a save succeeds.
        if self.trouble.with_untracked(|known| known.as_ref() != Some(&sentence)) {
            self.view.say(Tone::Danger, sentence.clone());
        }
        self.trouble.set(Some(sentence.clone()));
        self.state.set(SaveState::Failed(sentence));
    }
}
