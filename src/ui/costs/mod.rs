//! The Costs place: what the prompt costs on every model, a month of it, and when it pays. It needs no key and no network.

mod break_even;
mod budget;
mod decline;
mod decline_chart;
mod field;
mod monthly;
mod output_field;
mod own_price;
mod price_detail;
mod price_source;
mod price_table;
mod run_costs;

use leptos::prelude::*;

use crate::state::AppState;
use crate::ui::dock::SegmentShares;
use crate::ui::widgets::icon::Icon;
use break_even::BreakEvenPanel;
use budget::BudgetPanel;
pub use budget::BudgetQuestion;
use decline::DeclinePanel;
use monthly::MonthlyPanel;
use output_field::OutputField;
use price_detail::PriceDetail;
use price_source::PriceSource;
use price_table::PriceTable;
pub use run_costs::{EstimateButton, RunCosts};

/// Everything about money before a prompt is built into a product.
#[component]
pub fn CostsPlace() -> impl IntoView {
    let app = expect_context::<AppState>();
    let title = Memo::new(move |_| app.prompt.document().with(|p| p.title.clone()));
    let trouble = move || {
        let reason = app.costs.trouble.get()?;
        Some(view! {
            <div class="notice" data-tone="danger" role="alert">
                <Icon name="warning"/>
                <p class="notice-body">{reason}</p>
            </div>
        })
    };
    view! {
        <main class="view" id="main" tabindex="-1">
            <header class="view-header">
                <h1>"Costs"</h1>
                <span class="muted truncate" dir="auto">{title}</span>
                <span class="spacer"></span>
                <button type="button" class="button" on:click=move |_| app.costs.download()>
                    <Icon name="download"/>
                    "CSV"
                </button>
            </header>
            <div class="view-body">
                {trouble}
                <OutputField/>
                <Segments/>
                <PriceTable/>
                <MonthlyPanel/>
                <BreakEvenPanel/>
                <DeclinePanel/>
                <BudgetPanel/>
                <PriceSource/>
            </div>
            <PriceDetail/>
        </main>
    }
    .into_any()
}

/// Where the prompt's tokens are.
#[component]
fn Segments() -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby="segments-title">
            <header class="panel-header"><h2 id="segments-title">"Tokens by segment"</h2></header>
            <div class="panel-body"><SegmentShares/></div>
        </section>
    }
    .into_any()
}
