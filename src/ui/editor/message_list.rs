//! The messages of the prompt: order, roles, and their text.

use leptos::prelude::*;

use super::drag::{Drag, DragHandle, ListTools, step_of};
use super::image_list::{AttachButton, ImageList, drags_files, dropped, pasted};
use super::make_variable::{BraceOffer, MakeVariable};
use super::problem_list::ProblemList;
use super::prompt_editor::{Language, PromptEditor};
use crate::domain::edit::{Edit, Field};
use crate::domain::id::ElementId;
use crate::domain::message::Role;
use crate::domain::problem::Place;
use crate::domain::prompt::Prompt;
use crate::state::AppState;
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::tokens::TokenNumber;

/// All messages, and the button that adds one.
#[component]
pub fn MessageList() -> impl IntoView {
    let app = expect_context::<AppState>();
    let prompt = app.prompt;
    let ids = Memo::new(move |_| prompt.document().with(|p| p.messages.iter().map(|m| m.id).collect::<Vec<_>>()));
    let drag = Drag::new();
    view! {
        <div class="message-list">
            <For each=move || ids.get() key=|id| *id let:id>
                <MessageCard id ids drag/>
            </For>
            <div class="add-row">
                <button type="button" class="button quiet small" on:click=move |_| { prompt.add_message(); }>
                    <Icon name="plus"/>
                    "Message"
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// One message: its role, its tools and its text.
#[component]
fn MessageCard(id: ElementId, ids: Memo<Vec<ElementId>>, drag: Drag) -> impl IntoView {
    let app = expect_context::<AppState>();
    let prompt = app.prompt;
    let role = Memo::new(move |_| {
        prompt.document().with(|p| p.messages.iter().find(|m| m.id == id).map_or(Role::User, |m| m.role))
    });
    let position = Memo::new(move |_| {
        prompt.document().with(|p| (p.messages.iter().position(|m| m.id == id).unwrap_or(0) + 1, p.messages.len()))
    });
    let collapsed = RwSignal::new(false);
    let name =
        Signal::derive(move || format!("{} message, {} of {}", role.get().title(), position.get().0, position.get().1));
    let tokens = Signal::derive(move || app.counts.message(id));
    let summary = move || collapsed.get().then(|| prompt.document().with(|p| first_line(p, id)));
    let selection = RwSignal::new(None);
    // Before the editor sees it, which would take a picture for nothing.
    let take = move |event: &web_sys::Event, files: Vec<web_sys::File>| {
        if !files.is_empty() && role.get_untracked() == Role::User {
            event.prevent_default();
            event.stop_propagation();
            app.images.attach(id, files);
        }
    };
    let on_hover = move |event: web_sys::DragEvent| {
        if drags_files(&event) && role.get_untracked() == Role::User {
            event.prevent_default();
        }
        drag.hover(id, &event);
    };
    let on_drop = move |event: web_sys::DragEvent| {
        if let Some((id, to)) = ids.with_untracked(|ids| drag.finish(ids, &event)) {
            prompt.edit(Edit::MoveMessage { id, to });
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        if let Some(by) = step_of(&event) {
            prompt.move_message(id, by);
        }
    };
    view! {
        <article
            class="message"
            id=format!("message-{id}")
            tabindex="-1"
            aria-label=name
            data-role=move || role.get().name()
            data-collapsed=move || collapsed.get().then_some("")
            data-dragging=move || drag.is_dragged(id)
            data-drop=move || drag.drop_side(id)
            on:keydown=on_key
            on:dragover=on_hover
            on:drop=on_drop
            on:drop:capture=move |event| take(&event, dropped(&event))
            on:paste:capture=move |event| take(&event, pasted(&event))
        >
            <header class="message-bar">
                <DragHandle drag id/>
                <button
                    type="button"
                    class="button quiet icon-only small"
                    aria-expanded=move || (!collapsed.get()).to_string()
                    aria-label=move || if collapsed.get() { "Expand message" } else { "Collapse message" }
                    on:click=move |_| collapsed.update(|c| *c = !*c)
                >
                    {move || if collapsed.get() { view! { <Icon name="chevron-right"/> } } else { view! { <Icon name="chevron-down"/> } }}
                </button>
                <button
                    type="button"
                    class="role"
                    data-role=move || role.get().name()
                    title="Change role"
                    aria-label=move || format!("Role: {}. Press to change", role.get().title())
                    on:click=move |_| prompt.edit(Edit::SetRole { id, role: role.get_untracked().next() })
                >
                    {move || role.get().title()}
                </button>
                <ListTools
                    noun="message"
                    label="Message tools"
                    position
                    on_move=move |by| prompt.move_message(id, by)
                    on_duplicate=move || prompt.duplicate_message(id)
                    on_delete=move || prompt.edit(Edit::RemoveMessage(id))
                />
                <MakeVariable id selection/>
                <AttachButton message=id role/>
                <TokenNumber count=tokens/>
            </header>
            <p class="message-summary" dir="auto" hidden=move || !collapsed.get()>{summary}</p>
            <PromptEditor
                field=Field::Message(id)
                language=Language::Template
                label=name
                placeholder="Write the message. {{name}} makes a variable."
                hidden=collapsed
                selection
            />
            <ImageList message=id/>
            <ProblemList place=Place::Message(id)/>
            <BraceOffer id/>
        </article>
    }
    .into_any()
}

/// The first line of a message that says something, for its folded form.
fn first_line(prompt: &Prompt, id: ElementId) -> String {
    let text = prompt.messages.iter().find(|m| m.id == id).map_or("", |m| m.text.as_str());
    text.lines().find(|line| !line.trim().is_empty()).unwrap_or("Empty message").chars().take(200).collect()
}
