//! Tool calls of an answer: a card each with its arguments, a place for what it gave, and the button that goes on with the turn.

use leptos::prelude::*;

use crate::domain::id::ElementId;
use crate::domain::tool::ToolCall;
use crate::state::AppState;
use crate::state::live_run::{LiveRun, PastTurn};
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::number::grouped;
use crate::ui::widgets::unique_name;

/// The calls of the answer on show.
#[component]
pub fn ToolCalls(column: ElementId) -> impl IntoView {
    let app = expect_context::<AppState>();
    let run = app.runs.of(column);
    // A card lives as long as its run: what was typed into it is not for the next one.
    let keys = Memo::new(move |_| run.with(|r| (0..r.calls.len()).map(|at| (r.number, at)).collect::<Vec<_>>()));
    let results = RwSignal::new(Vec::<String>::new());
    let number = Memo::new(move |_| run.with(|r| r.number));
    Effect::new(move || {
        number.track();
        results.set(Vec::new());
    });
    let waits = Memo::new(move |_| app.can_continue(column));
    let on_continue = move |_| {
        let count = keys.with_untracked(Vec::len);
        let mut contents = results.get_untracked();
        contents.resize(count, String::new());
        app.continue_turn(column, contents);
    };
    view! {
        <Show when=move || !keys.with(Vec::is_empty)>
            <ol class="tool-calls" aria-label="Tool calls">
                <For each=move || keys.get() key=|key| *key let:key>
                    <CallCard column at=key.1 waits results/>
                </For>
            </ol>
            <Show when=move || waits.get()>
                <div class="row">
                    <button type="button" class="button primary" on:click=on_continue>
                        <Icon name="run"/>
                        "Continue"
                    </button>
                    <span class="hint">"Sends what the calls gave and lets the model go on."</span>
                </div>
            </Show>
        </Show>
    }
    .into_any()
}

/// One call. The arguments appear as they are written, and indented once they are whole.
#[component]
fn CallCard(column: ElementId, at: usize, waits: Memo<bool>, results: RwSignal<Vec<String>>) -> impl IntoView {
    let app = expect_context::<AppState>();
    let run = app.runs.of(column);
    let name = Memo::new(move |_| run.with(|r| r.calls.get(at).map(|call| call.name.clone()).unwrap_or_default()));
    let arguments = Memo::new(move |_| run.with(|r| shown_arguments(r, at)));
    let streams = Memo::new(move |_| run.with(|r| r.status.is_running() && at + 1 == r.calls.len()));
    let field = unique_name("tool-result");
    let on_input = move |event| {
        results.update(|all| {
            if all.len() <= at {
                all.resize(at + 1, String::new());
            }
            all[at] = event_target_value(&event);
        });
    };
    view! {
        <li class="tool-call" aria-label=move || format!("Call of {}", name.get()) aria-busy=move || streams.get().to_string()>
            <header class="tool-call-bar"><Icon name="tool"/><code>{name}</code></header>
            <pre class="tool-arguments" tabindex="0" aria-label="Arguments">{arguments}</pre>
            {move || {
                waits.get().then(|| {
                    let label = format!("Result of {}", name.get());
                    view! {
                        <label class="field" for=field.clone()>
                            <span class="field-label">{label}</span>
                            <textarea
                                id=field.clone()
                                class="mono autogrow"
                                rows="2"
                                spellcheck="false"
                                placeholder="What the function gave, JSON or text"
                                on:input=on_input
                            ></textarea>
                        </label>
                    }
                })
            }}
        </li>
    }
    .into_any()
}

fn shown_arguments(run: &LiveRun, at: usize) -> String {
    let Some(call) = run.calls.get(at) else { return String::new() };
    if run.status.is_running() { call.arguments.clone() } else { call.pretty_arguments() }
}

/// What was said and called before, when the turn went on.
#[component]
pub fn PastTurns(column: ElementId) -> impl IntoView {
    let run = expect_context::<AppState>().runs.of(column);
    let turns = Memo::new(move |_| run.with(|r| r.turns.clone()));
    view! {
        <Show when=move || !turns.with(Vec::is_empty)>
            <ol class="past-turns" aria-label="Earlier in this turn">
                {move || turns.get().into_iter().map(past_turn).collect_view()}
            </ol>
        </Show>
    }
    .into_any()
}

fn past_turn(turn: PastTurn) -> impl IntoView {
    let calls = turn.calls.into_iter().zip(turn.results).map(|(call, result)| past_call(&call, result.content));
    let calls = calls.collect_view();
    let text = (!turn.text.is_empty()).then(|| view! { <p class="answer-text" dir="auto">{turn.text}</p> });
    let tokens = [("in", turn.usage.input_total()), ("out", turn.usage.output_total())];
    let facts: Vec<_> = tokens
        .into_iter()
        .filter_map(|(what, n)| Some(format!("{what} {}", grouped(n?))))
        .chain(turn.cost_text)
        .collect();
    let facts = (!facts.is_empty()).then(|| view! { <p class="hint number">{facts.join(" · ")}</p> });
    view! { <li class="past-turn">{text}{calls}{facts}</li> }
}

fn past_call(call: &ToolCall, result: String) -> AnyView {
    let (name, arguments) = (call.name.clone(), call.pretty_arguments());
    let gave = if result.is_empty() { "(nothing)".to_owned() } else { result };
    view! {
        <details class="fold tool-call">
            <summary><Icon name="tool"/><code>{name}</code></summary>
            <pre class="tool-arguments" tabindex="0" aria-label="Arguments">{arguments}</pre>
            <p class="hint">"gave"</p>
            <pre class="tool-arguments" tabindex="0" aria-label="Result">{gave}</pre>
        </details>
    }
    .into_any()
}
