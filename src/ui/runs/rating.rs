//! What a person thinks of an answer, where it is shown.

use leptos::prelude::*;

use crate::domain::id::ElementId;
use crate::domain::rating::{BEST, Rating, WORST};
use crate::state::AppState;

/// The rating of a column's answer, folded; nothing while there is no answer that is kept.
#[component]
pub fn AnswerRating(column: ElementId) -> impl IntoView {
    let run = expect_context::<AppState>().runs.of(column);
    let kept =
        Memo::new(move |_| run.with(|r| (!r.status.is_running() && !r.record.is_empty()).then(|| r.record.clone())));
    let words = Memo::new(move |_| {
        run.with(|r| {
            r.rating.as_ref().map_or_else(|| "Rate".to_owned(), |rating| format!("Rated {}/{BEST}", rating.score))
        })
    });
    move || {
        kept.get().map(|record| {
            let rating = run.with_untracked(|r| r.rating.clone());
            view! {
                <details class="fold">
                    <summary>{words}</summary>
                    <RatingInput run=record rating/>
                </details>
            }
        })
    }
}

/// A score from 1 to 5 and a note, for the answer that is kept as `run`.
#[component]
pub fn RatingInput(run: String, rating: Option<Rating>) -> impl IntoView {
    let app = expect_context::<AppState>();
    let score = RwSignal::new(rating.as_ref().map(|rating| rating.score));
    let note = RwSignal::new(rating.map(|rating| rating.note).unwrap_or_default());
    let id = StoredValue::new(run);
    let save = move || {
        let (score, note) = (score.get_untracked(), note.get_untracked());
        let rating = score.map(|score| Rating { score, note });
        id.with_value(|id| app.rate(id, rating));
    };
    let buttons = (WORST..=BEST).map(|value| {
        view! {
            <button
                type="button"
                class="button small"
                aria-pressed=move || (score.get() == Some(value)).to_string()
                on:click=move |_| {
                    score.update(|score| *score = (*score != Some(value)).then_some(value));
                    save();
                }
            >
                {value.to_string()}
            </button>
        }
    });
    let buttons = buttons.collect_view();
    view! {
        <div class="row" role="group" aria-label="Rating, 1 bad to 5 good">
            <span class="muted">"Rating"</span>
            {buttons}
            <input
                type="text"
                dir="auto"
                class="grow"
                aria-label="Note on this answer"
                placeholder="Note"
                disabled=move || score.get().is_none()
                prop:value=note
                on:input=move |event| note.set(event_target_value(&event))
                on:change=move |_| save()
            />
        </div>
    }
    .into_any()
}
