//! Chooses the model of a column: by connection, with price, context and capabilities.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::domain::edit::Edit;
use crate::domain::id::ElementId;
use crate::domain::prompt::ModelRef;
use crate::state::AppState;
use crate::state::models::ModelOption;
use crate::state::view::Place;
use crate::ui::parts::{self, PartOf};
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::unique_name;

/// Options drawn at once; the filter finds the rest.
const SHOWN: usize = 60;

/// The button with the model's name, and the menu behind it.
#[component]
pub fn ModelPicker(column: ElementId) -> impl IntoView {
    let app = expect_context::<AppState>();
    let prompt = app.prompt;
    let id = unique_name("models");
    let open = RwSignal::new(false);
    let current = Memo::new(move |_| {
        prompt
            .document()
            .with(|p| p.columns.iter().find(|c| c.id == column).map_or_else(ModelRef::dry_run, |c| c.model.clone()))
    });
    view! {
        <button type="button" class="model-picker" popovertarget=id.clone() aria-label=move || format!("Model: {}. Change", current.get().model)>
            <span class="model-name">{move || current.get().model}</span>
            <span class="model-host">{move || app.connections.label(&current.get().connection)}</span>
            <Icon name="chevron-down"/>
        </button>
        <div class="menu model-menu" popover="auto" id=id on:toggle=move |_| open.update(|o| *o = !*o)>
            <Show when=move || open.get()>
                <PartOf of=column load=parts::model_menu/>
            </Show>
        </div>
    }
    .into_any()
}

/// What the menu holds: a filter, the models, and what can be typed.
#[component]
pub fn ModelMenu(column: ElementId) -> impl IntoView {
    let app = expect_context::<AppState>();
    let prompt = app.prompt;
    let search = NodeRef::<html::Input>::new();
    // The field is made after the menu opens, too late for `autofocus`.
    Effect::new(move || {
        if let Some(search) = search.get() {
            // Refused only for a field that is not in the page, and this one is.
            let _ = search.focus();
        }
    });
    let filter = RwSignal::new(String::new());
    let current = Memo::new(move |_| {
        prompt
            .document()
            .with(|p| p.columns.iter().find(|c| c.id == column).map_or_else(ModelRef::dry_run, |c| c.model.clone()))
    });
    let close = move || {
        let popover = search.get_untracked().and_then(|field| field.closest("[popover]").ok().flatten());
        if let Some(menu) = popover.and_then(|popover| popover.dyn_into::<web_sys::HtmlElement>().ok()) {
            // Refused only when it is closed already.
            let _ = menu.hide_popover();
        }
    };
    let choose = move |model: ModelRef| {
        prompt.edit(Edit::SetModel { id: column, model });
        close();
    };
    let options = move || {
        let options = app.models.matching(&filter.get());
        let more = options.len().saturating_sub(SHOWN);
        let rows =
            options.into_iter().take(SHOWN).map(|option| view! { <ModelRow option current choose/> }).collect_view();
        let rest = (more > 0).then(|| view! { <p class="menu-label">{format!("{more} more: type to filter")}</p> });
        view! { <div class="model-list" role="menu" aria-label="Models">{rows}</div>{rest} }
    };
    view! {
                <input
                    type="search"
                    class="menu-search"
                    placeholder="Filter or type a model id"
                    aria-label="Filter models"
                    node_ref=search
                    on:input=move |event| filter.set(event_target_value(&event))
                />
                {options}
                <TypedModel filter choose/>
                <hr/>
                <button
                    type="button"
                    class="menu-item"
                    on:click=move |_| {
                        close();
                        app.view.go(Place::Settings);
                    }
                >
                    <Icon name="plug"/>
                    "Connections…"
                </button>
    }
    .into_any()
}

#[component]
fn ModelRow(option: ModelOption, current: Memo<ModelRef>, choose: impl Fn(ModelRef) + Copy + 'static) -> impl IntoView {
    let model = option.model.clone();
    let chosen = option.model.clone();
    view! {
        <button
            type="button"
            class="menu-item model-option"
            role="menuitemradio"
            aria-checked=move || (current.get() == chosen).to_string()
            on:click=move |_| choose(model.clone())
        >
            <span class="model-name">{option.model.model}</span>
            <span class="model-facts">
                <span class="muted">{option.connection}</span>
                <span class="number">{option.price}</span>
                {option.context.map(|c| view! { <span class="number muted">{c}</span> })}
                {option.capabilities.into_iter().map(|c| view! { <span class="badge">{c}</span> }).collect_view()}
            </span>
        </button>
    }
}

/// For a model id that no list has: one choice a connection.
#[component]
fn TypedModel(filter: RwSignal<String>, choose: impl Fn(ModelRef) + Copy + Send + Sync + 'static) -> impl IntoView {
    let app = expect_context::<AppState>();
    let rows = move || {
        let typed = filter.get().trim().to_owned();
        if typed.is_empty() || app.models.is_listed(&typed) {
            return Vec::new();
        }
        let connections = app.connections.list().get().into_iter().filter(|c| !c.id.is_dry_run());
        connections
            .map(|connection| {
                let model = ModelRef { connection: connection.id, model: typed.clone() };
                let text = format!("Use “{typed}” on {}", connection.label);
                view! { <button type="button" class="menu-item" on:click=move |_| choose(model.clone())><Icon name="plus"/>{text}</button> }
            })
            .collect()
    };
    view! { {rows} }
}
