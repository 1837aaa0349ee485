//! Images of a message: attached by button, paste or drop, shown small, with what they cost.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::domain::edit::Edit;
use crate::domain::id::ElementId;
use crate::domain::image::Image;
use crate::domain::message::Role;
use crate::state::AppState;
use crate::ui::parts::{self, PartOf};
use crate::ui::widgets::icon::{Icon, IconButton};
use crate::ui::widgets::number::bytes;
use crate::ui::widgets::tokens::TokenNumber;

/// What a file picker offers.
const ACCEPTED: &str = "image/png,image/jpeg,image/webp,image/gif";

/// The images of a message; nothing while there are none.
#[component]
pub fn ImageList(message: ElementId) -> impl IntoView {
    let app = expect_context::<AppState>();
    let has_images = Memo::new(move |_| {
        app.prompt.document().with(|p| p.messages.iter().any(|m| m.id == message && !m.images.is_empty()))
    });
    view! {
        <Show when=move || has_images.get()>
            <PartOf of=message load=parts::images/>
        </Show>
    }
    .into_any()
}

/// Each image of a message.
#[component]
pub fn ImageRows(message: ElementId) -> impl IntoView {
    let app = expect_context::<AppState>();
    let images = Memo::new(move |_| {
        app.prompt
            .document()
            .with(|p| p.messages.iter().find(|m| m.id == message).map(|m| m.images.clone()).unwrap_or_default())
    });
    view! {
        <ul class="image-list" aria-label="Images of this message">
            <For each=move || images.get() key=|image| image.id let:image>
                <ImageItem message image images/>
            </For>
        </ul>
    }
    .into_any()
}

#[component]
fn ImageItem(message: ElementId, image: Image, images: Memo<Vec<Image>>) -> impl IntoView {
    let app = expect_context::<AppState>();
    let id = image.id;
    let title = image.title();
    let facts = format!("{} × {} · {}", image.width, image.height, bytes(image.bytes));
    let tokens = Signal::derive(move || app.counts.image(id));
    let (up, down) = (StoredValue::new(format!("Move {title} up")), StoredValue::new(format!("Move {title} down")));
    // From 1, of how many.
    let position =
        Memo::new(move |_| images.with(|all| (all.iter().position(|i| i.id == id).unwrap_or(0) + 1, all.len())));
    let is_first = Signal::derive(move || position.get().0 == 1);
    let is_last = Signal::derive(move || position.get().0 == position.get().1);
    view! {
        <li class="image-item">
            <Thumbnail image/>
            <span class="image-facts">
                <span class="image-name" dir="auto">{title.clone()}</span>
                <span class="muted number">{facts}</span>
                <TokenNumber count=tokens/>
            </span>
            <Show when=move || position.get().1 != 1>
                <IconButton icon="up" label=up.get_value() disabled=is_first on_press=move || app.prompt.move_image(message, id, -1)/>
                <IconButton icon="down" label=down.get_value() disabled=is_last on_press=move || app.prompt.move_image(message, id, 1)/>
            </Show>
            <IconButton
                icon="trash"
                label=format!("Remove {title}")
                danger=true
                on_press=move || app.prompt.edit(Edit::RemoveImage { message, id })
            />
        </li>
    }
    .into_any()
}

/// An image in small, or a sign that its file is not here.
#[component]
pub fn Thumbnail(image: Image) -> impl IntoView {
    let app = expect_context::<AppState>();
    let title = image.title();
    let address = Memo::new(move |_| app.images.address(&image));
    move || {
        match address.get() {
        Some(address) => view! { <img class="thumbnail" src=address alt=title.clone()/> }.into_any(),
        None => view! {
            <span class="thumbnail" role="img" aria-label=format!("{title}: its file is not here")><Icon name="warning"/></span>
        }
        .into_any(),
    }
    }
}

/// The button that attaches images to a user message.
#[component]
pub fn AttachButton(message: ElementId, #[prop(into)] role: Signal<Role>) -> impl IntoView {
    let app = expect_context::<AppState>();
    let input = NodeRef::<html::Input>::new();
    let on_choose = move |_| {
        if let Some(input) = input.get_untracked() {
            app.images.attach(message, files_of(input.files()));
            // The same file can be chosen again after it was removed.
            input.set_value("");
        }
    };
    let on_press = move || {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    view! {
        <Show when=move || role.get() == Role::User>
            <input type="file" multiple hidden accept=ACCEPTED node_ref=input on:change=on_choose/>
            <IconButton icon="image" label="Attach images" on_press/>
        </Show>
    }
    .into_any()
}

/// The image files that a paste holds. A paste that has text too is a paste of text: word processors add a picture of it.
pub fn pasted(event: &web_sys::ClipboardEvent) -> Vec<web_sys::File> {
    let Some(data) = event.clipboard_data() else { return Vec::new() };
    let has_text = data.get_data("text/plain").is_ok_and(|text| !text.is_empty());
    if has_text { Vec::new() } else { images_of(&data) }
}

/// The image files that are dropped.
pub fn dropped(event: &web_sys::DragEvent) -> Vec<web_sys::File> {
    event.data_transfer().map(|data| images_of(&data)).unwrap_or_default()
}

/// Whether files are being dragged: which ones is told only when they are dropped.
pub fn drags_files(event: &web_sys::DragEvent) -> bool {
    let types = event.data_transfer().map(|data| data.types());
    types.is_some_and(|types| types.iter().any(|kind| kind.as_string().as_deref() == Some("Files")))
}

fn images_of(data: &web_sys::DataTransfer) -> Vec<web_sys::File> {
    files_of(data.files())
        .into_iter()
        .filter(|file| file.unchecked_ref::<web_sys::Blob>().type_().starts_with("image/"))
        .collect()
}

fn files_of(list: Option<web_sys::FileList>) -> Vec<web_sys::File> {
    let Some(list) = list else { return Vec::new() };
    (0..list.length()).filter_map(|at| list.get(at)).collect()
}
