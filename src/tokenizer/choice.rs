//! Which tokenizer counts for a model, by its id. Facts are OpenAI's own table (`tiktoken` 0.14.0, `model.py`, read 2026-11-23) and, for open
//! models, [`super::families`]; what is not in them is assumed or unknown, and says so.

use super::families;
use crate::domain::model::TokenizerChoice;
use crate::domain::token::Encoding;

use Encoding::{Cl100kBase, Claude2, Gemma3, O200kBase, O200kHarmony, P50kBase, R50kBase};

/// Models whose encoding is published, by name; what follows the name after a hyphen, `@` or `:` is a date, a size or an organization.
const PUBLISHED: [(&str, Encoding); 24] = [
    ("gpt-oss", O200kHarmony),
    ("gpt-5", O200kBase),
    ("gpt-4.5", O200kBase),
    ("gpt-4.1", O200kBase),
    ("gpt-4o", O200kBase),
    ("chatgpt-4o", O200kBase),
    ("o1", O200kBase),
    ("o3", O200kBase),
    ("o4-mini", O200kBase),
    ("gpt-4", Cl100kBase),
    ("gpt-3.5", Cl100kBase),
    ("gpt-35-turbo", Cl100kBase),
    ("davinci-002", Cl100kBase),
    ("babbage-002", Cl100kBase),
    ("text-embedding-ada-002", Cl100kBase),
    ("text-embedding-3-small", Cl100kBase),
    ("text-embedding-3-large", Cl100kBase),
    ("text-davinci-003", P50kBase),
    ("text-davinci-002", P50kBase),
    ("davinci", R50kBase),
    ("curie", R50kBase),
    ("babbage", R50kBase),
    ("ada", R50kBase),
    ("gpt2", R50kBase),
];

/// Claude models with the older tokenizer, by the beginning of their id: all before Opus 4.7 (Anthropic's documentation, copy of 2026).
const OLDER_CLAUDE: [&str; 15] = [
    "claude-1",
    "claude-2",
    "claude-v",
    "claude-instant",
    "claude-3",
    "claude-opus-3",
    "claude-sonnet-3",
    "claude-haiku-3",
    "claude-sonnet-4",
    "claude-haiku-4",
    "claude-opus-4-0",
    "claude-opus-4-1",
    "claude-opus-4-2", // dated: claude-opus-4-20250514
    "claude-opus-4-5",
    "claude-opus-4-6",
];

/// The tokenizer for `model` at `provider` (a catalog provider; `None` = an endpoint that the catalog does not know).
///
/// The id decides; routers' prefixes (`openai/`, `us.anthropic.`) are looked through. The provider only decides for ids that say nothing.
pub fn choose(provider: Option<&str>, model: &str) -> TokenizerChoice {
    let id = bare(model);
    let id = id.as_str();
    if let Some((_, encoding)) = PUBLISHED.iter().find(|(name, _)| is_of(id, name)) {
        return TokenizerChoice::Own(*encoding);
    }
    if id.starts_with("claude") {
        return claude(id);
    }
    if let Some(choice) = families::choose(id) {
        return choice;
    }
    if id.starts_with("gemini") {
        return TokenizerChoice::Gemini;
    }
    let openai = ["gpt-", "chatgpt-", "o4", "o5", "codex"].iter().any(|prefix| id.starts_with(prefix));
    match provider {
        _ if openai => TokenizerChoice::Assumed(O200kBase),
        Some("openai") => TokenizerChoice::Assumed(O200kBase),
        Some("anthropic") => TokenizerChoice::ClaudeNew,
        Some("gemini" | "google") => TokenizerChoice::Gemini,
        _ => TokenizerChoice::Unknown,
    }
}

/// What Bedrock puts before a name, after the region (`us.meta.llama3-1-8b-instruct-v1:0`).
const VENDORS: [&str; 9] =
    ["anthropic.", "meta.", "mistral.", "qwen.", "openai.", "google.", "moonshot.", "minimax.", "zai."];

/// A model id in lower case, without what routers and clouds put before it.
pub(super) fn bare(model: &str) -> String {
    let id = model.to_ascii_lowercase();
    let id = id.rsplit('/').next().unwrap_or_default();
    let after = |vendor: &&str| id.split_once(*vendor).filter(|(region, _)| region.is_empty() || region.ends_with('.'));
    let id = VENDORS.iter().find_map(after).map_or(id, |(_, id)| id);
    let id = id.strip_prefix("us.").unwrap_or(id);
    id.strip_prefix("ft:").unwrap_or(id).to_owned()
}

/// Whether `id` is `name` or a version of it. Every `gpt-5.x` is published (prefix `gpt-5`); other points make another model.
pub(super) fn is_of(id: &str, name: &str) -> bool {
    id.strip_prefix(name).is_some_and(|rest| match rest.chars().next() {
        None | Some('-' | '@' | ':') => true,
        Some('.') => name == "gpt-5",
        Some(_) => false,
    })
}

fn claude(id: &str) -> TokenizerChoice {
    let id = id.replace(['.', '@'], "-");
    let older = id == "claude-opus-4" || OLDER_CLAUDE.iter().any(|prefix| id.starts_with(prefix));
    if older { TokenizerChoice::Claude } else { TokenizerChoice::ClaudeNew }
}

/// The encoding that a choice is counted with, as itself or as the base of an estimate.
pub fn encoding(choice: TokenizerChoice) -> Encoding {
    match choice {
        TokenizerChoice::Own(encoding) | TokenizerChoice::Assumed(encoding) => encoding,
        // The last that Anthropic published, and Gemini's open sibling.
        TokenizerChoice::Claude | TokenizerChoice::ClaudeNew => Claude2,
        TokenizerChoice::Gemini => Gemma3,
        TokenizerChoice::Unknown => O200kBase,
    }
}
