//! Receipts: what each answer cost, line by line, and how that compares with the estimate.

use leptos::prelude::*;

use crate::domain::id::ElementId;
use crate::state::AppState;
use crate::ui::widgets::receipt::receipt_view;

/// A receipt for each column that has run.
#[component]
pub fn ReceiptPanel() -> impl IntoView {
    let app = expect_context::<AppState>();
    let ids = Memo::new(move |_| {
        let ids = app.prompt.document().with(|p| p.columns.iter().map(|c| c.id).collect::<Vec<_>>());
        ids.into_iter().filter(|id| app.runs.of(*id).with(|r| r.receipt.is_some())).collect::<Vec<_>>()
    });
    view! {
        <Show
            when=move || !ids.with(Vec::is_empty)
            fallback=|| view! { <p class="hint">"Run a model, and what it cost stands here: tokens × rate = amount, with the source and date of the rate."</p> }
        >
            <div class="diff-columns">
                <For each=move || ids.get() key=|id| *id let:id>
                    <OneReceipt id/>
                </For>
            </div>
        </Show>
    }
    .into_any()
}

#[component]
fn OneReceipt(id: ElementId) -> impl IntoView {
    let app = expect_context::<AppState>();
    let run = app.runs.of(id);
    let body = move || run.with(|r| Some(receipt_view(r.receipt.as_ref()?, &r.model, &r.usage.raw)));
    view! { <section class="diff-column" aria-label=move || format!("Receipt of {}", app.column_name(id))>{body}</section> }.into_any()
}
