//! The prompt document: everything a person writes, and nothing that a run produced.

use serde::{Deserialize, Serialize};

use super::dataset::Dataset;
use super::id::{ConnectionId, ElementId};
use super::image::Image;
use super::message::{Message, Role};
use super::sampling::Sampling;
use super::schema::OutputSchema;
use super::shot::Shots;
use super::technique::Technique;
use super::tool::Tools;
use super::variables::Variables;

/// A whole playground.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prompt {
    pub title: String,
    pub messages: Vec<Message>,
    pub shots: Shots,
    pub technique: Technique,
    pub schema: Option<OutputSchema>,
    #[serde(default)]
    pub tools: Tools,
    pub variables: Variables,
    /// Rows of values for the variables.
    #[serde(default)]
    pub dataset: Dataset,
    pub columns: Vec<Column>,
    /// The column that the others are compared with.
    pub baseline: Option<ElementId>,
    /// Output tokens a person expects per answer, for the estimate; `None` = the app's own expectation.
    pub expected_output_tokens: Option<u32>,
}

/// One model to run the prompt on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    pub id: ElementId,
    pub model: ModelRef,
    pub sampling: Sampling,
}

/// A model by name, reached through a connection of this device.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ModelRef {
    pub connection: ConnectionId,
    /// The model id as the endpoint wants it, for example `gpt-5.6-luna`.
    pub model: String,
}

impl ModelRef {
    /// The built-in model.
    pub fn dry_run() -> Self {
        Self { connection: ConnectionId::dry_run(), model: "dry-run".to_owned() }
    }
}

impl Prompt {
    /// An empty prompt: one empty user message, one dry-run column.
    pub fn empty() -> Self {
        Self {
            title: "Untitled".to_owned(),
            messages: vec![Message::new(ElementId(1), Role::User, "")],
            shots: Shots::default(),
            technique: Technique::default(),
            schema: None,
            tools: Tools::default(),
            variables: Variables::new(),
            dataset: Dataset::default(),
            columns: vec![Column { id: ElementId(2), model: ModelRef::dry_run(), sampling: Sampling::default() }],
            baseline: None,
            expected_output_tokens: None,
        }
    }

    /// An id that no element of this document has: one more than the highest. Linear in the number of elements.
    pub fn fresh_id(&self) -> ElementId {
        let ids = self.messages.iter().map(|m| m.id.0);
        let ids = ids.chain(self.shots.items.iter().map(|s| s.id.0)).chain(self.columns.iter().map(|c| c.id.0));
        let ids = ids.chain(self.tools.items.iter().map(|t| t.id.0)).chain(self.images().map(|i| i.id.0));
        let ids = ids.chain(self.dataset.cases.iter().map(|c| c.id.0));
        ElementId(ids.max().unwrap_or(0) + 1)
    }

    /// The images of all messages, in order.
    pub fn images(&self) -> impl Iterator<Item = &Image> {
        self.messages.iter().flat_map(|message| &message.images)
    }
}
