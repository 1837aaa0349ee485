//! The strip under an answer: its pace while it streams; then tokens as the provider reported them, times, cost, finish reason, verdicts.

use leptos::prelude::*;

use super::rating::AnswerRating;
use crate::domain::completion::FinishReason;
use crate::domain::hidden::hidden_characters;
use crate::domain::id::ElementId;
use crate::state::AppState;
use crate::state::live_run::{LiveRun, RunStatus, SchemaVerdict};
use crate::ui::widgets::icon::{Icon, IconButton};
use crate::ui::widgets::number::{duration, grouped};

/// A shorter pause between two pieces is nothing to tell, in milliseconds.
const LEAST_GAP_MS: f64 = 250.0;

/// Facts of one run, as far as they are known.
#[component]
pub fn RunMeta(column: ElementId) -> impl IntoView {
    let app = expect_context::<AppState>();
    let run = app.runs.of(column);
    let facts = Memo::new(move |_| run.with(facts));
    let finish = Memo::new(move |_| run.with(finish_badge));
    let verdict = Memo::new(move |_| run.with(|r| r.verdict.clone()));
    let kept = Memo::new(move |_| run.with(|r| r.kept_since.clone()));
    let ended = Memo::new(move |_| run.with(|r| (r.number, r.answer.is_some())));
    let hidden = Memo::new(move |_| {
        let (_, is_whole) = ended.get();
        if is_whole { run.with_untracked(|r| hidden_characters(r.shown_text())) } else { 0 }
    });
    let done = Memo::new(move |_| run.with(|r| !r.status.is_running() && !r.text.is_empty()));
    view! {
        <footer class="answer-meta">
            <dl class="facts">
                {move || {
                    facts
                        .get()
                        .into_iter()
                        .map(|(name, value, title)| {
                            view! { <div title=title><dt>{name}</dt><dd class="number">{value}</dd></div> }
                        })
                        .collect_view()
                }}
            </dl>
            <div class="badges">
                {move || finish.get().map(|(status, text)| view! { <span class="badge" data-status=status>{text}</span> })}
                {move || kept.get().map(|since| view! { <KeptBadge column since/> })}
                {move || verdict.get().map(schema_badge)}
                {move || Some(hidden.get()).filter(|n| *n > 0).map(|count| view! { <HiddenButton count/> })}
                <span class="spacer"></span>
                <Show when=move || done.get()>
                    <FormatButton/>
                    <IconButton icon="plus" label="Add this answer as a shot" on_press=move || app.shot_from_answer(column)/>
                    <IconButton icon="copy" label="Copy answer" on_press=move || app.copy_answer(column)/>
                </Show>
            </div>
            <AnswerRating column/>
        </footer>
    }
    .into_any()
}

/// Switches all answers between Markdown and plain text.
#[component]
fn FormatButton() -> impl IntoView {
    let formatted = expect_context::<AppState>().view.formatted;
    view! {
        <button
            type="button"
            class="button quiet icon-only small"
            aria-pressed=move || formatted.get().to_string()
            aria-label="Markdown"
            title="Show answers as Markdown or as plain text (Ctrl or ⌘ + .)"
            on:click=move |_| formatted.update(|f| *f = !*f)
        >
            <Icon name="eye"/>
        </button>
    }
}

/// Says that no model was asked, and asks one.
#[component]
fn KeptBadge(column: ElementId, since: String) -> impl IntoView {
    let app = expect_context::<AppState>();
    view! {
        <span class="badge" data-status="accent" title="The same was asked before: this is the answer that came then. It cost nothing now.">
            <Icon name="clock"/>
            {format!("Cached {since}")}
        </span>
        <button type="button" class="button quiet small" on:click=move |_| app.run_column(column)>"Ask anew"</button>
    }
    .into_any()
}

/// How many characters nobody sees; pressed, they are written out.
#[component]
fn HiddenButton(count: usize) -> impl IntoView {
    let reveal = expect_context::<AppState>().view.reveal;
    let words = if count == 1 { "1 hidden character".to_owned() } else { format!("{count} hidden characters") };
    view! {
        <button
            type="button"
            class="button quiet small"
            aria-pressed=move || reveal.get().to_string()
            title="Characters that show nothing and can carry instructions. Press to write them out."
            on:click=move |_| reveal.update(|r| *r = !*r)
        >
            <Icon name="warning"/>
            {words}
        </button>
    }
    .into_any()
}

/// Name, value and explanation of each known fact, in reading order.
fn facts(run: &LiveRun) -> Vec<(&'static str, String, String)> {
    let mut facts = Vec::new();
    let mut fact = |name, value: String, title: &str| facts.push((name, value, title.to_owned()));
    let usage = &run.usage;
    if let Some(tokens) = usage.input_total() {
        fact("in", grouped(tokens), "Input tokens, as the provider reported them");
    }
    if let Some(tokens) = usage.cache_read.filter(|n| *n > 0) {
        fact("cached", grouped(tokens), "Input tokens read from the provider's cache");
    }
    if let Some(tokens) = usage.output_total() {
        fact("out", grouped(tokens), "Output tokens, as the provider reported them");
    }
    if let Some(tokens) = usage.reasoning.filter(|n| *n > 0) {
        fact("reasoning", grouped(tokens), "Output tokens that were reasoning");
    }
    if run.status.is_running() {
        if let Some(ms) = run.pace.first_ms {
            fact("first", duration(ms), "Time to first token");
        }
        if let Some((rate, _)) = run.rate {
            fact(
                "speed",
                format!("≈ {rate:.0} tok/s"),
                "About so many tokens per second: four characters are taken for one",
            );
        }
        if let Some(ms) = run.pace.largest_gap_ms.filter(|ms| *ms >= LEAST_GAP_MS) {
            fact("gap", duration(ms), "The longest pause so far");
        }
    }
    if let Some(ms) = run.timing.first_token_ms {
        fact("first", duration(ms), "Time to first token");
    }
    if let Some(ms) = run.timing.total_ms {
        fact("total", duration(ms), "Time until the answer ended");
        let streaming_ms = ms - run.timing.first_token_ms.unwrap_or(0.0);
        if let Some(tokens) = usage.output_total().filter(|_| streaming_ms > 0.0) {
            #[expect(clippy::cast_precision_loss, reason = "shown with no more than four digits")]
            let rate = tokens as f64 / (streaming_ms / 1_000.0);
            fact("speed", format!("{rate:.0} tok/s"), "Output tokens per second after the first token");
        }
    }
    if let Some(ms) = run.timing.largest_gap_ms.filter(|ms| *ms >= LEAST_GAP_MS) {
        fact("gap", duration(ms), "The longest pause between two pieces of the answer");
    }
    if let Some(cost) = &run.cost_text {
        fact("cost", cost.clone(), "Reported tokens × catalog price; Receipt has every line");
    }
    facts
}

/// How the run ended, if it did not simply finish.
fn finish_badge(run: &LiveRun) -> Option<(&'static str, String)> {
    match (run.status, run.finish.as_ref()) {
        (RunStatus::Stopped, _) => Some(("warning", "Stopped".to_owned())),
        (RunStatus::Failed, _) => Some(("failed", "Failed".to_owned())),
        (RunStatus::Waiting, _) if run.retry.is_some() => run.retry.as_ref().map(|retry| ("warning", retry.words())),
        (RunStatus::Waiting, _) => Some(("neutral", "Waiting for the first token".to_owned())),
        (RunStatus::Queued, _) => Some(("neutral", "Queued".to_owned())),
        (RunStatus::Done, Some(FinishReason::Stop)) => Some(("ok", "Finished".to_owned())),
        (RunStatus::Done, Some(FinishReason::Length)) => Some(("warning", "Cut at the output limit".to_owned())),
        (RunStatus::Done, Some(FinishReason::ToolCalls)) => Some(("neutral", "Called a tool".to_owned())),
        (RunStatus::Done, Some(FinishReason::Refusal)) => Some(("warning", "Refused".to_owned())),
        (RunStatus::Done, Some(FinishReason::Other(word))) => Some(("neutral", word.clone())),
        _ => None,
    }
}

fn schema_badge(verdict: SchemaVerdict) -> AnyView {
    match verdict {
        SchemaVerdict::Fits => view! {
            <span class="badge" data-status="ok" title="The answer fits the JSON Schema"><Icon name="check"/>"schema"</span>
        }
        .into_any(),
        SchemaVerdict::Breaks(errors) => view! {
            <details class="fold verdict">
                <summary><span class="badge" data-status="failed"><Icon name="cross"/>"schema"</span></summary>
                <ul class="problems">
                    {errors.into_iter().map(|e| view! { <li class="problem" data-severity="error">{e}</li> }).collect_view()}
                </ul>
            </details>
        }
        .into_any(),
    }
}
