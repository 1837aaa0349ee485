//! The line at the bottom: the engine, the storage, the date of the prices.

use leptos::prelude::*;

use crate::state::AppState;

/// What a person may want to know without asking.
#[component]
pub fn StatusBar() -> impl IntoView {
    let app = expect_context::<AppState>();
    let trouble = Memo::new(move |_| app.engine.trouble());
    let engine = move || trouble.get().unwrap_or_else(|| app.engine.words().to_owned());
    view! {
        <footer class="statusbar">
            <span class="status-item" data-failed=move || trouble.get().map(|_| "")>{engine}</span>
            <span class="status-item" data-failed=move || app.documents.trouble().map(|_| "")>
                {move || app.documents.trouble().unwrap_or_else(|| app.documents.storage_words())}
            </span>
            <Show when=move || app.view.offline.get()>
                <span class="status-item" data-failed="">"Offline: the dry run and servers on this machine still answer"</span>
            </Show>
            <span class="spacer"></span>
            <span class="status-item">{move || app.catalog.date_words()}</span>
        </footer>
    }
    .into_any()
}
