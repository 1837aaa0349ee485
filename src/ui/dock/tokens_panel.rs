//! Tokens: where the prompt's tokens are, and the whole rendered prompt cut at token borders.

use leptos::prelude::*;

use super::exact_count::ExactCounts;
use super::segments::SegmentShares;
use super::token_view::TokenView;
use crate::domain::token::Certainty;
use crate::state::AppState;
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::tokens::{long, short};

/// Tokens and money by segment, then the tokens themselves.
#[component]
pub fn TokensPanel() -> impl IntoView {
    let app = expect_context::<AppState>();
    let total = Memo::new(move |_| app.counts.lead().1.map(|c| c.total));
    let badge = move || {
        total.get().map(|count| match count.certainty {
            Certainty::Estimate { .. } => {
                view! { <span class="badge" data-status="warning">{long(count)}</span> }.into_any()
            }
            Certainty::ExactByApi => {
                view! { <span class="badge" data-status="ok" title=long(count)><Icon name="check"/>"exact by API"</span> }
                    .into_any()
            }
            Certainty::Exact => {
                view! { <span class="badge" data-status="ok" title=long(count)><Icon name="check"/>"exact"</span> }
                    .into_any()
            }
        })
    };
    let trouble = move || app.counts.lead_trouble();
    view! {
        <div class="tokens-layout">
            <div class="stack" data-gap="3">
                <div class="token-bar">
                    <span class="number">
                        <strong>{move || total.get().map_or_else(|| "–".to_owned(), short)}</strong>
                        <span class="unit">" tokens"</span>
                    </span>
                    {badge}
                    <span class="muted" title=move || app.counts.lead_basis()>"for "{move || app.counts.lead().0}</span>
                </div>
                {move || trouble().map(|reason| view! { <p class="field-error" role="alert">{reason}</p> })}
                <ExactCounts/>
                <SegmentShares/>
            </div>
            <TokenView/>
        </div>
    }
    .into_any()
}
