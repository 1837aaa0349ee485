//! Short messages: at the bottom of the page for eyes, in one polite region for screen readers.

use leptos::prelude::*;

use super::widgets::icon::{Icon, IconButton};
use crate::state::AppState;
use crate::state::view::Tone;

/// The toasts that nobody has dismissed.
#[component]
pub fn Toasts() -> impl IntoView {
    let app = expect_context::<AppState>();
    view! {
        <div class="toasts" role="region" aria-label="Messages">
            <For each=move || app.view.toasts.get() key=|t| t.id let:toast>
                <div class="toast" data-tone=toast.tone.name()>
                    {match toast.tone {
                        Tone::Ok => view! { <Icon name="check"/> },
                        Tone::Danger => view! { <Icon name="warning"/> },
                    }}
                    <span dir="auto">{toast.text}</span>
                    <IconButton icon="close" label="Dismiss" on_press=move || app.view.dismiss(toast.id)/>
                </div>
            </For>
        </div>
    }
    .into_any()
}

/// Says what happened without moving the focus. Streams are not announced, only their beginnings and ends.
#[component]
pub fn Announcer() -> impl IntoView {
    let app = expect_context::<AppState>();
    view! { <div class="visually-hidden" role="status" aria-live="polite">{move || app.view.announcement.get()}</div> }
}
