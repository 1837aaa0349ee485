//! The left pane of Compose: edit the prompt, or see exactly what will be sent.

use leptos::prelude::*;

use super::dataset_panel::DatasetPanel;
use super::message_list::MessageList;
use super::problem_list::ProblemList;
use super::schema_panel::SchemaPanel;
use super::shot_list::ShotList;
use super::technique_picker::TechniquePicker;
use super::tool_list::ToolList;
use super::variable_panel::VariablePanel;
use crate::domain::problem::Place;
use crate::state::AppState;
use crate::ui::parts::{self, Part};
use crate::ui::widgets::segmented::Segmented;
use crate::ui::widgets::tokens::TokenNumber;

/// Edit and Preview of the prompt. The editors stay mounted behind the preview, so that their cursors survive.
#[component]
pub fn PromptPane() -> impl IntoView {
    let app = expect_context::<AppState>();
    let preview = app.view.preview;
    let total = Signal::derive(move || app.counts.lead().1.map(|c| c.total));
    view! {
        <section class="prompt-pane" id="prompt" aria-label="Prompt" tabindex="-1">
            <h2 class="visually-hidden">"Prompt"</h2>
            <div class="pane-bar">
                <Segmented
                    label="Prompt pane"
                    options=vec![(false, "Edit"), (true, "Preview")]
                    value=preview
                    on_choose=move |p| preview.set(p)
                />
                <span class="spacer"></span>
                <span class="pane-total" aria-label="Whole prompt">
                    <TokenNumber count=total/>
                </span>
            </div>
            <ProblemList place=Place::Document/>
            <div class="prompt-body" hidden=move || preview.get()>
                <MessageList/>
                <VariablePanel/>
                <DatasetPanel/>
                <ShotList/>
                <TechniquePicker/>
                <SchemaPanel/>
                <ToolList/>
            </div>
            <Show when=move || preview.get()>
                <div class="prompt-body">
                    <Part load=parts::preview/>
                </div>
            </Show>
        </section>
    }
    .into_any()
}
