//! Exact counts on demand: for each column whose count is an estimate and whose provider can count, a button that asks it.

use leptos::prelude::*;

use crate::domain::failure::{Explanation, Failure};
use crate::domain::id::ElementId;
use crate::domain::prompt::Column;
use crate::domain::token::{Certainty, TokenCount};
use crate::state::AppState;
use crate::state::exact_counts::Asking;
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::tokens::short;

/// One row a column that can be counted exactly; nothing when there is none.
#[component]
pub fn ExactCounts() -> impl IntoView {
    let app = expect_context::<AppState>();
    let ids = Memo::new(move |_| {
        let columns = app.prompt.document().with(|p| p.columns.clone());
        columns.into_iter().filter(|c| is_offered(&app, c)).map(|c| c.id).collect::<Vec<_>>()
    });
    view! {
        <Show when=move || !ids.with(Vec::is_empty)>
            <ul class="exact-counts" aria-label="Exact counts">
                <For each=move || ids.get() key=|id| *id let:id>
                    <li><ExactCount id/></li>
                </For>
            </ul>
        </Show>
    }
    .into_any()
}

/// Whether a click can make a column's count better, or has made it so.
fn is_offered(app: &AppState, column: &Column) -> bool {
    let inexact = |count: TokenCount| count.certainty != Certainty::Exact;
    app.exact.can_ask(column) && app.counts.of_column(column).is_some_and(|counted| inexact(counted.total))
}

/// The count of one column: what it is, and the button that makes it exact.
#[component]
fn ExactCount(id: ElementId) -> impl IntoView {
    let app = expect_context::<AppState>();
    let counted = Memo::new(move |_| {
        let column = app.prompt.document().with(|p| p.columns.iter().find(|c| c.id == id).cloned());
        column.and_then(|column| app.counts.of_column(&column)).map(|counted| (counted.total, counted.basis))
    });
    let asking = Memo::new(move |_| app.exact.asking(id));
    let words = move || {
        counted.get().map(|(total, basis)| {
            let kind = if total.is_estimate() { "estimate" } else { "exact by API" };
            view! { <span class="number">{short(total)}</span> <span class="muted">{format!("{kind}: {basis}")}</span> }
        })
    };
    let is_estimate = Memo::new(move |_| counted.with(|c| c.as_ref().is_some_and(|(total, _)| total.is_estimate())));
    let waits = Signal::derive(move || asking.get() == Some(Asking::Waiting));
    let failed = move || match asking.get() {
        Some(Asking::Failed { failure, explanation, .. }) => Some(failed_notice(failure, explanation)),
        _ => None,
    };
    view! {
        <div class="exact-count">
            <strong>{move || app.column_name(id)}</strong>
            {words}
            <Show when=move || is_estimate.get()>
                <button
                    type="button"
                    class="button small"
                    aria-disabled=move || waits.get().to_string()
                    title="Sends the prompt to the provider's count endpoint: nothing is generated"
                    on:click=move |_| app.count_exactly(id)
                >
                    {move || if waits.get() { "Asking…" } else { "Count exactly" }}
                    <span class="visually-hidden">{move || format!(": {}", app.column_name(id))}</span>
                </button>
            </Show>
        </div>
        {failed}
    }
    .into_any()
}

/// What happened, as for a run.
fn failed_notice(failure: Failure, explanation: Explanation) -> AnyView {
    let said = (!failure.detail.is_empty()).then(|| {
        let status = failure.status.map(|s| format!("HTTP {s}: ")).unwrap_or_default();
        view! {
            <details class="fold">
                <summary>"What was said"</summary>
                <p class="mono" dir="auto">{status}{failure.detail}</p>
            </details>
        }
    });
    let steps = explanation.next_steps.into_iter().map(|step| view! { <li>{step}</li> }).collect_view();
    view! {
        <div class="notice" data-tone="danger" role="alert">
            <Icon name="warning"/>
            <div class="notice-body stack" data-gap="2">
                <strong>{explanation.title}</strong>
                <p>{explanation.what_happened}</p>
                <ul class="steps">{steps}</ul>
                {said}
            </div>
        </div>
    }
    .into_any()
}
