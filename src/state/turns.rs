//! Turns that go on after tool calls: the person types what each call gave, and the same request is sent again with it.

use leptos::prelude::*;

use super::AppState;
use super::live_run::{LiveRun, PastTurn};
use crate::domain::completion::Completion;
use crate::domain::compose::RenderedMessage;
use crate::domain::id::ElementId;
use crate::domain::tool::ToolResult;

impl AppState {
    /// Goes on with a column's turn: `contents` is what each of its calls gave, in their order. It continues the request that was sent, not
    /// the prompt as it is now.
    pub fn continue_turn(&self, column: ElementId, contents: Vec<String>) {
        let run = self.runs.of(column).get_untracked();
        let Some((connection, mut request)) = self.runs.sent(column).filter(|_| run.awaits_results()) else { return };
        let calls = run.calls.iter().zip(contents);
        let results: Vec<_> = calls
            .map(|(call, content)| ToolResult { call: call.id.clone(), name: call.name.clone(), content })
            .collect();
        let answer = Completion {
            text: run.text.clone(),
            reasoning: run.reasoning.clone(),
            tool_calls: run.calls.clone(),
            kept: run.kept.clone(),
            ..Completion::default()
        };
        request.messages.extend(RenderedMessage::continued(&answer, results.clone()));
        request.tools = request.tools.after_call();
        let past = PastTurn {
            text: run.text,
            reasoning: run.reasoning,
            calls: run.calls,
            results,
            usage: run.usage,
            cost_text: run.cost_text,
        };
        if self.budget_stops(column) {
            return;
        }
        let start = LiveRun {
            is_dry_run: connection.id.is_dry_run(),
            model: request.model.clone(),
            schema: request.schema.clone(),
            technique: request.technique,
            turns: run.turns.into_iter().chain([past]).collect(),
            ..LiveRun::default()
        };
        self.launch(column, &self.ask(column, connection, request, None), &start);
        self.view.announcement.set(format!("{} goes on.", untrack(|| self.column_name(column))));
    }

    /// Whether a column's turn can go on: its calls were made in this page, not in a link.
    pub fn can_continue(&self, column: ElementId) -> bool {
        self.runs.of(column).with(LiveRun::awaits_results) && self.runs.sent(column).is_some()
    }
}
