//! The reasoning technique: off, by prompt, or the provider's own parameter.

use leptos::prelude::*;

use crate::domain::edit::Edit;
use crate::domain::technique::{ChainOfThought, Effort, Technique};
use crate::state::AppState;
use crate::ui::widgets::segmented::Segmented;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Off,
    Prompt,
    Provider,
}

/// Chooses how the model is asked to reason and says what that adds.
#[component]
pub fn TechniquePicker() -> impl IntoView {
    let app = expect_context::<AppState>();
    let prompt = app.prompt;
    let technique = Memo::new(move |_| prompt.document().with(|p| p.technique));
    let kind = Signal::derive(move || match technique.get() {
        Technique::Off => Kind::Off,
        Technique::ChainOfThought(_) => Kind::Prompt,
        Technique::Provider(_) => Kind::Provider,
    });
    let on_kind = move |kind| {
        prompt.edit(Edit::SetTechnique(match kind {
            Kind::Off => Technique::Off,
            Kind::Prompt => Technique::ChainOfThought(ChainOfThought::ZeroShot),
            Kind::Provider => Technique::Provider(Effort::Medium),
        }));
    };
    let detail = move || match technique.get() {
        Technique::Off => ().into_any(),
        Technique::ChainOfThought(way) => view! { <ChainOfThoughtChoice way/> }.into_any(),
        Technique::Provider(effort) => view! { <EffortChoice effort/> }.into_any(),
    };
    let hint = move || match technique.get() {
        Technique::Off => "Nothing is added to the prompt or the request.",
        Technique::ChainOfThought(ChainOfThought::ZeroShot) => {
            "The system message asks for step-by-step reasoning; the final answer is taken from its <answer> tag."
        }
        Technique::ChainOfThought(ChainOfThought::WorkedShots) => {
            "Shots show their reasoning, and the model is asked to do the same."
        }
        Technique::ChainOfThought(ChainOfThought::PlanThenAnswer) => {
            "The model first writes a plan, follows it, then answers in its <answer> tag."
        }
        Technique::Provider(_) => "Sent as the model's own reasoning parameter. Request shows what each model takes.",
    };
    view! {
        <section class="section technique" aria-label="Reasoning">
            <header class="section-bar">
                <h3>"Reasoning"</h3>
                <span class="spacer"></span>
                <Segmented
                    label="Reasoning technique"
                    options=vec![(Kind::Off, "Off"), (Kind::Prompt, "By prompt"), (Kind::Provider, "Provider")]
                    value=kind
                    on_choose=on_kind
                />
            </header>
            <div class="section-body stack" data-gap="2">
                {detail}
                <p class="hint">{hint}</p>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn ChainOfThoughtChoice(way: ChainOfThought) -> impl IntoView {
    let prompt = expect_context::<AppState>().prompt;
    view! {
        <Segmented
            label="Chain of thought"
            options=vec![
                (ChainOfThought::ZeroShot, "Zero-shot"),
                (ChainOfThought::WorkedShots, "Worked shots"),
                (ChainOfThought::PlanThenAnswer, "Plan, then answer"),
            ]
            value=Signal::stored(way)
            on_choose=move |way| prompt.edit(Edit::SetTechnique(Technique::ChainOfThought(way)))
        />
    }
}

#[component]
fn EffortChoice(effort: Effort) -> impl IntoView {
    let prompt = expect_context::<AppState>().prompt;
    let on_change = move |event| {
        let name = event_target_value(&event);
        if let Some(effort) = Effort::ALL.into_iter().find(|e| e.name() == name) {
            prompt.edit(Edit::SetTechnique(Technique::Provider(effort)));
        }
    };
    let options =
        Effort::ALL.map(|e| view! { <option value=e.name() selected=e == effort>{e.name()}</option> }).collect_view();
    view! {
        <label class="field" data-layout="row">
            <span class="field-label">"Effort"</span>
            <select on:change=on_change>{options}</select>
        </label>
    }
}
