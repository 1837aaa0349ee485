//! The forms in which the prompt, its answers or everything can be saved as a file.

use leptos::prelude::*;

use crate::state::AppState;
use crate::state::exporting::Export;
use crate::ui::widgets::icon::Icon;

/// One row a form; batch files take a table of rows too.
#[component]
pub fn ExportList() -> impl IntoView {
    let rows = Export::ALL.map(|what| view! { <ExportRow what/> }).collect_view();
    view! {
        <details class="fold">
            <summary>"Export as…"</summary>
            <ul class="export-list">{rows}</ul>
        </details>
    }
    .into_any()
}

#[component]
fn ExportRow(what: Export) -> impl IntoView {
    let app = expect_context::<AppState>();
    let rows = match what {
        Export::Batch(format) => {
            let on_change = move |event: web_sys::Event| {
                let input: web_sys::HtmlInputElement = event_target(&event);
                if let Some(file) = input.files().and_then(|files| files.get(0)) {
                    app.export_batch(format, file);
                }
                input.set_value("");
            };
            let label = format!("{}: with rows from a table", what.name());
            Some(view! {
                <label class="button small" title="A CSV or JSONL file; its columns are the variables">
                    "With rows…"
                    <input type="file" class="visually-hidden" aria-label=label accept=".csv,.json,.jsonl,text/csv" on:change=on_change/>
                </label>
            })
        }
        _ => None,
    };
    view! {
        <li>
            <span class="export-what">
                <span>{what.name()}</span>
                <span class="hint">{what.hint()}</span>
            </span>
            {rows}
            <button type="button" class="button small" aria-label=format!("Save {}", what.name()) on:click=move |_| app.export(what)>
                <Icon name="download"/>
                "Save"
            </button>
        </li>
    }
    .into_any()
}
