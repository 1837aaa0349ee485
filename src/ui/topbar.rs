//! The bar above every place: the prompt's name, whether it is saved, undo, and Run with its price.

use leptos::prelude::*;

use super::costs::EstimateButton;
use super::run_options::RunOptionsButton;
use super::widgets::icon::{Icon, IconButton};
use crate::domain::edit::Field;
use crate::state::AppState;
use crate::state::documents::SaveState;
use crate::state::running::Freshness;

/// Title, state of saving, undo, redo, share, run.
#[component]
pub fn TopBar() -> impl IntoView {
    let app = expect_context::<AppState>();
    let prompt = app.prompt;
    let title = Memo::new(move |_| prompt.document().with(|p| p.title.clone()));
    let save = app.documents.save_state();
    let (can_undo, can_redo) = (Memo::new(move |_| prompt.can_undo()), Memo::new(move |_| prompt.can_redo()));
    view! {
        <header class="topbar">
            <div class="topbar-title">
                <h1 class="visually-hidden">"Nshot"</h1>
                <input
                    class="prompt-title"
                    type="text"
                    dir="auto"
                    aria-label="Name of the prompt"
                    prop:value=title
                    on:input=move |event| prompt.set_text(Field::Title, &event_target_value(&event))
                />
                <output class="save-state" data-state=move || save.get().name() title=move || save.get().long()>
                    {move || save.get().short()}
                </output>
                <IconButton icon="undo" label="Undo" disabled=Signal::derive(move || !can_undo.get()) on_press=move || prompt.undo()/>
                <IconButton icon="redo" label="Redo" disabled=Signal::derive(move || !can_redo.get()) on_press=move || prompt.redo()/>
            </div>
            <span class="spacer"></span>
            <div class="topbar-actions">
                <EstimateButton/>
                <IconButton icon="search" label="Commands" on_press=move || app.view.palette.set(true)/>
                <button type="button" class="button quiet" on:click=move |_| app.view.share.set(true)>
                    <Icon name="share"/>
                    <span>"Share"</span>
                </button>
                <RunButton/>
                <RunOptionsButton/>
            </div>
        </header>
    }
    .into_any()
}

/// Run with what it will cost, or Stop while something runs.
#[component]
fn RunButton() -> impl IntoView {
    let app = expect_context::<AppState>();
    let running = Memo::new(move |_| app.runs.running.get() > 0);
    let price = Memo::new(move |_| app.estimates.run_text());
    let repeats = Memo::new(move |_| app.run_options.repeats());
    let on_press = move |event: web_sys::MouseEvent| {
        let freshness = if event.shift_key() { Freshness::Anew } else { Freshness::AsSet };
        if running.get_untracked() { app.stop_all() } else { app.run_all(freshness) }
    };
    view! {
        <button type="button" class="button primary" title="Ctrl or ⌘ + Enter; with Shift without cached answers" on:click=on_press>
            {move || {
                if running.get() {
                    view! { <Icon name="stop"/> <span>"Stop"</span> }.into_any()
                } else {
                    let estimate = Some(price.get()).filter(|p| !p.is_empty());
                    view! {
                        <Icon name="run"/>
                        <span>{match repeats.get() { 1 => "Run".to_owned(), n => format!("Run ×{n}") }}</span>
                        {estimate.map(|e| view! { <span class="number" title="Estimated cost of this run">{e}</span> })}
                    }
                    .into_any()
                }
            }}
        </button>
    }
}

impl SaveState {
    fn name(&self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Saving => "saving",
            Self::Failed(_) => "failed",
        }
    }

    fn short(&self) -> &'static str {
        match self {
            Self::Saved => "Saved",
            Self::Saving => "Saving…",
            Self::Failed(_) => "Not saved",
        }
    }

    fn long(&self) -> String {
        match self {
            Self::Saved => "Saved in this browser".to_owned(),
            Self::Saving => "Saving in this browser".to_owned(),
            Self::Failed(reason) => reason.clone(),
        }
    }
}
