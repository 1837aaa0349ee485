//! What tools add to a prompt, by vendor: always an estimate, because no vendor says into which text it turns them.
//!
//! | rule | models | source |
//! |---|---|---|
//! | formula | OpenAI's | its cookbook, "How to count tokens with tiktoken"; on 39 recordings within 10 % for half of those without nested objects; 80 more from GPT-5 on (to 2026-05) |
//! | text and a hidden prompt | Claude | 44 recordings: 285 to 510 tokens beyond text and JSON where the model is free to call, some 600 where it must (to 2026-05) |
//! | text | others | the JSON as it is sent; templates write it in their own way, none was recorded |

use serde_json::Value;

use super::choice::bare;
use super::estimate::{Band, text};
use super::{Tally, Tokenizer};
use crate::domain::compose::{ComposedTool, ComposedTools};
use crate::domain::model::TokenizerChoice;
use crate::domain::token::Encoding;
use crate::domain::tool::ToolChoice;

/// A function begins: newer models, and those of `cl100k_base`.
const FUNCTION: u64 = 7;
const OLDER_FUNCTION: u64 = 10;
/// Its properties begin; each has a key; a list of allowed values takes this back once and adds it for each.
const PROPERTIES: u64 = 3;
const KEY: u64 = 3;
const VALUE: u64 = 3;
/// The functions end.
const END: u64 = 12;
/// What GPT-5 and later add: 80 in the middle of the recordings.
const SINCE_GPT_5: Band = Band { low: 50, expected: 80, high: 120 };

/// Tokens that `tools` add under `choice` (`None` = a tokenizer file). `tokenizer` is that of [`super::choice::encoding`].
pub fn tokens(choice: Option<TokenizerChoice>, model: &str, tokenizer: &Tokenizer, tools: &ComposedTools) -> Band {
    if tools.is_empty() {
        return Band::default();
    }
    let tally = tools.items.iter().map(|tool| sent(tokenizer, tool)).fold(Tally::default(), Tally::plus);
    match choice {
        Some(TokenizerChoice::Own(Encoding::Cl100kBase) | TokenizerChoice::Assumed(Encoding::Cl100kBase)) => {
            by_formula(tokenizer, tools, OLDER_FUNCTION, tally.tokens)
        }
        Some(TokenizerChoice::Own(Encoding::O200kBase) | TokenizerChoice::Assumed(Encoding::O200kBase)) => {
            by_formula(tokenizer, tools, FUNCTION, tally.tokens).plus(of_model(model))
        }
        Some(choice @ (TokenizerChoice::Claude | TokenizerChoice::ClaudeNew)) => {
            text(choice, tally, 1000).plus(hidden_prompt(&tools.choice))
        }
        other => {
            let band = other.map_or(Band::exact(tally.tokens), |choice| text(choice, tally, 1000));
            Band { low: band.low / 2, expected: band.expected + 60, high: band.high * 2 + 350 }
        }
    }
}

/// What some OpenAI models add to the formula.
pub fn of_model(model: &str) -> Band {
    if is_gpt_5_or_later(&bare(model)) { SINCE_GPT_5 } else { Band::default() }
}

/// The prompt that Anthropic puts before tools: Sonnet 4.0 325, Opus 5 395, Sonnet 4.6 and 5 415 to 510, Sonnet 4.5 330 or 500; some 600 from
/// 4.5 on where a call is demanded.
pub fn hidden_prompt(choice: &ToolChoice) -> Band {
    match choice {
        ToolChoice::Required | ToolChoice::Named(_) => Band { low: 300, expected: 600, high: 650 },
        ToolChoice::Auto => Band { low: 280, expected: 430, high: 520 },
        ToolChoice::None => Band { low: 0, expected: 430, high: 520 },
    }
}

/// A tool's text and JSON as they are sent.
fn sent(tokenizer: &Tokenizer, tool: &ComposedTool) -> Tally {
    [&tool.name, &tool.description, &tool.json]
        .map(|text| tokenizer.tally(text))
        .into_iter()
        .fold(Tally::default(), Tally::plus)
}

/// The cookbook's formula. It knows no nested objects, which only the JSON bounds.
fn by_formula(tokenizer: &Tokenizer, tools: &ComposedTools, function: u64, json: u64) -> Band {
    let expected = END + tools.items.iter().map(|tool| function + of_function(tokenizer, tool)).sum::<u64>();
    let high = (expected * 3 / 2).max(json + json / 5 + END + function * tools.items.len() as u64);
    Band { low: expected * 3 / 5, expected, high }
}

fn of_function(tokenizer: &Tokenizer, tool: &ComposedTool) -> u64 {
    let schema: Value = serde_json::from_str(&tool.json).unwrap_or_default();
    let line = format!("{}:{}", tool.name, without_stop(&tool.description));
    let properties = schema["properties"].as_object();
    let inside = properties.filter(|properties| !properties.is_empty()).map_or(0, |properties| {
        let each = properties.iter().map(|(name, property)| of_property(tokenizer, name, property));
        PROPERTIES + each.sum::<u64>()
    });
    tokenizer.count(&line) + inside
}

fn of_property(tokenizer: &Tokenizer, name: &str, property: &Value) -> u64 {
    let kind = property["type"].as_str().unwrap_or_default();
    let description = without_stop(property["description"].as_str().unwrap_or_default());
    let line = tokenizer.count(&format!("{name}:{kind}:{description}"));
    let values = property["enum"].as_array().map_or(0, |values| {
        let word = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let all: u64 = values.iter().map(|value| VALUE + tokenizer.count(&word(value))).sum();
        all.saturating_sub(VALUE)
    });
    KEY + line + values
}

fn without_stop(text: &str) -> &str {
    text.strip_suffix('.').unwrap_or(text)
}

fn is_gpt_5_or_later(id: &str) -> bool {
    id.strip_prefix("gpt-").and_then(|rest| rest.chars().next()).is_some_and(|digit| ('5'..='9').contains(&digit))
}
