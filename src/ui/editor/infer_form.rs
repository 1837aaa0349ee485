//! A schema from an example: the form that takes the example.

use leptos::prelude::*;

use crate::ui::widgets::dialog::{Dialog, Shape};

/// A dialog that takes an example in JSON and hands it to `make`, which says what is wrong with it, or makes the schema.
#[component]
pub fn InferDialog(
    open: RwSignal<bool>,
    title: &'static str,
    caption: &'static str,
    make: impl Fn(&str) -> Result<(), String> + Copy + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <Dialog shape=Shape::Sheet title open>
            <InferForm open caption make/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn InferForm(
    open: RwSignal<bool>,
    caption: &'static str,
    make: impl Fn(&str) -> Result<(), String> + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let example = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        match make(&example.get_untracked()) {
            Ok(()) => open.set(false),
            Err(message) => error.set(Some(message)),
        }
    };
    view! {
        <form on:submit=on_submit>
            <label class="field">
                <span class="field-label">{caption}</span>
                <textarea rows="10" class="mono autogrow" spellcheck="false" on:input=move |event| example.set(event_target_value(&event))></textarea>
            </label>
            <p class="field-error" role="alert">{error}</p>
            <footer class="sheet-footer">
                <button type="submit" class="button primary">"Make schema"</button>
            </footer>
        </form>
    }
    .into_any()
}
