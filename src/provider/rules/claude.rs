//! Rules of Claude models.

use super::{SamplingRule, bare, number};

/// Rules of Claude models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaudeRules {
    pub sampling: SamplingRule,
    pub thinking: Thinking,
    /// Takes `output_config.effort`.
    pub effort: bool,
    /// Takes `output_config.format`; others are forced to call a tool.
    pub structured_output: bool,
    /// Takes a last message of the assistant to go on from.
    pub prefill: bool,
}

/// How a Claude model is told to think.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thinking {
    Never,
    /// `thinking: {type: "enabled", budget_tokens}`.
    Budget,
    /// `thinking: {type: "adaptive"}`, with the effort beside it.
    Adaptive,
}

/// Rules of a Claude model by its name, with or without a vendor prefix; `None` = not a Claude.
///
/// Sources: anthropic SDKs 0.120.0 (TypeScript, 2026-08-19) and 2.12.0 (Python, 2026-11-20): "models released after Claude Opus 4.6" take no
/// sampling and no prefill; structured output is generally available from 4.5 on.
pub fn claude(model: &str) -> Option<ClaudeRules> {
    let name = bare(model);
    let after = name.split_once("claude-").map(|(_, rest)| rest)?;
    // `claude-mythos-preview` and the like have no number: as new as can be.
    let version = after.split('-').enumerate().find_map(|(at, part)| {
        let major = number(part.split('.').next()?)?;
        let minor = part.split_once('.').map(|(_, minor)| minor).or_else(|| after.split('-').nth(at + 1));
        Some((major, minor.and_then(number).unwrap_or(0)))
    });
    let version = version.unwrap_or((u32::MAX, 0));
    let opus = after.contains("opus");
    Some(ClaudeRules {
        sampling: match version {
            (..4, _) | (4, 0) => SamplingRule::Taken,
            (4, ..=6) => SamplingRule::OneOfTwo,
            _ => SamplingRule::Rejected,
        },
        thinking: match version {
            _ if version < (3, 7) => Thinking::Never,
            _ if version < (4, 6) => Thinking::Budget,
            _ => Thinking::Adaptive,
        },
        effort: version >= (4, 6) || (opus && version == (4, 5)),
        structured_output: version >= (4, 5),
        prefill: version < (4, 6),
    })
}
