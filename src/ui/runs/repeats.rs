//! Several answers of one column: which is shown, and the way to the others.

use leptos::prelude::*;

use crate::domain::id::ElementId;
use crate::state::AppState;
use crate::ui::widgets::icon::IconButton;

/// `2 of 5` between two buttons; nothing when there is one answer only.
#[component]
pub fn Repeats(column: ElementId) -> impl IntoView {
    let app = expect_context::<AppState>();
    let place = app.runs.place(column);
    let step = move |by: isize| {
        if let Some(at) = place.get_untracked().at.checked_add_signed(by) {
            app.runs.show(column, at);
        }
    };
    let is_first = Signal::derive(move || place.get().at == 0);
    let is_last = Signal::derive(move || place.get().at + 1 >= place.get().of);
    view! {
        <Show when=move || place.get().of != 1>
            <span class="row repeats" role="group" aria-label="Answers of this model">
                <IconButton icon="chevron-left" label="Previous answer" disabled=is_first on_press=move || step(-1)/>
                <output class="number">{move || format!("{} of {}", place.get().at + 1, place.get().of)}</output>
                <IconButton icon="chevron-right" label="Next answer" disabled=is_last on_press=move || step(1)/>
            </span>
        </Show>
    }
    .into_any()
}
