//! The import dialog: a file dropped, chosen or pasted; what it is, what can't be kept, and what to do with it.

use leptos::prelude::*;

use crate::state::AppState;
use crate::state::importing::ImportPreview;
use crate::ui::widgets::dialog::{Dialog, Shape};
use crate::ui::widgets::icon::Icon;

/// Lines of what can't be kept that are shown at once.
const SHOWN: usize = 20;

/// Opens empty, or with a file that was dropped.
#[component]
pub fn ImportDialog() -> impl IntoView {
    let app = expect_context::<AppState>();
    view! {
        <Dialog shape=Shape::Sheet title="Import" open=app.importing.open>
            <ImportBody/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn ImportBody() -> impl IntoView {
    let app = expect_context::<AppState>();
    let found = move || match (app.importing.busy.get(), app.importing.read.get()) {
        (true, _) => view! { <p class="hint" aria-busy="true">"Reading…"</p> }.into_any(),
        (false, None) => ().into_any(),
        (false, Some(Err(reason))) => view! { <p class="field-error" role="alert">{reason}</p> }.into_any(),
        (false, Some(Ok(preview))) => view! { <Found preview/> }.into_any(),
    };
    view! {
        <div class="stack" data-gap="3">
            <p class="hint">
                "Playgrounds and backups of Nshot; OpenAI and Anthropic request JSON; chat JSONL; promptfooconfig.yaml; tables of examples or of dataset rows as CSV, TSV or JSONL; results of OpenAI, Anthropic and Gemini batches."
            </p>
            <Chooser/>
            {found}
        </div>
    }
    .into_any()
}

/// A place to drop a file, a button to choose one, a field to paste into.
#[component]
fn Chooser() -> impl IntoView {
    let app = expect_context::<AppState>();
    let pasted = RwSignal::new(String::new());
    let over = RwSignal::new(false);
    let on_change = move |event: web_sys::Event| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            app.import_file(file);
        }
        input.set_value("");
    };
    let on_drop = move |event: web_sys::DragEvent| {
        event.prevent_default();
        over.set(false);
        if let Some(file) = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)) {
            app.import_file(file);
        }
    };
    view! {
        <div
            class="drop-zone"
            data-over=move || over.get().then_some("")
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=on_drop
        >
            <label class="button">
                <Icon name="upload"/>
                "Choose a file"
                <input type="file" class="visually-hidden" on:change=on_change/>
            </label>
            <span class="muted">"or drop it here"</span>
        </div>
        <label class="field">
            <span>"Or paste its text"</span>
            <textarea rows="4" class="mono" dir="auto" prop:value=pasted on:input=move |event| pasted.set(event_target_value(&event))></textarea>
        </label>
        <div class="row">
            <button
                type="button"
                class="button"
                disabled=move || pasted.with(|text| text.trim().is_empty())
                on:click=move |_| app.import_text(pasted.get_untracked())
            >
                "Read the text"
            </button>
        </div>
    }
    .into_any()
}

#[component]
fn Found(preview: ImportPreview) -> impl IntoView {
    let app = expect_context::<AppState>();
    let contents = preview.contents.into_iter().map(|line| view! { <li dir="auto">{line}</li> }).collect_view();
    let lost = preview.left_out.len();
    let lines =
        preview.left_out.into_iter().take(SHOWN).map(|line| view! { <li dir="auto">{line}</li> }).collect_view();
    let more = (lost > SHOWN).then(|| view! { <li>{format!("and {} more", lost - SHOWN)}</li> });
    let left_out = (lost > 0).then(|| {
        view! {
            <div class="notice" data-tone="warning">
                <Icon name="warning"/>
                <div class="notice-body">
                    <strong>"Has no place here and is left out"</strong>
                    <ul class="steps">{lines}{more}</ul>
                </div>
            </div>
        }
    });
    let open_words = if preview.prompts == 1 {
        "Open as a new prompt".to_owned()
    } else {
        format!("Open {} new prompts", preview.prompts)
    };
    view! {
        <section class="stack" data-gap="2" aria-labelledby="import-kind">
            <h3 id="import-kind">{preview.kind}</h3>
            <ul class="steps">{contents}</ul>
            {left_out}
            <div class="row">
                {(preview.prompts > 0).then(|| view! {
                    <button type="button" class="button primary" on:click=move |_| app.take_imported_prompts()>{open_words}</button>
                })}
                {(preview.shots > 0).then(|| view! {
                    <button type="button" class="button" on:click=move |_| app.take_imported_shots()>"Add as shots of this prompt"</button>
                })}
                {(preview.rows > 0).then(|| view! {
                    <button type="button" class="button" on:click=move |_| app.take_imported_rows()>"Add as dataset rows of this prompt"</button>
                })}
                {(preview.answers > 0).then(|| view! {
                    <button type="button" class="button primary" on:click=move |_| app.take_imported_answers()>"Keep as runs of this prompt"</button>
                })}
                {preview.backup.map(|_| view! {
                    <button type="button" class="button primary" on:click=move |_| app.take_imported_backup()>"Add what is not here yet"</button>
                })}
            </div>
        </section>
    }
    .into_any()
}
