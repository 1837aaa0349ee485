//! A price of the person's own for one model: a discount, a contract, a model that no table has.

use leptos::prelude::*;

use crate::domain::cost_plan::ModelKey;
use crate::domain::money::Rate;
use crate::domain::typed_number::price;
use crate::state::AppState;
use crate::state::costs::CostState;
use crate::ui::widgets::unique_name;

/// Three rates and two buttons.
#[component]
pub fn OwnPrice(key: ModelKey) -> impl IntoView {
    let costs = expect_context::<AppState>().costs;
    let typed = texts(&costs).map(RwSignal::new);
    let wrong = [RwSignal::new(None), RwSignal::new(None), RwSignal::new(None)];
    let (set, cleared, watched) = (key.clone(), key.clone(), key);
    let is_own = Memo::new(move |_| costs.has_own_price(&watched));
    let on_set = move |_| {
        let texts = typed.map(|field| field.get_untracked());
        let [input, output, cache] = &texts;
        match price([input, output, cache]) {
            Ok(price) => {
                for field in wrong {
                    field.set(None);
                }
                costs.set_own_price(&set, price);
            }
            Err(sentences) => {
                for (field, sentence) in wrong.iter().zip(sentences) {
                    field.set(sentence);
                }
            }
        }
    };
    let [input, output, cache] = typed;
    let [input_wrong, output_wrong, cache_wrong] = wrong;
    view! {
        <fieldset class="stack own-price" data-gap="2">
            <legend>"Your own price"</legend>
            <p class="hint">"Dollars per million tokens. It wins over the table, stays on this device, and says so wherever it is used."</p>
            <div class="cost-fields">
                <RateField label="Input" text=input wrong=input_wrong/>
                <RateField label="Output" text=output wrong=output_wrong/>
                <RateField label="Cache read (optional)" text=cache wrong=cache_wrong/>
            </div>
            <div class="row">
                <button type="button" class="button" on:click=on_set>"Use this price"</button>
                <Show when=move || is_own.get()>
                    <button
                        type="button"
                        class="button quiet"
                        on:click={
                            let key = cleared.clone();
                            move |_| {
                                costs.clear_own_price(&key);
                                for (field, text) in typed.iter().zip(texts(&costs)) {
                                    field.set(text);
                                }
                            }
                        }
                    >
                        "Back to the table's price"
                    </button>
                </Show>
                <span class="hint" role="status">{move || if is_own.get() { "Your price is in use." } else { "" }}</span>
            </div>
        </fieldset>
    }
    .into_any()
}

/// The rates in use, as the fields show them: input, output, cache read.
fn texts(costs: &CostState) -> [String; 3] {
    let rates = untrack(|| costs.detailed()).and_then(|row| row.quote).map(|quote| quote.table.rates);
    let text = |rate: Option<Rate>| rate.map(|rate| rate.to_string().replace(['$', ','], "")).unwrap_or_default();
    let Some(rates) = rates else { return Default::default() };
    [text(Some(rates.input)), text(Some(rates.output)), text(rates.cache_read)]
}

#[component]
fn RateField(label: &'static str, text: RwSignal<String>, wrong: RwSignal<Option<String>>) -> impl IntoView {
    let id = unique_name("rate");
    let note = format!("{id}-note");
    let described = note.clone();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                type="text"
                inputmode="decimal"
                autocomplete="off"
                placeholder="2.50"
                prop:value=text
                aria-invalid=move || wrong.with(Option::is_some).to_string()
                aria-describedby=move || wrong.with(Option::is_some).then(|| described.clone())
                on:input=move |event| text.set(event_target_value(&event))
            />
            {move || wrong.get().map(|sentence| view! { <p class="field-error" role="alert" id=note.clone()>{sentence}</p> })}
        </div>
    }
    .into_any()
}
