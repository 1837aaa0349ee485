//! Icons from the sprite `icons.svg`.

use leptos::prelude::*;

/// The symbol `name` of the sprite; decoration only, the control around it has the words.
#[component]
pub fn Icon(name: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true">
            <use href=format!("icons.svg#{name}")></use>
        </svg>
    }
}

/// A button that shows an icon and says `label` to screen readers and as its tooltip.
#[component]
pub fn IconButton(
    icon: &'static str,
    #[prop(into)] label: Signal<String>,
    on_press: impl Fn() + 'static,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] danger: bool,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=if danger { "button quiet icon-only small danger" } else { "button quiet icon-only small" }
            aria-label=label
            title=label
            disabled=disabled
            on:click=move |_| on_press()
        >
            <Icon name=icon/>
        </button>
    }
}
