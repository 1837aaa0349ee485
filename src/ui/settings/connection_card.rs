//! One connection: its name, address, protocol, key, models, and whether it answers.

use leptos::prelude::*;

use crate::domain::connection::{Connection, Protocol};
use crate::domain::id::ConnectionId;
use crate::state::AppState;
use crate::state::keys::{CheckState, Remember};
use crate::ui::widgets::icon::{Icon, IconButton};
use crate::ui::widgets::segmented::Segmented;
use crate::ui::widgets::unique_name;

/// The fields of a connection. What is typed is taken when the field is left.
#[component]
pub fn ConnectionCard(id: ConnectionId) -> impl IntoView {
    let app = expect_context::<AppState>();
    let id = StoredValue::new(id);
    let connection = Memo::new(move |_| {
        app.connections.list().with(|all| id.with_value(|id| all.iter().find(|c| c.id == *id).cloned()))
    });
    let label = Signal::derive(move || connection.get().map(|c| c.label).unwrap_or_default());
    let is_remote = Memo::new(move |_| connection.get().is_none_or(|c| !c.protocol.is_in_browser()));
    let check = Memo::new(move |_| id.with_value(|id| app.keys.check_state(id)));
    let address_error = RwSignal::new(None::<String>);
    let change = move |change: &dyn Fn(&mut Connection)| {
        if let Some(mut connection) = connection.get_untracked() {
            change(&mut connection);
            app.put_connection(connection);
        }
    };
    let on_address = move |event| match app.set_address(&id.get_value(), &event_target_value(&event)) {
        Ok(()) => address_error.set(None),
        Err(sentence) => address_error.set(Some(sentence)),
    };
    let badge = move || match check.get() {
        CheckState::Unknown => ().into_any(),
        CheckState::Checking => view! { <span class="badge" aria-busy="true">"Checking…"</span> }.into_any(),
        CheckState::Works { models } => {
            view! { <span class="badge" data-status="ok"><Icon name="check"/>{format!("{models} models")}</span> }
                .into_any()
        }
        CheckState::Fails(_) => {
            view! { <span class="badge" data-status="failed"><Icon name="cross"/>"Does not answer"</span> }.into_any()
        }
    };
    let (name_id, address_id, protocol_id) = (unique_name("name"), unique_name("address"), unique_name("protocol"));
    view! {
        <article class="connection-card" aria-label=move || format!("Connection {}", label.get())>
            <header class="connection-head">
                <Icon name="plug"/>
                <strong>{label}</strong>
                {badge}
                <span class="spacer"></span>
                <CheckButtons id=id.get_value() is_remote/>
                <IconButton icon="trash" label=Signal::derive(move || format!("Remove connection {}", label.get())) danger=true on_press=move || app.remove_connection(&id.get_value())/>
            </header>
            <div class="field" data-layout="row">
                <label for=name_id.clone()>"Name"</label>
                <input id=name_id type="text" prop:value=label on:change=move |event| { let name = event_target_value(&event); change(&|c| c.label.clone_from(&name)); }/>
            </div>
            <div class="field" data-layout="row" hidden=move || !is_remote.get()>
                <label for=address_id.clone()>"Base URL"</label>
                <input
                    id=address_id
                    type="url"
                    class="mono"
                    spellcheck="false"
                    placeholder="http://localhost:8080/v1"
                    prop:value=move || connection.get().map(|c| c.base_url).unwrap_or_default()
                    aria-invalid=move || address_error.get().is_some().to_string()
                    on:change=on_address
                />
                {move || address_error.get().map(|e| view! { <p class="field-error" role="alert">{e}</p> })}
            </div>
            <div class="field" data-layout="row" hidden=move || !is_remote.get()>
                <label for=protocol_id.clone()>"Protocol"</label>
                <select
                    id=protocol_id
                    on:change=move |event| {
                        let name = event_target_value(&event);
                        if let Some(protocol) = Protocol::REMOTE.into_iter().find(|p| p.name() == name) {
                            change(&|c| c.speak(protocol));
                        }
                    }
                >
                    {Protocol::REMOTE.map(|p| view! { <option selected=move || connection.get().is_some_and(|c| c.protocol == p)>{p.name()}</option> }).collect_view()}
                </select>
            </div>
            <Show
                when=move || is_remote.get()
                fallback=|| view! { <p class="hint">"It runs in this browser: no key, no address, nothing leaves the device. The test says whether this browser has one, and starts its download where it must."</p> }
            >
                <KeyField id=id.get_value()/>
                <TokenizerField id=id.get_value()/>
            </Show>
            {move || match check.get() {
                CheckState::Fails(explanation) => {
                    let steps = explanation.next_steps.into_iter().map(|s| view! { <li>{s}</li> }).collect_view();
                    view! {
                        <div class="notice" data-tone="danger" role="alert">
                            <Icon name="warning"/>
                            <div class="notice-body">
                                <strong>{explanation.title}</strong>
                                <p>{explanation.what_happened}</p>
                                <ul class="steps">{steps}</ul>
                            </div>
                        </div>
                    }
                    .into_any()
                }
                _ => ().into_any(),
            }}
        </article>
    }
    .into_any()
}

/// Asks for the models, and opens the doctor where there is something to look at.
#[component]
fn CheckButtons(id: ConnectionId, is_remote: Memo<bool>) -> impl IntoView {
    let app = expect_context::<AppState>();
    let id = StoredValue::new(id);
    view! {
        <button type="button" class="button small" on:click=move |_| app.check_connection(&id.get_value())>"Test and list models"</button>
        <Show when=move || is_remote.get()>
            <button type="button" class="button small" on:click=move |_| app.open_doctor(id.get_value(), String::new())>"Check step by step"</button>
        </Show>
    }
    .into_any()
}

/// The key and how long it is kept. A stored key is shown by its last characters only.
#[component]
fn KeyField(id: ConnectionId) -> impl IntoView {
    let app = expect_context::<AppState>();
    let id = StoredValue::new(id);
    let connection = Memo::new(move |_| {
        app.connections.list().with(|all| id.with_value(|id| all.iter().find(|c| c.id == *id).cloned()))
    });
    let field = unique_name("key");
    let hint = Memo::new(move |_| connection.get().and_then(|c| app.keys.hint(&c)).map(|(shown, _)| shown));
    let typed = RwSignal::new(String::new());
    let remember = app.keys.remember;
    let save = move || {
        app.save_key(&id.get_value(), &typed.get_untracked());
        typed.set(String::new());
    };
    view! {
        <form
            class="field"
            data-layout="row"
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <label for=field.clone()>"API key"</label>
            <div class="key-field">
                <input
                    id=field
                    type="password"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=move || hint.get().map_or_else(|| "none".to_owned(), |h| format!("stored: {h}"))
                    prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event))
                />
                <button type="submit" class="button" disabled=move || typed.with(|t| t.trim().is_empty())>"Save key"</button>
                <Show when=move || hint.get().is_some()>
                    <IconButton icon="trash" label="Forget this key" danger=true on_press=move || app.forget_key(&id.get_value())/>
                </Show>
            </div>
        </form>
        <Show when=move || connection.get().is_some_and(|c| app.can_sign_in(&c))>
            <div class="field" data-layout="row">
                <span class="field-label">"Or sign in"</span>
                <div class="stack" data-gap="1">
                    <div class="row">
                        <button type="button" class="button" on:click=move |_| app.sign_in(&id.get_value())>
                            <Icon name="key"/>
                            "Sign in with OpenRouter"
                        </button>
                    </div>
                    <p class="hint">"Opens OpenRouter's page, where you agree and may set a limit; you come back with a key that is kept as chosen below."</p>
                </div>
            </div>
        </Show>
        <div class="field" data-layout="row">
            <span class="field-label">"Keep new keys"</span>
            <Segmented
                label="Keep new keys"
                options=vec![(Remember::Page, "Until reload"), (Remember::Tab, "In this tab"), (Remember::Device, "On this device, encrypted")]
                value=remember
                on_choose=move |r| remember.set(r)
            />
        </div>
    }
    .into_any()
}

/// A `tokenizer.json` of the person's own, for models that this app has no tokenizer for.
#[component]
fn TokenizerField(id: ConnectionId) -> impl IntoView {
    let app = expect_context::<AppState>();
    let id = StoredValue::new(id);
    let field = unique_name("tokenizer");
    let name = Memo::new(move |_| id.with_value(|id| app.connections.tokenizer(id)));
    let on_change = move |event: web_sys::Event| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        if let Some(file) = input.files().and_then(|f| f.get(0)) {
            app.load_tokenizer(&id.get_value(), file);
        }
        input.set_value("");
    };
    view! {
        <div class="field" data-layout="row">
            <label for=field.clone()>"Tokenizer "<span class="optional">"optional"</span></label>
            <input id=field type="file" accept=".json,application/json" on:change=on_change/>
            <p class="hint">
                {move || name.get().map_or_else(
                    || "For a self-hosted model: its tokenizer.json counts exactly here.".to_owned(),
                    |n| format!("Counts with {n} until this page is reloaded."),
                )}
            </p>
        </div>
    }
    .into_any()
}
