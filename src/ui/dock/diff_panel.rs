//! Diff: what the other answers say differently from the baseline.

use leptos::prelude::*;

use crate::state::AppState;
use crate::state::diffs::ColumnDiff;
use crate::ui::compare::{DiffOptionBar, DiffView};

/// Every answer against the baseline, side by side.
#[component]
pub fn DiffPanel() -> impl IntoView {
    let app = expect_context::<AppState>();
    let diffs = app.diffs;
    let columns = move || diffs.diffs.get().into_iter().map(|d| view! { <OneDiff diff=d/> }).collect_view();
    let hint = move || match (diffs.baseline.get(), diffs.diffs.with(Vec::is_empty), diffs.busy.get()) {
        (_, _, true) => Some("Comparing…"),
        (None, _, _) => {
            Some("Run two or more models, and their answers are compared here. Star a column to make it the baseline.")
        }
        (Some(_), true, _) => Some("Only the baseline has an answer so far. Run another column to compare it."),
        _ => None,
    };
    let baseline = move || diffs.baseline.get().map(|id| format!("Baseline: {}", app.column_name(id)));
    view! {
        <div class="stack" data-gap="2">
            <DiffOptionBar/>
            <p class="muted">{baseline}</p>
            {move || hint().map(|text| view! { <p class="hint">{text}</p> })}
            <div class="diff-columns">{columns}</div>
        </div>
    }
    .into_any()
}

#[component]
fn OneDiff(diff: ColumnDiff) -> impl IntoView {
    let app = expect_context::<AppState>();
    let name = untrack(|| app.column_name(diff.column));
    let label = format!("{name} against the baseline");
    let body = match diff.diff {
        Err(reason) => view! { <p class="field-error" role="alert">{reason}</p> }.into_any(),
        Ok(diff) => view! { <DiffView diff/> }.into_any(),
    };
    view! {
        <section class="diff-column" aria-label=label>
            <h3>{name}</h3>
            {body}
        </section>
    }
    .into_any()
}
