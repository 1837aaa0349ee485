//! One model's price taken apart: tokens × rate = amount, other ways to pay, where the rates are from, and the person's own price.

use leptos::prelude::*;

use super::output_field::basis_words;
use super::own_price::OwnPrice;
use crate::domain::price_list::{PricedModel, choice_words};
use crate::domain::quote::Service;
use crate::state::AppState;
use crate::ui::widgets::dialog::{Dialog, Shape};
use crate::ui::widgets::number::grouped;
use crate::ui::widgets::price_lines::{PriceLine, price_lines};
use crate::ui::widgets::tokens::long;

/// The drawer, open while a model is chosen.
#[component]
pub fn PriceDetail() -> impl IntoView {
    let costs = expect_context::<AppState>().costs;
    let open = RwSignal::new(false);
    Effect::new(move || {
        let chosen = costs.detail.with(Option::is_some);
        if open.get_untracked() != chosen {
            open.set(chosen);
        }
    });
    // The dialog closes itself on Escape.
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        if was_open == Some(true) && !is_open {
            costs.detail.set(None);
        }
        is_open
    });
    let title = Signal::derive(move || costs.detail.get().map_or_else(String::new, |key| key.id));
    view! {
        <Dialog shape=Shape::Drawer title open>
            <DetailBody/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn DetailBody() -> impl IntoView {
    let costs = expect_context::<AppState>().costs;
    let row = Memo::new(move |_| costs.detailed());
    let key = Memo::new(move |_| costs.detail.get());
    let toggled = move |_| {
        if let Some(key) = costs.detail.get_untracked() {
            costs.toggle(&key);
        }
    };
    let compared = move || costs.detail.get().is_some_and(|key| costs.is_compared(&key));
    view! {
        <div class="stack" data-gap="4">
            {move || row.get().map(|row| detail(&row))}
            {move || key.get().map(|key| view! { <OwnPrice key/> })}
            <label class="switch">
                <input type="checkbox" role="switch" prop:checked=compared on:change=toggled/>
                <span>"Compare this model below"</span>
            </label>
        </div>
    }
    .into_any()
}

fn detail(row: &PricedModel) -> AnyView {
    let marks = row.marks.iter().map(|mark| view! { <li>{mark.sentence.clone()}</li> }).collect_view();
    let marks = (!row.marks.is_empty()).then(|| view! { <ul class="price-remarks">{marks}</ul> });
    let too_long = row.is_too_long().then(|| {
        view! { <p class="field-error" role="alert">"The prompt is longer than this model's context: the request would be refused."</p> }
    });
    view! {
        <p class="muted">{row.key.provider.clone()}</p>
        {too_long}
        {marks}
        {bill(row)}
        {variants(row)}
        {facts(row)}
    }
    .into_any()
}

/// The expected request as a receipt would show it.
fn bill(row: &PricedModel) -> AnyView {
    let Some(cost) = row.cost() else {
        let why = if row.quote.is_none() {
            "No price is known for this model. Set your own below to include it."
        } else {
            "The tokens are still being counted."
        };
        return view! { <p class="hint">{why}</p> }.into_any();
    };
    let lines = row.lines().into_iter().map(|line| PriceLine {
        name: line.name,
        tokens: line.tokens,
        rate: Some(line.rate),
        amount: Some(line.amount),
    });
    view! {
        {price_lines("One request, as expected".to_owned(), lines, [("Total", Some(cost.expected))])}
        <p class="receipt-note">{format!("Between {} and {}, as far as input and output are known.", cost.low, cost.high)}</p>
    }
    .into_any()
}

fn variants(row: &PricedModel) -> AnyView {
    let variants = row.variants();
    if variants.is_empty() {
        return ().into_any();
    }
    let lines = variants.into_iter().map(|(name, amount)| {
        view! { <tr><th scope="row">{name}</th><td class="number">{amount.to_string()}</td></tr> }
    });
    view! {
        <table class="table receipt">
            <caption>"The same request, paid otherwise"</caption>
            <tbody>{lines.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// What the numbers stand on.
fn facts(row: &PricedModel) -> AnyView {
    let mut facts: Vec<(&'static str, String)> = Vec::new();
    if let (Some(estimate), Some(choice)) = (&row.estimate, row.choice) {
        facts.push(("Input", long(estimate.input)));
        facts.push(("Tokenizer", choice_words(choice)));
        facts.push(("Output", basis_words(estimate.output)));
        if let Some(above) = estimate.tier_above {
            facts.push(("Tier", format!("above {} input tokens the whole request bills at this tier", grouped(above))));
        }
        if let Some(ceiling) = estimate.ceiling {
            facts.push(("At most", format!("{ceiling}, if the output reaches its limit")));
        }
    }
    if let Some(cost) = row.cost() {
        facts.push(("1,000 requests", format!("{}, as expected", cost.expected.times(1_000))));
    }
    if row.reasoning {
        facts.push(("Reasoning", "expected; billed as output".to_owned()));
    }
    facts.push(("Context", row.context.map_or_else(|| "unknown".to_owned(), |n| format!("{} tokens", grouped(n)))));
    facts.push((
        "Longest output",
        row.max_output.map_or_else(|| "unknown".to_owned(), |n| format!("{} tokens", grouped(n))),
    ));
    facts.push(("Reads", row.capabilities.reads()));
    facts.push(("Writes", row.capabilities.writes()));
    facts.push(("Takes", row.capabilities.parameters()));
    if let Some(efforts) = row.capabilities.effort_words() {
        facts.push(("Reasoning effort", efforts));
    }
    facts.extend(row.services.iter().map(|(service, table)| {
        let name = match service {
            Service::Batch => "Batch API",
            Service::Flex => "Flex tier",
            Service::Priority => "Priority tier",
            Service::Standard => "Standard",
        };
        (name, format!("{} in, {} out / 1M", table.rates.input, table.rates.output))
    }));
    if let Some(rates) = row.rates() {
        let optional = [
            ("Cache read", rates.cache_read),
            ("Cache write, 5 min", rates.cache_write_5m),
            ("Cache write, 1 h", rates.cache_write_1h),
            ("Reasoning rate", rates.reasoning),
        ];
        facts.extend(optional.into_iter().filter_map(|(name, rate)| Some((name, format!("{} / 1M", rate?)))));
    }
    if let Some(quote) = &row.quote {
        let tiers = &quote.table.tiers;
        facts.extend(tiers.iter().map(|tier| {
            let words = format!("{} in, {} out", tier.rates.input, tier.rates.output);
            ("Longer input", format!("above {} tokens: {words}", grouped(tier.above_input_tokens)))
        }));
        facts.push(("Rates from", format!("{}, {}", quote.basis.table, quote.basis.as_of)));
    }
    let source = row.quote.as_ref().and_then(|quote| quote.basis.source.clone()).map(|url| {
        view! { <div><dt>"Page"</dt><dd><a href=url.clone() target="_blank" rel="noopener noreferrer">{url.clone()}</a></dd></div> }
    });
    let rows = facts.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
    view! { <dl class="price-list-facts">{rows.collect_view()}{source}</dl> }.into_any()
}
