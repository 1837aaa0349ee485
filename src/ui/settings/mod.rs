//! Settings: connections and their keys, prices, storage, theme, shortcuts.

mod connection_card;
mod local_servers;
mod mirror;
mod new_connection;
mod running;

use leptos::prelude::*;

use super::shortcuts;
use super::widgets::segmented::Segmented;
use super::widgets::unique_name;
use crate::state::AppState;
use crate::state::view::Theme;
use connection_card::ConnectionCard;
use local_servers::LocalServers;
use mirror::MirrorPanel;
use new_connection::NewConnection;
use running::Running;

/// Everything that holds for this device rather than for a document.
#[component]
pub fn SettingsPlace() -> impl IntoView {
    view! {
        <main class="view" id="main" tabindex="-1">
            <header class="view-header"><h1>"Settings"</h1></header>
            <div class="view-body" data-width="text">
                <div class="stack" data-gap="5">
                    <Connections/>
                    <Running/>
                    <Appearance/>
                    <Prices/>
                    <Privacy/>
                    <MirrorPanel/>
                    <Shortcuts/>
                </div>
            </div>
        </main>
    }
    .into_any()
}

#[component]
fn Connections() -> impl IntoView {
    let app = expect_context::<AppState>();
    let ids = Memo::new(move |_| {
        let all = app.connections.list();
        all.with(|all| all.iter().map(|c| c.id.clone()).filter(|id| !id.is_dry_run()).collect::<Vec<_>>())
    });
    view! {
        <section class="panel" aria-labelledby="connections-title">
            <header class="panel-header"><h2 id="connections-title">"Connections"</h2></header>
            <div class="panel-body stack" data-gap="3">
                <p class="hint">
                    "Requests go straight from this browser to the address you enter. A key is bound to that address, is never part of a document or link, and is sent nowhere else."
                </p>
                <For each=move || ids.get() key=Clone::clone let:id>
                    <ConnectionCard id/>
                </For>
                <NewConnection/>
                <LocalServers/>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Appearance() -> impl IntoView {
    let app = expect_context::<AppState>();
    view! {
        <section class="panel" aria-labelledby="appearance-title">
            <header class="panel-header"><h2 id="appearance-title">"Appearance"</h2></header>
            <div class="panel-body">
                <Segmented
                    label="Theme"
                    options=vec![(Theme::System, "System"), (Theme::Light, "Light"), (Theme::Dark, "Dark")]
                    value=app.view.theme
                    on_choose=move |theme| app.view.set_theme(theme)
                />
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Prices() -> impl IntoView {
    let app = expect_context::<AppState>();
    let sources = move || {
        let sources = app.catalog.source_words();
        sources.into_iter().map(|s| view! { <li>{s}</li> }).collect_view()
    };
    let warnings = move || {
        app.catalog
            .warnings
            .get()
            .into_iter()
            .map(|w| view! { <li class="problem" data-severity="warning">{w}</li> })
            .collect_view()
    };
    view! {
        <section class="panel" aria-labelledby="prices-title">
            <header class="panel-header"><h2 id="prices-title">"Prices"</h2></header>
            <div class="panel-body stack" data-gap="2">
                <p>{move || app.catalog.date_words()}</p>
                <ul class="steps">{sources}</ul>
                <ul class="problems">{warnings}</ul>
                <p class="hint">"The table came with this page; nothing is fetched from elsewhere. A model that is not in it has no price, never a price of zero."</p>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Privacy() -> impl IntoView {
    let app = expect_context::<AppState>();
    view! {
        <section class="panel" aria-labelledby="privacy-title">
            <header class="panel-header"><h2 id="privacy-title">"Storage and keys"</h2></header>
            <div class="panel-body stack" data-gap="2">
                <p>{move || app.documents.storage_words()}</p>
                <p class="hint">
                    "Prompts, versions and runs are kept in this browser's IndexedDB. Keys kept on the device are encrypted under a key that scripts can use but not read; that stops copies of the disk, not code running in this page."
                </p>
                <PassphraseForm/>
                <div class="row">
                    <button type="button" class="button danger" on:click=move |_| app.forget_keys()>"Forget all keys"</button>
                </div>
            </div>
        </section>
    }
    .into_any()
}

/// Locks the keys of this device with a passphrase, or unlocks them.
#[component]
fn PassphraseForm() -> impl IntoView {
    let app = expect_context::<AppState>();
    let locked = app.keys.locked;
    let field = unique_name("passphrase");
    let passphrase = RwSignal::new(String::new());
    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let typed = passphrase.get_untracked();
        passphrase.set(String::new());
        if locked.get_untracked() { app.unlock_keys(typed) } else { app.lock_keys(typed) }
    };
    view! {
        <form class="field" on:submit=on_submit>
            <label for=field.clone()>
                {move || if locked.get() { "The keys on this device are locked" } else { "Passphrase for the keys on this device" }}
            </label>
            <div class="key-field">
                <input
                    id=field
                    type="password"
                    autocomplete="off"
                    prop:value=passphrase
                    on:input=move |event| passphrase.set(event_target_value(&event))
                />
                <button type="submit" class="button">
                    {move || if locked.get() { "Unlock" } else if passphrase.with(String::is_empty) { "Use none" } else { "Lock keys" }}
                </button>
            </div>
            <p class="hint">"Asked for after each start. Nobody can bring it back: without it, enter the keys anew."</p>
        </form>
    }
    .into_any()
}

#[component]
fn Shortcuts() -> impl IntoView {
    let rows = shortcuts::LIST
        .map(|(what, keys)| {
            let keys = keys.split(' ').map(|k| view! { <kbd class="kbd">{k}</kbd> }).collect_view();
            view! { <div><dt>{what}</dt><dd>{keys}</dd></div> }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="keys-title">
            <header class="panel-header"><h2 id="keys-title">"Keyboard"</h2></header>
            <div class="panel-body">
                <p class="hint">"Mod is Ctrl, on a Mac ⌘."</p>
                <dl class="shortcut-list">{rows}</dl>
            </div>
        </section>
    }
    .into_any()
}
