//! Two tokenizers over the same text: a strip that rises where the second pays more, the sentence that says the same, and the dearest places.

use leptos::prelude::*;

use crate::domain::token_heat::{Heat, buckets, dearest, percent, words};
use crate::state::AppState;
use crate::state::token_view::Shown;
use crate::ui::widgets::number::grouped;

/// Bars of the strip at most.
const BARS: usize = 120;
/// Places that are named.
const PLACES: usize = 5;

/// The strip; nothing without a second tokenizer.
#[component]
pub fn HeatStrip() -> impl IntoView {
    let tokens = expect_context::<AppState>().tokens;
    move || {
        let shown = tokens.shown().filter(|shown| shown.sides.len() == 2)?;
        let (first, second) = (shown.total(0), shown.total(1));
        let sentence = format!(
            "The second takes {} tokens for the texts, {} the first with {}.",
            grouped(second),
            words(first, second),
            grouped(first)
        );
        let Some(stretches) = stretches(&shown) else {
            return Some(
                view! { <p class="hint">{sentence} " Places can’t be compared: one of them rewrites the text."</p> }
                    .into_any(),
            );
        };
        let bars = buckets(&stretches, BARS).into_iter().map(|(first, second)| {
            let height = (percent(first, second).clamp(-50, 100) + 50).to_string();
            view! { <span class="heat" data-heat=Heat::of(first, second).name() style:--heat=height></span> }
        });
        let places = dearest(&stretches, PLACES).into_iter().filter_map(|at| {
            let (first, second) = stretches.get(at)?;
            let name = format!("Line {}: {} against {}", at + 1, grouped(*second), grouped(*first));
            Some(view! { <li><button type="button" class="button small quiet" on:click=move |_| tokens.go_to(at, 0)>{name}</button></li> })
        });
        let places = places.collect::<Vec<_>>();
        let has_places = !places.is_empty();
        Some(
            view! {
                <div class="heat-strip" role="img" aria-label=format!("From the beginning to the end of the prompt, a bar rises where the second tokenizer pays more. {sentence}")>
                    {bars.collect_view()}
                </div>
                <p class="hint">{sentence}{has_places.then_some(" It pays most more at:")}</p>
                <ul class="row heat-places" aria-label="Where the second pays most more">{places}</ul>
            }
            .into_any(),
        )
    }
}

/// How a block compares, between its two sides: a sign and a number, and a bar's color beside them.
pub fn ratio_mark(shown: &Shown, number: usize) -> Option<AnyView> {
    let block = shown.outline.messages.iter().flat_map(|message| &message.blocks).nth(number)?;
    let (first, second) = ((*block.tokens.first()?)?, (*block.tokens.get(1)?)?);
    let more = percent(first, second);
    let sign = if more > 0 { "+" } else { "" };
    let text = if more == 0 { "=".to_owned() } else { format!("{sign}{more} %").replace('-', "−") };
    let title = format!("{} tokens against {}", grouped(second), grouped(first));
    Some(view! { <span class="heat-mark" data-heat=Heat::of(first, second).name() title=title role="presentation">{text}</span> }.into_any())
}

/// Tokens of each block under both; `None` = there are not two sides, or places are not known.
fn stretches(shown: &Shown) -> Option<Vec<(u64, u64)>> {
    let blocks = shown.outline.messages.iter().flat_map(|message| &message.blocks);
    blocks.map(|block| Some(((*block.tokens.first()?)?, (*block.tokens.get(1)?)?))).collect()
}
