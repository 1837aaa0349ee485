//! The prompts of this browser: found by title, text and tag, opened, named, tagged, copied, put in the trash.

use leptos::prelude::*;

use crate::state::AppState;
use crate::state::library::DocumentEntry;
use crate::ui::widgets::dialog::{Dialog, Shape};
use crate::ui::widgets::icon::IconButton;

/// The list with its search.
#[component]
pub fn Prompts() -> impl IntoView {
    let app = expect_context::<AppState>();
    let filter = RwSignal::new(String::new());
    let tag = RwSignal::new(None::<String>);
    let edited = RwSignal::new(None::<DocumentEntry>);
    let kept = move || app.library.entries.get().into_iter().filter(|entry| !entry.in_trash);
    let entries = move || {
        let words = filter.get().to_lowercase();
        let tag = tag.get();
        let has_tag = |entry: &DocumentEntry| tag.as_ref().is_none_or(|tag| entry.tags.contains(tag));
        let shown = kept().filter(|entry| entry.searched.contains(&words) && has_tag(entry));
        shown.map(|entry| view! { <PromptEntry entry edited/> }).collect_view()
    };
    let tags = Memo::new(move |_| {
        let mut tags: Vec<String> = kept().flat_map(|entry| entry.tags).collect();
        tags.sort();
        tags.dedup();
        tags
    });
    let tag_buttons = move || {
        let button = |name: String| {
            let (shown, pressed, chosen) = (name.clone(), name.clone(), name);
            view! {
                <button
                    type="button"
                    class="button small"
                    aria-pressed=move || tag.with(|tag| tag.as_ref() == Some(&pressed)).to_string()
                    on:click=move |_| tag.update(|tag| *tag = (tag.as_ref() != Some(&chosen)).then(|| chosen.clone()))
                >
                    {shown}
                </button>
            }
        };
        tags.get().into_iter().map(button).collect_view()
    };
    view! {
        <section class="stack" data-gap="2" aria-labelledby="prompts-title">
            <h2 id="prompts-title">"Prompts"</h2>
            <search class="library-bar">
                <input type="search" placeholder="Search titles, tags and texts" aria-label="Search prompts" on:input=move |event| filter.set(event_target_value(&event))/>
                <div class="row" role="group" aria-label="Only with tag">{tag_buttons}</div>
            </search>
            <ul class="entry-list">{entries}</ul>
            <NameAndTags edited/>
        </section>
    }
    .into_any()
}

#[component]
fn PromptEntry(entry: DocumentEntry, edited: RwSignal<Option<DocumentEntry>>) -> impl IntoView {
    let app = expect_context::<AppState>();
    let (open, trash, copied, edit) = (entry.id.clone(), entry.id.clone(), entry.id.clone(), entry.clone());
    let tags = entry.tags.into_iter().map(|tag| view! { <span class="badge">{tag}</span> }).collect_view();
    view! {
        <li class="entry" data-current=entry.is_open.then_some("")>
            <button type="button" class="entry-open" on:click=move |_| app.open_document(open.clone())>
                <span class="entry-title" dir="auto">{entry.title}</span>
                <span class="entry-line" dir="auto">{entry.first_line}</span>
            </button>
            <span class="entry-facts">{tags}{entry.when}</span>
            <IconButton icon="edit" label="Name and tags" on_press=move || edited.set(Some(edit.clone()))/>
            <IconButton icon="copy" label="Duplicate" on_press=move || app.documents.duplicate(copied.clone())/>
            <IconButton icon="trash" label="Move to the trash" danger=true disabled=entry.is_open on_press=move || app.library.trash(trash.clone())/>
        </li>
    }
    .into_any()
}

/// Names and tags one prompt.
#[component]
fn NameAndTags(edited: RwSignal<Option<DocumentEntry>>) -> impl IntoView {
    let app = expect_context::<AppState>();
    let open = RwSignal::new(false);
    let (title, tags) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move || {
        if let Some(entry) = edited.get() {
            title.set(entry.title);
            tags.set(entry.tags.join(", "));
            open.set(true);
        }
    });
    let on_save = move |_| {
        if let Some(entry) = edited.get_untracked() {
            app.name_and_tag(&entry, &title.get_untracked(), &tags.get_untracked());
        }
        edited.set(None);
        open.set(false);
    };
    view! {
        <Dialog shape=Shape::Sheet title="Name and tags" open>
            <div class="stack" data-gap="3">
                <label class="field">
                    <span>"Name"</span>
                    <input type="text" dir="auto" prop:value=title on:input=move |event| title.set(event_target_value(&event))/>
                </label>
                <label class="field">
                    <span>"Tags, with commas between"</span>
                    <input type="text" dir="auto" prop:value=tags on:input=move |event| tags.set(event_target_value(&event))/>
                </label>
                <div class="row">
                    <button type="button" class="button primary" on:click=on_save>"Save"</button>
                </div>
            </div>
        </Dialog>
    }
    .into_any()
}
