//! A model as the catalog knows it: limits, capabilities and price, each dated and sourced.

use serde::{Deserialize, Serialize};

use super::date::Date;
use super::price::Price;
use super::technique::Effort;
use super::token::Encoding;

/// One row of the catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// As the endpoint wants it.
    pub id: String,
    /// Catalog provider: `openai`, `anthropic`, `gemini`, …
    pub provider: String,
    /// Greatest input, in tokens, as the price tables give it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_output: Option<u64>,
    /// `None` = no price is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    #[serde(default, skip_serializing_if = "Capabilities::is_default")]
    pub capabilities: Capabilities,
    /// Day after which the provider retires it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecation: Option<Date>,
    /// Page the row's price is from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Whether a second, independent table gives another price.
    #[serde(default, skip_serializing_if = "is_false")]
    pub disputed: bool,
}

impl Model {
    /// A model of which nothing but the name is known.
    pub fn bare(provider: &str, id: &str) -> Self {
        Self {
            id: id.to_owned(),
            provider: provider.to_owned(),
            context: None,
            max_output: None,
            price: None,
            capabilities: Capabilities::default(),
            deprecation: None,
            source: None,
            disputed: false,
        }
    }

    /// Whether the provider's retirement day has passed.
    pub fn is_retired(&self, today: Date) -> bool {
        self.deprecation.is_some_and(|day| day < today)
    }
}

/// What a model takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools)] // independent facts of a table, not states
pub struct Capabilities {
    #[serde(skip_serializing_if = "is_false")]
    pub vision: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub audio: bool,
    /// Takes PDF files.
    #[serde(skip_serializing_if = "is_false")]
    pub pdf: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub video: bool,
    /// Answers with speech too.
    #[serde(skip_serializing_if = "is_false")]
    pub audio_output: bool,
    /// Answers with pictures too.
    #[serde(skip_serializing_if = "is_false")]
    pub image_output: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub tools: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub parallel_tools: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub structured_output: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub prompt_caching: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub reasoning: bool,
    /// Whether it takes temperature and `top_p`.
    #[serde(skip_serializing_if = "SamplingSupport::is_default")]
    pub sampling: SamplingSupport,
    /// Efforts that it takes, ascending; empty = not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub efforts: Vec<Effort>,
    /// Effort when the request names none; `None` = not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_effort: Option<Effort>,
}

impl Capabilities {
    /// Whether temperature and `top_p` may be sent together with this effort (`None` = the request names none).
    pub fn takes_sampling(&self, effort: Option<Effort>) -> bool {
        match self.sampling {
            SamplingSupport::Always => true,
            SamplingSupport::Never => false,
            SamplingSupport::WithoutReasoning => effort.or(self.default_effort) == Some(Effort::None),
        }
    }

    /// What it reads: `text, images, PDF`.
    pub fn reads(&self) -> String {
        let kinds = [(self.vision, "images"), (self.pdf, "PDF"), (self.audio, "audio"), (self.video, "video")];
        listed("text", kinds)
    }

    /// What it answers with: `text, speech`.
    pub fn writes(&self) -> String {
        listed("text", [(self.audio_output, "speech"), (self.image_output, "images")])
    }

    /// The parameters that it is known to take: `temperature, top_p, tools`.
    pub fn parameters(&self) -> String {
        let sampling = match self.sampling {
            SamplingSupport::Always => "temperature and top_p",
            SamplingSupport::WithoutReasoning => "temperature and top_p while it does not reason",
            SamplingSupport::Never => "neither temperature nor top_p",
        };
        let kinds = [
            (self.tools, "tools"),
            (self.parallel_tools, "parallel tool calls"),
            (self.structured_output, "answer schema"),
            (self.prompt_caching, "prompt caching"),
        ];
        listed(sampling, kinds)
    }

    /// Its efforts: `none, low, medium, high (medium by default)`; `None` = it does not reason, as far as known.
    pub fn effort_words(&self) -> Option<String> {
        if !self.reasoning {
            return None;
        }
        let default = self.default_effort.map(|effort| format!(" ({} by default)", effort.name())).unwrap_or_default();
        let names: Vec<&str> = self.efforts.iter().map(|effort| effort.name()).collect();
        Some(if names.is_empty() {
            format!("levels not known{default}")
        } else {
            format!("{}{default}", names.join(", "))
        })
    }

    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

fn listed<const N: usize>(first: &str, others: [(bool, &str); N]) -> String {
    let others = others.into_iter().filter_map(|(has, name)| has.then_some(name));
    std::iter::once(first).chain(others).collect::<Vec<_>>().join(", ")
}

/// When a model takes temperature and `top_p`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SamplingSupport {
    #[default]
    Always,
    /// Only while the effective reasoning effort is `none`.
    WithoutReasoning,
    Never,
}

impl SamplingSupport {
    #[allow(clippy::trivially_copy_pass_by_ref)] // the shape that serde calls
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the shape that serde calls
fn is_false(flag: &bool) -> bool {
    !flag
}

/// Which tokenizer counts for a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenizerChoice {
    /// The model's own encoding: exact.
    Own(Encoding),
    /// Assumed from the family, not published for this model: an estimate, and said so.
    Assumed(Encoding),
    /// Claude before Opus 4.7: no public tokenizer.
    Claude,
    /// Claude from Opus 4.7 on: no public tokenizer, more tokens for the same text.
    ClaudeNew,
    /// Gemini, estimated from its open sibling.
    Gemini,
    /// Nothing known: a wide estimate.
    Unknown,
}
