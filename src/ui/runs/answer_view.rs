//! An answer as it streams in: Markdown block by block, JSON as a tree once it is whole, or plain text, appended to one text node a frame.

use leptos::html;
use leptos::prelude::*;

use super::confidence::TokenProbabilities;
use super::failure_notice::FailureNotice;
use super::json_view::JsonView;
use super::prose::ProseView;
use super::tool_calls::{PastTurns, ToolCalls};
use crate::domain::hidden::{hidden_characters, revealed};
use crate::domain::id::ElementId;
use crate::domain::json_tree::Value;
use crate::state::AppState;
use crate::state::live_run::{LiveRun, RunStatus};
use crate::ui::parts::{self, PartOf};
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::unique_name;

/// A longer answer is no tree.
const MOST_JSON_BYTES: usize = 1_000_000;

/// How an answer is drawn.
#[derive(Clone, Debug, PartialEq)]
enum Form {
    Prose,
    Json(Value),
    Plain,
    /// With its hidden characters written out.
    Revealed(String),
}

/// The body of a column: what came of its run, once there is one.
#[component]
pub fn AnswerView(column: ElementId) -> impl IntoView {
    let run = expect_context::<AppState>().runs.of(column);
    let is_idle = Memo::new(move |_| run.with(|r| r.status == RunStatus::Idle));
    view! {
        <div class="column-body" tabindex="0">
            {move || {
                if is_idle.get() {
                    view! {
                        <div class="empty-state">
                            <Icon name="run"/>
                            <p>"No answer yet. Run to see one here."</p>
                        </div>
                    }
                    .into_any()
                } else {
                    view! { <PartOf of=column load=parts::answer/> }.into_any()
                }
            }}
        </div>
    }
    .into_any()
}

/// What came of a run: reasoning folded above, the answer, and why it failed if it did.
#[component]
pub fn AnswerBody(column: ElementId) -> impl IntoView {
    let app = expect_context::<AppState>();
    let run = app.runs.of(column);
    let status = Memo::new(move |_| run.with(|r| r.status));
    let has_reasoning = Memo::new(move |_| run.with(|r| !r.shown_reasoning().is_empty()));
    // What only the end or another run can change is not looked at for every frame.
    let ended = Memo::new(move |_| run.with(|r| (r.number, r.answer.is_some(), r.is_dry_run)));
    let form = Memo::new(move |_| {
        let (formatted, reveal) = (app.view.formatted.get(), app.view.reveal.get());
        let (_, is_whole, is_dry_run) = ended.get();
        let text = || run.with_untracked(|r| r.shown_text().clone());
        if is_whole && reveal && hidden_characters(&text()) > 0 {
            return Form::Revealed(revealed(&text()));
        }
        if !formatted || is_dry_run {
            return Form::Plain;
        }
        let is_short = is_whole && run.with_untracked(|r| r.shown_text().len() <= MOST_JSON_BYTES);
        match is_short.then(|| Value::document(&text())).flatten() {
            Some(value) => Form::Json(value),
            None => Form::Prose,
        }
    });
    let note = Memo::new(move |_| run.with(|r| r.answer.as_ref().and_then(|a| a.extraction.note())));
    let failed = Memo::new(move |_| run.with(|r| r.failure.clone().zip(r.explanation.clone())));
    let label = unique_name("answer");
    view! {
            <PastTurns column/>
            <Show when=move || has_reasoning.get()>
                <details class="fold reasoning">
                    <summary>"Reasoning"</summary>
                    <Appended column text=LiveRun::shown_reasoning class="reasoning-text"/>
                </details>
            </Show>
            <div class="answer" role="region" aria-labelledby=label.clone() aria-busy=move || status.get().is_running().to_string()>
                <h3 class="visually-hidden" id=label.clone()>{move || format!("Answer of {}", app.column_name(column))}</h3>
                {move || match form.get() {
                    Form::Prose => view! { <ProseView column/> }.into_any(),
                    Form::Json(value) => view! { <JsonView value/> }.into_any(),
                    Form::Plain => view! { <Appended column text=LiveRun::shown_text class="answer-text"/> }.into_any(),
                    Form::Revealed(text) => view! { <p class="answer-text" dir="auto">{text}</p> }.into_any(),
                }}
            </div>
            <TokenProbabilities column/>
            <ToolCalls column/>
            {move || note.get().map(|note| view! { <p class="hint">{note}</p> })}
            {move || failed.get().map(|(failure, explanation)| view! { <FailureNotice column failure explanation/> })}
    }
    .into_any()
}

/// Text that only ever grows during a run: each change appends what is new to a text node.
#[component]
fn Appended(column: ElementId, text: fn(&LiveRun) -> &String, class: &'static str) -> impl IntoView {
    let run = expect_context::<AppState>().runs.of(column);
    let node = NodeRef::<html::P>::new();
    // The run that is drawn, whether it had ended, and how many bytes of it.
    let drawn = StoredValue::new((0_u32, false, 0_usize));
    Effect::new(move || {
        let Some(element) = node.get() else { return };
        run.with(|r| {
            let all = text(r);
            let (number, ended, bytes) = drawn.get_value();
            if (r.number, r.answer.is_some()) == (number, ended)
                && let Some(tail) = all.get(bytes..)
                && bytes > 0
            {
                if !tail.is_empty() {
                    // Appending to an attached node can't fail.
                    let _ = element.append_with_str_1(tail);
                }
            } else {
                element.set_text_content(Some(all));
            }
            drawn.set_value((r.number, r.answer.is_some(), all.len()));
        });
    });
    view! { <p class=class dir="auto" node_ref=node></p> }
}
