//! Compose, the home: the prompt at the left, the columns at the right, the dock below.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::dock::Dock;
use super::editor::prompt_pane::PromptPane;
use super::runs::column_list::ColumnList;
use super::topbar::TopBar;
use super::widgets::segmented::Segmented;
use crate::state::AppState;

/// The prompt pane's width in percent of the workspace, and how far a key moves it.
const WIDTH: i32 = 42;
const NARROWEST: i32 = 25;
const WIDEST: i32 = 75;
const STEP: i32 = 3;

/// The bar, the workspace and the dock.
#[component]
pub fn ComposePlace() -> impl IntoView {
    let app = expect_context::<AppState>();
    let answers = app.view.answers;
    let width = RwSignal::new(WIDTH);
    view! {
        <TopBar/>
        <main class="workspace" id="main" data-pane=move || if answers.get() { "answers" } else { "prompt" } style:--prompt-size=move || format!("{}%", width.get())>
            <div class="pane-switch">
                <Segmented
                    label="Pane"
                    options=vec![(false, "Prompt"), (true, "Answers")]
                    value=answers
                    on_choose=move |a| answers.set(a)
                />
            </div>
            <PromptPane/>
            <Splitter width/>
            <ColumnList/>
        </main>
        <Dock/>
    }
    .into_any()
}

/// The bar between prompt and columns: dragged, or moved with the arrow keys.
#[component]
fn Splitter(width: RwSignal<i32>) -> impl IntoView {
    let dragging = RwSignal::new(false);
    let on_move = move |event: web_sys::PointerEvent| {
        if !dragging.get_untracked() {
            return;
        }
        let Some(bar) = event.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()) else { return };
        let Some(frame) = bar.parent_element().map(|p| p.get_bounding_client_rect()) else { return };
        let share = (f64::from(event.client_x()) - frame.left()) / frame.width() * 100.0;
        #[expect(clippy::cast_possible_truncation, reason = "a percentage, clamped below")]
        width.set((share.round() as i32).clamp(NARROWEST, WIDEST));
    };
    let on_down = move |event: web_sys::PointerEvent| {
        dragging.set(true);
        if let Some(bar) = event.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()) {
            // Without capture the drag ends when the pointer leaves the bar: slower to use, not wrong.
            let _ = bar.set_pointer_capture(event.pointer_id());
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowLeft" => -STEP,
            "ArrowRight" => STEP,
            _ => return,
        };
        event.prevent_default();
        width.update(|w| *w = (*w + by).clamp(NARROWEST, WIDEST));
    };
    view! {
        <div
            class="splitter"
            role="separator"
            tabindex="0"
            aria-orientation="vertical"
            aria-label="Width of the prompt"
            aria-valuemin=NARROWEST
            aria-valuemax=WIDEST
            aria-valuenow=width
            on:pointerdown=on_down
            on:pointermove=on_move
            on:pointerup=move |_| dragging.set(false)
            on:keydown=on_key
        ></div>
    }
}
