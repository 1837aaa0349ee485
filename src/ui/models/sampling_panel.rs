//! The parameters of a column. Empty means the provider's default, and the field is not sent.

use leptos::prelude::*;

use crate::domain::edit::Edit;
use crate::domain::id::ElementId;
use crate::domain::sampling::{PromptCache, Sampling};
use crate::state::AppState;
use crate::ui::parts::{self, PartOf};
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::unique_name;

/// The sliders button and the menu of parameters behind it.
#[component]
pub fn SamplingButton(column: ElementId) -> impl IntoView {
    let app = expect_context::<AppState>();
    let id = unique_name("parameters");
    let open = RwSignal::new(false);
    let set = Memo::new(move |_| {
        let default = Sampling::default();
        app.prompt.document().with(|p| p.columns.iter().any(|c| c.id == column && c.sampling != default))
    });
    view! {
        <button
            type="button"
            class="button quiet icon-only small"
            popovertarget=id.clone()
            aria-label=move || if set.get() { "Parameters (changed)" } else { "Parameters" }
            title="Parameters"
            aria-pressed=move || set.get().to_string()
        >
            <Icon name="sliders"/>
        </button>
        <div class="menu" popover="auto" id=id role="group" aria-label="Parameters" on:toggle=move |_| open.update(|o| *o = !*o)>
            <Show when=move || open.get()>
                <div class="params">
                    <PartOf of=column load=parts::sampling/>
                </div>
            </Show>
        </div>
    }
    .into_any()
}

/// The parameters of a column as a form.
#[component]
pub fn SamplingForm(column: ElementId) -> impl IntoView {
    let prompt = expect_context::<AppState>().prompt;
    let sampling = Memo::new(move |_| {
        prompt.resync().track();
        prompt
            .document()
            .with(|p| p.columns.iter().find(|c| c.id == column).map(|c| c.sampling.clone()).unwrap_or_default())
    });
    let change = move |change: &dyn Fn(&mut Sampling)| {
        let mut sampling = sampling.get_untracked();
        change(&mut sampling);
        prompt.edit(Edit::SetSampling { id: column, sampling });
    };
    view! {
        <ParameterField
            label="Temperature"
            hint="0–2"
            value=Signal::derive(move || shown(sampling.get().temperature))
            accept=move |text| number(text, 0.0, 2.0).map(|n| change(&|s| s.temperature = n)).ok()
        />
        <ParameterField
            label="Top P"
            hint="0–1"
            value=Signal::derive(move || shown(sampling.get().top_p))
            accept=move |text| number(text, 0.0, 1.0).map(|n| change(&|s| s.top_p = n)).ok()
        />
        <ParameterField
            label="Max output tokens"
            hint="1 or more"
            value=Signal::derive(move || shown(sampling.get().max_output_tokens))
            accept=move |text| limit(text).map(|n| change(&|s| s.max_output_tokens = n)).ok()
        />
        <ParameterField
            label="Seed"
            hint="a whole number"
            value=Signal::derive(move || shown(sampling.get().seed))
            accept=move |text| parsed(text).map(|n| change(&|s| s.seed = n)).ok()
        />
        <ParameterField
            label="Stop sequences"
            hint="separated by commas; \\n is a line end"
            value=Signal::derive(move || sampling.get().stop.join(",").replace('\n', "\\n"))
            accept=move |text| {
                let stop: Vec<_> = text.split(',').filter(|s| !s.is_empty()).map(|s| s.replace("\\n", "\n")).collect();
                change(&|s| s.stop.clone_from(&stop));
                Some(())
            }
        />
        <PromptCacheField cache=Signal::derive(move || sampling.get().prompt_cache) choose=move |cache| change(&|s| s.prompt_cache = cache)/>
        <label class="switch">
            <input
                type="checkbox"
                role="switch"
                prop:checked=move || sampling.get().logprobs
                on:change=move |event| {
                    let on = event_target_checked(&event);
                    change(&|s| s.logprobs = on);
                }
            />
            <span>"Token probabilities"</span>
        </label>
        <ParameterField
            label="Extra parameters"
            hint="a JSON object, such as {\"top_k\": 40}"
            value=Signal::derive(move || sampling.get().extra)
            accept=move |text| {
                let is_object = text.trim().is_empty() || text.trim_start().starts_with('{') && text.trim_end().ends_with('}');
                is_object.then(|| change(&|s| text.trim().clone_into(&mut s.extra)))
            }
        />
    }
    .into_any()
}

/// How long the vendor is asked to keep the prompt.
#[component]
fn PromptCacheField(cache: Signal<PromptCache>, choose: impl Fn(PromptCache) + 'static) -> impl IntoView {
    let id = unique_name("parameter");
    let option = move |(kind, words): (PromptCache, &'static str)| {
        view! { <option value=kind.name() selected=move || cache.get() == kind>{words}</option> }
    };
    let kinds = [
        (PromptCache::Unasked, "as the vendor does"),
        (PromptCache::FiveMinutes, "ask for 5 minutes"),
        (PromptCache::OneHour, "ask for 1 hour"),
    ];
    view! {
        <div class="field" data-layout="row">
            <label for=id.clone()>"Cache prompt"</label>
            <select
                id=id
                prop:value=move || cache.get().name()
                on:change=move |event| choose(PromptCache::named(&event_target_value(&event)).unwrap_or_default())
            >
                {kinds.map(option).collect_view()}
            </select>
            <p class="hint">"Claude, and GPT from 5.6 on (for 30 minutes): writing costs more once, reading a tenth"</p>
        </div>
    }
}

/// One parameter as text; `accept` gives `None` for text that it can't take, and the field then says what it takes.
#[component]
fn ParameterField(
    label: &'static str,
    hint: &'static str,
    value: Signal<String>,
    accept: impl Fn(&str) -> Option<()> + 'static,
) -> impl IntoView {
    let id = unique_name("parameter");
    let wrong = RwSignal::new(false);
    view! {
        <div class="field" data-layout="row">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                type="text"
                placeholder="default"
                prop:value=value
                aria-invalid=move || wrong.get().to_string()
                on:change=move |event| wrong.set(accept(&event_target_value(&event)).is_none())
            />
            {move || {
                if wrong.get() {
                    view! { <p class="field-error" role="alert">{format!("Takes {hint}.")}</p> }.into_any()
                } else {
                    view! { <p class="hint">{hint}</p> }.into_any()
                }
            }}
        </div>
    }
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

/// A text that a field can't take.
struct NotTaken;

/// `None` for an empty field.
fn number(text: &str, low: f64, high: f64) -> Result<Option<f64>, NotTaken> {
    match parsed(text)? {
        Some(n) if !(low..=high).contains(&n) => Err(NotTaken),
        n => Ok(n),
    }
}

fn limit(text: &str) -> Result<Option<u32>, NotTaken> {
    match parsed(text)? {
        Some(0) => Err(NotTaken),
        n => Ok(n),
    }
}

/// `None` for an empty field.
fn parsed<T: std::str::FromStr>(text: &str) -> Result<Option<T>, NotTaken> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| NotTaken)
}
