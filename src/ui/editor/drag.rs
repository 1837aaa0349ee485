//! An element of a list that can be moved: by drag, by Alt + arrow keys, and by the buttons of its toolbar.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::domain::id::ElementId;
use crate::ui::widgets::icon::{Icon, IconButton};

/// A drag within one list: what is dragged, and beside which element it would be dropped.
#[derive(Clone, Copy)]
pub struct Drag {
    dragged: RwSignal<Option<ElementId>>,
    over: RwSignal<Option<(ElementId, Side)>>,
}

/// Where beside an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

impl Drag {
    pub fn new() -> Self {
        Self { dragged: RwSignal::new(None), over: RwSignal::new(None) }
    }

    /// Whether this element is being dragged, for `data-dragging`.
    pub fn is_dragged(self, id: ElementId) -> Option<&'static str> {
        (self.dragged.get() == Some(id)).then_some("")
    }

    /// Where the dragged element would be put beside this one, for `data-drop`.
    pub fn drop_side(self, id: ElementId) -> Option<&'static str> {
        match self.over.get() {
            Some((over, Side::Before)) if over == id => Some("before"),
            Some((over, Side::After)) if over == id => Some("after"),
            _ => None,
        }
    }

    /// For `dragover` on an element of the list.
    pub fn hover(self, id: ElementId, event: &web_sys::DragEvent) {
        if self.dragged.get_untracked().is_none_or(|dragged| dragged == id) {
            return;
        }
        event.prevent_default();
        let element = event.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        let Some(frame) = element.map(|e| e.get_bounding_client_rect()) else { return };
        let upper = f64::from(event.client_y()) < frame.top() + frame.height() / 2.0;
        self.over.set(Some((id, if upper { Side::Before } else { Side::After })));
    }

    /// For `drop`: what is moved, and its new index in a list of `ids`.
    pub fn finish(self, ids: &[ElementId], event: &web_sys::DragEvent) -> Option<(ElementId, usize)> {
        let (dragged, (over, side)) = (self.dragged.get_untracked()?, self.over.get_untracked()?);
        event.prevent_default();
        self.clear();
        let from = ids.iter().position(|id| *id == dragged)?;
        let gap = ids.iter().position(|id| *id == over)? + usize::from(side == Side::After);
        let to = if from < gap { gap - 1 } else { gap };
        (to != from).then_some((dragged, to))
    }

    fn begin(self, id: ElementId, event: &web_sys::DragEvent) {
        self.dragged.set(Some(id));
        if let Some(data) = event.data_transfer() {
            // Firefox drags only what carries data.
            let _ = data.set_data("text/plain", "");
            data.set_effect_allowed("move");
        }
    }

    fn clear(self) {
        self.dragged.set(None);
        self.over.set(None);
    }
}

/// The grip of a list's element.
#[component]
pub fn DragHandle(drag: Drag, id: ElementId) -> impl IntoView {
    view! {
        <span
            class="drag-handle"
            draggable="true"
            title="Drag to move"
            aria-hidden="true"
            on:dragstart=move |event| drag.begin(id, &event)
            on:dragend=move |_| drag.clear()
        >
            <Icon name="drag"/>
        </span>
    }
}

/// The step that a key asks for: Alt + ↑ is `-1`, Alt + ↓ is `1`. The key is then taken.
pub fn step_of(event: &web_sys::KeyboardEvent) -> Option<isize> {
    let step = match event.key().as_str() {
        "ArrowUp" => -1,
        "ArrowDown" => 1,
        _ => return None,
    };
    event.alt_key().then(|| {
        event.prevent_default();
        step
    })
}

/// Move, duplicate, delete. `position` is the element's place from 1, and how many there are; `noun` is what it is.
#[component]
pub fn ListTools(
    noun: &'static str,
    #[prop(into)] label: Signal<String>,
    position: Memo<(usize, usize)>,
    on_move: impl Fn(isize) + Copy + 'static,
    on_duplicate: impl Fn() + 'static,
    on_delete: impl Fn() + 'static,
) -> impl IntoView {
    let is_first = Signal::derive(move || position.get().0 == 1);
    let is_last = Signal::derive(move || position.get().0 == position.get().1);
    view! {
        <span class="toolbar" role="toolbar" aria-label=label>
            <IconButton icon="up" label="Move up" disabled=is_first on_press=move || on_move(-1)/>
            <IconButton icon="down" label="Move down" disabled=is_last on_press=move || on_move(1)/>
            <IconButton icon="duplicate" label=format!("Duplicate {noun}") on_press=on_duplicate/>
            <IconButton icon="trash" label=format!("Delete {noun}") danger=true on_press=on_delete/>
        </span>
    }
    .into_any()
}
