//! Rules of OpenAI's models.

use super::{SamplingRule, bare, number, version};
use crate::domain::technique::Effort;

/// Rules of OpenAI's models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenAiRules {
    pub sampling: SamplingRule,
    pub stop: bool,
    /// Efforts the model knows, ascending; empty = it doesn't reason.
    pub efforts: &'static [Effort],
}

pub(super) const O_SERIES: &[Effort] = &[Effort::Low, Effort::Medium, Effort::High];
pub(super) const GPT_5: &[Effort] = &[Effort::Minimal, Effort::Low, Effort::Medium, Effort::High];
pub(super) const GPT_5_1: &[Effort] = &[Effort::None, Effort::Low, Effort::Medium, Effort::High];
pub(super) const GPT_5_2: &[Effort] = &[Effort::None, Effort::Low, Effort::Medium, Effort::High, Effort::XHigh];
pub(super) const GPT_5_6: &[Effort] =
    &[Effort::None, Effort::Low, Effort::Medium, Effort::High, Effort::XHigh, Effort::Max];

/// Rules of an OpenAI model by its name, with or without a vendor prefix; `None` = not one of OpenAI's.
///
/// Sources: LiteLLM 1.106.2 model table (2026-10-21) and openai SDK 3.54.0 types (2026-11-17). GPT-5.1 reasons only when asked to; for later
/// models no source says the default for certain, so sampling is sent to them only when the effort is set to none.
pub fn openai(model: &str) -> Option<OpenAiRules> {
    let name = bare(model);
    let rules = |sampling, stop, efforts| Some(OpenAiRules { sampling, stop, efforts });
    if is_o_series(name) {
        return rules(SamplingRule::Rejected, name.starts_with("o1"), O_SERIES);
    }
    let (major, minor) = version(name.strip_prefix("gpt-")?)?;
    let chat = name.contains("-chat");
    match (major, minor) {
        (..5, _) => rules(SamplingRule::Taken, true, &[]),
        _ if chat => rules(SamplingRule::Taken, true, &[]),
        (5, 0) => rules(SamplingRule::Rejected, false, GPT_5),
        (5, 1) => rules(SamplingRule::AtEffortNone { default_none: !name.contains("codex") }, false, GPT_5_1),
        (5, 2..6) => rules(SamplingRule::AtEffortNone { default_none: false }, false, GPT_5_2),
        _ => rules(SamplingRule::AtEffortNone { default_none: false }, false, GPT_5_6),
    }
}

/// Whether a model takes `prompt_cache_options` (openai-python 3.54.0, `ResponseCreateParams`, 2026-11: “supported for gpt-5.6 and later models”).
pub fn takes_cache_options(model: &str) -> bool {
    bare(model).strip_prefix("gpt-").and_then(version).is_some_and(|version| version >= (5, 6))
}

/// `o1`, `o3-mini`, `o4-mini-deep-research`.
fn is_o_series(name: &str) -> bool {
    let digit = name.strip_prefix('o').and_then(|rest| rest.split('-').next()).and_then(number);
    digit.is_some()
}
