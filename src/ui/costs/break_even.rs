//! When a GPU server of one's own is cheaper than the API.

use leptos::prelude::*;

use super::field::NumberField;
use crate::domain::cost_plan::CostPlan;
use crate::domain::economics::{BreakEven, HOURS_PER_MONTH, SelfHosted, Share, break_even};
use crate::domain::money::PicoUsd;
use crate::domain::typed_number::{amount, fixed, unfixed, whole};
use crate::state::AppState;
use crate::ui::widgets::number::grouped;

/// Dollars an hour; a rack of the dearest GPUs costs less (2026-11).
const MOST_PER_HOUR: PicoUsd = PicoUsd(10_000 * PicoUsd::DOLLAR.0);
const MOST_SPEED: u64 = 100_000_000;

/// The server's figures, and the verdict for each model that is compared.
#[component]
pub fn BreakEvenPanel() -> impl IntoView {
    let plan = expect_context::<AppState>().costs.plan;
    let server = plan.with_untracked(|plan| plan.server);
    let change = move |change: &dyn Fn(&mut SelfHosted)| plan.update(|plan| change(&mut plan.server));
    view! {
        <section class="panel" aria-labelledby="break-even-title">
            <header class="panel-header"><h2 id="break-even-title">"Break-even with a server of your own"</h2></header>
            <div class="panel-body stack" data-gap="4">
                <div class="cost-fields">
                    <NumberField
                        label="Server"
                        unit="$ an hour"
                        start=server.per_hour.exact().replace(['$', ','], "")
                        accept=move |text| amount(text, MOST_PER_HOUR).map(|n| change(&|server| server.per_hour = n))
                    />
                    <NumberField
                        label="Reads"
                        unit="input tokens / s"
                        start=grouped(server.input_tokens_per_second)
                        accept=move |text| whole(text, 1, MOST_SPEED).map(|n| change(&|server| server.input_tokens_per_second = n))
                    />
                    <NumberField
                        label="Writes"
                        unit="output tokens / s"
                        start=grouped(server.output_tokens_per_second)
                        accept=move |text| whole(text, 1, MOST_SPEED).map(|n| change(&|server| server.output_tokens_per_second = n))
                    />
                    <NumberField
                        label="Utilization"
                        unit="% of hours"
                        start=unfixed(server.utilization.0.into(), 2)
                        accept=move |text| {
                            fixed(text, 2, 1, 10_000)
                                .map(|n| change(&|server| server.utilization = Share(u32::try_from(n).unwrap_or(1))))
                        }
                    />
                </div>
                <p class="hint">
                    "The numbers it starts with are examples: type what your server costs and what you measured on it, over all streams at full load; hours that it idles are paid too. The server runs the model that you would host; the API side is the model of each row."
                </p>
                <Verdicts/>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Verdicts() -> impl IntoView {
    let costs = expect_context::<AppState>().costs;
    move || {
        let plan = costs.plan.get();
        let rows = costs.compared().into_iter().enumerate().map(|(at, row)| {
            let found = row.tariff().zip(row.estimate.as_ref());
            let found = found.and_then(|(tariff, estimate)| break_even(&plan.load(estimate), tariff, &plan.server));
            verdict_row(at, &row.key.id, found, &plan)
        });
        let rows = rows.collect::<Vec<_>>();
        (!rows.is_empty()).then(|| {
            view! {
                <div class="table-scroll" tabindex="0" role="region" aria-label="Break-even by model">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">"API model"</th>
                                <th scope="col" class="number">"API, a request"</th>
                                <th scope="col" class="number">"Own server, a request"</th>
                                <th scope="col" class="number">"Break-even"</th>
                                <th scope="col" class="number">"One server serves"</th>
                                <th scope="col">"Verdict for this plan"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            }
        })
    }
}

fn verdict_row(at: usize, name: &str, found: Option<BreakEven>, plan: &CostPlan) -> AnyView {
    let name = view! { <th scope="row"><span class="series-mark" data-series=(at + 1).to_string()></span>{name.to_owned()}</th> };
    let Some(found) = found else {
        return view! { <tr>{name}<td colspan="5" class="muted">"No price, or nothing counted yet."</td></tr> }
            .into_any();
    };
    let a_month = |per_hour: u64| format!("{} / month", grouped(per_hour.saturating_mul(HOURS_PER_MONTH)));
    let (verdict, status) = verdict(found, plan);
    view! {
        <tr>
            {name}
            <td class="number">{found.api_per_request.to_string()}</td>
            <td class="number">{found.self_hosted_per_request.to_string()}</td>
            <td class="number">{found.requests_per_hour.map_or_else(|| "never".to_owned(), a_month)}</td>
            <td class="number">{a_month(found.capacity_per_hour)}</td>
            <td class="verdict"><span class="badge" data-status=status>{verdict.0}</span>" "{verdict.1}</td>
        </tr>
    }
    .into_any()
}

/// Who is cheaper at the plan's first month: a word and a sentence, and the badge's tone.
fn verdict(found: BreakEven, plan: &CostPlan) -> ((&'static str, String), &'static str) {
    let wanted = plan.requests_per_month;
    let Some(least) = found.requests_per_hour.filter(|_| found.within_capacity) else {
        let sentence =
            "one server can't serve as many requests as it would have to: at this speed it is never cheaper.";
        return (("API", sentence.to_owned()), "neutral");
    };
    let capacity = found.capacity_per_hour.saturating_mul(HOURS_PER_MONTH);
    let servers = wanted.div_ceil(capacity.max(1)).max(1);
    let own = plan.server.per_hour.times(HOURS_PER_MONTH).times(servers);
    let api = found.api_per_request.times(wanted);
    let machines = if servers == 1 { "one server".to_owned() } else { format!("{} servers", grouped(servers)) };
    let sentence = format!("the API costs {api} a month, {machines} {own}.");
    if own < api {
        (("Own server", sentence), "ok")
    } else {
        let more = least.saturating_mul(HOURS_PER_MONTH);
        (("API", format!("{sentence} It turns at {} requests.", grouped(more))), "neutral")
    }
}
