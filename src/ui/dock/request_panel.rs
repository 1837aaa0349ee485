//! Request: the exact HTTP request of each column, without its key, and the same as code.

use leptos::prelude::*;

use crate::domain::id::ElementId;
use crate::state::AppState;
use crate::state::requests::{CodeLanguage, ShownRequest};
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::segmented::Segmented;

/// The request of the chosen column.
#[component]
pub fn RequestPanel() -> impl IntoView {
    let app = expect_context::<AppState>();
    let columns =
        Memo::new(move |_| app.prompt.document().with(|p| p.columns.iter().map(|c| c.id).collect::<Vec<_>>()));
    let wanted = RwSignal::new(None::<ElementId>);
    let chosen =
        Memo::new(move |_| columns.with(|ids| wanted.get().filter(|id| ids.contains(id)).or(ids.first().copied())));
    let language = RwSignal::new(CodeLanguage::Http);
    let choices = move || {
        let ids = columns.get();
        ids.into_iter()
            .map(|id| view! { <option value=id.to_string() selected=move || chosen.get() == Some(id)>{app.column_name(id)}</option> })
            .collect_view()
    };
    let on_choose = move |event| {
        let value = event_target_value(&event);
        wanted.set(columns.with_untracked(|ids| ids.iter().find(|id| id.to_string() == value).copied()));
    };
    let shown = move || match chosen.get().map(|id| (id, app.shown_request(id, language.get()))) {
        None => view! { <p class="hint">"Add a model to see its request."</p> }.into_any(),
        Some((_, Err(sentence))) => view! { <p class="hint">{sentence}</p> }.into_any(),
        Some((id, Ok(request))) => {
            view! { <RequestText request on_copy=move || app.copy_request(id, language.get_untracked())/> }.into_any()
        }
    };
    view! {
        <div class="stack" data-gap="2">
            <div class="diff-bar">
                <label class="field" data-layout="row">
                    <span class="field-label">"Column"</span>
                    <select on:change=on_choose>{choices}</select>
                </label>
                <Segmented label="Show as" options=CodeLanguage::ALL.map(|l| (l, l.name())).to_vec() value=language on_choose=move |l| language.set(l)/>
            </div>
            {shown}
        </div>
    }
    .into_any()
}

#[component]
fn RequestText(request: ShownRequest, on_copy: impl Fn() + 'static) -> impl IntoView {
    let notes = request
        .notes
        .into_iter()
        .map(|n| view! { <li class="problem" data-severity="note"><Icon name="info"/><span>{n}</span></li> })
        .collect_view();
    view! {
        <ul class="problems">{notes}</ul>
        <div class="request-view">
            <div class="toolbar">
                <button type="button" class="button small" on:click=move |_| on_copy()>
                    <Icon name="copy"/>
                    "Copy"
                </button>
            </div>
            <pre tabindex="0" aria-label="Request">{request.text}</pre>
        </div>
    }
    .into_any()
}
