//! The shared record, version 1: readable JSON, keys sorted, what is at its default left out, so that the same playground always gives
//! the same text. It has no field for a key, an address, a header or an instruction to run; a custom endpoint travels as a label.
//!
//! The words for roles, layouts and techniques are the domain's serialized forms, pinned by the links under `tests/fixtures/links/`.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::domain::connection::{Connection, Protocol};
use crate::domain::dataset::Dataset;
use crate::domain::id::ElementId;
use crate::domain::message::Role;
use crate::domain::prompt::Column;
use crate::domain::rating::Rating;
use crate::domain::sampling::PromptCache;
use crate::domain::shot::ShotLayout;
use crate::domain::technique::Technique;
use crate::domain::tool::ToolChoice;

use super::attachments::{SharedImage, SharedTool, SharedToolCall, shared_choice};
use super::source::{Part, SharedAnswer, Source};

/// The version that this code writes.
pub const VERSION: u32 = 1;
/// Provider name of the built-in model, which every device has.
pub const DRY_RUN_PROVIDER: &str = "dry-run";
const UNTITLED: &str = "Untitled";

/// A shared playground.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SharePayload {
    /// Place in `columns` of the one that the others are compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<SharedColumn>,
    #[serde(skip_serializing_if = "SharedDataset::is_empty")]
    pub dataset: SharedDataset,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_output_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<SharedMessage>,
    /// Images of the prompt that are not in this payload.
    #[serde(skip_serializing_if = "is_default")]
    pub missing_images: usize,
    #[serde(skip_serializing_if = "is_default")]
    pub one_tool_at_a_time: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outputs: Vec<SharedOutput>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<SharedSchema>,
    #[serde(skip_serializing_if = "is_default")]
    pub shot_layout: ShotLayout,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shots: Vec<SharedShot>,
    #[serde(skip_serializing_if = "is_default")]
    pub technique: Technique,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// A named tool is told by its place in `tools`.
    #[serde(skip_serializing_if = "is_default")]
    pub tool_choice: ToolChoice<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<SharedTool>,
    pub v: u32,
    /// In the order of the document, which is the one exception from sorted keys.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub variables: IndexMap<String, String>,
}

/// A message template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedMessage {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<SharedImage>,
    pub role: Role,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// Rows of values for the variables.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SharedDataset {
    pub names: Vec<String>,
    /// A cell for each name.
    pub rows: Vec<Vec<String>>,
}

impl SharedDataset {
    fn is_empty(&self) -> bool {
        self.names.is_empty() && self.rows.is_empty()
    }
}

impl From<&Dataset> for SharedDataset {
    fn from(dataset: &Dataset) -> Self {
        Self { names: dataset.names.clone(), rows: dataset.cases.iter().map(|case| case.cells.clone()).collect() }
    }
}

/// A worked example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SharedShot {
    #[serde(skip_serializing_if = "is_true")]
    pub enabled: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub input: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub output: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reasoning: String,
}

impl Default for SharedShot {
    fn default() -> Self {
        Self { enabled: true, input: String::new(), output: String::new(), reasoning: String::new() }
    }
}

/// The schema of the answer, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SharedSchema {
    #[serde(skip_serializing_if = "is_true")]
    pub enabled: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
}

impl Default for SharedSchema {
    fn default() -> Self {
        Self { enabled: true, name: String::new(), text: String::new() }
    }
}

/// A model to run on, by names only.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SharedColumn {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub extra: String,
    /// What the sender calls a connection that no catalog provider names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whether the answer's tokens come with their probabilities.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub logprobs: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_output_tokens: Option<u32>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub model: String,
    #[serde(skip_serializing_if = "PromptCache::is_unasked")]
    pub prompt_cache: PromptCache,
    /// Catalog provider, or `dry-run`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stop: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_p: Option<f64>,
}

/// The answer of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SharedOutput {
    /// Place in `columns`.
    pub column: usize,
    /// The model that the endpoint said answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reasoning: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tool_calls: Vec<SharedToolCall>,
}

impl SharePayload {
    /// The shared form of a document with the optional parts in `include`.
    pub fn new(source: &Source<'_>, include: &[Part]) -> Self {
        let prompt = source.prompt;
        let place = |id: ElementId| prompt.columns.iter().position(|column| column.id == id);
        let mut payload = Self {
            v: VERSION,
            title: if prompt.title == UNTITLED { String::new() } else { prompt.title.clone() },
            messages: prompt
                .messages
                .iter()
                .map(|m| SharedMessage { images: Vec::new(), role: m.role, text: m.text.clone() })
                .collect(),
            columns: prompt.columns.iter().map(|column| SharedColumn::new(column, source.connections)).collect(),
            baseline: prompt.baseline.and_then(place),
            technique: prompt.technique,
            expected_output_tokens: prompt.expected_output_tokens,
            ..Self::default()
        };
        if include.contains(&Part::Schema) {
            payload.schema = prompt.schema.as_ref().map(|schema| SharedSchema {
                enabled: schema.enabled,
                name: schema.name.clone(),
                text: schema.text.clone(),
            });
        }
        if include.contains(&Part::Variables) {
            payload.variables.clone_from(&prompt.variables);
        }
        if include.contains(&Part::Rows) {
            payload.dataset = SharedDataset::from(&prompt.dataset);
        }
        if include.contains(&Part::Shots) {
            payload.shot_layout = prompt.shots.layout;
            payload.shots = prompt.shots.items.iter().map(SharedShot::from).collect();
        }
        if include.contains(&Part::Tools) {
            payload.tools = prompt.tools.items.iter().map(SharedTool::from).collect();
            payload.tool_choice = shared_choice(&prompt.tools);
            payload.one_tool_at_a_time = prompt.tools.one_at_a_time;
        }
        if include.contains(&Part::Images) {
            for (shared, message) in payload.messages.iter_mut().zip(&prompt.messages) {
                shared.images =
                    message.images.iter().filter_map(|image| SharedImage::new(image, source.images)).collect();
            }
        }
        payload.missing_images = prompt.images().count() - payload.images().count();
        if include.contains(&Part::Outputs) {
            let with_ratings = include.contains(&Part::Ratings);
            let outputs = source.outputs.iter().filter_map(|SharedAnswer { column, completion, rating }| {
                place(*column).map(|column| SharedOutput {
                    column,
                    rating: rating.clone().filter(|_| with_ratings),
                    model: completion.model.clone(),
                    reasoning: completion.reasoning.clone(),
                    text: completion.text.clone(),
                    tool_calls: completion.tool_calls.iter().map(SharedToolCall::from).collect(),
                })
            });
            payload.outputs = outputs.collect();
        }
        payload
    }

    /// The images of all messages, in order.
    pub fn images(&self) -> impl Iterator<Item = &SharedImage> {
        self.messages.iter().flat_map(|message| &message.images)
    }

    /// The title, which is not stored while it is the usual one.
    pub fn title(&self) -> &str {
        if self.title.is_empty() { UNTITLED } else { &self.title }
    }

    /// How many things of a part there are; a prompt counts its messages.
    pub fn items(&self, part: Part) -> usize {
        match part {
            Part::Prompt => self.messages.len(),
            Part::Schema => usize::from(self.schema.is_some()),
            Part::Variables => self.variables.len(),
            Part::Rows => self.dataset.rows.len(),
            Part::Shots => self.shots.len(),
            Part::Tools => self.tools.len(),
            Part::Images => self.images().count(),
            Part::Outputs => self.outputs.len(),
            Part::Ratings => self.outputs.iter().filter(|output| output.rating.is_some()).count(),
        }
    }

    /// Every text that a person wrote or a model answered.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let columns = self.columns.iter().flat_map(|c| {
            [c.model.as_str(), c.extra.as_str(), c.label.as_deref().unwrap_or_default()]
                .into_iter()
                .chain(c.stop.iter().map(String::as_str))
        });
        std::iter::once(self.title.as_str())
            .chain(self.messages.iter().map(|m| m.text.as_str()))
            .chain(self.shots.iter().flat_map(|s| [s.input.as_str(), s.output.as_str(), s.reasoning.as_str()]))
            .chain(self.schema.iter().map(|s| s.text.as_str()))
            .chain(self.variables.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]))
            .chain(self.dataset.names.iter().map(String::as_str))
            .chain(self.dataset.rows.iter().flatten().map(String::as_str))
            .chain(self.tools.iter().flat_map(|t| [t.name.as_str(), t.description.as_str(), t.parameters.as_str()]))
            .chain(self.images().map(|i| i.name.as_str()))
            .chain(columns)
            .chain(self.outputs.iter().flat_map(|o| {
                let calls = o.tool_calls.iter().flat_map(|c| [c.name.as_str(), c.arguments.as_str()]);
                let note = o.rating.as_ref().map(|rating| rating.note.as_str());
                [o.reasoning.as_str(), o.text.as_str()].into_iter().chain(note).chain(calls)
            }))
    }
}

impl SharedColumn {
    fn new(column: &Column, connections: &[Connection]) -> Self {
        let sampling = column.sampling.clone();
        let connection = connections.iter().find(|connection| connection.id == column.model.connection);
        let is_dry_run = column.model.connection.0 == crate::domain::id::ConnectionId::DRY_RUN
            || connection.is_some_and(|connection| connection.protocol == Protocol::DryRun);
        let provider = if is_dry_run {
            Some(DRY_RUN_PROVIDER.to_owned())
        } else {
            connection.and_then(|connection| connection.provider.clone())
        };
        Self {
            label: connection.filter(|_| provider.is_none()).map(|connection| connection.label.clone()),
            model: if is_dry_run && column.model.model == DRY_RUN_PROVIDER {
                String::new()
            } else {
                column.model.model.clone()
            },
            provider,
            extra: sampling.extra,
            logprobs: sampling.logprobs,
            prompt_cache: sampling.prompt_cache,
            max_output_tokens: sampling.max_output_tokens,
            seed: sampling.seed,
            stop: sampling.stop,
            temperature: sampling.temperature,
            top_p: sampling.top_p,
        }
    }
}

impl From<&crate::domain::shot::Shot> for SharedShot {
    fn from(shot: &crate::domain::shot::Shot) -> Self {
        Self {
            enabled: shot.enabled,
            input: shot.input.clone(),
            output: shot.output.clone(),
            reasoning: shot.reasoning.clone(),
        }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's skip_serializing_if passes a reference")]
pub(super) fn is_true(value: &bool) -> bool {
    *value
}
