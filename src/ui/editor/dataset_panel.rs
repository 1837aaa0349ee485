//! The dataset: rows of values for the variables, a page of them at a time.

use leptos::prelude::*;

use crate::domain::edit::{Edit, Field, text_of};
use crate::domain::id::ElementId;
use crate::domain::variables;
use crate::state::AppState;
use crate::state::exporting::Export;
use crate::ui::parts::{self, PartOnDemand};
use crate::ui::widgets::icon::{Icon, IconButton};
use crate::ui::widgets::number::grouped;

/// Rows that are shown at once.
const PAGE: usize = 20;

/// How many rows there are; the table loads once it is opened or has a row.
#[component]
pub fn DatasetPanel() -> impl IntoView {
    let prompt = expect_context::<AppState>().prompt;
    let count = Memo::new(move |_| prompt.document().with(|p| p.dataset.cases.len()));
    let opened = RwSignal::new(false);
    let wanted = Signal::derive(move || opened.get() || count.get() > 0);
    view! {
        <details class="fold section" prop:open=move || { count.get() > 0 } on:toggle=move |_| opened.set(true)>
            <summary>
                <h3>"Dataset"</h3>
                <span class="count">{move || grouped(count.get() as u64)}</span>
            </summary>
            <div class="fold-body stack" data-gap="2">
                <PartOnDemand wanted load=parts::dataset/>
            </div>
        </details>
    }
    .into_any()
}

/// The rows, and what can be done with them.
#[component]
pub fn DatasetTable() -> impl IntoView {
    let app = expect_context::<AppState>();
    let prompt = app.prompt;
    let count = Memo::new(move |_| prompt.document().with(|p| p.dataset.cases.len()));
    let names = Memo::new(move |_| prompt.document().with(|p| p.dataset.names.clone()));
    let missing = Memo::new(move |_| {
        let names = app.row_names();
        names.into_iter().skip(prompt.document().with(|p| p.dataset.names.len())).collect::<Vec<_>>()
    });
    let page = RwSignal::new(0_usize);
    let first = Memo::new(move |_| page.get().min(count.get().saturating_sub(1) / PAGE) * PAGE);
    let ids = Memo::new(move |_| {
        prompt
            .document()
            .with(|p| p.dataset.cases.iter().skip(first.get()).take(PAGE).map(|c| c.id).collect::<Vec<_>>())
    });
    let has_rows = move || count.get() > 0;
    let can_add = move || names.with(|names| !names.is_empty()) || missing.with(|names| !names.is_empty());
    let add = move |_| {
        app.add_row();
        page.set(count.get_untracked() / PAGE);
    };
    view! {
        <Show when=move || !has_rows()>
            <p class="hint">
                "Each row holds values for the variables: the cases that this prompt must serve. Try one at a time here, or send them all as a batch file (Share, Export as…)."
            </p>
        </Show>
        <Show when=has_rows>
            <div class="table-scroll" tabindex="0" role="region" aria-label="Dataset rows">
                <table class="table dataset">
                    <thead>
                        <tr>
                            <th scope="col"><span class="visually-hidden">"Row"</span></th>
                            <For each=move || names.get() key=Clone::clone let:name>
                                <NameCell name/>
                            </For>
                            <th scope="col"><span class="visually-hidden">"Tools"</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || ids.get() key=|id| *id let:id>
                            <Row id names first ids/>
                        </For>
                    </tbody>
                </table>
            </div>
        </Show>
        <Show when=move || { count.get() > PAGE }>
            <Pages page first count/>
        </Show>
        <Show when=move || has_rows() && missing.with(|names| !names.is_empty())>
            <div class="row">
                <span class="hint">"Not in the rows:"</span>
                <For each=move || missing.get() key=Clone::clone let:name>
                    <AddName name/>
                </For>
            </div>
        </Show>
        <div class="row">
            <button type="button" class="button quiet small" disabled=move || !can_add() title="A row with the values that the variables have now" on:click=add>
                <Icon name="plus"/>
                "Row"
            </button>
            <button type="button" class="button quiet small" title="From a CSV, TSV, JSONL or promptfoo file" on:click=move |_| app.start_import()>
                <Icon name="upload"/>
                "Import rows"
            </button>
            <Show when=has_rows>
                <button type="button" class="button quiet small" on:click=move |_| app.export(Export::RowsCsv)>
                    <Icon name="download"/>
                    "CSV"
                </button>
                <button type="button" class="button quiet small" on:click=move |_| app.export(Export::RowsJsonl)>
                    <Icon name="download"/>
                    "JSONL"
                </button>
                <span class="spacer"></span>
                <button type="button" class="button quiet small" on:click=move |_| app.clear_rows()>
                    <Icon name="trash"/>
                    "Delete all rows"
                </button>
            </Show>
        </div>
        <Show when=move || !can_add()>
            <p class="hint">"Write "<code>"{{name}}"</code>" in a message first: a row needs a variable."</p>
        </Show>
    }
    .into_any()
}

/// A button that makes a variable a column of the rows.
#[component]
fn AddName(name: String) -> impl IntoView {
    let app = expect_context::<AppState>();
    let shown = name.clone();
    view! {
        <button type="button" class="button small" aria-label=format!("Add column {name}") on:click=move |_| app.add_row_name(name.clone())>
            <Icon name="plus"/>
            {shown}
        </button>
    }
}

/// The head of a column.
#[component]
fn NameCell(name: String) -> impl IntoView {
    let app = expect_context::<AppState>();
    let hue = variables::hue(&name).to_string();
    let name = StoredValue::new(name);
    let used = Memo::new(move |_| app.compose.variables().with(|all| name.with_value(|n| all.contains(n))));
    view! {
        <th scope="col">
            <span class="dataset-name">
                <span class="pill" data-hue=hue data-state=move || if used.get() { "used" } else { "unused" } title=move || if used.get() { "" } else { "No template uses it" }>
                    {name.get_value()}
                </span>
                <IconButton
                    icon="close"
                    label=format!("Delete column {}", name.get_value())
                    on_press=move || name.with_value(|name| app.remove_row_name(name))
                />
            </span>
        </th>
    }
    .into_any()
}

/// One row: its number, which puts it into the variables, and its cells.
#[component]
fn Row(id: ElementId, names: Memo<Vec<String>>, first: Memo<usize>, ids: Memo<Vec<ElementId>>) -> impl IntoView {
    let app = expect_context::<AppState>();
    let prompt = app.prompt;
    let number = Memo::new(move |_| first.get() + ids.with(|ids| ids.iter().position(|i| *i == id).unwrap_or(0)) + 1);
    let used = Memo::new(move |_| app.row_is_used(id));
    view! {
        <tr aria-current=move || used.get().then_some("true")>
            <th scope="row">
                <button
                    type="button"
                    class="button quiet small"
                    aria-pressed=move || used.get().to_string()
                    aria-label=move || format!("Use row {}", number.get())
                    title="Put the values of this row into the variables"
                    on:click=move |_| app.use_row(id)
                >
                    <span class="number">{number}</span>
                    {move || if used.get() { view! { <Icon name="check"/> } } else { view! { <Icon name="up"/> } }}
                </button>
            </th>
            <For each=move || names.get() key=Clone::clone let:name>
                <Cell case=id name number/>
            </For>
            <td class="dataset-tools">
                <IconButton icon="duplicate" label=Signal::derive(move || format!("Duplicate row {}", number.get())) on_press=move || app.duplicate_row(id)/>
                <IconButton icon="trash" label=Signal::derive(move || format!("Delete row {}", number.get())) on_press=move || prompt.edit(Edit::RemoveCase(id))/>
            </td>
        </tr>
    }
    .into_any()
}

#[component]
fn Cell(case: ElementId, name: String, number: Memo<usize>) -> impl IntoView {
    let prompt = expect_context::<AppState>().prompt;
    let field = Field::Cell { case, name: name.clone() };
    let shown = field.clone();
    let value = Memo::new(move |_| {
        prompt.resync().track();
        prompt.document().with_untracked(|p| text_of(p, &shown).cloned().unwrap_or_default())
    });
    view! {
        <td>
            <textarea
                class="autogrow"
                rows="1"
                dir="auto"
                aria-label=move || format!("Row {}: {name}", number.get())
                prop:value=value
                on:input=move |event| prompt.set_text(field.clone(), &event_target_value(&event))
            ></textarea>
        </td>
    }
}

/// `21–40 of 1,000` between two buttons.
#[component]
fn Pages(page: RwSignal<usize>, first: Memo<usize>, count: Memo<usize>) -> impl IntoView {
    let last = move || (first.get() + PAGE).min(count.get());
    let shown = move || {
        format!("{}–{} of {}", grouped(first.get() as u64 + 1), grouped(last() as u64), grouped(count.get() as u64))
    };
    let is_first = Signal::derive(move || first.get() == 0);
    let is_last = Signal::derive(move || last() == count.get());
    view! {
        <span class="row repeats" role="group" aria-label="Pages of rows">
            <IconButton icon="chevron-left" label="Previous rows" disabled=is_first on_press=move || page.set((first.get_untracked() / PAGE).saturating_sub(1))/>
            <output class="number">{shown}</output>
            <IconButton icon="chevron-right" label="Next rows" disabled=is_last on_press=move || page.set(first.get_untracked() / PAGE + 1)/>
        </span>
    }
    .into_any()
}
