//! Problems at the place they belong to.

use leptos::prelude::*;

use crate::domain::problem::{Place, Problem, Severity};
use crate::state::AppState;
use crate::ui::widgets::icon::Icon;

/// The problems of one place, worst first.
#[component]
pub fn ProblemList(place: Place) -> impl IntoView {
    let app = expect_context::<AppState>();
    let problems = Memo::new(move |_| {
        let mut problems =
            app.compose.problems().with(|all| all.iter().filter(|p| p.place == place).cloned().collect::<Vec<_>>());
        problems.sort_by_key(|p| std::cmp::Reverse(p.severity));
        problems
    });
    view! {
        <Show when=move || !problems.with(Vec::is_empty)>
            <ul class="problems">{move || problems.get().into_iter().map(problem_row).collect_view()}</ul>
        </Show>
    }
}

/// One problem with a sign that is not colour alone.
fn problem_row(problem: Problem) -> impl IntoView {
    let (name, icon, word) = match problem.severity {
        Severity::Error => ("error", view! { <Icon name="cross"/> }, "Error: "),
        Severity::Warning => ("warning", view! { <Icon name="warning"/> }, "Warning: "),
        Severity::Note => ("note", view! { <Icon name="info"/> }, "Note: "),
    };
    view! {
        <li class="problem" data-severity=name>
            {icon}
            <span><span class="visually-hidden">{word}</span>{problem.message}</span>
        </li>
    }
}
