//! How runs are made on this device: waiting, retries, kept answers.

use leptos::prelude::*;

use crate::domain::run_policy::RunPolicy;
use crate::state::AppState;
use crate::state::view::Tone;
use crate::ui::run_options::ReuseSwitch;
use crate::ui::widgets::unique_name;

/// A number of the policy: its label, what it is, and where it stands.
type Number = (&'static str, &'static str, fn(&mut RunPolicy) -> &mut u32);

const NUMBERS: [Number; 5] = [
    ("Wait for a connection", "seconds, until the server answers at all", |policy| &mut policy.connect_seconds),
    ("Wait for the first token", "seconds; models that think send nothing for minutes", |policy| {
        &mut policy.first_token_seconds
    }),
    ("Wait between pieces", "seconds without a byte, until the answer counts as broken", |policy| {
        &mut policy.stall_seconds
    }),
    ("Wait for everything", "seconds, retries included", |policy| &mut policy.total_seconds),
    ("Retries", "0 to 5, after errors that pass by themselves", |policy| &mut policy.retries),
];

/// The panel.
#[component]
pub fn Running() -> impl IntoView {
    let app = expect_context::<AppState>();
    let change = move |change: &dyn Fn(&mut RunPolicy)| {
        if let Err(sentence) = app.run_options.change(|policy| change(policy)) {
            app.view.say(Tone::Danger, sentence);
        }
    };
    let fields = NUMBERS
        .map(|(label, hint, at)| {
            let (id, hint_id) = (unique_name("policy"), unique_name("policy-hint"));
            // The field shows what was taken, also when something else was typed.
            let shown = RwSignal::new(());
            let value = move || {
                shown.track();
                at(&mut app.run_options.policy()).to_string()
            };
            let on_change = move |event: web_sys::Event| {
                if let Ok(number) = event_target_value(&event).trim().parse::<u32>() {
                    change(&|policy| *at(policy) = number);
                }
                shown.set(());
            };
            view! {
                <div class="field" data-layout="row">
                    <label for=id.clone()>{label}</label>
                    <input id=id type="number" min="0" max="3600" aria-describedby=hint_id.clone() prop:value=value on:change=on_change/>
                    <p class="hint" id=hint_id>{hint}</p>
                </div>
            }
        })
        .collect_view();
    view! {
        <section class="panel" id="running" aria-labelledby="running-title">
            <header class="panel-header"><h2 id="running-title">"Running"</h2></header>
            <div class="panel-body stack" data-gap="3">
                {fields}
                <label class="switch">
                    <input
                        type="checkbox"
                        role="switch"
                        prop:checked=move || app.run_options.policy().retry_after_first_token
                        on:change=move |event| {
                            let on = event_target_checked(&event);
                            change(&|policy| policy.retry_after_first_token = on);
                        }
                    />
                    <span>"Retry also after the first token"</span>
                </label>
                <p class="hint">"An answer that broke in the middle is then asked for again by itself: what had come is dropped, and both are billed."</p>
                <ReuseSwitch/>
                <div class="row">
                    <button type="button" class="button danger" on:click=move |_| app.clear_kept_answers()>"Delete cached answers"</button>
                </div>
            </div>
        </section>
    }
    .into_any()
}
