//! A token count that says what it is.

use leptos::prelude::*;

use super::number::grouped;
use crate::domain::token::{Certainty, TokenCount};
use crate::state::AppState;

/// A count of the lead model: `312 tok`, `≈ 312 tok`, or a dash while nothing is counted yet. The tooltip says how it was counted.
#[component]
pub fn TokenNumber(#[prop(into)] count: Signal<Option<TokenCount>>) -> impl IntoView {
    let text = move || count.get().map_or_else(|| "–".to_owned(), |c| format!("{} tok", short(c)));
    let counts = expect_context::<AppState>().counts;
    let title = move || {
        let basis = counts.lead_basis().map(|basis| format!(". {basis}")).unwrap_or_default();
        count.get().map_or("Counting…".to_owned(), |count| long(count) + &basis)
    };
    view! {
        <span class="number token-count" data-certainty=move || count.get().map(|c| certainty_name(c.certainty)) title=title>
            {text}
        </span>
    }
}

/// The number with `≈` in front of what is an estimate.
pub fn short(count: TokenCount) -> String {
    match count.certainty {
        Certainty::Exact | Certainty::ExactByApi => grouped(count.tokens),
        Certainty::Estimate { .. } => format!("≈ {}", grouped(count.tokens)),
    }
}

/// The number in a sentence.
pub fn long(count: TokenCount) -> String {
    match count.certainty {
        Certainty::Exact => format!("{} tokens, exact: counted with the model's own tokenizer", grouped(count.tokens)),
        Certainty::ExactByApi => format!("{} tokens, exact: counted by the provider", grouped(count.tokens)),
        Certainty::Estimate { low, high } => {
            format!(
                "about {} tokens, an estimate: between {} and {}",
                grouped(count.tokens),
                grouped(low),
                grouped(high)
            )
        }
    }
}

fn certainty_name(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Exact => "exact",
        Certainty::ExactByApi => "exact-by-api",
        Certainty::Estimate { .. } => "estimate",
    }
}
