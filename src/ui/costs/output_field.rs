//! The prompt's size at a glance, and how long its answers are expected to be.

use leptos::prelude::*;

use crate::domain::estimate::{LEAST_HISTORY, OutputBasis, OutputExpectation};
use crate::domain::token::Certainty;
use crate::domain::typed_number::whole;
use crate::state::AppState;
use crate::ui::widgets::number::grouped;
use crate::ui::widgets::tokens::short;
use crate::ui::widgets::unique_name;

/// No model's answer is longer (2026-11).
const MOST_OUTPUT: u64 = 10_000_000;

/// Figures of the prompt and of one answer, with the field that sets the answer's length.
#[component]
pub fn OutputField() -> impl IntoView {
    let app = expect_context::<AppState>();
    let lead = Memo::new(move |_| app.counts.lead());
    let tokens = move || lead.get().1.map_or_else(|| "–".to_owned(), |counted| short(counted.total));
    let certainty = move || {
        let (model, counted) = lead.get();
        let sure = match counted.map(|counted| counted.total.certainty) {
            None => "counting…".to_owned(),
            Some(Certainty::Exact | Certainty::ExactByApi) => "exact".to_owned(),
            Some(Certainty::Estimate { low, high }) => format!("{} to {}", grouped(low), grouped(high)),
        };
        format!("for {model}, {sure}")
    };
    let output = Memo::new(move |_| {
        let first = app.costs.compared().into_iter().next().and_then(|row| row.estimate);
        first.map(|estimate| estimate.output)
    });
    let expected = move || output.get().map_or_else(|| "–".to_owned(), |output| grouped(output.expected));
    let told_by_runs = move || {
        let bases = app
            .costs
            .list()
            .with(|rows| rows.iter().filter_map(|row| Some(row.estimate.as_ref()?.output.basis)).collect::<Vec<_>>());
        let told = bases.iter().filter(|basis| basis.is_history()).count();
        match (bases.first(), told) {
            (None | Some(OutputBasis::Person), _) => None,
            (_, 0) => Some(format!("By rule for every model: {LEAST_HISTORY} runs with one, and they tell it.")),
            (_, told) => {
                Some(format!("Your runs tell it for {told} of {} models; the others go by rule.", bases.len()))
            }
        }
    };
    view! {
        <div class="figures">
            <div class="figure">
                <span class="figure-label">"Prompt, tokens"</span>
                <span class="figure-value">{tokens}</span>
                <span class="hint">{certainty}</span>
            </div>
            <div class="figure">
                <span class="figure-label">"Answer, expected tokens"</span>
                <span class="figure-value">{expected}</span>
                <span class="hint">{move || output.get().map(basis_words)}</span>
                <span class="hint">{told_by_runs}</span>
            </div>
            <div class="figure">
                <LengthField/>
            </div>
        </div>
    }
    .into_any()
}

/// Sets the expectation of the document; undo takes it back.
#[component]
pub fn LengthField() -> impl IntoView {
    let id = unique_name("expected-output");
    let note = format!("{id}-note");
    let noted = note.clone();
    let costs = expect_context::<AppState>().costs;
    let wrong = RwSignal::new(None::<String>);
    let on_change = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        let read = if text.trim().is_empty() {
            Ok(None)
        } else {
            whole(&text, 1, MOST_OUTPUT).map(|tokens| u32::try_from(tokens).ok())
        };
        match read {
            Ok(tokens) => {
                wrong.set(None);
                if tokens != costs.expected_output() {
                    costs.expect_output(tokens);
                }
            }
            Err(sentence) => wrong.set(Some(sentence)),
        }
    };
    view! {
        <div class="field">
            <label for=id.clone()>"Tokens you expect of an answer" <span class="optional">"optional"</span></label>
            <input
                id=id
                type="text"
                inputmode="numeric"
                autocomplete="off"
                placeholder="from your runs, else by rule"
                prop:value=move || costs.expected_output().map(|tokens| grouped(tokens.into())).unwrap_or_default()
                aria-invalid=move || wrong.with(Option::is_some).to_string()
                aria-describedby=noted
                on:change=on_change
            />
            {move || match wrong.get() {
                Some(sentence) => view! { <p class="field-error" role="alert" id=note.clone()>{sentence} " Empty = from your runs, else by rule."</p> }.into_any(),
                None => view! { <p class="hint" id=note.clone()>"Reasoning included. Holds for all models and estimates."</p> }.into_any(),
            }}
        </div>
    }
    .into_any()
}

/// Where an output expectation is from, with its range.
pub fn basis_words(output: OutputExpectation) -> String {
    let range = format!("{} to {}", grouped(output.low), grouped(output.high));
    match output.basis {
        OutputBasis::Person => format!("as you set it; {range}"),
        OutputBasis::History(runs) => format!("from {runs} earlier runs; {range}"),
        OutputBasis::ModelHistory(runs) => format!("from {runs} earlier runs of this model; {range}"),
        OutputBasis::Rule => format!("by this app's rule of thumb; {range}"),
    }
}
