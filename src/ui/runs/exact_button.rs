//! The button in a column's head that has the provider count its prompt; what comes of it stands under Tokens.

use leptos::prelude::*;

use crate::domain::id::ElementId;
use crate::state::AppState;
use crate::state::view::DockTab;
use crate::ui::widgets::icon::Icon;

/// Shown while the column's count is an estimate that its provider can make exact.
#[component]
pub fn ExactButton(column: ElementId) -> impl IntoView {
    let app = expect_context::<AppState>();
    let offered = Memo::new(move |_| {
        let found = app.prompt.document().with(|p| p.columns.iter().find(|c| c.id == column).cloned());
        found.is_some_and(|column| {
            let counted = app.counts.of_column(&column);
            app.exact.can_ask(&column) && counted.is_some_and(|counted| counted.total.is_estimate())
        })
    });
    let on_press = move |_| {
        app.view.show(DockTab::Tokens);
        app.count_exactly(column);
    };
    view! {
        <Show when=move || offered.get()>
            <button
                type="button"
                class="button quiet small"
                title="The input is an estimate: ask the provider's count endpoint. Nothing is generated."
                on:click=on_press
            >
                <Icon name="check"/>
                "Count exactly"
            </button>
        </Show>
    }
    .into_any()
}
