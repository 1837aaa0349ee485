//! What stands in a link that was opened: shown as plain text before anything of it is taken over.

use leptos::prelude::*;

use crate::state::AppState;
use crate::state::comparing::summary_words;
use crate::state::sharing::OpenedLink;
use crate::ui::compare::DiffView;
use crate::ui::widgets::dialog;
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::number::grouped;

/// Characters of a message that the preview shows.
const SHOWN: usize = 4_000;

/// The dialog that a link opens: take it as a copy, or leave everything as it is.
#[component]
pub fn LinkNotice() -> impl IntoView {
    let app = expect_context::<AppState>();
    let opened = app.sharing.opened;
    let node = NodeRef::<leptos::html::Dialog>::new();
    let locked = app.sharing.locked;
    dialog::follow(node, Signal::derive(move || opened.with(Option::is_some) || locked.with(Option::is_some)));
    Effect::new(move || {
        if opened.with(|opened| matches!(opened, Some(Ok(_)))) {
            app.find_difference();
        }
    });
    let body = move || match opened.get() {
        None if locked.with(Option::is_some) => view! { <Unlock/> }.into_any(),
        None => ().into_any(),
        Some(Err(reason)) => view! { <BadLink reason/> }.into_any(),
        Some(Ok(link)) => view! { <LinkPreview link/> }.into_any(),
    };
    view! {
        <dialog class="sheet" aria-labelledby="link-title" node_ref=node on:close=dialog::closed(node, move || app.sharing.discard())>
            {body}
        </dialog>
    }
    .into_any()
}

/// Asks for the passphrase of a sealed link.
#[component]
pub fn Unlock() -> impl IntoView {
    let app = expect_context::<AppState>();
    let passphrase = RwSignal::new(String::new());
    let refused =
        move || app.sharing.refused.get().map(|reason| view! { <p class="field-error" role="alert">{reason}</p> });
    let unlock = move || app.sharing.unlock(passphrase.get_untracked());
    view! {
        <header class="sheet-header"><h2 id="link-title">"This link is sealed"</h2></header>
        <div class="sheet-body stack" data-gap="3">
            <p class="hint">"The sender has a passphrase for it. Nothing of it can be read without."</p>
            <label class="field">
                <span>"Passphrase"</span>
                <input
                    type="password"
                    autocomplete="off"
                    autofocus
                    prop:readOnly=move || app.sharing.unlocking.get()
                    on:input=move |event| passphrase.set(event_target_value(&event))
                    on:keydown=move |event| {
                        if event.key() == "Enter" {
                            unlock();
                        }
                    }
                />
            </label>
            {refused}
        </div>
        <footer class="sheet-footer">
            <button type="button" class="button" on:click=move |_| app.sharing.discard()>"Discard"</button>
            <button type="button" class="button primary" disabled=move || app.sharing.unlocking.get() on:click=move |_| unlock()>
                {move || if app.sharing.unlocking.get() { "Opening…" } else { "Open" }}
            </button>
        </footer>
    }
}

#[component]
fn BadLink(reason: String) -> impl IntoView {
    let app = expect_context::<AppState>();
    view! {
        <header class="sheet-header"><h2 id="link-title">"This link can't be opened"</h2></header>
        <div class="sheet-body">
            <div class="notice" data-tone="danger">
                <Icon name="warning"/>
                <p class="notice-body">{reason}</p>
            </div>
            <p class="hint">"Your own work is as it was."</p>
        </div>
        <footer class="sheet-footer">
            <button type="button" class="button primary" autofocus on:click=move |_| app.sharing.discard()>"Close"</button>
        </footer>
    }
}

#[component]
fn LinkPreview(link: OpenedLink) -> impl IntoView {
    let app = expect_context::<AppState>();
    let title = link.title.clone();
    view! {
        <header class="sheet-header"><h2 id="link-title">"Shared with you: "<bdi>{title}</bdi></h2></header>
        <div class="sheet-body link-preview">
            <p class="hint">"Nothing has been run, and your own work is as it was. Opening makes a copy."</p>
            <LinkSummary link/>
        </div>
        <footer class="sheet-footer">
            <button type="button" class="button" on:click=move |_| app.sharing.discard()>"Discard"</button>
            <button type="button" class="button primary" autofocus on:click=move |_| app.open_shared_copy()>"Open as a copy"</button>
        </footer>
    }
}

/// What is in a link, as plain text.
#[component]
pub fn LinkSummary(link: OpenedLink) -> impl IntoView {
    let hidden = (link.hidden_characters > 0).then(|| {
        view! {
            <div class="notice" data-tone="warning">
                <Icon name="warning"/>
                <p class="notice-body">{format!("{} hidden characters: text that a reader does not see but a model reads.", grouped(link.hidden_characters as u64))}</p>
            </div>
        }
    });
    let notes = link.notes.into_iter().map(|n| view! { <li>{n}</li> }).collect_view();
    let messages = link
        .messages
        .into_iter()
        .map(|(role, text)| {
            let shown: String = text.chars().take(SHOWN).collect();
            let cut = (shown.len() < text.len()).then(|| view! { <p class="hint">"…"</p> });
            view! {
                <section class="preview-message" data-role=role.name()>
                    <h3 class="role" data-role=role.name()>{role.title()}</h3>
                    <p class="preview-text" dir="auto">{shown}</p>
                    {cut}
                </section>
            }
        })
        .collect_view();
    view! {
        {hidden}
        <dl class="facts">
            <div><dt>"Models"</dt><dd>{link.models.join(", ")}</dd></div>
            <div><dt>"Shots"</dt><dd class="number">{link.shots}</dd></div>
            <div><dt>"Variables"</dt><dd class="number">{link.variables}</dd></div>
        </dl>
        <ul class="steps">{notes}</ul>
        <Difference/>
        <div class="preview" tabindex="0" role="region" aria-label="Messages of the link">{messages}</div>
    }
    .into_any()
}

/// How the link differs from the prompt of the same name here.
#[component]
fn Difference() -> impl IntoView {
    let app = expect_context::<AppState>();
    move || {
        app.sharing.difference.get().map(|local| {
            let words = format!("Beside “{}” here: {}", local.title, summary_words(local.diff.summary));
            view! {
                <details class="fold">
                    <summary>{words}</summary>
                    <DiffView diff=local.diff/>
                </details>
            }
        })
    }
}
