//! Tokens × rate = amount, line by line, with sums below: the body of a receipt and of a price taken apart.

use leptos::prelude::*;

use super::number::grouped;
use crate::domain::money::{PicoUsd, Rate};

/// One line; `None` = unknown.
pub struct PriceLine {
    pub name: &'static str,
    pub tokens: u64,
    pub rate: Option<Rate>,
    pub amount: Option<PicoUsd>,
}

/// The table of `lines` with `sums`, each under its name.
pub fn price_lines(
    caption: String,
    lines: impl Iterator<Item = PriceLine>,
    sums: impl IntoIterator<Item = (&'static str, Option<PicoUsd>)>,
) -> AnyView {
    let unknown = || "unknown".to_owned();
    let exact = move |amount: Option<PicoUsd>| amount.map_or_else(unknown, PicoUsd::exact);
    let rows: Vec<_> = lines
        .map(|line| {
            view! {
                <tr>
                    <th scope="row">{line.name}</th>
                    <td class="number">{grouped(line.tokens)}</td>
                    <td class="number">{line.rate.map_or_else(unknown, |rate| rate.to_string())}</td>
                    <td class="number">{exact(line.amount)}</td>
                </tr>
            }
        })
        .collect();
    let sums: Vec<_> = sums
        .into_iter()
        .map(|(name, amount)| {
            view! {
                <tr>
                    <th scope="row" colspan="3">{name}</th>
                    <td class="number">{exact(amount)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <table class="table receipt">
            <caption>{caption}</caption>
            <thead>
                <tr>
                    <th scope="col">"What"</th>
                    <th scope="col" class="number">"Tokens"</th>
                    <th scope="col" class="number">"Per 1M"</th>
                    <th scope="col" class="number">"Amount"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>{sums}</tfoot>
        </table>
    }
    .into_any()
}
