//! What texts are compared by, how the differences are laid out, and what of them is drawn.

use leptos::prelude::*;

use crate::domain::diff::Granularity;
use crate::state::AppState;
use crate::state::diffs::{DiffLayout, DiffShow};
use crate::ui::widgets::segmented::Segmented;

/// The bar above diffs; the dock and Compare share what is chosen.
#[component]
pub fn DiffOptionBar() -> impl IntoView {
    let app = expect_context::<AppState>();
    let options = app.diffs.options;
    let on_show = move |event: web_sys::Event| {
        let chosen = event_target_value(&event);
        if let Some(show) = DiffShow::ALL.into_iter().find(|show| show.name() == chosen) {
            options.show.set(show);
        }
    };
    let shows = DiffShow::ALL.map(|show| {
        view! { <option value=show.name() prop:selected=move || options.show.get() == show>{show.name()}</option> }
    });
    view! {
        <div class="diff-bar">
            <Segmented
                label="Compare by"
                options=vec![
                    (Granularity::Words, "Words"),
                    (Granularity::Sentences, "Sentences"),
                    (Granularity::Lines, "Lines"),
                    (Granularity::Json, "JSON"),
                ]
                value=options.granularity
                on_choose=move |granularity| options.granularity.set(granularity)
            />
            <Segmented
                label="Layout"
                options=vec![
                    (DiffLayout::Inline, "Inline"),
                    (DiffLayout::SideBySide, "Side by side"),
                    (DiffLayout::Unified, "Unified"),
                ]
                value=options.layout
                on_choose=move |layout| options.layout.set(layout)
            />
            <label class="diff-show">
                <span>"Show"</span>
                <select on:change=on_show>{shows.into_iter().collect_view()}</select>
            </label>
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    prop:checked=options.reasoning
                    on:change=move |event| options.reasoning.set(event_target_checked(&event))
                />
                <span>"With reasoning"</span>
            </label>
        </div>
    }
    .into_any()
}
