//! Why a run failed and what to do about it, in the column where it happened.

use leptos::prelude::*;

use crate::domain::failure::{Explanation, Failure};
use crate::domain::id::ElementId;
use crate::state::AppState;
use crate::ui::widgets::icon::Icon;

/// The explanation of a failure, what the provider said, and the way on.
#[component]
pub fn FailureNotice(column: ElementId, failure: Failure, explanation: Explanation) -> impl IntoView {
    let app = expect_context::<AppState>();
    let Failure { detail, status, .. } = failure;
    let said = (!detail.is_empty()).then(|| {
        let status = status.map(|s| format!("HTTP {s}: ")).unwrap_or_default();
        view! {
            <details class="fold">
                <summary>"What was said"</summary>
                <p class="mono" dir="auto">{status}{detail}</p>
            </details>
        }
    });
    let steps = explanation.next_steps.into_iter().map(|step| view! { <li>{step}</li> }).collect_view();
    view! {
        <div class="notice" data-tone="danger">
            <Icon name="warning"/>
            <div class="notice-body stack" data-gap="2">
                <strong>{explanation.title}</strong>
                <p>{explanation.what_happened}</p>
                <ul class="steps">{steps}</ul>
                {said}
            </div>
            <div class="row">
                <button type="button" class="button small" on:click=move |_| app.run_column(column)>"Try again"</button>
                <button type="button" class="button small" on:click=move |_| app.open_doctor_for(column)>"Check the connection"</button>
            </div>
        </div>
    }
    .into_any()
}
