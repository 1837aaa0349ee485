//! Keys that work everywhere on the page.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::state::AppState;
use crate::state::running::Freshness;

/// What the keys do, for the list in Settings: action and keys, `Mod` for Ctrl or ⌘.
pub const LIST: [(&str, &str); 11] = [
    ("Run all models", "Mod Enter"),
    ("Run without cached answers", "Mod Shift Enter"),
    ("Answers as Markdown or plain text", "Mod ."),
    ("Stop", "Esc"),
    ("All commands", "Mod K"),
    ("Save a version", "Mod S"),
    ("Undo", "Mod Z"),
    ("Redo", "Mod Shift Z"),
    ("Edit or preview", "Mod Shift P"),
    ("Move a message or shot", "Alt ↑ ↓"),
    ("Leave an editor", "Esc, then Tab"),
];

/// Listens on the window for as long as the page lives.
pub fn listen(app: AppState) {
    window_event_listener(ev::keydown, move |event| {
        if event.default_prevented() || event.is_composing() {
            return;
        }
        let modifier = event.ctrl_key() || event.meta_key();
        let key = event.key().to_ascii_lowercase();
        let done = match (modifier, event.shift_key(), key.as_str()) {
            (true, anew, "enter") => {
                app.run_all(if anew { Freshness::Anew } else { Freshness::AsSet });
                true
            }
            (true, false, "k") => {
                app.view.palette.update(|open| *open = !*open);
                true
            }
            (true, false, "s") => {
                app.save_version();
                true
            }
            (true, false, ".") => {
                app.view.formatted.update(|f| *f = !*f);
                true
            }
            (true, true, "p") => {
                app.view.preview.update(|p| *p = !*p);
                true
            }
            // Text fields that are not ours (the filter of a menu) keep the browser's own undo.
            (true, false, "z") if !is_foreign_field(&event) => {
                app.prompt.undo();
                true
            }
            (true, true, "z") | (true, false, "y") if !is_foreign_field(&event) => {
                app.prompt.redo();
                true
            }
            (false, false, "escape") if !is_overlay_open() => {
                app.stop_focused_or_all();
                false
            }
            _ => false,
        };
        if done {
            event.prevent_default();
        }
    });
}

/// Whether a dialog or menu is open, which Escape closes.
fn is_overlay_open() -> bool {
    document().query_selector("dialog[open], :popover-open").is_ok_and(|found| found.is_some())
}

/// Whether the key was pressed in a field whose text is not part of the document.
fn is_foreign_field(event: &web_sys::KeyboardEvent) -> bool {
    let element = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|e| e.matches("dialog input, dialog textarea, [popover] input").unwrap_or(false))
}
