//! A labeled number that says at the field what it does not take.

use leptos::prelude::*;

use crate::ui::widgets::unique_name;

/// A text field for a number. `start` is the text it begins with; `accept` takes what is typed, or says what it takes, and the last good
/// number then stays in force.
#[component]
pub fn NumberField(
    label: &'static str,
    #[prop(optional)] unit: &'static str,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(into)] start: String,
    accept: impl Fn(&str) -> Result<(), String> + 'static,
) -> impl IntoView {
    let id = unique_name("number");
    let note = format!("{id}-note");
    let wrong = RwSignal::new(None::<String>);
    let has_hint = hint.is_some();
    let described = {
        let note = note.clone();
        move || (has_hint || wrong.with(Option::is_some)).then(|| note.clone())
    };
    let words = move || match wrong.get() {
        Some(sentence) => Some(view! { <p class="field-error" role="alert" id=note.clone()>{sentence}</p> }.into_any()),
        None => hint.clone().map(|hint| view! { <p class="hint" id=note.clone()>{hint}</p> }.into_any()),
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}{(!unit.is_empty()).then(|| view! { <span class="optional">{unit}</span> })}</label>
            <input
                id=id
                type="text"
                inputmode="decimal"
                autocomplete="off"
                value=start
                aria-invalid=move || wrong.with(Option::is_some).to_string()
                aria-describedby=described
                on:input=move |event| wrong.set(accept(&event_target_value(&event)).err())
            />
            {words}
        </div>
    }
    .into_any()
}
