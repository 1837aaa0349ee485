//! Whether the model calls a tool: it decides, it must not, it must, or it must call a certain one.

use leptos::prelude::*;

use super::problem_list::ProblemList;
use crate::domain::edit::Edit;
use crate::domain::id::ElementId;
use crate::domain::problem::Place;
use crate::domain::tool::ToolChoice;
use crate::state::AppState;

/// The choice, and whether calls come one at a time.
#[component]
pub fn ToolChoicePicker() -> impl IntoView {
    let prompt = expect_context::<AppState>().prompt;
    let choice = Memo::new(move |_| prompt.document().with(|p| p.tools.choice.clone()));
    let one = Memo::new(move |_| prompt.document().with(|p| p.tools.one_at_a_time));
    let tools = Memo::new(move |_| {
        prompt.document().with(|p| {
            let named = p.tools.items.iter().enumerate().map(|(at, tool)| {
                let name = if tool.name.is_empty() { format!("tool {}", at + 1) } else { tool.name.clone() };
                (tool.id, name)
            });
            named.collect::<Vec<_>>()
        })
    });
    let options = move || {
        let fixed = [
            (ToolChoice::Auto, "decides itself"),
            (ToolChoice::None, "calls none"),
            (ToolChoice::Required, "must call one"),
        ]
        .map(|(option, words)| (option, words.to_owned()));
        let named = tools.get().into_iter().map(|(id, name)| (ToolChoice::Named(id), format!("must call {name}")));
        fixed
            .into_iter()
            .chain(named)
            .map(|(option, words)| {
                let value = word(&option);
                view! { <option value=value selected=move || choice.with(|chosen| *chosen == option)>{words}</option> }
            })
            .collect_view()
    };
    let on_choose = move |event| {
        let value = event_target_value(&event);
        let named = tools.with_untracked(|all| all.iter().map(|(id, _)| ToolChoice::Named(*id)).collect::<Vec<_>>());
        let all = [ToolChoice::Auto, ToolChoice::None, ToolChoice::Required].into_iter().chain(named);
        if let Some(choice) = all.into_iter().find(|option| word(option) == value) {
            prompt.edit(Edit::SetToolChoice(choice));
        }
    };
    view! {
        <div class="row" data-gap="3">
            <label class="tool-choice">
                <span>"The model"</span>
                <select id="tool-choice" aria-label="The model and its tools" on:change=on_choose>{options}</select>
            </label>
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    prop:checked=one
                    on:change=move |event| prompt.edit(Edit::SetOneToolAtATime(event_target_checked(&event)))
                />
                <span>"One call at a time"</span>
            </label>
        </div>
        <ProblemList place=Place::Tools/>
    }
    .into_any()
}

/// A choice as an option's value.
fn word(choice: &ToolChoice<ElementId>) -> String {
    match choice {
        ToolChoice::Auto => "auto".to_owned(),
        ToolChoice::None => "none".to_owned(),
        ToolChoice::Required => "required".to_owned(),
        ToolChoice::Named(id) => format!("tool-{id}"),
    }
}
