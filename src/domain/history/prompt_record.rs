//! A prompt document as stored. Words for roles, layouts and techniques are the domain's serialized forms, pinned by the fixtures.

use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::attachment_record::{ImageRecord, ToolsRecord};
use crate::domain::dataset::{Case, Dataset};
use crate::domain::id::{ConnectionId, ElementId};
use crate::domain::image::Image;
use crate::domain::message::{Message, Role};
use crate::domain::prompt::{Column, ModelRef, Prompt};
use crate::domain::sampling::{PromptCache, Sampling};
use crate::domain::schema::OutputSchema;
use crate::domain::shot::{Shot, ShotLayout, Shots};
use crate::domain::technique::Technique;

/// A stored prompt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromptRecord {
    pub title: String,
    pub messages: Vec<PromptMessageRecord>,
    #[serde(default)]
    pub shot_layout: ShotLayout,
    #[serde(default)]
    pub shots: Vec<ShotRecord>,
    #[serde(default)]
    pub technique: Technique,
    #[serde(default)]
    pub schema: Option<SchemaRecord>,
    #[serde(default, skip_serializing_if = "ToolsRecord::is_default")]
    pub tools: ToolsRecord,
    #[serde(default)]
    pub variables: IndexMap<String, String>,
    #[serde(default, skip_serializing_if = "DatasetRecord::is_empty")]
    pub dataset: DatasetRecord,
    pub columns: Vec<ColumnRecord>,
    #[serde(default)]
    pub baseline: Option<u32>,
    #[serde(default)]
    pub expected_output_tokens: Option<u32>,
}

/// Rows of values for the variables.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetRecord {
    #[serde(default)]
    pub names: Vec<String>,
    /// A cell for each name.
    #[serde(default)]
    pub rows: Vec<RowRecord>,
}

/// A row of a dataset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowRecord {
    pub id: u32,
    pub cells: Vec<String>,
}

impl DatasetRecord {
    fn is_empty(&self) -> bool {
        self.names.is_empty() && self.rows.is_empty()
    }
}

impl From<&Dataset> for DatasetRecord {
    fn from(dataset: &Dataset) -> Self {
        let rows = dataset.cases.iter().map(|case| RowRecord { id: case.id.0, cells: case.cells.clone() });
        Self { names: dataset.names.clone(), rows: rows.collect() }
    }
}

impl From<DatasetRecord> for Dataset {
    fn from(record: DatasetRecord) -> Self {
        let width = record.names.len();
        let cases = record.rows.into_iter().map(|mut row| {
            row.cells.resize(width, String::new());
            Case { id: ElementId(row.id), cells: row.cells }
        });
        Self { names: record.names, cases: Arc::new(cases.collect()) }
    }
}

/// A message template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptMessageRecord {
    pub id: u32,
    pub role: Role,
    pub text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<ImageRecord>,
}

/// A worked example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShotRecord {
    pub id: u32,
    pub input: String,
    pub output: String,
    #[serde(default)]
    pub reasoning: String,
    pub enabled: bool,
}

/// The schema of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaRecord {
    pub name: String,
    pub text: String,
    pub enabled: bool,
}

/// A model to run on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnRecord {
    pub id: u32,
    pub connection: String,
    pub model: String,
    #[serde(default)]
    pub sampling: SamplingRecord,
}

/// Parameters of a request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SamplingRecord {
    pub temperature: Option<f64>,
    pub top_p: Option<f64>,
    pub max_output_tokens: Option<u32>,
    pub seed: Option<i64>,
    pub stop: Vec<String>,
    pub extra: String,
    #[serde(skip_serializing_if = "PromptCache::is_unasked")]
    pub prompt_cache: PromptCache,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub logprobs: bool,
}

impl From<&Sampling> for SamplingRecord {
    fn from(sampling: &Sampling) -> Self {
        let Sampling { temperature, top_p, max_output_tokens, seed, stop, extra, prompt_cache, logprobs } =
            sampling.clone();
        Self { temperature, top_p, max_output_tokens, seed, stop, extra, prompt_cache, logprobs }
    }
}

impl From<SamplingRecord> for Sampling {
    fn from(record: SamplingRecord) -> Self {
        let SamplingRecord { temperature, top_p, max_output_tokens, seed, stop, extra, prompt_cache, logprobs } =
            record;
        Self { temperature, top_p, max_output_tokens, seed, stop, extra, prompt_cache, logprobs }
    }
}

impl From<&Prompt> for PromptRecord {
    fn from(prompt: &Prompt) -> Self {
        let messages = prompt.messages.iter();
        let shots = prompt.shots.items.iter();
        Self {
            title: prompt.title.clone(),
            messages: messages
                .map(|m| PromptMessageRecord {
                    id: m.id.0,
                    role: m.role,
                    text: m.text.clone(),
                    images: m.images.iter().map(ImageRecord::from).collect(),
                })
                .collect(),
            shot_layout: prompt.shots.layout,
            shots: shots
                .map(|shot| ShotRecord {
                    id: shot.id.0,
                    input: shot.input.clone(),
                    output: shot.output.clone(),
                    reasoning: shot.reasoning.clone(),
                    enabled: shot.enabled,
                })
                .collect(),
            technique: prompt.technique,
            schema: prompt.schema.as_ref().map(|schema| SchemaRecord {
                name: schema.name.clone(),
                text: schema.text.clone(),
                enabled: schema.enabled,
            }),
            tools: ToolsRecord::from(&prompt.tools),
            variables: prompt.variables.clone(),
            dataset: DatasetRecord::from(&prompt.dataset),
            columns: prompt.columns.iter().map(ColumnRecord::from).collect(),
            baseline: prompt.baseline.map(|id| id.0),
            expected_output_tokens: prompt.expected_output_tokens,
        }
    }
}

impl From<&Column> for ColumnRecord {
    fn from(column: &Column) -> Self {
        Self {
            id: column.id.0,
            connection: column.model.connection.0.clone(),
            model: column.model.model.clone(),
            sampling: SamplingRecord::from(&column.sampling),
        }
    }
}

impl From<ColumnRecord> for Column {
    fn from(record: ColumnRecord) -> Self {
        Self {
            id: ElementId(record.id),
            model: ModelRef { connection: ConnectionId(record.connection), model: record.model },
            sampling: record.sampling.into(),
        }
    }
}

impl From<PromptRecord> for Prompt {
    fn from(record: PromptRecord) -> Self {
        let shots = record.shots.into_iter().map(|shot| Shot {
            id: ElementId(shot.id),
            input: shot.input,
            output: shot.output,
            reasoning: shot.reasoning,
            enabled: shot.enabled,
        });
        Self {
            title: record.title,
            messages: record
                .messages
                .into_iter()
                .map(|m| Message {
                    id: ElementId(m.id),
                    role: m.role,
                    text: m.text,
                    images: m.images.into_iter().map(Image::from).collect(),
                })
                .collect(),
            shots: Shots { layout: record.shot_layout, items: shots.collect() },
            technique: record.technique,
            schema: record.schema.map(|s| OutputSchema { name: s.name, text: s.text, enabled: s.enabled }),
            tools: record.tools.into(),
            variables: record.variables,
            dataset: record.dataset.into(),
            columns: record.columns.into_iter().map(Column::from).collect(),
            baseline: record.baseline.map(ElementId),
            expected_output_tokens: record.expected_output_tokens,
        }
    }
}
