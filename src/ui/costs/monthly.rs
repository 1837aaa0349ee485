//! A month of the prompt in production, and the months after it, for the models that are compared.

use leptos::prelude::*;

use super::field::NumberField;
use crate::domain::cost_plan::{CostPlan, MOST_MODELS};
use crate::domain::economics::{Month, Share, project, sum};
use crate::domain::estimate::CostRange;
use crate::domain::price_list::PricedModel;
use crate::domain::typed_number::{fixed, unfixed, whole};
use crate::state::AppState;
use crate::ui::widgets::icon::IconButton;
use crate::ui::widgets::number::grouped;

/// The most requests a month that the plan takes: a hundred times a request a day from every person on earth is beyond it.
const MOST_REQUESTS: u64 = 1_000_000_000_000;
/// [`project`] goes no further.
const MOST_MONTHS: u64 = 120;
/// Hundredths of a percent.
const MOST_GROWTH: i64 = 100_000;

/// Assumptions, then what they come to.
#[component]
pub fn MonthlyPanel() -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby="monthly-title">
            <header class="panel-header">
                <h2 id="monthly-title">"Monthly economics"</h2>
                <Compared/>
            </header>
            <div class="panel-body stack" data-gap="4">
                <Assumptions/>
                <Projections/>
            </div>
        </section>
    }
    .into_any()
}

/// The models in the comparison, each with a button that takes it out.
#[component]
fn Compared() -> impl IntoView {
    let costs = expect_context::<AppState>().costs;
    let chosen = Memo::new(move |_| costs.compared().into_iter().map(|row| row.key).collect::<Vec<_>>());
    let names = move || {
        let rows = chosen.get().into_iter().enumerate().map(|(at, key)| {
            let out = key.clone();
            view! {
                <li class="compared">
                    <span class="series-mark" data-series=(at + 1).to_string()></span>
                    <span>{key.id.clone()}</span>
                    <IconButton icon="close" label=format!("Take {} out of the comparison", key.path()) on_press=move || costs.toggle(&out)/>
                </li>
            }
        });
        rows.collect_view()
    };
    view! {
        <ul class="row compared-list" aria-label="Models compared">{names}</ul>
        <span class="hint">{move || if chosen.with(Vec::is_empty) { format!("Tick up to {MOST_MODELS} models in the table above.") } else { String::new() }}</span>
    }
    .into_any()
}

#[component]
fn Assumptions() -> impl IntoView {
    let plan = expect_context::<AppState>().costs.plan;
    let start = plan.get_untracked();
    let change = move |change: &dyn Fn(&mut CostPlan)| plan.update(|plan| change(plan));
    let share = move |text: &str, set: fn(&mut CostPlan, Share)| {
        fixed(text, 2, 0, 10_000).map(|n| change(&|plan| set(plan, Share(u32::try_from(n).unwrap_or_default()))))
    };
    let percent = |share: Share| unfixed(share.0.into(), 2);
    view! {
        <div class="cost-fields">
            <NumberField
                label="Requests"
                unit="in the first month"
                start=grouped(start.requests_per_month)
                accept=move |text| whole(text, 0, MOST_REQUESTS).map(|n| change(&|plan| plan.requests_per_month = n))
            />
            <NumberField
                label="Growth"
                unit="% a month"
                start=unfixed(start.growth_per_month.into(), 2)
                accept=move |text| {
                    fixed(text, 2, -10_000, MOST_GROWTH)
                        .map(|n| change(&|plan| plan.growth_per_month = i32::try_from(n).unwrap_or_default()))
                }
            />
            <NumberField
                label="Months"
                start=start.months.to_string()
                accept=move |text| {
                    whole(text, 1, MOST_MONTHS).map(|n| change(&|plan| plan.months = u32::try_from(n).unwrap_or(1)))
                }
            />
            <NumberField
                label="Cache hits"
                unit="% of the input"
                start=percent(start.cache_hits)
                accept=move |text| share(text, |plan, share| plan.cache_hits = share)
            />
            <NumberField
                label="Retries"
                unit="% of the requests"
                start=percent(start.retries)
                accept=move |text| share(text, |plan, share| plan.retries = share)
            />
            <NumberField
                label="Batch"
                unit="% of the requests"
                start=percent(start.batch)
                accept=move |text| share(text, |plan, share| plan.batch = share)
            />
        </div>
    }
    .into_any()
}

/// One model's months.
struct Projection {
    name: String,
    months: Vec<Month>,
    /// How long an answer is taken to be, and who says so.
    output: String,
    /// What a share of the load could not be billed as assumed, in words.
    notes: Vec<String>,
}

fn projections(rows: &[PricedModel], plan: &CostPlan) -> Vec<Result<Projection, String>> {
    let one = |row: &PricedModel| {
        let name = row.key.id.clone();
        let Some(tariff) = row.tariff() else {
            return Err(format!("{name}: no price. Open it in the table to set your own."));
        };
        let Some(estimate) = &row.estimate else { return Err(format!("{name}: counting tokens…")) };
        let mut notes = Vec::new();
        if plan.batch > Share(0) && row.batch.is_none() {
            notes.push(format!("{name}: no batch price is known, so batches are billed as ordinary requests."));
        }
        if plan.cache_hits > Share(0) && row.rates().is_some_and(|rates| rates.cache_read.is_none()) {
            notes.push(format!("{name}: no cache price is known, so cached input is billed as input."));
        }
        let output =
            format!("Answers of {} tokens, {}", grouped(estimate.output.expected), estimate.output.basis.words());
        Ok(Projection { name, output, months: project(&plan.load(estimate), tariff, plan.months), notes })
    };
    rows.iter().map(one).collect()
}

#[component]
fn Projections() -> impl IntoView {
    let costs = expect_context::<AppState>().costs;
    move || {
        let all = projections(&costs.compared(), &costs.plan.get());
        let (known, unknown): (Vec<_>, Vec<_>) = all.into_iter().partition(Result::is_ok);
        let known: Vec<Projection> = known.into_iter().filter_map(Result::ok).collect();
        let notes = known.iter().flat_map(|one| one.notes.clone()).chain(unknown.into_iter().filter_map(Result::err));
        let notes = notes.map(|note| view! { <li>{note}</li> }).collect_view();
        view! {
            {(!known.is_empty()).then(|| view! { {figures(&known)}{months_table(&known)} })}
            <ul class="price-remarks">{notes}</ul>
        }
    }
}

fn figures(known: &[Projection]) -> AnyView {
    let figures = known.iter().enumerate().map(|(at, one)| {
        let first = one.months.first().map(|month| month.cost).unwrap_or_default();
        let total = sum(&one.months);
        let months = one.months.len();
        view! {
            <div class="figure">
                <span class="figure-label"><span class="series-mark" data-series=(at + 1).to_string()></span>{one.name.clone()}</span>
                <span class="figure-value">{first.expected.to_string()}</span>
                <span class="hint">{format!("in the first month; {}", range(first))}</span>
                <span class="hint">{format!("{} in {months} months; {}", total.expected, range(total))}</span>
                <span class="hint">{one.output.clone()}</span>
            </div>
        }
    });
    view! { <div class="figures">{figures.collect_view()}</div> }.into_any()
}

fn months_table(known: &[Projection]) -> AnyView {
    let heads = known.iter().map(|one| view! { <th scope="col" class="number">{one.name.clone()}</th> }).collect_view();
    let count = known.first().map_or(0, |one| one.months.len());
    let rows = (0..count).map(|at| {
        let requests = known.first().and_then(|one| one.months.get(at)).map_or(0, |month| month.requests);
        let cells = known.iter().map(|one| cell(one.months.get(at).map(|month| month.cost).unwrap_or_default()));
        view! {
            <tr>
                <th scope="row">{format!("Month {}", at + 1)}</th>
                <td class="number">{grouped(requests)}</td>
                {cells.collect_view()}
            </tr>
        }
    });
    let requests =
        known.first().map_or(0, |one| one.months.iter().fold(0_u64, |all, m| all.saturating_add(m.requests)));
    let sums = known.iter().map(|one| cell(sum(&one.months))).collect_view();
    view! {
        <details class="fold" open>
            <summary>"Month by month"</summary>
            <div class="table-scroll months-scroll fold-body" tabindex="0" role="region" aria-label="Cost month by month">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Month"</th>
                            <th scope="col" class="number">"Requests"</th>
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                    <tfoot>
                        <tr>
                            <th scope="row">"Sum"</th>
                            <td class="number">{grouped(requests)}</td>
                            {sums}
                        </tr>
                    </tfoot>
                </table>
            </div>
        </details>
    }
    .into_any()
}

fn cell(cost: CostRange) -> AnyView {
    view! { <td class="number">{cost.expected.to_string()}<span class="price-range">{range(cost)}</span></td> }
        .into_any()
}

/// `$0.42–1.80`.
fn range(cost: CostRange) -> String {
    format!("{}–{}", cost.low, cost.high.to_string().trim_start_matches('$'))
}
