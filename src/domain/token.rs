//! Token counts and how far they can be trusted.

use serde::{Deserialize, Serialize};

/// How a count was made. Shown with every number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Counted here with the model's own tokenizer.
    Exact,
    /// Counted by the provider's own count endpoint.
    ExactByApi,
    /// Between `low` and `high` tokens.
    Estimate { low: u64, high: u64 },
}

/// A number of tokens that says what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenCount {
    pub tokens: u64,
    pub certainty: Certainty,
}

impl TokenCount {
    /// `tokens` of this whole, as sure as the whole is; an estimate's band shrinks in proportion, rounded outwards.
    #[must_use]
    pub fn part(self, tokens: u64) -> Self {
        let certainty = match self.certainty {
            Certainty::Estimate { low, high } if self.tokens > 0 => {
                let part = |bound: u64| u128::from(bound) * u128::from(tokens);
                let all = u128::from(self.tokens);
                Certainty::Estimate {
                    low: u64::try_from(part(low) / all).unwrap_or(u64::MAX),
                    high: u64::try_from(part(high).div_ceil(all)).unwrap_or(u64::MAX),
                }
            }
            other => other,
        };
        Self { tokens, certainty }
    }

    /// The same, but up to `less` tokens fewer or `more` tokens more are possible.
    #[must_use]
    pub fn loosened(self, less: u64, more: u64) -> Self {
        let (low, high) = match self.certainty {
            Certainty::Exact | Certainty::ExactByApi => (self.tokens, self.tokens),
            Certainty::Estimate { low, high } => (low, high),
        };
        let certainty = Certainty::Estimate { low: low.saturating_sub(less), high: high.saturating_add(more) };
        Self { certainty, ..self }
    }

    /// The least and the most that it can be.
    pub fn band(self) -> (u64, u64) {
        match self.certainty {
            Certainty::Exact | Certainty::ExactByApi => (self.tokens, self.tokens),
            Certainty::Estimate { low, high } => (low.min(self.tokens), high.max(self.tokens)),
        }
    }

    /// Whether it is an estimate.
    pub fn is_estimate(self) -> bool {
        matches!(self.certainty, Certainty::Estimate { .. })
    }
}

/// A vocabulary and split rule that this app ships.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    O200kBase,
    O200kHarmony,
    Cl100kBase,
    P50kBase,
    R50kBase,
    /// Llama 3 to 3.3.
    Llama3,
    /// Qwen 2, 2.5 and 3.
    Qwen2,
    /// DeepSeek V3, R1, and what shares their vocabulary.
    DeepseekV3,
    /// Mistral from Nemo on.
    Tekken,
    /// Kimi K2 and K3.
    KimiK2,
    /// GLM 4.5 to 4.7.
    Glm4,
    Glm5,
    MinimaxM2,
    Gemma3,
    /// Claude before 3, the last that was published.
    Claude2,
}

impl Encoding {
    pub const ALL: [Self; 15] = [
        Self::O200kBase,
        Self::O200kHarmony,
        Self::Cl100kBase,
        Self::P50kBase,
        Self::R50kBase,
        Self::Llama3,
        Self::Qwen2,
        Self::DeepseekV3,
        Self::Tekken,
        Self::KimiK2,
        Self::Glm4,
        Self::Glm5,
        Self::MinimaxM2,
        Self::Gemma3,
        Self::Claude2,
    ];

    /// The name the field uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::O200kBase => "o200k_base",
            Self::O200kHarmony => "o200k_harmony",
            Self::Cl100kBase => "cl100k_base",
            Self::P50kBase => "p50k_base",
            Self::R50kBase => "r50k_base",
            Self::Llama3 => "Llama 3",
            Self::Qwen2 => "Qwen 2.5/3",
            Self::DeepseekV3 => "DeepSeek V3",
            Self::Tekken => "Tekken",
            Self::KimiK2 => "Kimi K2",
            Self::Glm4 => "GLM 4",
            Self::Glm5 => "GLM 5",
            Self::MinimaxM2 => "MiniMax M2",
            Self::Gemma3 => "Gemma 3",
            Self::Claude2 => "Claude 2",
        }
    }

    /// Stem of the vocabulary file, which encodings that differ in special tokens only share.
    pub fn vocabulary(self) -> &'static str {
        match self {
            Self::O200kBase | Self::O200kHarmony => "o200k_base",
            Self::Cl100kBase => "cl100k_base",
            Self::P50kBase => "p50k_base",
            Self::R50kBase => "r50k_base",
            Self::Llama3 => "llama3",
            Self::Qwen2 => "qwen2",
            Self::DeepseekV3 => "deepseek_v3",
            Self::Tekken => "tekken",
            Self::KimiK2 => "kimi_k2",
            Self::Glm4 => "glm4",
            Self::Glm5 => "glm5",
            Self::MinimaxM2 => "minimax_m2",
            Self::Gemma3 => "gemma3",
            Self::Claude2 => "claude2",
        }
    }
}

impl TokenCount {
    /// Both together, end by end of the bands.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        let ends = |count: Self| match count.certainty {
            Certainty::Exact | Certainty::ExactByApi => (count.tokens, count.tokens),
            Certainty::Estimate { low, high } => (low, high),
        };
        let ((low, high), (more_low, more_high)) = (ends(self), ends(other));
        let (low, high) = (low.saturating_add(more_low), high.saturating_add(more_high));
        let certainty = if low == high { Certainty::Exact } else { Certainty::Estimate { low, high } };
        Self { tokens: self.tokens.saturating_add(other.tokens), certainty }
    }

    /// What is left of this when `part`, which it includes, is taken out: end by end of the bands.
    #[must_use]
    pub fn without(self, part: Self) -> Self {
        let band = |count: Self| match count.certainty {
            Certainty::Exact | Certainty::ExactByApi => (count.tokens, count.tokens),
            Certainty::Estimate { low, high } => (low, high),
        };
        let ((low, high), (part_low, part_high)) = (band(self), band(part));
        let (low, high) = (low.saturating_sub(part_low), high.saturating_sub(part_high));
        let certainty = match (self.certainty, part.certainty) {
            (Certainty::ExactByApi, _) => Certainty::ExactByApi,
            _ if low == high => Certainty::Exact,
            _ => Certainty::Estimate { low, high },
        };
        Self { tokens: self.tokens.saturating_sub(part.tokens), certainty }
    }
}

/// Tokens of a composed prompt under one tokenizer, part by part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptTokens {
    /// `parts[m][p]` = tokens that begin in part `p` of rendered message `m`.
    pub parts: Vec<Vec<u64>>,
    /// Tokens of the schema's JSON text; 0 without one.
    pub schema: u64,
    /// Tokens that the tools add; 0 without any.
    #[serde(default)]
    pub tools: u64,
    /// `images[m][i]` = tokens of image `i` of rendered message `m`.
    #[serde(default)]
    pub images: Vec<Vec<TokenCount>>,
}

impl PromptTokens {
    /// Tokens of all message texts; no chat overhead, no schema.
    pub fn text_total(&self) -> u64 {
        self.parts.iter().flatten().sum()
    }
}
