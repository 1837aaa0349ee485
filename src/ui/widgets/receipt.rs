//! A receipt: tokens × rate = amount line by line, what the provider says itself, where the rates are from, and estimate against actual.

use leptos::prelude::*;

use super::number::grouped;
use super::price_lines::{PriceLine, price_lines};
use crate::domain::quote::{Basis, Service};
use crate::domain::receipt::{Comparison, Receipt};

/// The receipt of one run of `model`, with the provider's usage object as it came (`raw`; empty = none).
pub fn receipt_view(receipt: &Receipt, model: &str, raw: &str) -> AnyView {
    let lines = receipt.lines.iter().map(|line| PriceLine {
        name: line.item.name(),
        tokens: line.tokens,
        rate: line.rate,
        amount: line.amount,
    });
    let stated = receipt.stated.map(|stated| ("The provider says", Some(stated)));
    let sums = [("Total, tokens × rate", receipt.total)].into_iter().chain(stated);
    let tier =
        receipt.tier_above.map(|n| format!("Tier above {} input tokens: the whole request bills at it.", grouped(n)));
    let sentences = receipt.difference_words().into_iter().chain(tier).chain(receipt.notes.iter().cloned());
    let notes = sentences.map(|n| view! { <p class="receipt-note">{n}</p> }).collect_view();
    let raw = (!raw.is_empty()).then(|| {
        view! {
            <details class="fold">
                <summary>"The provider's usage object"</summary>
                <pre class="mono receipt-raw">{raw.to_owned()}</pre>
            </details>
        }
    });
    view! {
        {price_lines(model.to_owned(), lines, sums)}
        {receipt.basis.as_ref().map(rates_from)}
        {receipt.comparison.map(|comparison| compared(&comparison))}
        {notes}
        {raw}
    }
    .into_any()
}

/// Table, day, service and page of the rates; the page is opened only by a click.
fn rates_from(basis: &Basis) -> AnyView {
    let table = match (basis.by_person, basis.table.as_str()) {
        (true, _) => "your own price",
        (false, "") => "the price table",
        (false, table) => table,
    };
    let service = match basis.service {
        Service::Standard => "",
        Service::Batch => ", batch API",
        Service::Flex => ", flex tier",
        Service::Priority => ", priority tier",
    };
    let page = basis.source.clone().map(|url| {
        view! { " · " <a href=url.clone() target="_blank" rel="noopener noreferrer">{url.clone()}</a> }
    });
    view! { <p class="receipt-note">{format!("Rates of {} from {table}{service}", basis.as_of)}{page}</p> }.into_any()
}

/// What was estimated and what it came to, in money and tokens.
fn compared(comparison: &Comparison) -> AnyView {
    let verdict = if comparison.within { "inside the estimate" } else { "outside the estimate" };
    let [counted, reported] = comparison.input;
    let [expected, written] = comparison.output;
    let known = counted > 0 || expected > 0;
    let tokens = known.then(|| {
        format!(
            " Input: {} counted, {} reported. Output: {} expected, {} reported.",
            grouped(counted),
            grouped(reported),
            grouped(expected),
            grouped(written)
        )
    });
    view! { <p class="receipt-note">{format!("Estimated {}, actual {}: {verdict}.", comparison.estimated, comparison.actual)}{tokens}</p> }
        .into_any()
}
