//! What reasoning and a forced tool add to a prompt, by vendor. Constants are from recorded usage (2026-11-23); what was not recorded has a wide
//! band.

use super::choice::bare;
use super::estimate::Band;
use crate::domain::model::TokenizerChoice;
use crate::domain::technique::{Effort, Technique};

/// Tokens that switching the provider's reasoning on adds to the input. Claude: 28 to 36 (Sonnet 4.5 with a budget, 43 against 15 on the
/// shortest prompt); adaptive thinking of newer models was not recorded. OpenAI's efforts add none (11 recordings of reasoning models).
pub fn thinking(choice: TokenizerChoice, technique: Technique) -> Band {
    let Technique::Provider(effort) = technique else { return Band::default() };
    match choice {
        _ if effort == Effort::None => Band::default(),
        TokenizerChoice::Claude => Band { low: 0, expected: 32, high: 40 },
        TokenizerChoice::ClaudeNew => Band { low: 0, expected: 32, high: 60 },
        _ => Band::default(),
    }
}

/// Tokens around a schema that goes as a tool the model must call: older Claudes have no structured output. Sonnet 4.0 takes 325 for tools
/// of free choice, 4.5 some 600 for a forced one; older ones were not recorded.
pub fn forced_tool(choice: TokenizerChoice, model: &str) -> Band {
    if choice == TokenizerChoice::Claude && !has_structured_output(&bare(model)) {
        Band { low: 250, expected: 400, high: 650 }
    } else {
        Band::default()
    }
}

/// Structured output came with Claude 4.5 (anthropic SDK types, 2026-11).
fn has_structured_output(id: &str) -> bool {
    let id = id.replace('.', "-");
    ["-4-5", "-4-6"].iter().any(|version| id.contains(version))
}
