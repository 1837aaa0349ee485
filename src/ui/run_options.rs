//! What the next press of Run does: how many answers each model gives, and whether a kept answer will do.

use leptos::prelude::*;

use super::widgets::icon::Icon;
use super::widgets::unique_name;
use crate::domain::run_policy::MOST_REPEATS;
use crate::state::AppState;
use crate::state::running::Freshness;
use crate::state::view::Tone;

/// The button beside Run and the menu behind it.
#[component]
pub fn RunOptionsButton() -> impl IntoView {
    let app = expect_context::<AppState>();
    let options = app.run_options;
    let (menu, field) = (unique_name("run-options"), unique_name("repeats"));
    let on_repeats = move |event: web_sys::Event| {
        if let Ok(repeats) = event_target_value(&event).trim().parse() {
            options.set_repeats(repeats);
        }
    };
    view! {
        <button type="button" class="button icon-only" popovertarget=menu.clone() aria-label="Options for running" title="Options for running">
            <Icon name="chevron-down"/>
        </button>
        <div class="menu" popover="auto" id=menu role="group" aria-label="Options for running">
            <div class="params">
                <div class="field" data-layout="row">
                    <label for=field.clone()>"Answers per model"</label>
                    <input
                        id=field
                        type="number"
                        min="1"
                        max=MOST_REPEATS.to_string()
                        prop:value=move || options.repeats().to_string()
                        on:input=on_repeats
                    />
                </div>
                <ReuseSwitch/>
                <button type="button" class="button" title="Shift with Run, or Ctrl or ⌘ + Shift + Enter" on:click=move |_| app.run_all(Freshness::Anew)>
                    <Icon name="retry"/>
                    "Ask all models anew"
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// Whether a kept answer will do.
#[component]
pub fn ReuseSwitch() -> impl IntoView {
    let app = expect_context::<AppState>();
    let on_change = move |event| {
        let on = event_target_checked(&event);
        if let Err(sentence) = app.run_options.change(|policy| policy.reuse_answers = on) {
            app.view.say(Tone::Danger, sentence);
        }
    };
    view! {
        <label class="switch">
            <input type="checkbox" role="switch" prop:checked=move || app.run_options.policy().reuse_answers on:change=on_change/>
            <span>"Reuse cached answers"</span>
        </label>
        <p class="hint">"When exactly the same was asked before, Run shows that answer, marked as cached and without cost."</p>
    }
    .into_any()
}
