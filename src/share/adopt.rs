//! Adopting: what was opened becomes a document of this device. Columns get connections of *this* device, by provider name or label;
//! nothing in a payload can make, change or name an address.

use indexmap::IndexSet;

use crate::domain::completion::Completion;
use crate::domain::connection::Connection;
use crate::domain::dataset::{Dataset, DatasetError};
use crate::domain::id::{ConnectionId, ElementId};
use crate::domain::image::ImageFiles;
use crate::domain::message::Message;
use crate::domain::prompt::{Column, ModelRef, Prompt};
use crate::domain::rating::Rating;
use crate::domain::sampling::Sampling;
use crate::domain::schema::OutputSchema;
use crate::domain::shot::{Shot, Shots};
use crate::domain::variables::Variables;

use super::attachments::{adopt_images, adopt_tools, note_on_missing};
use super::payload::{DRY_RUN_PROVIDER, SharePayload, SharedColumn, SharedDataset};
use super::source::SharedAnswer;

/// An adopted playground.
#[derive(Clone, Debug, PartialEq)]
pub struct Adopted {
    pub prompt: Prompt,
    /// Answers that came along, by column.
    pub outputs: Vec<SharedAnswer>,
    /// Files of the prompt's images.
    pub images: ImageFiles,
    /// Sentences about what is not as the sender had it, or what to look at before a run.
    pub notes: Vec<String>,
}

impl SharePayload {
    /// A new document from this payload. Ids are made anew; a column whose provider or label no connection here has keeps its model's
    /// name and is put on the dry run, with a note.
    pub fn adopt(mut self, connections: &[Connection]) -> Adopted {
        let mut notes = Vec::new();
        let mut last_id = 0;
        let mut next_id = || {
            last_id += 1;
            ElementId(last_id)
        };
        let title = self.title().to_owned();
        let mut images = ImageFiles::default();
        let mut messages: Vec<Message> = Vec::new();
        for shared in self.messages.drain(..) {
            let message = Message::new(next_id(), shared.role, shared.text);
            let attached = adopt_images(shared.images, &mut images, &mut notes, &mut next_id);
            messages.push(Message { images: attached, ..message });
        }
        notes.extend(note_on_missing(self.missing_images));
        let shots = std::mem::take(&mut self.shots).into_iter().map(|shot| Shot {
            id: next_id(),
            input: shot.input,
            output: shot.output,
            reasoning: shot.reasoning,
            enabled: shot.enabled,
        });
        let shots = Shots { layout: self.shot_layout, items: shots.collect() };
        let mut columns: Vec<Column> = Vec::new();
        for (place, column) in std::mem::take(&mut self.columns).into_iter().enumerate() {
            notes.extend(notes_on(place + 1, &column));
            let (connection, note) = connection_for(place + 1, &column, connections);
            notes.extend(note);
            columns.push(adopted_column(next_id(), connection, column));
        }
        if columns.is_empty() {
            columns.push(Column { id: next_id(), model: ModelRef::dry_run(), sampling: Sampling::default() });
        }
        let tools = adopt_tools(&mut self, &mut next_id);
        let dataset = match adopt_rows(std::mem::take(&mut self.dataset), next_id()) {
            Ok(dataset) => dataset,
            Err(error) => {
                notes.push(format!("The dataset rows were left out. {error}"));
                Dataset::default()
            }
        };
        let outputs = self.outputs.into_iter().filter_map(|output| {
            let column = columns.get(output.column)?.id;
            let completion = Completion {
                text: output.text,
                reasoning: output.reasoning,
                model: output.model,
                tool_calls: output.tool_calls.into_iter().zip(0..).map(|(call, number)| call.adopt(number)).collect(),
                ..Completion::default()
            };
            let rating = output.rating.filter(Rating::is_valid);
            Some(SharedAnswer { column, completion, rating })
        });
        Adopted {
            outputs: outputs.collect(),
            images,
            prompt: Prompt {
                title,
                messages,
                shots,
                technique: self.technique,
                schema: self.schema.map(|s| OutputSchema { name: s.name, text: s.text, enabled: s.enabled }),
                tools,
                variables: self.variables,
                dataset,
                baseline: self.baseline.and_then(|place| columns.get(place)).map(|column| column.id),
                columns,
                expected_output_tokens: self.expected_output_tokens,
            },
            notes,
        }
    }
}

/// Rows with a cell for each name; of names that come twice the first counts.
fn adopt_rows(shared: SharedDataset, first_id: ElementId) -> Result<Dataset, DatasetError> {
    let SharedDataset { names, rows } = shared;
    let row = |cells: Vec<String>| {
        let mut row = Variables::new();
        for (name, cell) in names.iter().zip(cells.into_iter().chain(std::iter::repeat_with(String::new))) {
            row.entry(name.clone()).or_insert(cell);
        }
        row
    };
    let none =
        Dataset { names: names.iter().cloned().collect::<IndexSet<_>>().into_iter().collect(), ..Dataset::default() };
    none.with_rows(rows.into_iter().map(row).collect(), &Variables::new(), first_id)
}

fn connection_for(number: usize, column: &SharedColumn, connections: &[Connection]) -> (ConnectionId, Option<String>) {
    if column.provider.as_deref() == Some(DRY_RUN_PROVIDER) {
        return (ConnectionId::dry_run(), None);
    }
    let same_provider = |c: &&Connection| column.provider.is_some() && c.provider == column.provider;
    let same_label = |c: &&Connection| column.provider.is_none() && column.label.as_deref() == Some(c.label.as_str());
    let offers_model = |c: &&Connection| c.models.contains(&column.model);
    let candidates = || connections.iter().filter(|c| same_provider(c) || same_label(c));
    if let Some(connection) = candidates().find(offers_model).or_else(|| candidates().next()) {
        return (connection.id.clone(), None);
    }
    let wanted = column.label.as_deref().or(column.provider.as_deref()).unwrap_or("another connection");
    let note = format!(
        "Column {number} wants {model} on \u{201c}{wanted}\u{201d}, which this device has no connection to. It is on the dry run until you choose one.",
        model = column.model,
    );
    (ConnectionId::dry_run(), Some(note))
}

fn notes_on(number: usize, column: &SharedColumn) -> Option<String> {
    (!column.extra.trim().is_empty())
        .then(|| format!("Column {number} sends extra parameters that came with it; look at them before a run."))
}

fn adopted_column(id: ElementId, connection: ConnectionId, column: SharedColumn) -> Column {
    let model = if column.model.is_empty() { DRY_RUN_PROVIDER.to_owned() } else { column.model };
    Column {
        id,
        model: ModelRef { connection, model },
        sampling: Sampling {
            temperature: column.temperature,
            top_p: column.top_p,
            max_output_tokens: column.max_output_tokens,
            seed: column.seed,
            stop: column.stop,
            extra: column.extra,
            prompt_cache: column.prompt_cache,
            logprobs: column.logprobs,
        },
    }
}
