//! The columns: one a model, side by side, with the answer in each.

use leptos::prelude::*;

use super::answer_view::AnswerView;
use super::exact_button::ExactButton;
use super::repeats::Repeats;
use crate::domain::edit::Edit;
use crate::domain::id::ElementId;
use crate::state::AppState;
use crate::state::live_run::RunStatus;
use crate::ui::models::model_picker::ModelPicker;
use crate::ui::models::sampling_panel::SamplingButton;
use crate::ui::parts::{self, PartOf};
use crate::ui::widgets::icon::{Icon, IconButton};

/// Columns that a document may have; past 8 it is no longer comfortable.
const MOST_COLUMNS: usize = 16;

/// All columns, and the button that clones the last.
#[component]
pub fn ColumnList() -> impl IntoView {
    let app = expect_context::<AppState>();
    let prompt = app.prompt;
    let ids = Memo::new(move |_| prompt.document().with(|p| p.columns.iter().map(|c| c.id).collect::<Vec<_>>()));
    view! {
        <section class="columns" tabindex="0" aria-label="Models and answers">
            <h2 class="visually-hidden">"Models and answers"</h2>
            <For each=move || ids.get() key=|id| *id let:id>
                <ColumnView id/>
            </For>
            <Show when=move || ids.with(Vec::len) < MOST_COLUMNS>
                <button
                    type="button"
                    class="column-add"
                    aria-label="Add a model"
                    title="Add a model: a copy of the last column"
                    on:click=move |_| {
                        prompt.add_column();
                    }
                >
                    <Icon name="plus"/>
                </button>
            </Show>
        </section>
    }
    .into_any()
}

/// One column: its model, its parameters, its answer.
#[component]
fn ColumnView(id: ElementId) -> impl IntoView {
    let app = expect_context::<AppState>();
    let prompt = app.prompt;
    let run = app.runs.of(id);
    let status = Memo::new(move |_| run.with(|r| r.status));
    let baseline = Memo::new(move |_| prompt.document().with(|p| p.baseline == Some(id)));
    let position = Memo::new(move |_| {
        prompt.document().with(|p| (p.columns.iter().position(|c| c.id == id).unwrap_or(0), p.columns.len()))
    });
    let model = Memo::new(move |_| {
        prompt
            .document()
            .with(|p| p.columns.iter().find(|c| c.id == id).map(|c| c.model.model.clone()).unwrap_or_default())
    });
    let label = move || format!("Column {}: {}", position.get().0 + 1, model.get());
    let estimate = Signal::derive(move || app.estimates.column_text(id));
    let doubts = Memo::new(move |_| app.doubts(id));
    let on_star = move || prompt.edit(Edit::SetBaseline((!baseline.get_untracked()).then_some(id)));
    let move_by = move |by: isize| {
        if let Some(to) = position.get_untracked().0.checked_add_signed(by) {
            prompt.edit(Edit::MoveColumn { id, to });
        }
    };
    view! {
        <article
            class="column"
            id=format!("column-{id}")
            aria-label=label
            data-status=move || status.get().name()
            data-baseline=move || baseline.get().then_some("")
        >
            <header class="column-bar">
                <ModelPicker column=id/>
                <span class="spacer"></span>
                <button
                    type="button"
                    class="button quiet icon-only small"
                    aria-pressed=move || baseline.get().to_string()
                    aria-label="Baseline"
                    title="Compare the other answers with this one"
                    on:click=move |_| on_star()
                >
                    {move || if baseline.get() { view! { <Icon name="star-filled"/> } } else { view! { <Icon name="star"/> } }}
                </button>
                <SamplingButton column=id/>
                {move || {
                    if status.get().is_running() {
                        view! { <IconButton icon="stop" label="Stop this answer" on_press=move || app.stop_column(id)/> }.into_any()
                    } else {
                        view! { <IconButton icon="run" label="Run this column" on_press=move || app.run_column(id)/> }.into_any()
                    }
                }}
            </header>
            <div class="column-bar-second">
                <span class="number muted" title="Estimated cost of this answer">{estimate}</span>
                <ExactButton column=id/>
                <span class="spacer"></span>
                <Repeats column=id/>
                <Show when=move || position.get().1 != 1>
                <IconButton icon="chevron-left" label="Move column left" disabled=Signal::derive(move || position.get().0 == 0) on_press=move || move_by(-1)/>
                <IconButton
                    icon="chevron-right"
                    label="Move column right"
                    disabled=Signal::derive(move || position.get().0 + 1 == position.get().1)
                    on_press=move || move_by(1)
                />
                </Show>
                <IconButton icon="trash" label="Remove column" on_press=move || app.remove_column(id)/>
            </div>
            <Show when=move || !doubts.with(Vec::is_empty)>
                <ul class="problems column-doubts">
                    {move || doubts.get().into_iter().map(|d| view! { <li class="problem" data-severity="warning"><Icon name="warning"/><span>{d}</span></li> }).collect_view()}
                </ul>
            </Show>
            <AnswerView column=id/>
            <Show when=move || status.get() != RunStatus::Idle>
                <PartOf of=id load=parts::run_meta/>
            </Show>
        </article>
    }
    .into_any()
}
