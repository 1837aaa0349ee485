//! Export: the open prompt, its answers or the whole workspace as a file of another tool or of this one.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Map, Value};

use super::AppState;
use super::library::receipt_lines;
use super::view::Tone;
use crate::browser::{clock, download, file};
use crate::domain::compose::Composition;
use crate::domain::connection::{Connection, Protocol};
use crate::domain::dataset::Dataset;
use crate::domain::image::ImageFiles;
use crate::domain::message::Role;
use crate::domain::problem::Severity;
use crate::domain::prompt::Prompt;
use crate::engine::wire::{ReplyBody, RequestBody};
use crate::exchange::batch::{self, BatchFormat, BatchRequest};
use crate::exchange::report::{Report, ReportAnswer, markdown};
use crate::exchange::{backup, table, write_promptfoo, write_transcripts};
use crate::provider::request::{ChatRequest, encode};
use crate::share::{Part, SharePayload, Source};

/// The largest table of rows that is read.
const MOST_TABLE_BYTES: u64 = 64_000_000;

/// A form in which something can leave this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Export {
    Report,
    Transcripts,
    Requests,
    Promptfoo,
    Shots,
    RowsCsv,
    RowsJsonl,
    Batch(BatchFormat),
    Backup,
}

impl Export {
    pub const ALL: [Self; 12] = [
        Self::Report,
        Self::Transcripts,
        Self::Requests,
        Self::Promptfoo,
        Self::Shots,
        Self::RowsCsv,
        Self::RowsJsonl,
        Self::Batch(BatchFormat::OpenAiChat),
        Self::Batch(BatchFormat::OpenAiResponses),
        Self::Batch(BatchFormat::Anthropic),
        Self::Batch(BatchFormat::Gemini),
        Self::Backup,
    ];

    pub fn name(self) -> String {
        match self {
            Self::Report => "Report (Markdown)".to_owned(),
            Self::Transcripts => "Conversations with answers (chat JSONL)".to_owned(),
            Self::Requests => "Requests of the columns (JSONL)".to_owned(),
            Self::Promptfoo => "promptfooconfig.yaml".to_owned(),
            Self::Shots => "Shots (CSV)".to_owned(),
            Self::RowsCsv => "Dataset rows (CSV)".to_owned(),
            Self::RowsJsonl => "Dataset rows (JSONL)".to_owned(),
            Self::Batch(format) => format!("Batch file for {}", format.name()),
            Self::Backup => "Backup of everything in this browser".to_owned(),
        }
    }

    /// What a person may want to know of it before.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Report => "The prompt as sent, every answer, tokens and receipts.",
            Self::Transcripts => "One line an answer, as fine-tuning files have it.",
            Self::Requests => "The exact body of each column's request, one a line.",
            Self::Promptfoo => "Prompt, models, variables and dataset rows as tests; what has no place there is told.",
            Self::Shots | Self::RowsCsv => "For a spreadsheet; nothing in it is taken for a formula.",
            Self::RowsJsonl => "One object a row, as evaluation tools read it.",
            Self::Batch(_) => {
                "One request a column and dataset row, for half the price within a day; results can be imported."
            }
            Self::Backup => "Prompts, versions, runs and connections. Keys are never in it.",
        }
    }
}

impl AppState {
    /// Saves the export as a file. Batch files ask for a table of rows first: see [`AppState::export_batch`].
    pub fn export(&self, what: Export) {
        match what {
            Export::Report => self.save("md", "text/markdown", &markdown(&untrack(|| self.report()))),
            Export::Transcripts => self.export_transcripts(),
            Export::Requests => self.export_requests(),
            Export::Promptfoo => self.export_promptfoo(),
            Export::Shots => {
                let csv = self.prompt.document().with_untracked(shots_csv);
                self.save("shots.csv", "text/csv", &csv);
            }
            Export::RowsCsv => self.save_rows("rows.csv", "text/csv", table::write_rows_csv),
            Export::RowsJsonl => self.save_rows("rows.jsonl", "application/jsonl", table::write_rows_jsonl),
            Export::Batch(format) => {
                if self.prompt.document().with_untracked(|p| p.dataset.cases.is_empty()) {
                    self.write_batch(format, &[self.compose.composition().get_untracked()]);
                } else {
                    let this = *self;
                    spawn_local(async move { this.compose_batch(format, None).await });
                }
            }
            Export::Backup => self.export_backup(),
        }
    }

    fn save_rows(&self, ending: &str, media_type: &str, write: fn(&Dataset) -> String) {
        let text = self.prompt.document().with_untracked(|p| (!p.dataset.cases.is_empty()).then(|| write(&p.dataset)));
        match text {
            Some(text) => self.save(ending, media_type, &text),
            None => self.view.say(Tone::Danger, "This prompt has no dataset rows."),
        }
    }

    /// Saves the playground as a web page that anybody can read, and that opens it again.
    pub fn download_page(&self) {
        match self.sharing.page() {
            Ok(html) => self.save("html", "text/html", &html),
            Err(sentence) => self.view.say(Tone::Danger, sentence),
        }
    }

    /// Saves a batch file with one request for each column and each row of a table of variables.
    pub fn export_batch(&self, format: BatchFormat, rows: web_sys::File) {
        let this = *self;
        spawn_local(async move {
            let table = match file::read_text(&rows, MOST_TABLE_BYTES).await {
                Ok(table) => table,
                Err(error) => return this.view.say(Tone::Danger, error.to_string()),
            };
            this.compose_batch(format, Some(table)).await;
        });
    }

    /// Saves a batch file with one request for each column and row: of the table, or of the prompt's own dataset.
    async fn compose_batch(&self, format: BatchFormat, table: Option<String>) {
        let prompt = Box::new(self.prompt.document().get_untracked());
        match self.engine.ask(RequestBody::ComposeRows { prompt, table }).await {
            Ok(ReplyBody::ComposedRows(rows)) if rows.is_empty() => {
                self.view.say(Tone::Danger, "The table has no rows.");
            }
            Ok(ReplyBody::ComposedRows(rows)) => self.write_batch(format, &rows),
            Ok(ReplyBody::Refused { reason }) => self.view.say(Tone::Danger, reason),
            Ok(_) => {}
            Err(failure) => self.view.say(Tone::Danger, failure.to_string()),
        }
    }

    fn write_batch(&self, format: BatchFormat, rows: &[Composition]) {
        let mut requests = Vec::new();
        let columns = untrack(|| self.column_requests());
        for (row, composition) in rows.iter().enumerate() {
            if let Some(problem) = composition.problems.iter().find(|problem| problem.severity == Severity::Error) {
                return self.view.say(Tone::Danger, format!("Row {}: {}", row + 1, problem.message));
            }
            for (column, (connection, request)) in columns.iter().enumerate() {
                let mut request = request.clone();
                request.messages.clone_from(&composition.messages);
                request.schema.clone_from(&composition.schema);
                let id = format!("row-{}-column-{}", row + 1, column + 1);
                match batch_body(format, connection, &request) {
                    Ok(body) => requests.push(BatchRequest { id, body }),
                    Err(sentence) => return self.view.say(Tone::Danger, sentence),
                }
            }
        }
        let count = requests.len();
        match batch::write(format, requests) {
            Ok(text) => {
                self.save(&format!("batch.{}", format.extension()), "application/json", &text);
                self.view.say(Tone::Ok, format!("Batch file with {count} requests saved."));
            }
            Err(sentence) => self.view.say(Tone::Danger, sentence),
        }
    }

    /// What each column would ask; columns whose connection is not on this device are left out.
    fn column_requests(&self) -> Vec<(Connection, ChatRequest)> {
        let ids = self.prompt.document().with(|p| p.columns.iter().map(|c| c.id).collect::<Vec<_>>());
        ids.into_iter().filter_map(|id| self.request(id).ok()).collect()
    }

    fn export_requests(&self) {
        let mut text = String::new();
        let mut notes = Vec::new();
        for (connection, request) in untrack(|| self.column_requests()) {
            match encode(&connection, &request) {
                Ok(http) => text.extend([http.body.as_str(), "\n"]),
                Err(failure) => notes.push(failure.detail),
            }
        }
        if text.is_empty() {
            return self.view.say(Tone::Danger, notes.join(" "));
        }
        self.save("requests.jsonl", "application/jsonl", &text);
    }

    fn export_transcripts(&self) {
        let composition = self.compose.composition().get_untracked();
        let sent: Vec<(Role, String)> = composition.messages.iter().map(|m| (m.role, m.text())).collect();
        let report = untrack(|| self.report());
        if report.answers.is_empty() {
            return self.view.say(Tone::Danger, "There is no answer yet. Run the prompt first.");
        }
        let lines = report.answers.iter().map(|answer| (sent.as_slice(), answer.text.as_str()));
        self.save("chat.jsonl", "application/jsonl", &write_transcripts(lines));
    }

    fn export_promptfoo(&self) {
        let prompt = self.prompt.document().get_untracked();
        let connections = self.connections.list().get_untracked();
        let source =
            Source { prompt: &prompt, connections: &connections, images: &ImageFiles::default(), outputs: &[] };
        let (text, left_out) = write_promptfoo(&SharePayload::new(&source, &Part::USUAL), &prompt);
        self.save("promptfooconfig.yaml", "application/yaml", &text);
        if !left_out.is_empty() {
            self.view.say(Tone::Danger, format!("Not in the file: {}.", left_out.join("; ")));
        }
    }

    fn export_backup(&self) {
        let this = *self;
        spawn_local(async move {
            let text = match this.workspace_with_images().await {
                Ok(workspace) => backup::write(&workspace),
                Err(error) => Err(error.to_string()),
            };
            let when = clock::local_time(clock::unix_ms());
            let name = format!("nshot-backup-{}.json", when.split(' ').next().unwrap_or_default());
            let saved = text.and_then(|text| {
                download::save_text(&name, "application/json", &text).map_err(|error| error.to_string())
            });
            match saved {
                Ok(()) => this.view.say(Tone::Ok, "Backup saved. It holds no keys."),
                Err(sentence) => this.view.say(Tone::Danger, sentence),
            }
        });
    }

    /// The prompt as rendered now, and the answers on the page.
    fn report(&self) -> Report {
        let composition = self.compose.composition().get();
        let columns = self.prompt.document().with(|p| p.columns.iter().map(|c| c.id).collect::<Vec<_>>());
        let answers = columns.into_iter().filter_map(|id| {
            self.runs.of(id).with(|run| {
                let mut facts = Vec::new();
                facts.extend(run.usage.input_total().map(|n| format!("{n} tokens in")));
                facts.extend(run.usage.output_total().map(|n| format!("{n} tokens out")));
                facts.extend(run.timing.total_ms.map(|ms| format!("{ms:.0} ms")));
                facts.extend(run.cost_text.clone());
                (!run.text.is_empty()).then(|| ReportAnswer {
                    name: self.column_name(id),
                    text: run.shown_text().clone(),
                    reasoning: run.shown_reasoning().clone(),
                    facts,
                    receipt: run.receipt.as_ref().map(receipt_lines).unwrap_or_default(),
                })
            })
        });
        Report {
            title: self.prompt.document().with(|p| p.title.clone()),
            messages: composition.messages.iter().map(|m| (m.role.title().to_owned(), m.text())).collect(),
            answers: answers.collect(),
        }
    }

    /// Saves text under the prompt's title.
    fn save(&self, ending: &str, media_type: &str, text: &str) {
        let stem = self.prompt.document().with_untracked(|p| super::verbs::file_stem(&p.title));
        let name = if ending == "promptfooconfig.yaml" { ending.to_owned() } else { format!("{stem}.{ending}") };
        if let Err(error) = download::save_text(&name, media_type, text) {
            self.view.say(Tone::Danger, error.to_string());
        }
    }
}

/// The body of a column's request in the format of a batch engine.
fn batch_body(
    format: BatchFormat,
    connection: &Connection,
    request: &ChatRequest,
) -> Result<Map<String, Value>, String> {
    let protocol = match format {
        BatchFormat::OpenAiChat => Protocol::ChatCompletions,
        BatchFormat::OpenAiResponses => Protocol::Responses,
        BatchFormat::Anthropic => Protocol::Messages,
        BatchFormat::Gemini => Protocol::Gemini,
    };
    // Only the body is taken; where it goes is the batch engine's.
    let base_url = if connection.protocol.path("m").is_empty() { "https://localhost/v1" } else { &connection.base_url };
    let connection = Connection { protocol, base_url: base_url.to_owned(), ..connection.clone() };
    let http = encode(&connection, request).map_err(|failure| failure.detail)?;
    match serde_json::from_str(&http.body) {
        Ok(Value::Object(body)) => Ok(body),
        _ => Err("The request is no JSON object.".to_owned()),
    }
}

fn shots_csv(prompt: &Prompt) -> String {
    let rows = prompt.shots.items.iter().map(|s| vec![s.input.clone(), s.output.clone(), s.reasoning.clone()]);
    table::write_csv(&["input", "output", "reasoning"], rows)
}
