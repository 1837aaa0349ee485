//! Rules of models: parameters that a model rejects, read from its name. They differ between models of one provider, so a table of providers
//! can't hold them. A name that isn't recognized takes everything; the endpoint's own error then says what it doesn't.

use crate::domain::technique::Effort;

mod chat;
mod claude;
mod gemini;
mod openai;

pub use chat::{ChatRules, chat};
pub use claude::{ClaudeRules, Thinking, claude};
pub use gemini::{GeminiRules, GeminiThinking, gemini};
pub use openai::{OpenAiRules, openai, takes_cache_options};

/// What of temperature and `top_p` a model takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SamplingRule {
    Taken,
    /// Either, not both.
    OneOfTwo,
    /// Only while the effective reasoning effort is `none`; `default_none` = it is, when nothing is sent.
    AtEffortNone {
        default_none: bool,
    },
    Rejected,
}

/// The effort a model knows that is nearest below the wanted one, else its lowest; whoever wants reasoning gets some. `None` when it knows
/// none.
pub fn nearest(wanted: Effort, known: &[Effort]) -> Option<Effort> {
    let below = known.iter().copied().rfind(|effort| *effort <= wanted).or(known.first().copied())?;
    let none_for_some = below == Effort::None && wanted >= Effort::Low;
    let least = known.iter().copied().find(|effort| *effort > Effort::None).filter(|_| none_for_some);
    Some(least.unwrap_or(below))
}

/// The name without a router's vendor prefix (`openai/gpt-5`) and fine-tune prefix (`ft:gpt-4o:…`).
fn bare(model: &str) -> &str {
    let name = model.rsplit('/').next().unwrap_or(model);
    name.strip_prefix("ft:").unwrap_or(name)
}

/// `5`, `5.6-luna`, `4o-mini`, `4.1`, `3.5-turbo`; not `oss-120b`.
fn version(name: &str) -> Option<(u32, u32)> {
    let head = name.split(['-', ':']).next()?;
    let (major, minor) = head.split_once('.').unwrap_or((head, "0"));
    Some((number(major.trim_end_matches('o'))?, number(minor)?))
}

/// A version number; not a date, which has more digits.
fn number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|_| text.len() <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sampling(model: &str) -> Option<SamplingRule> {
        openai(model).map(|rules| rules.sampling).or(claude(model).map(|rules| rules.sampling))
    }

    #[test]
    fn sampling_follows_the_model_not_the_provider() {
        use SamplingRule::{AtEffortNone, OneOfTwo, Rejected, Taken};
        let expected = [
            ("gpt-4o-mini", Some(Taken)),
            ("gpt-4.1", Some(Taken)),
            ("gpt-3.5-turbo", Some(Taken)),
            ("ft:gpt-4o-2024-08-06:acme::x1", Some(Taken)),
            ("gpt-5-mini", Some(Rejected)),
            ("gpt-5-chat-latest", Some(Taken)),
            ("o3", Some(Rejected)),
            ("o4-mini-2025-04-16", Some(Rejected)),
            ("openai/gpt-5.1", Some(AtEffortNone { default_none: true })),
            ("gpt-5.6-luna", Some(AtEffortNone { default_none: false })),
            ("gpt-6", Some(AtEffortNone { default_none: false })),
            ("claude-3-5-sonnet-20241022", Some(Taken)),
            ("claude-opus-4-20250514", Some(Taken)),
            ("claude-sonnet-4-5-20250929", Some(OneOfTwo)),
            ("anthropic/claude-opus-4.6", Some(OneOfTwo)),
            ("claude-opus-4-7", Some(Rejected)),
            ("claude-sonnet-5", Some(Rejected)),
            ("claude-haiku-5-5", Some(Rejected)),
            ("claude-mythos-preview", Some(Rejected)),
            ("gpt-oss-120b", None),
            ("olmo-2", None),
            ("llama-3.3-70b", None),
        ];
        for (model, rule) in expected {
            assert_eq!(sampling(model), rule, "{model}");
        }
    }

    #[test]
    fn thinking_and_structured_output_follow_the_version() {
        let old = claude("claude-3-5-haiku-20241022");
        assert_eq!(old.map(|rules| (rules.thinking, rules.structured_output)), Some((Thinking::Never, false)));
        let middle = claude("claude-sonnet-4-5");
        assert_eq!(
            middle.map(|rules| (rules.thinking, rules.structured_output, rules.effort)),
            Some((Thinking::Budget, true, false))
        );
        let new = claude("claude-opus-4-8");
        assert_eq!(
            new.map(|rules| (rules.thinking, rules.effort, rules.prefill)),
            Some((Thinking::Adaptive, true, false))
        );
    }

    #[test]
    fn an_unknown_effort_becomes_the_nearest_lower() {
        assert_eq!(nearest(Effort::XHigh, openai::GPT_5), Some(Effort::High));
        assert_eq!(nearest(Effort::Minimal, openai::GPT_5_1), Some(Effort::None));
        assert_eq!(nearest(Effort::None, openai::O_SERIES), Some(Effort::Low));
        assert_eq!(nearest(Effort::Medium, &[Effort::None, Effort::High]), Some(Effort::High));
        assert_eq!(nearest(Effort::Low, &[]), None);
    }
}
