//! The draft: what was typed in the last moment before the page was left, when no save to the database can end any more. It is written at once,
//! to `localStorage`, and taken over at the next start.

use crate::browser::remembered;
use crate::domain::history::{DocumentId, DocumentRecord, Record};

/// Keeps the unsaved state of a document; `record.rev` is the save that it follows. A document of more than some megabytes does not fit, and its
/// last moment is then lost.
pub fn keep(record: &DocumentRecord) {
    if let Ok(json) = record.to_json() {
        // The page is being left: there is nobody to tell.
        let _ = remembered::write(&key(&record.id), &json);
    }
}

/// The draft of a document, if it was left with one that this code reads.
pub fn read(id: &DocumentId) -> Option<DocumentRecord> {
    DocumentRecord::from_json(&remembered::read(&key(id))?).ok()
}

pub fn forget(id: &DocumentId) {
    remembered::forget(&key(id));
}

fn key(id: &DocumentId) -> String {
    format!("nshot:draft:{}", id.0)
}
