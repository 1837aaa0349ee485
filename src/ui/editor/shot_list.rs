//! The shots: n-shot examples as a table, with what they cost.

use leptos::prelude::*;

use super::drag::{Drag, DragHandle, ListTools, step_of};
use crate::domain::edit::{Edit, Field, text_of};
use crate::domain::id::ElementId;
use crate::domain::shot::ShotLayout;
use crate::state::AppState;
use crate::ui::parts::{self, Part};
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::segmented::Segmented;
use crate::ui::widgets::tokens::TokenNumber;

/// The shot table, folded while there are no shots.
#[component]
pub fn ShotList() -> impl IntoView {
    let app = expect_context::<AppState>();
    let prompt = app.prompt;
    let count = Memo::new(move |_| prompt.document().with(|p| p.shots.items.len()));
    let layout = Memo::new(move |_| prompt.document().with(|p| p.shots.layout));
    let tokens = Signal::derive(move || app.counts.shots());
    view! {
        <details class="fold section" prop:open=move || count.get() != 0>
            <summary>
                <h3>"Shots"</h3>
                <span class="count">{count}</span>
                <TokenNumber count=tokens/>
            </summary>
            <div class="fold-body stack" data-gap="2">
                <Segmented
                    label="Render shots as"
                    options=vec![(ShotLayout::Pairs, "Message pairs"), (ShotLayout::TaggedBlock, "Tagged block")]
                    value=layout
                    on_choose=move |layout| prompt.edit(Edit::SetShotLayout(layout))
                />
            <Show when=move || count.get() != 0>
                <Part load=parts::shots/>
            </Show>
            <button
                type="button"
                class="button quiet small"
                on:click=move |_| {
                    prompt.add_shot(String::new(), String::new(), String::new());
                }
            >
                <Icon name="plus"/>
                "Shot"
            </button>
            </div>
        </details>
    }
    .into_any()
}

/// Each shot.
#[component]
pub fn ShotRows() -> impl IntoView {
    let prompt = expect_context::<AppState>().prompt;
    let ids = Memo::new(move |_| prompt.document().with(|p| p.shots.items.iter().map(|s| s.id).collect::<Vec<_>>()));
    let drag = Drag::new();
    view! {
        <ol class="shot-list">
            <For each=move || ids.get() key=|id| *id let:id>
                <ShotRow id ids drag/>
            </For>
        </ol>
    }
    .into_any()
}

/// One shot: input, ideal output, optional reasoning, on or off.
#[component]
fn ShotRow(id: ElementId, ids: Memo<Vec<ElementId>>, drag: Drag) -> impl IntoView {
    let app = expect_context::<AppState>();
    let prompt = app.prompt;
    let position = Memo::new(move |_| {
        let at = prompt.document().with(|p| (p.shots.items.iter().position(|s| s.id == id), p.shots.items.len()));
        (at.0.unwrap_or(0) + 1, at.1)
    });
    let enabled = Memo::new(move |_| prompt.document().with(|p| p.shots.items.iter().any(|s| s.id == id && s.enabled)));
    let tokens = Signal::derive(move || app.counts.shot(id));
    let on_drop = move |event: web_sys::DragEvent| {
        if let Some((id, to)) = ids.with_untracked(|ids| drag.finish(ids, &event)) {
            prompt.edit(Edit::MoveShot { id, to });
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        if let Some(by) = step_of(&event) {
            prompt.move_shot(id, by);
        }
    };
    let name = move |what: &'static str| Signal::derive(move || format!("Shot {}: {what}", position.get().0));
    view! {
        <li
            class="shot-row"
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
                        on:change=move |event| prompt.edit(Edit::SetShotEnabled { id, enabled: event_target_checked(&event) })
                    />
                    <span>{move || format!("Shot {}", position.get().0)}</span>
                </label>
                <ListTools
                    noun="shot"
                    label=name("tools")
                    position
                    on_move=move |by| prompt.move_shot(id, by)
                    on_duplicate=move || prompt.duplicate_shot(id)
                    on_delete=move || prompt.edit(Edit::RemoveShot(id))
                />
                <TokenNumber count=tokens/>
            </header>
            <div class="shot-fields">
                <ShotField field=Field::ShotInput(id) label=name("input") caption="Input"/>
                <ShotField field=Field::ShotOutput(id) label=name("ideal output") caption="Ideal output"/>
                <ShotField field=Field::ShotReasoning(id) label=name("reasoning, optional") caption="Reasoning"/>
            </div>
        </li>
    }
    .into_any()
}

#[component]
fn ShotField(field: Field, #[prop(into)] label: Signal<String>, caption: &'static str) -> impl IntoView {
    let prompt = expect_context::<AppState>().prompt;
    let shown = field.clone();
    let value = Memo::new(move |_| {
        prompt.resync().track();
        prompt.document().with_untracked(|p| text_of(p, &shown).cloned().unwrap_or_default())
    });
    view! {
        <label class="field">
            <span class="field-label">{caption}</span>
            <textarea
                class="autogrow"
                rows="1"
                dir="auto"
                aria-label=label
                prop:value=value
                on:input=move |event| prompt.set_text(field.clone(), &event_target_value(&event))
            ></textarea>
        </label>
    }
}
