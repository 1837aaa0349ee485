//! Which encoding an open model has, by its name as routers, hosts and model files spell it. Sources, read 2026-11-25: the files that
//! `xtask/src/vocabulary/sources.rs` names, the crate `tiktoken` 4.1.2 (`encoding.rs`, which names the generations that share a vocabulary), and
//! the tokenizers that mistral-common 1.13 ships.

use crate::domain::model::TokenizerChoice::{self, Assumed, Own};
use crate::domain::token::Encoding::{DeepseekV3, Gemma3, Glm4, Glm5, KimiK2, Llama3, MinimaxM2, Qwen2, Tekken};

/// The choice for a bare id in lower case; `None` when its name is that of no family here, or of a generation with another vocabulary.
pub(super) fn choose(id: &str) -> Option<TokenizerChoice> {
    let id = spelled_out(id);
    let id = ["meta-", "zai-", "gemini-"].iter().find_map(|prefix| id.strip_prefix(prefix)).unwrap_or(&id);
    llama(id)
        .or_else(|| qwen(id))
        .or_else(|| deepseek(id))
        .or_else(|| mistral(id))
        .or_else(|| gemma(id))
        .or_else(|| glm(id))
        .or_else(|| prefixed(id, &KIMI_AND_MINIMAX))
}

/// `_` as `-`, and the point that some hosts write as `p` between digits (`qwen2p5`).
fn spelled_out(id: &str) -> String {
    let letters: Vec<char> = id.chars().map(|letter| if letter == '_' { '-' } else { letter }).collect();
    let is_digit = |index: Option<usize>| index.and_then(|index| letters.get(index)).is_some_and(char::is_ascii_digit);
    let point = |(index, letter): (usize, &char)| {
        let between = *letter == 'p' && is_digit(index.checked_sub(1)) && is_digit(Some(index + 1));
        if between { '.' } else { *letter }
    };
    letters.iter().enumerate().map(point).collect()
}

/// A family's generation: `3`, `3.1`, and what follows it.
struct Version<'a> {
    major: u32,
    minor: Option<u32>,
    rest: &'a str,
}

/// The version that stands right after `name`, a hyphen or a `v` between.
fn version<'a>(id: &'a str, name: &str) -> Option<Version<'a>> {
    let rest = id.strip_prefix(name)?.trim_start_matches(['-', 'v']);
    let (major, rest) = number(rest)?;
    let minor = rest.strip_prefix(['.', '-']).and_then(number);
    // A number of one digit that ends there; `-8b` is a size.
    let is_minor = |after: &str| after.is_empty() || !after.starts_with(|next: char| next.is_ascii_alphanumeric());
    let point = rest.starts_with('.');
    Some(match minor {
        Some((minor, after)) if point || minor < 10 && is_minor(after) => {
            Version { major, minor: Some(minor), rest: after }
        }
        _ => Version { major, minor: None, rest },
    })
}

fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    Some((digits.parse().ok()?, rest))
}

/// Llama 3 to 3.3 share one vocabulary; 2 and 4 have others.
fn llama(id: &str) -> Option<TokenizerChoice> {
    if let Some(Version { major, .. }) = version(id, "llama") {
        return (major == 3).then_some(Own(Llama3));
    }
    // Models tuned from one of them may have added tokens.
    ["llama-3", "llama3", "llama-guard-3"].iter().any(|part| id.contains(part)).then_some(Assumed(Llama3))
}

/// Qwen 2, 2.5 and 3 share one vocabulary; 3.5 and later have another. Coders, vision and the like are taken to have it too.
fn qwen(id: &str) -> Option<TokenizerChoice> {
    if id.starts_with("qwq") {
        return Some(Assumed(Qwen2));
    }
    let Version { major, minor, rest } = version(id, "qwen")?;
    let plain =
        !["coder", "vl", "next", "omni", "math", "embedding", "reranker"].iter().any(|kind| rest.contains(kind));
    match (major, minor) {
        (2, None | Some(5)) | (3, None) => Some(if plain { Own(Qwen2) } else { Assumed(Qwen2) }),
        _ => None,
    }
}

/// V3 and R1 share a vocabulary. That of V4 is said to be the same (the crate `tiktoken`), which nobody could check here; the names without a
/// generation mean V4 since 2026-07-24. Distilled models keep the tokenizer of what they were made from.
fn deepseek(id: &str) -> Option<TokenizerChoice> {
    let name = id.strip_prefix("deepseek")?.trim_start_matches(['-', '.', ':']);
    let is =
        |what: &str| name.strip_prefix(what).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()));
    let v4 = ["chat", "reasoner", "flash", "v4", "prover-v2"];
    if name.contains("distill") {
        let from = [("llama", Llama3), ("qwen", Qwen2)].into_iter().find(|(from, _)| name.contains(from));
        from.map(|(_, encoding)| Assumed(encoding))
    } else if name.starts_with("r1:") && !name.starts_with("r1:671b") {
        None // Ollama's smaller ones are distilled, from what only their page says.
    } else if is("v3") || is("r1") {
        Some(Own(DeepseekV3))
    } else {
        v4.iter().any(|what| is(what)).then_some(Assumed(DeepseekV3))
    }
}

/// Mistral's models with an older vocabulary, whose names begin as those of newer ones do.
const OLDER_MISTRAL: [&str; 7] = [
    "mistral-large-2402",
    "mistral-large-2407",
    "mistral-large-2411",
    "mistral-small-2402",
    "mistral-small-2409",
    "codestral-2405",
    "codestral-22b",
];

/// Names of Mistral's models with Tekken, and whether that is published.
const TEKKEN: [(&str, bool); 21] = [
    ("open-mistral-nemo", true),
    ("mistral-nemo", true),
    ("ministral", true),
    ("pixtral-12b", true),
    ("devstral-small", true),
    ("magistral-small", true),
    ("mistral-small-24b", true),
    ("mistral-small-2501", true),
    ("mistral-small-2503", true),
    ("mistral-small-2506", true),
    ("mistral-small-3", true),
    ("mistral-small3", true),
    ("mistral-large-3", true),
    ("mistral-large-2512", true),
    ("mistral-small", false),
    ("mistral-medium", false),
    ("mistral-large", false),
    ("mistral-code", false),
    ("magistral", false),
    ("devstral", false),
    ("codestral-", false),
];

/// Mistral has Tekken from Nemo on in its open models; which of the hosted ones have it is assumed. Large until 2411, Pixtral Large, Mixtral
/// and the first Codestral have older vocabularies.
fn mistral(id: &str) -> Option<TokenizerChoice> {
    if OLDER_MISTRAL.iter().any(|name| id.starts_with(name)) || id.starts_with("codestral:") {
        return None;
    }
    let (_, own) = TEKKEN.iter().find(|(name, _)| id.starts_with(name))?;
    Some(if *own { Own(Tekken) } else { Assumed(Tekken) })
}

/// Gemma 3's own; Gemma 2 counted the same on recordings (2026-11-23), Gemma 4 is not known.
fn gemma(id: &str) -> Option<TokenizerChoice> {
    let Version { major, .. } = version(id, "gemma")?;
    Some(if major == 3 { Own(Gemma3) } else { Assumed(Gemma3) })
}

fn glm(id: &str) -> Option<TokenizerChoice> {
    let Version { major, minor, rest } = version(id, "glm")?;
    let plain = rest.is_empty() || rest.starts_with(['-', ':']);
    match (major, minor) {
        (4, Some(5..=7)) if plain => Some(Own(Glm4)),
        (4, _) => Some(Assumed(Glm4)),
        (5, None | Some(0..=2)) if plain => Some(Own(Glm5)),
        (5, _) => Some(Assumed(Glm5)),
        _ => None,
    }
}

const KIMI_AND_MINIMAX: [(&str, TokenizerChoice); 5] = [
    ("kimi-k2", Own(KimiK2)),
    ("kimi-k3", Assumed(KimiK2)),
    ("kimi-latest", Assumed(KimiK2)),
    ("minimax-m2", Own(MinimaxM2)),
    ("minimax-m3", Assumed(MinimaxM2)),
];

fn prefixed(id: &str, table: &[(&str, TokenizerChoice)]) -> Option<TokenizerChoice> {
    table.iter().find(|(name, _)| id.starts_with(name)).map(|(_, choice)| *choice)
}
