//! Where the prompt's tokens and their cost are: a bar, its legend, and the table of every part.

use leptos::prelude::*;

use crate::domain::message::Role;
use crate::domain::segments::Segment as Row;
use crate::domain::token::{Certainty, TokenCount};
use crate::state::AppState;
use crate::ui::widgets::number::grouped;
use crate::ui::widgets::tokens::short;

/// One stretch of the bar.
struct Stretch {
    key: &'static str,
    name: &'static str,
    count: Option<TokenCount>,
}

/// Tokens and money of the lead model by segment: a bar, its legend, and every part in a table.
#[component]
pub fn SegmentShares() -> impl IntoView {
    let app = expect_context::<AppState>();
    let counts = app.counts;
    let stretches = move || {
        [
            Stretch { key: "system", name: "System", count: counts.role(Role::System) },
            Stretch { key: "shots", name: "Shots", count: counts.shots() },
            Stretch { key: "user", name: "User", count: counts.role(Role::User) },
            Stretch { key: "assistant", name: "Assistant", count: counts.role(Role::Assistant) },
            Stretch { key: "technique", name: "Reasoning words", count: counts.technique() },
            Stretch { key: "schema", name: "Schema", count: counts.schema() },
            Stretch { key: "tools", name: "Tools", count: counts.tools() },
            Stretch { key: "images", name: "Images", count: counts.images() },
            Stretch { key: "overhead", name: "Chat overhead", count: counts.overhead() },
        ]
        .into_iter()
        .filter(|s| s.count.is_some_and(|c| c.tokens > 0))
        .collect::<Vec<_>>()
    };
    let rate = Memo::new(move |_| app.lead_input_rate());
    let bar = move || {
        let stretches = stretches();
        let label =
            stretches.iter().filter_map(|s| Some(format!("{} {}", s.name, short(s.count?)))).collect::<Vec<_>>();
        let parts = stretches
            .iter()
            .map(|s| {
                let share = s.count.map_or(0, |c| c.tokens).to_string();
                view! { <span class="segment" data-segment=s.key style:--share=share></span> }
            })
            .collect_view();
        view! { <div class="segment-bar" role="img" aria-label=format!("Share of tokens: {}", label.join(", "))>{parts}</div> }
    };
    let legend = move || {
        let all = counts.lead().1.map_or(0, |c| c.total.tokens);
        let item = |s: Stretch| {
            let tokens = s.count.map_or(0, |c| c.tokens);
            let share = (tokens * 100 + all / 2).checked_div(all).unwrap_or(0);
            let cost = rate.get().map(|r| format!(" · {}", r.cost(tokens)));
            view! {
                <li title="Tokens, share of the prompt, input cost a request">
                    <span class="segment-mark" data-segment=s.key></span>
                    {s.name}
                    <span class="number">{s.count.map(short)}</span>
                    <span class="muted number">{format!("{share} %")}{cost}</span>
                </li>
            }
        };
        stretches().into_iter().map(item).collect_view()
    };
    view! {
        <div>
            {bar}
            <ul class="segment-legend">{legend}</ul>
            <ShotsSentence/>
            <EveryPart/>
        </div>
    }
    .into_any()
}

/// What the shots cost of every request.
#[component]
fn ShotsSentence() -> impl IntoView {
    let app = expect_context::<AppState>();
    let words = Memo::new(move |_| {
        let (tokens, share, cost) = app.shots_together()?;
        let cost = cost.map_or_else(|| "their price is unknown".to_owned(), |cost| format!("{cost} of every request"));
        Some(format!("Shots: {} tokens, {} of the input, {cost}.", short(tokens), percent(share)))
    });
    move || words.get().map(|words| view! { <p class="hint">{words}</p> })
}

/// Message by message and shot by shot.
#[component]
fn EveryPart() -> impl IntoView {
    let app = expect_context::<AppState>();
    let open = RwSignal::new(false);
    let rows = move || open.get().then(|| app.segments().into_iter().map(|row| part_row(&row)).collect_view());
    view! {
        <details class="fold" on:toggle=move |event| open.set(event_target::<web_sys::HtmlElement>(&event).has_attribute("open"))>
            <summary>"Every message and shot"</summary>
            <div class="table-scroll" tabindex="0" role="region" aria-label="Tokens and cost of every part">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Part"</th>
                            <th scope="col" class="number">"Tokens"</th>
                            <th scope="col">"How sure"</th>
                            <th scope="col" class="number">"Share"</th>
                            <th scope="col" class="number">"Input cost a request"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

fn part_row(row: &Row) -> AnyView {
    let begins = (!row.begins.is_empty())
        .then(|| view! { " " <span class="muted truncate" dir="auto">{row.begins.clone()}</span> });
    view! {
        <tr>
            <th scope="row" class="part-name">{row.name.clone()}{begins}</th>
            <td class="number">{short(row.tokens)}</td>
            <td>{sureness(row.tokens.certainty)}</td>
            <td class="number">{percent(row.thousandths)}</td>
            <td class="number">{row.cost.map_or_else(|| "unknown".to_owned(), |cost| cost.to_string())}</td>
        </tr>
    }
    .into_any()
}

fn sureness(certainty: Certainty) -> String {
    match certainty {
        Certainty::Exact => "exact".to_owned(),
        Certainty::ExactByApi => "exact by API".to_owned(),
        Certainty::Estimate { low, high } => format!("estimate, {} to {}", grouped(low), grouped(high)),
    }
}

fn percent(thousandths: u64) -> String {
    format!("{}.{} %", thousandths / 10, thousandths % 10)
}
