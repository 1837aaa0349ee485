//! JSON differences as a table by path.

use leptos::prelude::*;

use crate::domain::diff::{JsonChange, JsonChangeKind};
use crate::state::AppState;
use crate::state::diffs::DiffShow;

/// Rows that are drawn at once; a button draws more.
const DRAWN: usize = 500;

/// One row a path.
#[component]
pub fn JsonDiff(changes: Vec<JsonChange>) -> impl IntoView {
    let app = expect_context::<AppState>();
    let changes = StoredValue::new(changes);
    let limit = RwSignal::new(DRAWN);
    let rows = move || {
        let only_after = app.diffs.options.show.get() == DiffShow::OnlyAfter;
        let is_shown = |change: &&JsonChange| !only_after || matches!(change.kind, JsonChangeKind::Added { .. });
        changes.with_value(|all| all.iter().filter(is_shown).take(limit.get()).cloned().map(json_row).collect_view())
    };
    let more = move || {
        let left = changes.with_value(Vec::len).checked_sub(limit.get()).filter(|left| *left > 0);
        left.map(|left| {
            view! {
                <button type="button" class="diff-fold" on:click=move |_| limit.update(|l| *l += DRAWN)>
                    {format!("{left} more paths")}
                </button>
            }
        })
    };
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Differences by path">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Path"</th>
                        <th scope="col">"Change"</th>
                        <th scope="col">"A"</th>
                        <th scope="col">"B"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {more}
    }
    .into_any()
}

fn json_row(change: JsonChange) -> AnyView {
    let (word, before, after) = match change.kind {
        JsonChangeKind::Added { value } => ("+ added", None, Some(value)),
        JsonChangeKind::Removed { value } => ("− removed", Some(value), None),
        JsonChangeKind::Changed { before, after } => ("≠ changed", Some(before), Some(after)),
        JsonChangeKind::Moved { from, value } => ("→ moved", Some(format!("{from}: {value}")), None),
    };
    let path = if change.path.is_empty() { "(whole)".to_owned() } else { change.path };
    view! {
        <tr>
            <th scope="row" class="mono">{path}</th>
            <td>{word}</td>
            <td class="mono">{before.map(|v| view! { <del>{v}</del> })}</td>
            <td class="mono">{after.map(|v| view! { <ins>{v}</ins> })}</td>
        </tr>
    }
    .into_any()
}
