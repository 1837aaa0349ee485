//! Structured output: the JSON Schema that answers must fit.

use leptos::prelude::*;

use super::infer_form::InferDialog;
use super::problem_list::ProblemList;
use super::prompt_editor::{Language, PromptEditor};
use crate::domain::edit::{Edit, Field};
use crate::domain::problem::Place;
use crate::domain::schema::OutputSchema;
use crate::state::AppState;
use crate::ui::parts::{self, Part};
use crate::ui::widgets::tokens::TokenNumber;

/// The schema switch and its editor.
#[component]
pub fn SchemaPanel() -> impl IntoView {
    let app = expect_context::<AppState>();
    let prompt = app.prompt;
    let exists = Memo::new(move |_| prompt.document().with(|p| p.schema.is_some()));
    let enabled = Memo::new(move |_| prompt.document().with(|p| p.schema.as_ref().is_some_and(|s| s.enabled)));
    let change = move |change: &dyn Fn(&mut OutputSchema)| {
        let mut schema = prompt.document().with_untracked(|p| p.schema.clone()).unwrap_or_else(OutputSchema::starter);
        change(&mut schema);
        prompt.edit(Edit::SetSchema(Some(schema)));
    };
    let tokens = Signal::derive(move || app.counts.schema());
    view! {
        <section class="section" aria-label="Structured output">
            <header class="section-bar">
                <h3>"Structured output"</h3>
                <span class="spacer"></span>
                <Show when=move || enabled.get()>
                    <TokenNumber count=tokens/>
                </Show>
                <label class="switch">
                    <input
                        type="checkbox"
                        role="switch"
                        prop:checked=enabled
                        on:change=move |event| {
                            let on = event_target_checked(&event);
                            change(&|schema| schema.enabled = on);
                        }
                    />
                    <span>"JSON Schema"</span>
                </label>
            </header>
            <Show when=move || exists.get() && enabled.get()>
                <Part load=parts::schema/>
            </Show>
        </section>
    }
    .into_any()
}

/// The schema: its name, its text, what is wrong with it.
#[component]
pub fn SchemaEditor() -> impl IntoView {
    let app = expect_context::<AppState>();
    let prompt = app.prompt;
    let name =
        Memo::new(move |_| prompt.document().with(|p| p.schema.as_ref().map(|s| s.name.clone()).unwrap_or_default()));
    let inferring = RwSignal::new(false);
    let change = move |change: &dyn Fn(&mut OutputSchema)| {
        let mut schema = prompt.document().with_untracked(|p| p.schema.clone()).unwrap_or_else(OutputSchema::starter);
        change(&mut schema);
        prompt.edit(Edit::SetSchema(Some(schema)));
    };
    view! {
                <div class="section-body schema-editor">
                    <div class="row spread">
                        <label class="field" data-layout="row">
                            <span class="field-label">"Name"</span>
                            <input
                                type="text"
                                maxlength="64"
                                prop:value=name
                                on:change=move |event| {
                                    let name = event_target_value(&event);
                                    change(&|schema| schema.name.clone_from(&name));
                                }
                            />
                        </label>
                        <button type="button" class="button quiet" on:click=move |_| inferring.set(true)>
                            "Infer from example"
                        </button>
                    </div>
                    <PromptEditor
                        field=Field::Schema
                        language=Language::Json
                        label="JSON Schema of the answer"
                        placeholder="A JSON Schema object"
                    />
                    <ProblemList place=Place::Schema/>
                </div>
            <InferDialog
                open=inferring
                title="Infer a schema from an example"
                caption="An answer as you want it, in JSON"
                make=move |example: &str| app.infer_schema(example)
            />
    }
    .into_any()
}
