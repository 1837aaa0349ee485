//! The connection doctor: what it looked at, what it saw and when, the likeliest cause, and what to do about it, ready to be copied.

use leptos::prelude::*;

use super::widgets::dialog::{Dialog, Shape};
use super::widgets::icon::{Icon, IconButton};
use crate::domain::diagnosis::{Cause, Command, Diagnosis, Remedy};
use crate::state::AppState;
use crate::state::doctor::{Consent, Outcome, TimedLook};

/// The drawer, open while a connection is examined.
#[component]
pub fn Doctor() -> impl IntoView {
    let app = expect_context::<AppState>();
    let title = Signal::derive(move || {
        let id = app.doctor.patient.get().map(|patient| patient.connection);
        let label = id.map(|id| app.connections.label(&id)).unwrap_or_default();
        format!("Check of {label}")
    });
    view! {
        <Dialog shape=Shape::Drawer title open=app.doctor.open>
            <DoctorBody/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn DoctorBody() -> impl IntoView {
    let app = expect_context::<AppState>();
    let doctor = app.doctor;
    let looks = move || doctor.looks.get().into_iter().map(|look| view! { <LookRow look/> }).collect_view();
    let needs_consent = Memo::new(move |_| app.doctor_needs_consent());
    let on_again = move |_| app.examine(if needs_consent.get_untracked() { Consent::Given } else { Consent::NotYet });
    let button = move || match (doctor.busy.get(), needs_consent.get()) {
        (true, _) => "Checking…",
        (false, true) => "Let the browser ask, and check",
        (false, false) => "Check again",
    };
    view! {
        <div class="stack" data-gap="3">
            <ol class="doctor" aria-label="What was looked at" aria-busy=move || doctor.busy.get().to_string()>{looks}</ol>
            {move || doctor.diagnosis.get().map(|found| view! { <Finding found/> })}
            <div class="row">
                <button type="button" class="button primary" disabled=doctor.busy on:click=on_again>
                    <Icon name="retry"/>
                    {button}
                </button>
            </div>
            <p class="hint">"A look without reading tells whether anything answers; it carries no key. Then the connection's list of models is asked for, as “Test and list models” does. No model is called."</p>
        </div>
    }
    .into_any()
}

#[component]
fn LookRow(look: TimedLook) -> impl IntoView {
    let TimedLook { look, at } = look;
    let (status, icon, word) = match look.outcome {
        Outcome::Ok => ("ok", "check", "OK"),
        Outcome::Warning => ("warning", "warning", "Note"),
        Outcome::Failed => ("failed", "cross", "Failed"),
    };
    view! {
        <li data-status=status>
            <Icon name=icon/>
            <span class="grow"><strong>{look.at}</strong><span class="visually-hidden">{format!(" {word}")}</span>": "{look.saw}</span>
            <time class="number muted">{at}</time>
        </li>
    }
    .into_any()
}

#[component]
fn Finding(found: Diagnosis) -> impl IntoView {
    let tone = match found.cause {
        Cause::Nothing => "ok",
        Cause::PermissionNeeded | Cause::Request => "info",
        _ => "danger",
    };
    let icon = if tone == "ok" { "check" } else { "warning" };
    let remedies = found.remedies.into_iter().map(|remedy| view! { <li>{remedy_row(remedy)}</li> }).collect_view();
    view! {
        <div class="notice" data-tone=tone>
            <Icon name=icon/>
            <div class="notice-body stack" data-gap="2">
                <strong>{found.title}</strong>
                <p>{found.what}</p>
                {found.said.map(|said| view! { <blockquote class="mono" dir="auto">{said}</blockquote> })}
                <ul class="steps">{remedies}</ul>
            </div>
        </div>
    }
    .into_any()
}

fn remedy_row(remedy: Remedy) -> AnyView {
    let Some(Command { text: command, .. }) = remedy.command else { return remedy.text.into_any() };
    let app = expect_context::<AppState>();
    let copied = command.clone();
    view! {
        {remedy.text}
        <span class="command">
            <code tabindex="0">{command}</code>
            <IconButton icon="copy" label="Copy this command" on_press=move || app.copy(copied.clone(), "Command")/>
        </span>
    }
    .into_any()
}
