//! The versions of the open prompt: compared with what is on the page, and restored as an edit that can be undone.

use leptos::prelude::*;

use crate::state::AppState;
use crate::state::library::VersionEntry;

/// Newest first.
#[component]
pub fn Versions() -> impl IntoView {
    let app = expect_context::<AppState>();
    let entries = move || app.library.versions.get().into_iter().map(|entry| view! { <Version entry/> }).collect_view();
    view! {
        <section class="stack" data-gap="2" aria-labelledby="versions-title">
            <h2 id="versions-title">"Versions of this prompt"</h2>
            <Show
                when=move || !app.library.versions.with(Vec::is_empty)
                fallback=|| view! { <p class="hint">"Ctrl or ⌘ + S keeps a version; one is kept by itself before each run that follows a change."</p> }
            >
                <ol class="entry-list version-list">{entries}</ol>
            </Show>
        </section>
    }
    .into_any()
}

#[component]
fn Version(entry: VersionEntry) -> impl IntoView {
    let app = expect_context::<AppState>();
    let named = entry.named.then(|| view! { <span class="badge" data-status="accent">"named"</span> });
    let compared = entry.id.clone();
    view! {
        <li class="entry">
            <span class="version-mark">{format!("v{}", entry.number)}</span>
            <span class="entry-open">
                <span class="entry-title" dir="auto">{entry.title}</span>
                <span class="entry-line">{entry.when}</span>
            </span>
            {named}
            <button type="button" class="button small" title="Compare with the prompt as it is now" on:click=move |_| app.compare_version(&compared)>
                "Compare"
            </button>
            <button type="button" class="button small" on:click=move |_| app.restore_version(&entry.id)>"Restore"</button>
        </li>
    }
    .into_any()
}
