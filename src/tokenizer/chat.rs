//! What a chat format adds around the texts of a prompt, and what a schema adds, by family. Constants were fitted on 2026-11-23 to the usage
//! that providers reported in public recordings of real calls, text only.

use super::choice::{bare, is_of};
use super::estimate::Band;
use super::template::Format;
use crate::domain::message::Role;
use crate::domain::model::TokenizerChoice;
use crate::domain::token::Encoding;

/// OpenAI: around each message two tokens open and close it and one names the role. Exact on 47 of 48 prompts to gpt-3.5, gpt-4, gpt-4o,
/// gpt-4.1 and gpt-4.5, and on 11 of 11 to o3-mini and the gpt-5 family with the shorter priming.
const OPENAI_MESSAGE: u64 = 4;
/// OpenAI: primes the answer.
const OPENAI_PRIMING: u64 = 3;
/// The same for reasoning models.
const OPENAI_REASONING_PRIMING: u64 = 2;

/// Tokens around `messages` messages to `model`, of which the first of several is taken for a system message and the others for a
/// conversation.
pub fn overhead(choice: TokenizerChoice, model: &str, messages: usize) -> Band {
    let role = |index: usize| match (messages, index) {
        (2.., 0) => Role::System,
        (2.., index) if index % 2 == 0 => Role::Assistant,
        _ => Role::User,
    };
    around(choice, model, &(0..messages).map(role).collect::<Vec<_>>())
}

/// Tokens around messages of these roles to `model`.
pub fn around(choice: TokenizerChoice, model: &str, roles: &[Role]) -> Band {
    if let TokenizerChoice::Own(encoding) | TokenizerChoice::Assumed(encoding) = choice
        && let Some(format) = Format::of(encoding, &bare(model))
    {
        return format.around(roles);
    }
    let messages = roles.len() as u64;
    let each = |low, expected, high| Band { low: low * messages, expected: expected * messages, high: high * messages };
    match choice {
        // Harmony: three special tokens and the role a message, and a system message of the server's own: 71 tokens at Groq.
        TokenizerChoice::Own(Encoding::O200kHarmony) | TokenizerChoice::Assumed(Encoding::O200kHarmony) => {
            each(4, 4, 5).plus(Band { low: 3, expected: 70, high: 150 })
        }
        TokenizerChoice::Own(encoding) | TokenizerChoice::Assumed(encoding) if is_openai(encoding) => {
            let priming = if reasons(&bare(model)) { OPENAI_REASONING_PRIMING } else { OPENAI_PRIMING };
            Band::exact(OPENAI_MESSAGE * messages + priming)
        }
        // 7 to 9 for a single user message (recorded), fewer for each further one.
        TokenizerChoice::Claude | TokenizerChoice::ClaudeNew => {
            each(2, 4, 8).plus(Band { low: 3, expected: 4, high: 5 })
        }
        // One a turn from 2.5 on (recorded); older models none.
        TokenizerChoice::Gemini => each(0, 1, 2),
        // Kimi, GLM and MiniMax: their templates are in no package that could be read.
        TokenizerChoice::Own(_) | TokenizerChoice::Assumed(_) | TokenizerChoice::Unknown => unknown(messages),
    }
}

fn is_openai(encoding: Encoding) -> bool {
    matches!(encoding, Encoding::O200kBase | Encoding::Cl100kBase | Encoding::P50kBase | Encoding::R50kBase)
}

/// Tokens around `messages` messages when the chat template is not known: 3 a turn at Mistral and DeepSeek, up to 47 with the header that
/// Llama 3's template adds (recorded).
pub fn unknown(messages: u64) -> Band {
    Band { low: 2 * messages, expected: 4 * messages + 3, high: 10 * messages + 50 }
}

/// Tokens that sending a schema of `tokens` tokens of JSON adds. OpenAI's `response_format` took 0.55 of its JSON's tokens on recordings; other
/// vendors' share is not known.
pub fn schema(tokens: u64) -> Band {
    Band { low: tokens * 3 / 10, expected: tokens * 55 / 100, high: tokens + tokens / 5 }
}

/// Whether OpenAI primes this model's answers the shorter way.
fn reasons(id: &str) -> bool {
    let numbered =
        id.strip_prefix("gpt-").and_then(|rest| rest.chars().next()).is_some_and(|digit| ('5'..='9').contains(&digit));
    numbered || ["o1", "o3", "o4", "o4-mini"].iter().any(|name| is_of(id, name))
}
