//! Library: starter prompts, the prompts of this browser, their versions and runs, and the trash.

mod prompts;
mod runs;
mod versions;

use leptos::prelude::*;

use super::widgets::icon::Icon;
use crate::domain::starter;
use crate::state::AppState;
use crate::state::library::DocumentEntry;
use crate::state::view::Place;
use prompts::Prompts;
use runs::Runs;
use versions::Versions;

/// What can be opened.
#[component]
pub fn LibraryPlace() -> impl IntoView {
    let app = expect_context::<AppState>();
    Effect::new(move || {
        app.documents.changes.track();
        app.library.refresh();
    });
    view! {
        <main class="view" id="main" tabindex="-1">
            <header class="view-header">
                <h1>"Library"</h1>
                <span class="spacer"></span>
                <button type="button" class="button" on:click=move |_| app.start_import()>
                    <Icon name="upload"/>
                    "Import"
                </button>
                <button type="button" class="button primary" on:click=move |_| app.new_prompt()>
                    <Icon name="plus"/>
                    "New prompt"
                </button>
            </header>
            <div class="view-body" data-width="wide">
                <div class="stack" data-gap="5">
                    <Prompts/>
                    <Versions/>
                    <Runs/>
                    <Starters/>
                    <Trash/>
                </div>
            </div>
        </main>
    }
    .into_any()
}

#[component]
fn Starters() -> impl IntoView {
    let app = expect_context::<AppState>();
    let cards = starter::starters()
        .into_iter()
        .enumerate()
        .map(|(i, starter)| {
            view! {
                <li class="starter">
                    <button
                        type="button"
                        on:click=move |_| {
                            app.open_starter(i);
                            app.view.go(Place::Compose);
                        }
                    >
                        <h3>{starter.prompt.title}</h3>
                        <p>{starter.shows}</p>
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="stack" data-gap="2" aria-labelledby="starters-title">
            <h2 id="starters-title">"Start from"</h2>
            <ul class="starter-grid">{cards}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Trash() -> impl IntoView {
    let app = expect_context::<AppState>();
    let trashed = Memo::new(move |_| {
        app.library.entries.with(|all| all.iter().filter(|e| e.in_trash).cloned().collect::<Vec<_>>())
    });
    let entries = move || {
        let row = |entry: DocumentEntry| {
            let (restore, delete) = (entry.id.clone(), entry.id.clone());
            view! {
                <li class="entry">
                    <span class="entry-open"><span class="entry-title" dir="auto">{entry.title}</span></span>
                    <button type="button" class="button small" on:click=move |_| app.library.put_back(restore.clone())>"Put back"</button>
                    <button type="button" class="button small danger" on:click=move |_| app.library.delete(delete.clone())>"Delete for good"</button>
                </li>
            }
        };
        trashed.get().into_iter().map(row).collect_view()
    };
    view! {
        <Show when=move || !trashed.with(Vec::is_empty)>
            <section class="stack" data-gap="2" aria-labelledby="trash-title">
                <h2 id="trash-title">"Trash"</h2>
                <ul class="entry-list">{entries}</ul>
            </section>
        </Show>
    }
    .into_any()
}
