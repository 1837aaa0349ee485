//! The budget: its limit, what is spent of it, and the question before a run that would pass it.

use leptos::prelude::*;

use crate::domain::money::PicoUsd;
use crate::domain::typed_number::amount;
use crate::state::AppState;
use crate::ui::widgets::dialog::{Dialog, Shape};
use crate::ui::widgets::unique_name;

/// Dollars; a greater budget needs no page like this.
const MOST_BUDGET: PicoUsd = PicoUsd(1_000_000 * PicoUsd::DOLLAR.0);

/// The budget in the Costs place.
#[component]
pub fn BudgetPanel() -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby="budget-title">
            <header class="panel-header"><h2 id="budget-title">"Budget for runs"</h2></header>
            <div class="panel-body"><BudgetFields/></div>
        </section>
    }
    .into_any()
}

/// Limit, what is spent, and counting anew.
#[component]
pub fn BudgetFields() -> impl IntoView {
    let budget = expect_context::<AppState>().budget;
    let spent = move || spent_words(&budget.now());
    let has_spent = move || budget.now().since.is_some();
    view! {
        <div class="stack" data-gap="3">
            <div class="cost-fields"><LimitField/></div>
            <BudgetMeter/>
            <p class="hint">{spent}</p>
            <Show when=has_spent>
                <div class="row">
                    <button type="button" class="button small" on:click=move |_| budget.start_again()>"Count from zero again"</button>
                </div>
            </Show>
            <p class="hint">
                "Holds for all prompts on this device. A run that would pass it asks first, and nothing starts once it is spent. Spent is what the receipts say; the provider's invoice is what counts."
            </p>
        </div>
    }
    .into_any()
}

/// The limit in dollars; empty = none.
#[component]
fn LimitField() -> impl IntoView {
    let budget = expect_context::<AppState>().budget;
    let id = unique_name("budget");
    let note = format!("{id}-note");
    let (named, described) = (note.clone(), note);
    let wrong = RwSignal::new(None::<String>);
    let on_change = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        let read = if text.trim().is_empty() { Ok(None) } else { amount(&text, MOST_BUDGET).map(Some) };
        match read {
            Ok(limit) => {
                wrong.set(None);
                budget.set_limit(limit);
            }
            Err(sentence) => wrong.set(Some(sentence)),
        }
    };
    view! {
        <div class="field">
            <label for=id.clone()>"Budget" <span class="optional">"$, empty = none"</span></label>
            <input
                id=id
                type="text"
                inputmode="decimal"
                autocomplete="off"
                placeholder="no limit"
                prop:value=move || budget.now().limit.map(|limit| limit.exact().replace(['$', ','], "")).unwrap_or_default()
                aria-invalid=move || wrong.with(Option::is_some).to_string()
                aria-describedby=move || wrong.with(Option::is_some).then(|| described.clone())
                on:change=on_change
            />
            {move || wrong.get().map(|sentence| view! { <p class="field-error" role="alert" id=named.clone()>{sentence}</p> })}
        </div>
    }
    .into_any()
}

/// How much of the limit is spent; nothing without a limit.
#[component]
fn BudgetMeter() -> impl IntoView {
    let budget = expect_context::<AppState>().budget;
    move || {
        let share = budget.now().spent_thousandths()?;
        Some(
            view! { <meter class="budget-meter" min="0" max="1000" high="800" value=share.to_string() aria-label="Share of the budget that is spent"></meter> },
        )
    }
}

/// `$0.12 spent of $1.00 in 4 runs since 2026-11-25, $0.88 left; 1 run more had no known cost.`
fn spent_words(budget: &crate::domain::budget::Budget) -> String {
    let Some(since) = budget.since else { return "Nothing was spent yet.".to_owned() };
    let runs = |n: u64| if n == 1 { "1 run".to_owned() } else { format!("{n} runs") };
    let limit = budget.limit.map(|limit| format!(" of {limit}")).unwrap_or_default();
    let left = budget.left().map(|left| format!(", {left} left")).unwrap_or_default();
    let unknown = match budget.unknown_runs {
        0 => String::new(),
        n => format!(" {} more had no known cost: it is not in the sum.", runs(n)),
    };
    format!("{} spent{limit} in {} since {since}{left}.{unknown}", budget.spent, runs(budget.priced_runs))
}

/// Asks before a run that would pass the budget.
#[component]
pub fn BudgetQuestion() -> impl IntoView {
    let app = expect_context::<AppState>();
    let open = app.budget.asking;
    view! {
        <Dialog shape=Shape::Sheet title="This run and your budget" open>
            <QuestionBody/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn QuestionBody() -> impl IntoView {
    let app = expect_context::<AppState>();
    let question = Memo::new(move |_| app.budget_question());
    let words = move || question.get().map(|(_, words, _)| words);
    let can_run = move || question.get().is_none_or(|(_, _, can_run)| can_run);
    let rows = move || {
        let now = app.budget.now();
        let runs = question.get().map(|(runs, _, _)| runs).unwrap_or_default();
        let priced = |amount: PicoUsd| if runs.priced_runs > 0 { amount.to_string() } else { "unknown".to_owned() };
        let unknown = (runs.unpriced_runs > 0).then(|| ("Runs without a known price", runs.unpriced_runs.to_string()));
        let rows = [
            ("Budget", now.limit.map_or_else(|| "none".to_owned(), |limit| limit.to_string())),
            ("Spent", now.spent.to_string()),
            ("Left", now.left().map_or_else(|| "no limit".to_owned(), |left| left.to_string())),
            ("This run, low", priced(runs.cost.low)),
            ("This run, expected", priced(runs.cost.expected)),
            ("This run, high", priced(runs.cost.high)),
        ];
        rows.into_iter()
            .chain(unknown)
            .map(|(name, value)| view! { <tr><th scope="row">{name}</th><td class="number">{value}</td></tr> })
            .collect_view()
    };
    view! {
        <div class="stack" data-gap="3">
            <p>{words}</p>
            <table class="table budget-numbers">
                <caption class="visually-hidden">"The run against the budget"</caption>
                <tbody>{rows}</tbody>
            </table>
            <div class="cost-fields"><LimitField/></div>
            <p class="hint">"If you run it, models start one after another, and none starts once the budget is spent."</p>
            <div class="row">
                <button type="button" class="button primary" disabled=move || !can_run() on:click=move |_| app.run_within_budget()>"Run"</button>
                <button type="button" class="button" on:click=move |_| app.budget.asking.set(false)>"Don’t run"</button>
            </div>
        </div>
    }
    .into_any()
}
