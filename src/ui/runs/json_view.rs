//! A JSON answer as a tree. Levels are drawn when they are opened; the first two are open from the start.

use leptos::prelude::*;

use crate::domain::json_tree::{Entry, Value};

/// Entries of one level that are drawn; the plain text has them all.
const MOST_ENTRIES: usize = 200;
/// Levels that are open from the start.
const OPEN_LEVELS: usize = 2;

/// The tree of a document.
#[component]
#[expect(clippy::needless_pass_by_value, reason = "a component owns what it is given")]
pub fn JsonView(value: Value) -> impl IntoView {
    view! { <div class="json-tree">{level(&value, 1)}</div> }.into_any()
}

fn level(value: &Value, depth: usize) -> AnyView {
    let entries = value.entries();
    let hidden = entries.len().saturating_sub(MOST_ENTRIES);
    let is_list = matches!(value, Value::List(_));
    let rows = entries
        .into_iter()
        .take(MOST_ENTRIES)
        .map(|entry| view! { <li>{row(entry, is_list, depth)}</li> })
        .collect_view();
    let more = (hidden > 0)
        .then(|| view! { <li class="hint">{format!("… and {hidden} more; the plain text has them all.")}</li> });
    view! { <ul>{rows}{more}</ul> }.into_any()
}

fn row(entry: Entry, in_list: bool, depth: usize) -> AnyView {
    let Entry { label, value } = entry;
    let key = view! { <span class="json-key" data-item=in_list.then_some("")>{label.clone()}</span> };
    match value {
        Value::Leaf(text) => {
            let kind = match text.as_bytes().first() {
                Some(b'"') => "text",
                Some(b't' | b'f' | b'n') => "word",
                _ => "number",
            };
            view! { {key}": "<span class="json-leaf" data-kind=kind dir="auto">{text}</span> }.into_any()
        }
        Value::Object(_) | Value::List(_) => {
            let opens = depth < OPEN_LEVELS;
            // Once drawn, a level stays drawn.
            let drawn = RwSignal::new(opens);
            let count = value.entries().len();
            let words = match (&value, count) {
                (Value::List(_), 1) => "[1 item]".to_owned(),
                (Value::List(_), n) => format!("[{n} items]"),
                (_, n) => format!("{{{n}}}"),
            };
            view! {
                <details open=opens on:toggle=move |_| drawn.set(true)>
                    <summary>{key}" "<span class="muted">{words}</span></summary>
                    <Show when=move || drawn.get()>{level(&value, depth + 1)}</Show>
                </details>
            }
            .into_any()
        }
    }
}
