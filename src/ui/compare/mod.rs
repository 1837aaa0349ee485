//! Compare: how two texts differ. The dock shows answers against the baseline with it, the place of its own any two things.

mod diff_options;
mod diff_rows;
mod json_diff;
mod text_diff;

use leptos::prelude::*;

use crate::domain::diff::{Diff, DiffBody};
use crate::state::AppState;
use crate::state::comparing::{Subject, summary_words};
pub use diff_options::DiffOptionBar;
use json_diff::JsonDiff;
use text_diff::TextDiff;

/// Any two things side by side.
#[component]
pub fn ComparePlace() -> impl IntoView {
    let app = expect_context::<AppState>();
    app.library.refresh();
    app.choose_subjects();
    // What is stored is read late: a version that was chosen elsewhere is known once the lists are there.
    Effect::new(move || {
        app.library.versions.track();
        app.library.runs.track();
        app.follow_comparison();
    });
    let body = move || match app.comparing.diff.get() {
        None => view! { <p class="hint">"Choose what to compare."</p> }.into_any(),
        Some(Err(reason)) => view! { <p class="field-error" role="alert">{reason}</p> }.into_any(),
        Some(Ok(diff)) => view! { <DiffView diff/> }.into_any(),
    };
    view! {
        <main class="view" id="main" tabindex="-1">
            <header class="view-header"><h1>"Compare"</h1></header>
            <div class="view-body" data-width="full">
                <div class="stack" data-gap="3">
                    <div class="compare-sides">
                        <SubjectPicker letter="A" label="A, the first text" side=app.comparing.before/>
                        <button
                            type="button"
                            class="button"
                            on:click=move |_| {
                                let before = app.comparing.before.get_untracked();
                                app.comparing.before.set(app.comparing.after.get_untracked());
                                app.comparing.after.set(before);
                            }
                        >
                            "Swap"
                        </button>
                        <SubjectPicker letter="B" label="B, the second text" side=app.comparing.after/>
                    </div>
                    <DiffOptionBar/>
                    <section class="stack" data-gap="2" aria-label="Differences" aria-busy=move || app.comparing.busy.get().to_string()>
                        {body}
                    </section>
                </div>
            </div>
        </main>
    }
    .into_any()
}

/// A list of everything that can stand on one side.
#[component]
fn SubjectPicker(letter: &'static str, label: &'static str, side: RwSignal<Option<Subject>>) -> impl IntoView {
    let app = expect_context::<AppState>();
    let groups = Memo::new(move |_| app.subjects());
    let on_change = move |event: web_sys::Event| {
        let chosen = event_target_value(&event).parse::<usize>().ok();
        let subject = groups.with_untracked(|groups| {
            chosen.and_then(|place| groups.iter().flat_map(|g| &g.subjects).nth(place).map(|(s, _)| s.clone()))
        });
        if subject.is_some() {
            side.set(subject);
        }
    };
    let options = move || {
        let mut place = 0;
        let chosen = side.get();
        let group = |group: crate::state::comparing::SubjectGroup| {
            let options = group.subjects.into_iter().map(|(subject, name)| {
                let value = place.to_string();
                place += 1;
                let selected = chosen.as_ref() == Some(&subject);
                view! { <option value=value prop:selected=selected>{name}</option> }
            });
            let options = options.collect_view();
            view! { <optgroup label=group.name>{options}</optgroup> }
        };
        groups.get().into_iter().map(group).collect_view()
    };
    view! {
        <label class="compare-side">
            <span class="compare-letter" aria-hidden="true">{letter}</span>
            <span class="visually-hidden">{label}</span>
            <select on:change=on_change>{options}</select>
        </label>
    }
}

/// One diff: its summary, why it was made otherwise than asked, and its body.
#[component]
pub fn DiffView(diff: Diff) -> impl IntoView {
    let summary = summary_words(diff.summary);
    let note = diff.note.map(|note| view! { <p class="hint">{note}</p> });
    let body = match diff.body {
        DiffBody::Text(hunks) => view! { <TextDiff hunks/> }.into_any(),
        DiffBody::Json(changes) => view! { <JsonDiff changes/> }.into_any(),
    };
    view! {
        <p class="diff-summary">{summary}</p>
        {note}
        {body}
    }
    .into_any()
}
