//! Rules of models behind Chat Completions, whoever makes them.

use super::{SamplingRule, bare, claude, openai};
use crate::domain::technique::Effort;
use crate::provider::dialect::Dialect;

/// What a model takes; `None` = its name tells nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChatRules {
    pub sampling: Option<SamplingRule>,
    pub stop: bool,
    /// Efforts the model knows, ascending; empty = it takes none, whether it reasons or not.
    pub efforts: Option<&'static [Effort]>,
}

const ANYTHING: ChatRules = ChatRules { sampling: None, stop: true, efforts: None };
const NONE: &[Effort] = &[];
const LOW_HIGH: &[Effort] = &[Effort::Low, Effort::High];
const LOW_TO_HIGH: &[Effort] = &[Effort::Low, Effort::Medium, Effort::High];
const LOW_TO_XHIGH: &[Effort] = &[Effort::Low, Effort::Medium, Effort::High, Effort::XHigh];
const NONE_TO_HIGH: &[Effort] = &[Effort::None, Effort::Low, Effort::Medium, Effort::High];
const NONE_HIGH: &[Effort] = &[Effort::None, Effort::High];

/// Rules of `model` at a host of this dialect.
pub fn chat(dialect: Dialect, model: &str) -> ChatRules {
    let name = bare(model);
    if let Some(rules) = openai(model) {
        return ChatRules { sampling: Some(rules.sampling), stop: rules.stop, efforts: Some(rules.efforts) };
    }
    if let Some(rules) = claude(model) {
        return ChatRules { sampling: Some(rules.sampling), ..ANYTHING };
    }
    if name.starts_with("gpt-oss") {
        // The model card and Groq's SDK 1.7.0 (2026-11): three levels, never off.
        return ChatRules { efforts: Some(LOW_TO_HIGH), ..ANYTHING };
    }
    match dialect {
        Dialect::XAi => grok(name),
        Dialect::Mistral => mistral(name),
        Dialect::DeepSeek => deepseek(name),
        Dialect::Moonshot => moonshot(name),
        Dialect::Groq if name.starts_with("qwen3") => ChatRules { efforts: Some(NONE_TO_HIGH), ..ANYTHING },
        _ => ANYTHING,
    }
}

/// xAI's reasoning guide (2026): reasoning models refuse `stop`; of the older ones only grok-3-mini and the multi-agent models take an effort
/// (“Model X does not support parameter reasoningEffort”, measured live 2026-05-10 by hermes-agent), from grok-4.3 on all do; levels from
/// xai-sdk 1.21.0 (2026-11).
fn grok(name: &str) -> ChatRules {
    let Some(rest) = name.strip_prefix("grok-") else { return ANYTHING };
    if rest.contains("non-reasoning") {
        return ChatRules { efforts: Some(NONE), ..ANYTHING };
    }
    let mini = rest.starts_with("3-mini");
    let reasons = mini || !(rest.starts_with('3') || rest.starts_with('2'));
    let newer = rest.strip_prefix("4.").and_then(|minor| minor.split('-').next()?.parse::<u32>().ok());
    let efforts = match newer {
        _ if mini => LOW_HIGH,
        _ if rest.contains("multi-agent") => LOW_TO_XHIGH,
        Some(3..=9) => NONE_TO_HIGH,
        _ => NONE,
    };
    ChatRules { sampling: None, stop: !reasons, efforts: Some(efforts) }
}

/// Mistral's reasoning guide (2026-11): Small 4, Medium 3.5 and Large 4 take `reasoning_effort` none or high; Magistral always reasons and takes
/// none; the others do not reason.
fn mistral(name: &str) -> ChatRules {
    const ADJUSTABLE: [&str; 5] =
        ["mistral-small-2603", "mistral-small-latest", "mistral-medium", "mistral-large-4", "mistral-vibe"];
    let known = ["mistral", "ministral", "magistral", "codestral", "devstral", "pixtral", "voxtral", "open-mi"];
    if ADJUSTABLE.iter().any(|model| name.starts_with(model)) {
        ChatRules { efforts: Some(NONE_HIGH), ..ANYTHING }
    } else if known.iter().any(|family| name.starts_with(family)) {
        ChatRules { efforts: Some(NONE), ..ANYTHING }
    } else {
        ANYTHING
    }
}

/// DeepSeek's API guide (2026-11): while it thinks, which is the default but for deepseek-chat, temperature and `top_p` have no effect.
fn deepseek(name: &str) -> ChatRules {
    let default_none = name.contains("chat") || name.contains("coder");
    ChatRules { sampling: Some(SamplingRule::AtEffortNone { default_none }), ..ANYTHING }
}

/// Moonshot's quick start for Kimi K2.5 (2026): temperature and `top_p` are fixed, other values are an error.
fn moonshot(name: &str) -> ChatRules {
    let fixed =
        name.strip_prefix("kimi-k2.").is_some_and(|minor| minor.starts_with(|c: char| ('5'..='9').contains(&c)))
            || name.starts_with("kimi-k3");
    ChatRules { sampling: fixed.then_some(SamplingRule::Rejected), ..ANYTHING }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasoning_models_of_xai_take_no_stop_and_some_take_an_effort() {
        let rules = |model| chat(Dialect::XAi, model);
        assert_eq!((rules("grok-4").stop, rules("grok-4").efforts), (false, Some(NONE)));
        assert_eq!(rules("grok-4-1-fast-reasoning").efforts, Some(NONE));
        assert_eq!(rules("grok-4.20-0309-reasoning").efforts, Some(NONE));
        assert!(rules("grok-4.20-non-reasoning").stop && rules("grok-3").stop);
        assert_eq!(rules("grok-3-mini").efforts, Some(LOW_HIGH));
        assert_eq!(rules("grok-4.20-multi-agent").efforts, Some(LOW_TO_XHIGH));
        assert_eq!(rules("grok-4.3").efforts, Some(NONE_TO_HIGH));
    }

    #[test]
    fn rules_hold_where_the_model_is_served_by_its_maker_or_by_name() {
        assert_eq!(chat(Dialect::OpenRouter, "anthropic/claude-opus-4.7").sampling, Some(SamplingRule::Rejected));
        assert_eq!(chat(Dialect::Groq, "openai/gpt-oss-120b").efforts, Some(LOW_TO_HIGH));
        assert_eq!(chat(Dialect::Mistral, "magistral-medium-latest").efforts, Some(NONE));
        assert_eq!(chat(Dialect::Mistral, "mistral-small-latest").efforts, Some(NONE_HIGH));
        let thinks = Some(SamplingRule::AtEffortNone { default_none: false });
        assert_eq!(chat(Dialect::DeepSeek, "deepseek-reasoner").sampling, thinks);
        assert_eq!(chat(Dialect::Local, "deepseek-r1"), ANYTHING);
        assert_eq!(chat(Dialect::Moonshot, "kimi-k2.5").sampling, Some(SamplingRule::Rejected));
        assert_eq!(chat(Dialect::Local, "llama3.2"), ANYTHING);
    }
}
