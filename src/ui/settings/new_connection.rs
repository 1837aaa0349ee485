//! A new connection: from a preset, or any endpoint that speaks one of the protocols; and why some providers have none.

use leptos::prelude::*;

use crate::state::AppState;
use crate::state::connections::{OUT_OF_REACH, PRESETS, Place};
use crate::ui::widgets::icon::Icon;

/// One button a preset.
#[component]
pub fn NewConnection() -> impl IntoView {
    let app = expect_context::<AppState>();
    let row = move |place: Place| {
        PRESETS
            .into_iter()
            .filter(|preset| preset.place == place)
            .map(|preset| {
                view! {
                    <button type="button" class="button small" on:click=move |_| app.add_connection(preset)>
                        <Icon name="plus"/>
                        {preset.label}
                    </button>
                }
            })
            .collect_view()
    };
    view! {
        <div class="stack" data-gap="2" role="group" aria-label="Add a connection">
            <h3>"Add a connection"</h3>
            <p class="hint">"At a provider"</p>
            <div class="badges">{row(Place::Hosted)}</div>
            <p class="hint">"On this machine, or anywhere else"</p>
            <div class="badges">{row(Place::Local)}{row(Place::Browser)}{row(Place::Anywhere)}</div>
            <OutOfReach/>
        </div>
    }
    .into_any()
}

/// Providers that no page can call, with the way around.
#[component]
fn OutOfReach() -> impl IntoView {
    let names = OUT_OF_REACH.map(|provider| provider.label).join(", ");
    let rows = OUT_OF_REACH
        .map(|provider| {
            view! {
                <dt>{provider.label}</dt>
                <dd class="stack" data-gap="1">
                    <p>{provider.why}" "{provider.relay}</p>
                    <pre class="mono">{provider.command}</pre>
                </dd>
            }
        })
        .collect_view();
    view! {
        <details>
            <summary>{format!("{names}: not from a web page, but through a relay")}</summary>
            <dl class="out-of-reach">{rows}</dl>
        </details>
    }
    .into_any()
}
