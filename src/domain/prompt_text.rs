//! A whole prompt as one readable text, settings and template: what two versions of it are compared by.

use std::fmt::Write as _;

use super::compose::Composition;
use super::id::{ConnectionId, ElementId};
use super::prompt::{Column, Prompt};
use super::sampling::Sampling;
use super::shot::ShotLayout;
use super::technique::{ChainOfThought, Technique};
use super::tool::ToolChoice;

/// The prompt as it was written. `connection_name` says what the person calls a connection.
pub fn prompt_text(prompt: &Prompt, connection_name: &dyn Fn(&ConnectionId) -> String) -> String {
    let mut text = String::new();
    section(&mut text, "Name", &prompt.title);
    let models = prompt.columns.iter().map(|column| model_line(column, prompt, connection_name));
    section(&mut text, "Models", &models.collect::<Vec<_>>().join("\n"));
    section(&mut text, "Reasoning", technique_words(prompt.technique));
    if let Some(tokens) = prompt.expected_output_tokens {
        section(&mut text, "Expected output", &format!("{tokens} tokens"));
    }
    for message in &prompt.messages {
        section(&mut text, &format!("{} message", message.role.title()), &message.text);
        for image in &message.images {
            section(&mut text, "Image", &format!("{}, {}", image.title(), image.file.0));
        }
    }
    for (name, value) in &prompt.variables {
        section(&mut text, &format!("Variable {name}"), value);
    }
    for (case, number) in prompt.dataset.cases.iter().zip(1..) {
        let cells = prompt.dataset.names.iter().zip(&case.cells).map(|(name, value)| format!("{name}: {value}"));
        section(&mut text, &format!("Row {number}"), &cells.collect::<Vec<_>>().join("\n"));
    }
    if !prompt.shots.items.is_empty() {
        let layout = match prompt.shots.layout {
            ShotLayout::Pairs => "as message pairs",
            ShotLayout::TaggedBlock => "as one tagged block",
        };
        section(&mut text, "Shots", layout);
    }
    for (place, shot) in prompt.shots.items.iter().enumerate() {
        let switched = if shot.enabled { "" } else { ", off" };
        let name = format!("Shot {}{switched}", place + 1);
        section(&mut text, &format!("{name}: input"), &shot.input);
        if !shot.reasoning.is_empty() {
            section(&mut text, &format!("{name}: reasoning"), &shot.reasoning);
        }
        section(&mut text, &format!("{name}: output"), &shot.output);
    }
    for tool in &prompt.tools.items {
        let switched = if tool.enabled { "on" } else { "off" };
        let words = [tool.description.as_str(), tool.parameters.as_str()].join("\n");
        section(&mut text, &format!("Tool {} ({switched})", tool.name), &words);
    }
    if !prompt.tools.items.is_empty() {
        section(&mut text, "Tool choice", &tool_choice(prompt));
    }
    if let Some(schema) = &prompt.schema {
        let switched = if schema.enabled { "on" } else { "off" };
        section(&mut text, &format!("Schema {} ({switched})", schema.name), &schema.text);
    }
    text
}

/// A rendered prompt: each message under the name of its role.
pub fn rendered_text(composition: &Composition) -> String {
    let mut text = String::new();
    for message in &composition.messages {
        section(&mut text, message.role.title(), &message.text());
    }
    text
}

/// A heading, a text below it, and an empty line.
fn section(out: &mut String, heading: &str, text: &str) {
    // Writing to a String can't fail.
    let _ = write!(out, "## {heading}\n{text}");
    out.push_str(if text.ends_with('\n') || text.is_empty() { "\n" } else { "\n\n" });
}

fn model_line(column: &Column, prompt: &Prompt, connection_name: &dyn Fn(&ConnectionId) -> String) -> String {
    let Sampling { temperature, top_p, max_output_tokens, seed, stop, extra, prompt_cache, logprobs } =
        &column.sampling;
    let mut line = format!("{} on {}", column.model.model, connection_name(&column.model.connection));
    let numbers = [
        temperature.map(|n| format!("temperature {n}")),
        top_p.map(|n| format!("top_p {n}")),
        max_output_tokens.map(|n| format!("at most {n} tokens")),
        seed.map(|n| format!("seed {n}")),
        (!stop.is_empty()).then(|| format!("stop {stop:?}")),
        (!extra.trim().is_empty()).then(|| format!("extra {}", extra.split_whitespace().collect::<Vec<_>>().join(" "))),
        (!prompt_cache.is_unasked()).then(|| format!("prompt cache {}", prompt_cache.name().replace('_', " "))),
        logprobs.then(|| "token probabilities".to_owned()),
        (prompt.baseline == Some(column.id)).then(|| "baseline".to_owned()),
    ];
    for part in numbers.into_iter().flatten() {
        line.push_str(", ");
        line.push_str(&part);
    }
    line
}

fn tool_choice(prompt: &Prompt) -> String {
    let name = |id: &ElementId| prompt.tools.items.iter().find(|tool| tool.id == *id).map(|tool| tool.name.as_str());
    let choice = match &prompt.tools.choice {
        ToolChoice::Auto => "the model decides",
        ToolChoice::None => "none",
        ToolChoice::Required => "one or more",
        ToolChoice::Named(id) => name(id).unwrap_or_default(),
    };
    let at_once = if prompt.tools.one_at_a_time { ", one at a time" } else { "" };
    format!("{choice}{at_once}")
}

fn technique_words(technique: Technique) -> &'static str {
    match technique {
        Technique::Off => "off",
        Technique::ChainOfThought(ChainOfThought::ZeroShot) => "by prompt: zero-shot",
        Technique::ChainOfThought(ChainOfThought::WorkedShots) => "by prompt: worked shots",
        Technique::ChainOfThought(ChainOfThought::PlanThenAnswer) => "by prompt: plan, then answer",
        Technique::Provider(effort) => effort.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::compose::compose;
    use crate::domain::variables::Variables;

    #[test]
    fn settings_and_templates_stand_in_one_text() {
        let mut prompt = Prompt::empty();
        prompt.messages[0].text = "Hello {{name}}".to_owned();
        prompt.variables = Variables::from_iter([("name".to_owned(), "Ada".to_owned())]);
        prompt.columns[0].sampling.temperature = Some(0.5);
        let text = prompt_text(&prompt, &|_| "Built in".to_owned());
        assert_eq!(
            text,
            "## Name\nUntitled\n\n## Models\ndry-run on Built in, temperature 0.5\n\n## Reasoning\noff\n\n\
             ## User message\nHello {{name}}\n\n## Variable name\nAda\n\n"
        );
        assert_eq!(rendered_text(&compose(&prompt)), "## User\nHello Ada\n\n");
    }
}
