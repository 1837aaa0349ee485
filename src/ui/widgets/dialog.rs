//! Native dialogs: focus goes in, Escape closes, focus returns to the opener.

use leptos::html;
use leptos::prelude::*;

use super::icon::IconButton;
use super::unique_name;

/// How a dialog stands on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// In the middle.
    Sheet,
    /// At the side, so that the prompt stays in view.
    Drawer,
}

/// A modal dialog that is open while `open` is true. Its content exists only while it is open.
#[component]
pub fn Dialog(
    shape: Shape,
    #[prop(into)] title: Signal<String>,
    open: RwSignal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let heading = StoredValue::new(unique_name("dialog"));
    follow(node, open);
    let class = match shape {
        Shape::Sheet => "sheet",
        Shape::Drawer => "drawer",
    };
    view! {
        <dialog class=class node_ref=node aria-labelledby=heading.get_value() on:close=closed(node, move || open.set(false))>
            <Show when=move || open.get()>
                <header class="sheet-header">
                    <h2 id=heading.get_value()>{title}</h2>
                    <IconButton icon="close" label="Close" on_press=move || open.set(false)/>
                </header>
                <div class="sheet-body">{children()}</div>
            </Show>
        </dialog>
    }
    .into_any()
}

/// What a dialog's `close` event calls: the event comes a task later, and a dialog that is shown again by then was not closed by the person.
pub fn closed(node: NodeRef<html::Dialog>, then: impl Fn() + 'static) -> impl Fn(web_sys::Event) + 'static {
    move |_| {
        if node.get_untracked().is_none_or(|dialog| !dialog.open()) {
            then();
        }
    }
}

/// Shows the dialog as long as `open` is true.
pub fn follow(node: NodeRef<html::Dialog>, open: impl Into<Signal<bool>>) {
    let open = open.into();
    Effect::new(move || {
        let (Some(dialog), open) = (node.get(), open.get()) else { return };
        if open && !dialog.open() {
            // Refused only for a dialog that is not in the page, and this one is.
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
}
