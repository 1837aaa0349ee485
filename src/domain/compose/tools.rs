//! The tools of a prompt made ready to be sent.

use std::collections::HashSet;

use serde_json::Value;

use super::schema::parsed;
use super::{ComposedTool, ComposedTools};
use crate::domain::problem::{Place, Problem, Severity};
use crate::domain::prompt::Prompt;
use crate::domain::tool::{Tool, ToolChoice, is_name};

/// Parameters of a tool that takes none.
const NO_PARAMETERS: &str = r#"{"type":"object","properties":{}}"#;

/// The tools that are switched on and whole, and the choice among them.
pub(super) fn composed(prompt: &Prompt, problems: &mut Vec<Problem>) -> ComposedTools {
    let tools = &prompt.tools;
    let mut names = HashSet::new();
    let mut items = Vec::new();
    for tool in tools.items.iter().filter(|tool| tool.enabled) {
        about_name(tool, !names.insert(tool.name.as_str()), problems);
        if tool.description.trim().is_empty() {
            let words =
                "This tool has no description. Say what it does and when to call it: the model decides by that.";
            problems.push(problem(Severity::Note, tool, words.to_owned()));
        }
        if let Some(json) = parameters(tool, problems) {
            let (name, description) = (tool.name.clone(), tool.description.trim().to_owned());
            items.push(ComposedTool { name, description, json });
        }
    }
    let choice = if items.is_empty() { ToolChoice::Auto } else { choice(prompt, problems) };
    ComposedTools { items, choice, one_at_a_time: tools.one_at_a_time }
}

fn about_name(tool: &Tool, is_taken: bool, problems: &mut Vec<Problem>) {
    if !is_name(&tool.name) {
        let words = "A tool's name has 1 to 64 letters without accents, digits, _ or -, and no spaces.";
        problems.push(problem(Severity::Error, tool, words.to_owned()));
    } else if is_taken {
        let words = format!("Another tool is called “{}” too. Give each its own name.", tool.name);
        problems.push(problem(Severity::Error, tool, words));
    }
}

/// JSON Schema of the arguments, minified with its key order kept; nothing typed = no arguments.
fn parameters(tool: &Tool, problems: &mut Vec<Problem>) -> Option<String> {
    if tool.parameters.trim().is_empty() {
        return Some(NO_PARAMETERS.to_owned());
    }
    let value = parsed(&tool.parameters, "The parameters", &Place::Tool(tool.id), problems)?;
    if value.get("type").is_some_and(|kind| kind != "object") {
        let words = "A tool takes its arguments as one object: the parameters need \"type\": \"object\".";
        problems.push(problem(Severity::Error, tool, words.to_owned()));
        return None;
    }
    let mut value = value;
    if let Value::Object(members) = &mut value
        && !members.contains_key("type")
    {
        members.insert("type".to_owned(), "object".into());
    }
    Some(value.to_string())
}

fn choice(prompt: &Prompt, problems: &mut Vec<Problem>) -> ToolChoice {
    match prompt.tools.choice {
        ToolChoice::Auto => ToolChoice::Auto,
        ToolChoice::None => ToolChoice::None,
        ToolChoice::Required => ToolChoice::Required,
        ToolChoice::Named(id) => {
            if let Some(tool) = prompt.tools.items.iter().find(|tool| tool.id == id && tool.enabled) {
                return ToolChoice::Named(tool.name.clone());
            }
            let words =
                "The tool that the model must call is switched off or gone. Choose another, or let the model decide.";
            problems.push(Problem {
                severity: Severity::Error,
                place: Place::Tools,
                span: None,
                message: words.to_owned(),
            });
            ToolChoice::Auto
        }
    }
}

fn problem(severity: Severity, tool: &Tool, message: String) -> Problem {
    Problem { severity, place: Place::Tool(tool.id), span: None, message }
}
