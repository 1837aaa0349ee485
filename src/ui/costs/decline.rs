//! When a request becomes economical: the month in which a price that keeps halving reaches a target.

use leptos::prelude::*;

use super::decline_chart::{Curve, decline_chart};
use super::field::NumberField;
use crate::domain::date::Date;
use crate::domain::economics::{
    HALVING_SOURCE, HALVING_URL, HORIZON_MONTHS, Reached, cost_per_request, declined, reached,
};
use crate::domain::money::PicoUsd;
use crate::domain::typed_number::{amount, fixed, unfixed};
use crate::state::AppState;

/// Dollars a request.
const MOST_TARGET: PicoUsd = PicoUsd(10_000 * PicoUsd::DOLLAR.0);
/// Tenths of a month: ten years.
const MOST_HALVING: i64 = 1_200;
/// Months drawn at least, so that a curve has a shape.
const LEAST_MONTHS: u32 = 12;
/// Months drawn when the target is never reached.
const USUAL_MONTHS: u32 = 36;

/// Target and halving time, the chart, and the table behind it.
#[component]
pub fn DeclinePanel() -> impl IntoView {
    let plan = expect_context::<AppState>().costs.plan;
    let start = plan.get_untracked();
    view! {
        <section class="panel" aria-labelledby="decline-title">
            <header class="panel-header"><h2 id="decline-title">"When does it become economical?"</h2></header>
            <div class="panel-body stack" data-gap="4">
                <div class="cost-fields">
                    <NumberField
                        label="Target price"
                        unit="$ a request"
                        start=start.target.exact().replace(['$', ','], "")
                        hint="What a request may cost for the idea to pay."
                        accept=move |text| amount(text, MOST_TARGET).map(|n| plan.update(|plan| plan.target = n))
                    />
                    <NumberField
                        label="Prices halve every"
                        unit="months"
                        start=unfixed(start.halving_tenths_of_month.into(), 1)
                        hint="For equal quality, by a newer model."
                        accept=move |text| {
                            fixed(text, 1, 1, MOST_HALVING)
                                .map(|n| plan.update(|plan| plan.halving_tenths_of_month = u32::try_from(n).unwrap_or(1)))
                        }
                    />
                </div>
                <p class="hint">
                    {HALVING_SOURCE} " (" <a href=HALVING_URL target="_blank" rel="noopener noreferrer">"source"</a> "). "
                    "The price of one given model mostly stays as it is: what gets cheaper is the same quality, from newer models. It is a guess about the future, not a quote."
                </p>
                <Forecast/>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Forecast() -> impl IntoView {
    let app = expect_context::<AppState>();
    let costs = app.costs;
    let forecast = Memo::new(move |_| {
        let plan = costs.plan.get();
        let priced = costs.compared().into_iter().filter_map(|row| {
            let now = cost_per_request(&plan.load(row.estimate.as_ref()?), row.tariff()?).expected;
            Some((row.key.id.clone(), now))
        });
        let halving = plan.halving_tenths_of_month;
        let curves = priced.map(|(name, now)| (name, now, reached(now, plan.target, halving))).collect::<Vec<_>>();
        (curves, plan.target, halving)
    });
    move || {
        let (models, target, halving) = forecast.get();
        if models.is_empty() {
            return view! { <p class="hint">"Tick a model with a price in the table above."</p> }.into_any();
        }
        let months = months_drawn(models.iter().map(|(.., when)| *when));
        let curves = models
            .iter()
            .map(|(name, now, when)| Curve {
                name: name.clone(),
                prices: (0..=months).map(|month| declined(*now, month, halving).to_f64()).collect(),
                reached: match when {
                    Reached::InMonth(month) => Some(*month),
                    Reached::Now | Reached::Beyond => None,
                },
            })
            .collect::<Vec<_>>();
        let today = app.catalog.today();
        let rows = models.iter().enumerate().map(|(at, (name, now, when))| {
            view! {
                <tr>
                    <th scope="row"><span class="series-mark" data-series=(at + 1).to_string()></span>{name.clone()}</th>
                    <td class="number">{now.to_string()}</td>
                    <td class="number">{declined(*now, 12, halving).to_string()}</td>
                    <td class="number">{declined(*now, 24, halving).to_string()}</td>
                    <td>{when_words(*when, today)}</td>
                </tr>
            }
        });
        view! {
            {decline_chart(&curves, target.to_f64(), today)}
            <div class="table-scroll" tabindex="0" role="region" aria-label="When each model reaches the target">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Quality of"</th>
                            <th scope="col" class="number">"A request now"</th>
                            <th scope="col" class="number">"In 12 months"</th>
                            <th scope="col" class="number">"In 24 months"</th>
                            <th scope="col">{format!("Reaches {target}")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    }
}

/// A little beyond the month in which the last curve reaches the target.
fn months_drawn(reached: impl Iterator<Item = Reached>) -> u32 {
    let months = reached.map(|when| match when {
        Reached::Now => LEAST_MONTHS,
        Reached::InMonth(month) => month.saturating_add(month / 8 + 2),
        Reached::Beyond => USUAL_MONTHS,
    });
    months.max().unwrap_or(USUAL_MONTHS).clamp(LEAST_MONTHS, HORIZON_MONTHS)
}

fn when_words(when: Reached, today: Date) -> String {
    match when {
        Reached::Now => "already there".to_owned(),
        Reached::InMonth(1) => format!("in 1 month, {}", month_name(today, 1)),
        Reached::InMonth(month) => format!("in {month} months, {}", month_name(today, month)),
        Reached::Beyond => format!("not within {} years", HORIZON_MONTHS / 12),
    }
}

/// `Mar 2027`.
pub fn month_name(today: Date, months: u32) -> String {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month, _) = today.plus_months(months).ymd();
    let name = usize::try_from(month).ok().and_then(|month| NAMES.get(month.checked_sub(1)?)).copied();
    format!("{} {year}", name.unwrap_or_default())
}
