//! What one run costs, column by column, with what the estimate stands on: opened from the estimate beside Run.

use leptos::prelude::*;

use super::budget::BudgetFields;
use super::output_field::{LengthField, basis_words};
use crate::domain::uplift::Uplift;
use crate::state::AppState;
use crate::state::estimates::ColumnEstimate;
use crate::ui::widgets::dialog::{Dialog, Shape};
use crate::ui::widgets::tokens::short;

/// The estimate in the bar: a button that opens its details; under a budget, what is left of it.
#[component]
pub fn EstimateButton() -> impl IntoView {
    let app = expect_context::<AppState>();
    let live = Memo::new(move |_| app.estimates.live_text());
    let sentence = Memo::new(move |_| app.estimates.live_sentence());
    let left = Memo::new(move |_| app.budget.now().left().map(|left| format!("{left} left")));
    let reached = Memo::new(move |_| app.budget.now().is_reached());
    view! {
        <button
            type="button"
            class="button quiet estimate"
            title=sentence
            aria-label=move || format!("Estimate and budget: {}", [Some(live.get()), left.get()].into_iter().flatten().collect::<Vec<_>>().join(", "))
            data-budget=move || left.with(Option::is_some).then_some("")
            data-reached=move || reached.get().then_some("")
            on:click=move |_| app.budget.details.set(true)
        >
            <span class="number">{live}</span>
            {move || left.get().map(|left| view! { <span class="number budget-left">{left}</span> })}
        </button>
    }
    .into_any()
}

/// The details.
#[component]
pub fn RunCosts() -> impl IntoView {
    let open = expect_context::<AppState>().budget.details;
    view! {
        <Dialog shape=Shape::Drawer title="What a run costs" open>
            <RunCostsBody/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn RunCostsBody() -> impl IntoView {
    let app = expect_context::<AppState>();
    let rows = move || app.estimates.columns().iter().map(|column| column_row(&app, column)).collect_view();
    let total = move || {
        let total = app.estimates.live_total();
        let unpriced = (total.unpriced_runs > 0).then(|| format!(" + {} without price", total.unpriced_runs));
        let cells = if total.priced_runs == 0 {
            ["unknown".to_owned(), "unknown".to_owned(), "unknown".to_owned()]
        } else {
            [total.cost.low.to_string(), total.cost.expected.to_string(), total.cost.high.to_string()]
        };
        let cells = cells.map(|text| view! { <td class="number">{text}</td> });
        view! { <tr><th scope="row" colspan="3">"All models"{unpriced}</th>{cells.collect_view()}</tr> }
    };
    let basis = move || {
        let estimate = app.estimates.columns().into_iter().find_map(|column| column.estimate)?;
        Some(format!("Output of the first model: {}.", basis_words(estimate.output)))
    };
    // What makes the amounts other than tokens × ordinary rates, a model a line.
    let terms = move || {
        let columns = app.estimates.columns();
        let lines: Vec<_> = columns.iter().flat_map(|column| column_terms(&app, column)).collect();
        if lines.is_empty() {
            return view! { <p class="hint">"Nothing is taken to be cached."</p> }.into_any();
        }
        let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
        view! { <ul class="price-remarks" aria-label="What the amounts include">{lines}</ul> }.into_any()
    };
    view! {
        <div class="stack" data-gap="4">
            <div class="table-scroll" tabindex="0" role="region" aria-label="Estimate by model">
                <table class="table">
                    <caption class="visually-hidden">"Estimate of one run by model"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Model"</th>
                            <th scope="col" class="number">"Input"</th>
                            <th scope="col" class="number">"Output"</th>
                            <th scope="col" class="number">"Low"</th>
                            <th scope="col" class="number">"Expected"</th>
                            <th scope="col" class="number">"High"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                    <tfoot>{total}</tfoot>
                </table>
            </div>
            {terms}
            <p class="hint">{basis}" A dry run itself is free: its row is what the model would cost."</p>
            <LengthField/>
            <h3>"Budget for runs"</h3>
            <BudgetFields/>
        </div>
    }
    .into_any()
}

/// Cache and uplifts of a column, a sentence each.
fn column_terms(app: &AppState, column: &ColumnEstimate) -> Vec<String> {
    let Some(estimate) = &column.estimate else { return Vec::new() };
    let name = app.column_name(column.id);
    let cache = estimate.cache.map(|cache| cache.words());
    cache.into_iter().chain(estimate.uplifts.iter().map(Uplift::words)).map(|line| format!("{name}: {line}")).collect()
}

fn column_row(app: &AppState, column: &ColumnEstimate) -> AnyView {
    let name = app.column_name(column.id);
    let dry = column.is_dry.then(|| view! { " " <span class="badge" data-status="neutral">"dry run"</span> });
    let Some(estimate) = &column.estimate else {
        return view! { <tr><th scope="row">{name}{dry}</th><td colspan="5" class="muted">"not counted yet"</td></tr> }
            .into_any();
    };
    let output = crate::ui::widgets::number::grouped(estimate.output.expected);
    let amounts = match estimate.cost {
        Some(cost) => [cost.low, cost.expected, cost.high].map(|amount| amount.to_string()),
        None => ["unknown", "unknown", "unknown"].map(str::to_owned),
    };
    view! {
        <tr>
            <th scope="row">{name}{dry}</th>
            <td class="number">{short(estimate.input)}</td>
            <td class="number">{output}</td>
            {amounts.map(|text| view! { <td class="number">{text}</td> }).collect_view()}
        </tr>
    }
    .into_any()
}
