//! How likely each token of an answer was to the model: the text with the doubtful ones marked, and the least sure with what else came to mind.

use leptos::prelude::*;

use crate::domain::completion::TokenLogprob;
use crate::domain::confidence::{Confidence, least_sure, percent, perplexity};
use crate::domain::hidden::revealed;
use crate::domain::id::ElementId;
use crate::state::AppState;
use crate::ui::widgets::number::grouped;

/// Tokens that are drawn at first, and with each further press.
const PAGE: usize = 500;
/// Rows of the table.
const MOST_ROWS: usize = 12;

/// Folded until it is asked for; not there for an answer without probabilities.
#[component]
pub fn TokenProbabilities(column: ElementId) -> impl IntoView {
    let run = expect_context::<AppState>().runs.of(column);
    let tokens = Memo::new(move |_| run.with(|r| r.logprobs.clone()));
    let open = RwSignal::new(false);
    let shown = RwSignal::new(PAGE);
    let summary = move || {
        tokens.with(|tokens| {
            let count = grouped(tokens.len() as u64);
            perplexity(tokens)
                .map_or_else(|| format!("{count} tokens"), |n| format!("{count} tokens, perplexity {n:.2}"))
        })
    };
    view! {
        <Show when=move || tokens.with(|tokens| !tokens.is_empty())>
            <details class="fold confidence" on:toggle=move |_| open.update(|open| *open = !*open)>
                <summary title="Perplexity: 1 means sure of every token, 2 as sure as of a coin toss">
                    "Token probabilities" <span class="hint">" "{summary}</span>
                </summary>
                <Show when=move || open.get()>
                    <p class="confidence-text" dir="auto">
                        {move || tokens.with(|tokens| tokens.iter().take(shown.get()).map(marked).collect_view())}
                    </p>
                    <Show when=move || { tokens.with(Vec::len) > shown.get() }>
                        <button type="button" class="button quiet small" on:click=move |_| shown.update(|n| *n += PAGE)>
                            {move || format!("Show more of {} tokens", grouped(tokens.with(Vec::len) as u64))}
                        </button>
                    </Show>
                    {move || tokens.with(|tokens| table(tokens))}
                </Show>
            </details>
        </Show>
    }
}

/// A token with a line under it that gets heavier with the doubt, and its number under the pointer.
fn marked(token: &TokenLogprob) -> impl IntoView + use<> {
    let title = format!("{}{}", percent(token.logprob), alternatives(token, ", instead: "));
    view! { <span class="confidence-token" data-confidence=Confidence::of(token.logprob).name() title=title>{token.token.clone()}</span> }
}

/// The tokens that were less likely than not.
fn table(tokens: &[TokenLogprob]) -> AnyView {
    let places = least_sure(tokens, MOST_ROWS);
    if places.is_empty() {
        return view! { <p class="hint">"Each token was more likely than not."</p> }.into_any();
    }
    let rows = places.into_iter().map(|at| {
        let token = &tokens[at];
        view! {
            <tr>
                <td class="number">{grouped(at as u64 + 1)}</td>
                <td><code>{revealed(&token.token)}</code></td>
                <td class="number">{percent(token.logprob)}</td>
                <td>{alternatives(token, "")}</td>
            </tr>
        }
    });
    view! {
        <table class="confidence-table">
            <caption>"Least sure"</caption>
            <thead>
                <tr><th scope="col">"Token"</th><th scope="col">"Text"</th><th scope="col">"Likely"</th><th scope="col">"Instead"</th></tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// What else the model had in mind, after `lead`; empty where it was not told.
fn alternatives(token: &TokenLogprob, lead: &str) -> String {
    let others = token.top.iter().filter(|(text, _)| *text != token.token);
    let named: Vec<String> =
        others.map(|(text, logprob)| format!("“{}” {}", revealed(text), percent(*logprob))).collect();
    if named.is_empty() { String::new() } else { format!("{lead}{}", named.join(", ")) }
}
