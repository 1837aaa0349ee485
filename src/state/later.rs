//! Verbs whose code is loaded after the page is shown: reading and writing what is stored, running, counting by a provider.

#![allow(unsafe_code, reason = "the cut is a pair of functions across two modules, which the macro declares")]

use super::AppState;
use super::documents::DocumentState;
use super::exact_counts::{self, Asking, ContentOf};
use super::images::ImageState;
use super::running::Freshness;
use crate::browser::later::later;
use crate::domain::history::DocumentId;
use crate::domain::id::ElementId;
use crate::domain::prompt::Prompt;

/// What to say when a verb's code could not be loaded.
pub const NOT_LOADED: &str = "A part of the page could not be loaded. Check the connection and try again; if Nshot was updated meanwhile, reload the page. Your work is saved.";

later!(stored:
    /// Opens the store and what was open last, then the link in the address bar.
    open_stored(app: Box<AppState>) -> () {
        Box::pin(app.open_stored()).await;
    }
);

later!(stored:
    /// Stores what is on the page as a version of document `id`; `named` = the person asked for it and hears of it.
    save_version(documents: DocumentState, id: DocumentId, prompt: Prompt, named: bool) -> () {
        documents.save_version(id, &prompt, named).await;
    }
);

later!(run:
    /// Starts columns that may run, unless everything was stopped since the `stops`-th stop.
    start_columns(app: Box<AppState>, ids: Vec<ElementId>, freshness: Freshness, stops: u32) -> () {
        if app.runs.stops() == stops {
            app.start_columns_now(&ids, freshness);
        }
    }
);

later!(panels:
    /// What makes the content of a request, by which counts are known.
    content_of() -> ContentOf {
        exact_counts::content as ContentOf
    }
);

later!(panels:
    /// Makes variables of the single braces in a message.
    convert_braces(app: Box<AppState>, id: ElementId) -> () {
        app.convert_braces_now(id);
    }
);

later!(panels:
    /// Attaches files to a message.
    attach(images: ImageState, message: ElementId, chosen: Vec<web_sys::File>) -> () {
        images.attach_now(message, chosen).await;
    }
);

later!(panels:
    /// Asks the provider of a column for a count; what is left to say afterwards.
    ask_for_count(app: Box<AppState>, id: ElementId) -> Option<Asking> {
        app.ask_for_count(id).await
    }
);
