//! A row of choices of which one holds.

use leptos::prelude::*;

/// Radio buttons drawn as one bar. `label` names the group.
#[component]
pub fn Segmented<T>(
    label: &'static str,
    options: Vec<(T, &'static str)>,
    #[prop(into)] value: Signal<T>,
    on_choose: impl Fn(T) + Clone + 'static,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let group = crate::ui::widgets::unique_name("segmented");
    let choices = options
        .into_iter()
        .map(|(option, caption)| {
            let on_choose = on_choose.clone();
            let group = group.clone();
            view! {
                <label>
                    <input type="radio" name=group prop:checked=move || value.get() == option on:change=move |_| on_choose(option)/>
                    <span>{caption}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="segmented">
            <legend class="visually-hidden">{label}</legend>
            {choices}
        </fieldset>
    }
}
