//! Rules of the models that Gemini's API serves: Gemini and Gemma.

use super::{bare, number};
use crate::domain::technique::Effort;

/// Rules of a Gemini or Gemma model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GeminiRules {
    pub thinking: GeminiThinking,
    /// Takes `systemInstruction` and `responseJsonSchema`; older Gemma models answer “Developer instruction is not enabled” with 400.
    pub instructions: bool,
    /// Takes any JSON Schema as `responseJsonSchema` (2.5 and later); older models take the `OpenAPI` subset of `responseSchema` alone.
    pub json_schema: bool,
    /// The vendor advises against any temperature but 1.0.
    pub wants_default_temperature: bool,
}

/// How a model is told to think; level and budget together are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeminiThinking {
    Never,
    /// `thinkingBudget` in tokens: 0 is off where `least` is 0, -1 leaves it to the model.
    Budget {
        least: u32,
        most: u32,
    },
    /// `thinkingLevel`, one of these, ascending; it can't be switched off.
    Level(&'static [Effort]),
}

const PRO_LEVELS: &[Effort] = &[Effort::Low, Effort::High];
const LEVELS: &[Effort] = &[Effort::Low, Effort::Medium, Effort::High];
const FLASH_LEVELS: &[Effort] = &[Effort::Minimal, Effort::Low, Effort::Medium, Effort::High];

/// Rules of a model by its name, with or without `models/` or a router's prefix; `None` = neither Gemini nor Gemma.
///
/// Sources: Gemini API thinking guide (2026-11: budgets of 2.5, levels of 3, “level and budget together are an error”, “keep temperature at
/// 1.0”), google-genai 3.6.1 types (2026-11), “Developer instruction is not enabled for models/gemma-3-27b-it” (rig issue 788, 2025-09-08).
pub fn gemini(model: &str) -> Option<GeminiRules> {
    let name = bare(model);
    if let Some(rest) = name.strip_prefix("gemma-") {
        // Gemma 4 has instructions and thinks; which words tell it how hard is not known.
        let major = rest.split(['-', '.']).next().and_then(|major| number(major.trim_end_matches('n')))?;
        return Some(GeminiRules {
            thinking: GeminiThinking::Never,
            instructions: major >= 4,
            json_schema: major >= 4,
            wants_default_temperature: false,
        });
    }
    let rest = name.strip_prefix("gemini-")?;
    // `gemini-flash-latest` and the like have no number: as new as can be.
    let head = rest.split('-').next().unwrap_or_default();
    let version = match head.split_once('.') {
        Some((major, minor)) => number(major).zip(number(minor)),
        None => number(head).map(|major| (major, 0)),
    };
    let version = version.unwrap_or((u32::MAX, 0));
    let (flash, lite) = (rest.contains("flash"), rest.contains("lite"));
    let thinking = match version {
        _ if version < (2, 5) => GeminiThinking::Never,
        _ if version < (3, 0) && rest.contains("image") => GeminiThinking::Never,
        _ if version < (3, 0) && lite => GeminiThinking::Budget { least: 0, most: 24_576 },
        _ if version < (3, 0) && flash => GeminiThinking::Budget { least: 0, most: 24_576 },
        _ if version < (3, 0) => GeminiThinking::Budget { least: 128, most: 32_768 },
        _ if flash => GeminiThinking::Level(FLASH_LEVELS),
        (3, 0) => GeminiThinking::Level(PRO_LEVELS),
        _ => GeminiThinking::Level(LEVELS),
    };
    Some(GeminiRules {
        thinking,
        instructions: true,
        json_schema: version >= (2, 5),
        wants_default_temperature: version >= (3, 0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinking_follows_the_version_and_the_size() {
        let budget = |least, most| GeminiThinking::Budget { least, most };
        for (model, thinking) in [
            ("gemini-1.5-pro", GeminiThinking::Never),
            ("models/gemini-2.0-flash", GeminiThinking::Never),
            ("gemini-2.5-flash", budget(0, 24_576)),
            ("gemini-2.5-pro", budget(128, 32_768)),
            ("google/gemini-3-pro-preview", GeminiThinking::Level(PRO_LEVELS)),
            ("gemini-3.1-pro-preview", GeminiThinking::Level(LEVELS)),
            ("gemini-3-flash-preview", GeminiThinking::Level(FLASH_LEVELS)),
            ("gemini-flash-latest", GeminiThinking::Level(FLASH_LEVELS)),
            ("gemini-4-argon", GeminiThinking::Level(LEVELS)),
            ("gemma-3n-e4b-it", GeminiThinking::Never),
        ] {
            assert_eq!(gemini(model).map(|rules| rules.thinking), Some(thinking), "{model}");
        }
        assert_eq!(gemini("gpt-5"), None);
    }

    #[test]
    fn old_gemma_takes_no_instructions() {
        let instructions = |model| gemini(model).map(|rules| rules.instructions);
        assert_eq!(instructions("gemma-3-27b-it"), Some(false));
        assert_eq!(instructions("gemma-3n-e4b-it"), Some(false));
        assert_eq!(instructions("gemma-4-31b-it"), Some(true));
        assert_eq!(instructions("gemini-2.5-flash"), Some(true));
    }
}
