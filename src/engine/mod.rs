//! What the Web Worker does, pure and natively tested. `bin/engine.rs` gives it messages, fetches what it wants, and posts what it says.

pub mod count;
mod outline;
pub mod prices;
pub mod survey;
mod token_view;
pub mod validate;
pub mod vocabularies;
pub mod wire;

use crate::domain::compose::{Composition, compose, compose_scanned};
use crate::domain::diff::diff;
use crate::domain::prompt::Prompt;
use crate::domain::prompt_text::rendered_text;
use crate::domain::schema::infer_from_example;
use crate::domain::template::scan;
use crate::exchange;
use crate::share::{Part, Source, export_file, import_file, open, seal};

use count::Counter;
use wire::{Composed, MessageScan, News, ReplyBody, RequestBody};

/// The engine's memory between requests: the last composition and the tokenizers.
#[derive(Default)]
pub struct Engine {
    composition: Composition,
    counter: Counter,
}

impl Engine {
    /// Answers a request; `bytes` came beside it. Runs to its end: whoever calls it keeps the deadline.
    pub fn answer(&mut self, body: RequestBody, bytes: Option<&[u8]>) -> ReplyBody {
        let answer = match body {
            RequestBody::Compose { prompt } => Ok(self.compose(&prompt)),
            RequestBody::Count { models } => Ok(ReplyBody::Counted(self.counter.count(&self.composition, &models))),
            RequestBody::Survey { models } => Ok(ReplyBody::Surveyed(self.counter.survey(&self.composition, &models))),
            RequestBody::Outline { sides } => self.counter.outline(&self.composition, &sides).map(ReplyBody::Outlined),
            RequestBody::Tokens { sides, windows } => {
                self.counter.tokens(&self.composition, &sides, &windows).map(ReplyBody::Tokens)
            }
            RequestBody::Render { prompt } => Ok(ReplyBody::Rendered(rendered_text(&compose(&prompt)))),
            RequestBody::Diff { before, after, granularity } => Ok(ReplyBody::Diff(diff(&before, &after, granularity))),
            RequestBody::Validate { schema, answer } => Ok(ReplyBody::Validated(validate::validate(&schema, &answer))),
            RequestBody::InferSchema { example } => infer_from_example(&example).map(ReplyBody::SchemaInferred),
            RequestBody::SealLink { prompt, connections, outputs, images, include } => {
                let images = images.into_iter().collect();
                let source = Source { prompt: &prompt, connections: &connections, outputs: &outputs, images: &images };
                seal(&source, &include).map(ReplyBody::LinkSealed).map_err(|error| error.to_string())
            }
            RequestBody::WriteFile { prompt, connections, images } => {
                let images = images.into_iter().collect();
                let source = Source { prompt: &prompt, connections: &connections, outputs: &[], images: &images };
                export_file(&source, &Part::OPTIONAL)
                    .map(|text| ReplyBody::FileWritten { text })
                    .map_err(|error| error.to_string())
            }
            RequestBody::OpenLink { text } => {
                open(&text).map(|opened| ReplyBody::Opened(Box::new(opened))).map_err(|error| error.to_string())
            }
            RequestBody::OpenFile { text } => {
                import_file(&text).map(|opened| ReplyBody::Opened(Box::new(opened))).map_err(|error| error.to_string())
            }
            RequestBody::Import { text } => {
                exchange::read(&text).map(|read| ReplyBody::Imported(Box::new(read))).map_err(|error| error.to_string())
            }
            RequestBody::ComposeRows { prompt, table } => {
                compose_rows(*prompt, table.as_deref()).map(ReplyBody::ComposedRows)
            }
            RequestBody::ReadPrices { text, as_of } => prices::read(&text, as_of).map(ReplyBody::Prices),
            RequestBody::LoadTokenizer { name } => {
                self.counter.load(&name, bytes.unwrap_or_default()).map(|()| ReplyBody::TokenizerLoaded { name })
            }
        };
        answer.unwrap_or_else(|reason| ReplyBody::Refused { reason })
    }

    /// Stem of a vocabulary file that is needed and was not asked for yet; each is told once, until it fails.
    pub fn wanted_vocabulary(&mut self) -> Option<&'static str> {
        self.counter.vocabularies.wanted()
    }

    /// Takes the bytes of a vocabulary file, or the reason why it can't be had.
    pub fn vocabulary_came(&mut self, stem: &'static str, file: Result<Vec<u8>, String>) -> News {
        self.counter.vocabularies.came(stem, file)
    }

    fn compose(&mut self, prompt: &Prompt) -> ReplyBody {
        let scans: Vec<_> = prompt.messages.iter().map(|message| scan(&message.text)).collect();
        self.composition = compose_scanned(prompt, &scans);
        let messages = prompt.messages.iter().map(|message| message.id);
        let scans = messages.zip(scans).map(|(message, scan)| MessageScan { message, scan }).collect();
        ReplyBody::Composed(Box::new(Composed { composition: self.composition.clone(), scans }))
    }
}

/// The prompt with the values of each row in place of its own.
fn compose_rows(mut prompt: Prompt, table: Option<&str>) -> Result<Vec<Composition>, String> {
    let dataset = std::mem::take(&mut prompt.dataset);
    let rows = match table {
        Some(table) => exchange::table::read_rows(table).map_err(|error| error.to_string())?,
        None => dataset.cases.iter().map(|case| dataset.values(case)).collect(),
    };
    let own = prompt.variables.clone();
    let composed = rows.into_iter().map(|row| {
        prompt.variables.clone_from(&own);
        prompt.variables.extend(row);
        compose(&prompt)
    });
    Ok(composed.collect())
}
