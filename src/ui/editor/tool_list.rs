//! The tools: functions that the model may ask to have called.

use leptos::prelude::*;

use super::drag::{Drag, DragHandle, ListTools, step_of};
use super::infer_form::InferDialog;
use super::problem_list::ProblemList;
use super::prompt_editor::{Language, PromptEditor};
use super::tool_choice::ToolChoicePicker;
use crate::domain::edit::{Edit, Field, text_of};
use crate::domain::id::ElementId;
use crate::domain::problem::Place;
use crate::domain::tool::LONGEST_NAME;
use crate::state::AppState;
use crate::ui::parts::{self, Part};
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::tokens::TokenNumber;

/// All tools, folded while there are none.
#[component]
pub fn ToolList() -> impl IntoView {
    let app = expect_context::<AppState>();
    let prompt = app.prompt;
    let ids = Memo::new(move |_| prompt.document().with(|p| p.tools.items.iter().map(|t| t.id).collect::<Vec<_>>()));
    let tokens = Signal::derive(move || app.counts.tools());
    view! {
        <details class="fold section" prop:open=move || !ids.with(Vec::is_empty)>
            <summary>
                <h3>"Tools"</h3>
                <span class="count">{move || ids.with(Vec::len)}</span>
                <TokenNumber count=tokens/>
            </summary>
            <div class="fold-body stack" data-gap="2">
                <Show when=move || ids.with(Vec::is_empty)>
                    <p class="hint">
                        "A tool is a function that the model may ask for. Its calls appear in the answer; you type what they gave and the model goes on. Nothing is called from here."
                    </p>
                </Show>
                <Show when=move || !ids.with(Vec::is_empty)>
                    <Part load=parts::tools/>
                </Show>
                <button
                    type="button"
                    class="button quiet small"
                    on:click=move |_| {
                        prompt.add_tool();
                    }
                >
                    <Icon name="plus"/>
                    "Tool"
                </button>
            </div>
        </details>
    }
    .into_any()
}

/// Which tool the model may choose, and each tool.
#[component]
pub fn ToolRows() -> impl IntoView {
    let prompt = expect_context::<AppState>().prompt;
    let ids = Memo::new(move |_| prompt.document().with(|p| p.tools.items.iter().map(|t| t.id).collect::<Vec<_>>()));
    let drag = Drag::new();
    view! {
        <ToolChoicePicker/>
        <ol class="shot-list">
            <For each=move || ids.get() key=|id| *id let:id>
                <ToolRow id ids drag/>
            </For>
        </ol>
    }
    .into_any()
}

/// One tool: name, description, parameters, on or off.
#[component]
fn ToolRow(id: ElementId, ids: Memo<Vec<ElementId>>, drag: Drag) -> impl IntoView {
    let app = expect_context::<AppState>();
    let prompt = app.prompt;
    let position = Memo::new(move |_| {
        let at = prompt.document().with(|p| (p.tools.items.iter().position(|t| t.id == id), p.tools.items.len()));
        (at.0.unwrap_or(0) + 1, at.1)
    });
    let enabled = Memo::new(move |_| prompt.document().with(|p| p.tools.items.iter().any(|t| t.id == id && t.enabled)));
    let inferring = RwSignal::new(false);
    let on_drop = move |event: web_sys::DragEvent| {
        if let Some((id, to)) = ids.with_untracked(|ids| drag.finish(ids, &event)) {
            prompt.edit(Edit::MoveTool { id, to });
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        if let Some(by) = step_of(&event) {
            prompt.move_tool(id, by);
        }
    };
    let name = move |what: &'static str| Signal::derive(move || format!("Tool {}: {what}", position.get().0));
    view! {
        <li
            class="shot-row tool-row"
            id=format!("tool-{id}")
            tabindex="-1"
            data-off=move || (!enabled.get()).then_some("")
            data-dragging=move || drag.is_dragged(id)
            data-drop=move || drag.drop_side(id)
            on:keydown=on_key
            on:dragover=move |event| drag.hover(id, &event)
            on:drop=on_drop
        >
            <header class="shot-bar">
                <DragHandle drag id/>
                <label class="switch">
                    <input
                        type="checkbox"
                        role="switch"
                        prop:checked=enabled
                        on:change=move |event| prompt.edit(Edit::SetToolEnabled { id, enabled: event_target_checked(&event) })
                    />
                    <span>{move || format!("Tool {}", position.get().0)}</span>
                </label>
                <ListTools
                    noun="tool"
                    label=name("tools")
                    position
                    on_move=move |by| prompt.move_tool(id, by)
                    on_duplicate=move || prompt.duplicate_tool(id)
                    on_delete=move || prompt.edit(Edit::RemoveTool(id))
                />
            </header>
            <div class="tool-fields">
                <label class="field">
                    <span class="field-label">"Name"</span>
                    <input
                        type="text"
                        class="mono"
                        autocomplete="off"
                        spellcheck="false"
                        maxlength=LONGEST_NAME
                        aria-label=name("name")
                        prop:value=text(Field::ToolName(id))
                        on:input=move |event| prompt.set_text(Field::ToolName(id), &event_target_value(&event))
                    />
                </label>
                <label class="field">
                    <span class="field-label">"Description"</span>
                    <textarea
                        class="autogrow"
                        rows="1"
                        dir="auto"
                        placeholder="What it does and when to call it"
                        aria-label=name("description")
                        prop:value=text(Field::ToolDescription(id))
                        on:input=move |event| prompt.set_text(Field::ToolDescription(id), &event_target_value(&event))
                    ></textarea>
                </label>
                <div class="field">
                    <div class="row spread">
                        <span class="field-label" aria-hidden="true">"Parameters, as JSON Schema"</span>
                        <button
                            type="button"
                            class="button quiet small"
                            aria-label=name("infer parameters from example")
                            on:click=move |_| inferring.set(true)
                        >
                            "Infer from example"
                        </button>
                    </div>
                    <PromptEditor
                        field=Field::ToolParameters(id)
                        language=Language::Json
                        label=name("parameters, as JSON Schema")
                        placeholder="A JSON Schema object; empty = no parameters"
                    />
                </div>
                <ProblemList place=Place::Tool(id)/>
                <InferDialog
                    open=inferring
                    title="Infer parameters from an example"
                    caption="The arguments of a call as you expect them, in JSON"
                    make=move |example: &str| app.infer_parameters(id, example)
                />
            </div>
        </li>
    }
    .into_any()
}

/// The text of a field as it is when it was changed elsewhere: plain inputs keep what is being typed.
fn text(field: Field) -> Memo<String> {
    let prompt = expect_context::<AppState>().prompt;
    Memo::new(move |_| {
        prompt.resync().track();
        prompt.document().with_untracked(|p| text_of(p, &field).cloned().unwrap_or_default())
    })
}
