//! The variables of the templates: an input each, as soon as a template names it.

use leptos::prelude::*;

use super::problem_list::ProblemList;
use crate::domain::edit::{Edit, Field};
use crate::domain::problem::Place;
use crate::domain::variables;
use crate::state::AppState;
use crate::ui::widgets::icon::IconButton;
use crate::ui::widgets::unique_name;

/// All variables: those that the templates use, in that order, then those that nothing uses.
#[component]
pub fn VariablePanel() -> impl IntoView {
    let app = expect_context::<AppState>();
    let names = Memo::new(move |_| {
        let mut names = app.compose.variables().get();
        app.prompt.document().with(|p| {
            let unused: Vec<_> = p.variables.keys().filter(|name| !names.contains(name)).cloned().collect();
            names.extend(unused);
        });
        names
    });
    view! {
        <section class="section" aria-label="Variables">
            <header class="section-bar">
                <h3>"Variables"</h3>
                <Show when=move || !names.with(Vec::is_empty)>
                    <span class="count">{move || names.with(Vec::len)}</span>
                </Show>
            </header>
            <div class="section-body variables">
                <Show when=move || names.with(Vec::is_empty)>
                    <p class="hint">"Write "<code>"{{name}}"</code>" in a message and its input appears here."</p>
                </Show>
                <For each=move || names.get() key=Clone::clone let:name>
                    <VariableRow name/>
                </For>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn VariableRow(name: String) -> impl IntoView {
    let app = expect_context::<AppState>();
    let prompt = app.prompt;
    let id = unique_name("variable");
    let name = StoredValue::new(name);
    let value = Memo::new(move |_| {
        prompt.resync().track();
        prompt.document().with_untracked(|p| name.with_value(|n| p.variables.get(n).cloned()).unwrap_or_default())
    });
    let defined = Memo::new(move |_| prompt.document().with(|p| name.with_value(|n| p.variables.contains_key(n))));
    let used = Memo::new(move |_| app.compose.variables().with(|all| name.with_value(|n| all.contains(n))));
    let state = move || match (used.get(), defined.get()) {
        (false, _) => "unused",
        (true, false) => "undefined",
        (true, true) => "used",
    };
    let hue = name.with_value(|n| variables::hue(n)).to_string();
    let on_input = move |event| {
        let text = event_target_value(&event);
        if defined.get_untracked() {
            prompt.set_text(Field::Variable(name.get_value()), &text);
        } else {
            prompt.edit(Edit::SetVariable { name: name.get_value(), value: Some(text) });
        }
    };
    view! {
        <div class="variable-row" data-state=state>
            <label for=id.clone()>
                <span class="pill" data-state=state data-hue=hue>{name.get_value()}</span>
            </label>
            <textarea
                id=id
                class="autogrow"
                rows="1"
                dir="auto"
                data-variable=name.get_value()
                placeholder=move || if used.get() { "value" } else { "not used by any template" }
                prop:value=value
                on:input=on_input
            ></textarea>
            <Show when=move || !used.get()>
                <IconButton
                    icon="trash"
                    label=Signal::derive(move || format!("Delete unused variable {}", name.get_value()))
                    on_press=move || prompt.edit(Edit::SetVariable { name: name.get_value(), value: None })
                />
            </Show>
        </div>
        <ProblemList place=Place::Variable(name.get_value())/>
    }
    .into_any()
}
