//! Servers on this machine: looked for when the person asks, each found one offered as a connection.

use leptos::prelude::*;

use crate::state::AppState;
use crate::state::doctor::{Found, Search};
use crate::ui::widgets::icon::Icon;

/// The button and what it found.
#[component]
pub fn LocalServers() -> impl IntoView {
    let app = expect_context::<AppState>();
    let search = app.doctor.search;
    let is_running = move || search.with(|search| *search == Search::Running);
    let found = move || {
        match search.get() {
        Search::Done(found) if found.is_empty() => {
            view! { <p>"No server was found on this machine. Start one, or check that the browser may reach this machine."</p> }.into_any()
        }
        Search::Done(found) => {
            let rows = found.into_iter().map(|found| view! { <FoundServer found/> }).collect_view();
            view! { <ul class="doctor">{rows}</ul> }.into_any()
        }
        _ => ().into_any(),
    }
    };
    view! {
        <div class="stack" data-gap="2" role="group" aria-label="Servers on this machine">
            <h3>"Servers on this machine"</h3>
            <p class="hint">"Asks the usual ports of Ollama, llama.cpp, vLLM, LM Studio and LiteLLM (11434, 8080, 8000, 1234, 4000). A browser may first ask you whether this page may reach this machine."</p>
            <div class="row">
                <button type="button" class="button" disabled=is_running on:click=move |_| app.look_for_local()>
                    <Icon name="search"/>
                    {move || if is_running() { "Looking…" } else { "Look for local servers" }}
                </button>
            </div>
            {found}
        </div>
    }
    .into_any()
}

#[component]
fn FoundServer(found: Found) -> impl IntoView {
    let app = expect_context::<AppState>();
    let (status, icon, words) = match found.models {
        Some(1) => ("ok", "check", "1 model".to_owned()),
        Some(models) => ("ok", "check", format!("{models} models")),
        None => ("warning", "warning", "does not let this page read its answers yet".to_owned()),
    };
    let (name, port) = (found.name, found.port);
    let label = format!("Connect {name} on port {port}");
    view! {
        <li data-status=status>
            <Icon name=icon/>
            <span class="grow">{format!("{name} on port {port}: {words}")}</span>
            <button type="button" class="button small" aria-label=label on:click=move |_| app.connect_found(&found)>"Connect"</button>
        </li>
    }
    .into_any()
}
