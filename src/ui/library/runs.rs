//! The runs of the open prompt: what was asked, what came back, what it cost, and what the person thinks of it.

use leptos::prelude::*;

use crate::state::AppState;
use crate::state::comparing::Subject;
use crate::state::library::RunEntry;
use crate::ui::runs::rating::RatingInput;
use crate::ui::widgets::receipt::receipt_view;

/// Runs that are listed at once; a button lists more.
const LISTED: usize = 50;

/// The list with its search and filters.
#[component]
pub fn Runs() -> impl IntoView {
    let app = expect_context::<AppState>();
    let filter = RwSignal::new(String::new());
    let model = RwSignal::new(String::new());
    let rated = RwSignal::new(false);
    let limit = RwSignal::new(LISTED);
    let found = Memo::new(move |_| {
        let (words, model, rated) = (filter.get().to_lowercase(), model.get(), rated.get());
        let fits = |run: &RunEntry| {
            run.searched.contains(&words)
                && (model.is_empty() || run.model == model)
                && (!rated || run.rating.is_some())
        };
        app.library.runs.with(|runs| runs.iter().filter(|run| fits(run)).cloned().collect::<Vec<_>>())
    });
    let entries = move || found.get().into_iter().take(limit.get()).map(|entry| view! { <Run entry/> }).collect_view();
    let more = move || {
        let left = found.with(Vec::len).checked_sub(limit.get()).filter(|left| *left > 0);
        left.map(|left| {
            view! {
                <button type="button" class="button" on:click=move |_| limit.update(|l| *l += LISTED)>{format!("{left} more")}</button>
            }
        })
    };
    let models = Memo::new(move |_| {
        let mut models: Vec<String> = app.library.runs.with(|runs| runs.iter().map(|run| run.model.clone()).collect());
        models.sort();
        models.dedup();
        models
    });
    let model_option = |name: String| {
        let shown = name.clone();
        view! { <option value=name>{shown}</option> }
    };
    let model_options = move || models.get().into_iter().map(model_option).collect_view();
    view! {
        <section class="stack" data-gap="2" aria-labelledby="runs-title">
            <h2 id="runs-title">"Runs of this prompt"</h2>
            <Show when=move || !app.library.runs.with(Vec::is_empty) fallback=|| view! { <p class="hint">"Every answer is kept here with its request and receipt."</p> }>
                <search class="library-bar">
                    <input type="search" placeholder="Search requests, answers and notes" aria-label="Search runs" on:input=move |event| filter.set(event_target_value(&event))/>
                    <select aria-label="Model of the run" on:change=move |event| model.set(event_target_value(&event))>
                        <option value="">"Every model"</option>
                        {model_options}
                    </select>
                    <label class="switch">
                        <input type="checkbox" role="switch" prop:checked=rated on:change=move |event| rated.set(event_target_checked(&event))/>
                        <span>"Rated only"</span>
                    </label>
                </search>
                <ol class="entry-list">{entries}</ol>
                {more}
            </Show>
        </section>
    }
    .into_any()
}

#[component]
fn Run(entry: RunEntry) -> impl IntoView {
    let (model, facts) = (entry.model.clone(), entry.facts.clone());
    let open = RwSignal::new(false);
    let entry = StoredValue::new(entry);
    view! {
        <li class="entry">
            <details class="fold grow" on:toggle=move |_| open.set(true)>
                <summary>
                    <span class="entry-title">{model}</span>
                    <span class="entry-facts">{facts}</span>
                </summary>
                <Show when=move || open.get()>
                    <RunDetail entry=entry.get_value()/>
                </Show>
            </details>
        </li>
    }
    .into_any()
}

#[component]
fn RunDetail(entry: RunEntry) -> impl IntoView {
    let app = expect_context::<AppState>();
    let messages = entry.request.into_iter().map(|(role, text)| {
        view! {
            <h4>{role}</h4>
            <p class="answer-text" dir="auto">{text}</p>
        }
    });
    let messages = messages.collect_view();
    let receipt = entry.receipt.as_ref().map(|(receipt, raw)| {
        let bill = receipt_view(receipt, &entry.model, raw);
        view! { <details class="fold"><summary>"Receipt"</summary><div class="fold-body">{bill}</div></details> }
    });
    let delete = {
        let id = entry.id.clone();
        move |_| app.library.delete_run(&id)
    };
    let compare = {
        let id = entry.id.clone();
        move |_| {
            let run = Subject::RunAnswer(id.clone());
            let other = app.comparing.after.get_untracked().filter(|other| *other != run);
            app.compare(other.unwrap_or_else(|| run.clone()), run.clone());
        }
    };
    view! {
        <div class="stack run-detail" data-gap="2">
            <p class="answer-text" dir="auto">{entry.text}</p>
            <details class="fold"><summary>"Request"</summary>{messages}</details>
            {receipt}
            <RatingInput run=entry.id rating=entry.rating/>
            <div class="row">
                <button type="button" class="button small" on:click=compare>"Compare this answer"</button>
                <button type="button" class="button small" on:click=delete>"Delete this run for good"</button>
            </div>
        </div>
    }
    .into_any()
}
