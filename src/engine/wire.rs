//! Messages between the page and the engine: JSON text both ways.
//!
//! A request has an id and gets exactly one reply with that id. Bytes never travel inside the JSON: they are the second half of
//! the same message ([`RequestBody::LoadTokenizer`]). The engine may also say something unasked ([`Outgoing::News`]).

use serde::{Deserialize, Serialize};

use crate::domain::compose::Composition;
use crate::domain::connection::Connection;
use crate::domain::date::Date;
use crate::domain::diff::{Diff, Granularity};
use crate::domain::id::ElementId;
use crate::domain::image::ImageHash;
use crate::domain::model::TokenizerChoice;
use crate::domain::prompt::Prompt;
use crate::domain::template::TemplateScan;
use crate::domain::token::{PromptTokens, TokenCount};
use crate::exchange::Recognized;
use crate::share::{Link, Opened, Part, SharedAnswer};

pub use super::outline::{
    BlockOutline, MessageOutline, OutlineSide, SideMarks, SpecialToken, TextWindow, TokenGroup, TokenOutline,
    TokenPart, TokenSide, TokenWindow,
};

/// Id of the reply to a request that could not be read; no request has it.
pub const UNREADABLE: u64 = 0;

/// Page → engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    pub id: u64,
    pub body: RequestBody,
}

/// What the page may ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestBody {
    /// Renders the prompt; [`ReplyBody::Composed`]. The engine keeps the result for `Count` and `Tokens`.
    Compose { prompt: Box<Prompt> },
    /// Counts the last composition under each model; [`ReplyBody::Counted`].
    Count { models: Vec<CountModel> },
    /// Counts the last composition for many models at once, those that count alike only once; [`ReplyBody::Surveyed`].
    Survey { models: Vec<CountModel> },
    /// The last composition cut into blocks with the tokens of each, under each side; [`ReplyBody::Outlined`].
    Outline { sides: Vec<TokenSide> },
    /// The tokens in windows of the last composition, under each side; [`ReplyBody::Tokens`].
    Tokens { sides: Vec<TokenSide>, windows: Vec<TextWindow> },
    /// Renders another prompt than the one on the page, as one text; [`ReplyBody::Rendered`]. The last composition stays.
    Render { prompt: Box<Prompt> },
    /// [`ReplyBody::Diff`].
    Diff { before: String, after: String, granularity: Granularity },
    /// Checks an answer against a JSON Schema; [`ReplyBody::Validated`].
    Validate { schema: String, answer: String },
    /// A schema that the JSON text `example` fits; [`ReplyBody::SchemaInferred`].
    InferSchema { example: String },
    /// Packs a playground into a link; [`ReplyBody::LinkSealed`]. Of the connections only label and provider name are read.
    SealLink {
        prompt: Box<Prompt>,
        connections: Vec<Connection>,
        outputs: Vec<SharedAnswer>,
        /// Image files in base64, as far as they are to be in the link.
        images: Vec<(ImageHash, String)>,
        include: Vec<Part>,
    },
    /// Writes a playground as the text of a file, with everything but answers; [`ReplyBody::FileWritten`].
    WriteFile { prompt: Box<Prompt>, connections: Vec<Connection>, images: Vec<(ImageHash, String)> },
    /// Opens the link in a text that was pasted or stood in the address bar; [`ReplyBody::Opened`].
    OpenLink { text: String },
    /// Opens the text of a playground file; [`ReplyBody::Opened`].
    OpenFile { text: String },
    /// Recognizes and reads a file of another tool, or one of this app; [`ReplyBody::Imported`].
    Import { text: String },
    /// Renders the prompt once for each row of a table of variables (CSV, JSONL), or of its own dataset with `None`, over the prompt's own
    /// values; [`ReplyBody::ComposedRows`].
    ComposeRows { prompt: Box<Prompt>, table: Option<String> },
    /// Reads a price table in this app's format, or in LiteLLM's with the day it is of; [`ReplyBody::Prices`].
    ReadPrices { text: String, as_of: Date },
    /// Reads a `tokenizer.json` that comes as bytes beside this message, and keeps it under `name`; [`ReplyBody::TokenizerLoaded`].
    LoadTokenizer { name: String },
}

/// The parts of the engine, by what they do for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    Compose,
    Count,
    Survey,
    Outline,
    Tokens,
    Render,
    Diff,
    Validate,
    InferSchema,
    SealLink,
    WriteFile,
    OpenLink,
    Import,
    ComposeRows,
    ReadPrices,
    LoadTokenizer,
}

impl Task {
    /// What it was doing, for a sentence such as “… took too long”.
    pub fn name(self) -> &'static str {
        match self {
            Self::Compose => "rendering the prompt's templates",
            Self::Count => "counting tokens",
            Self::Survey => "counting tokens for all models",
            Self::Outline => "counting tokens block by block",
            Self::Tokens => "listing tokens",
            Self::Render => "rendering a stored prompt",
            Self::Diff => "comparing the texts",
            Self::Validate => "checking the answer against the schema",
            Self::InferSchema => "inferring a schema",
            Self::SealLink => "packing the link",
            Self::WriteFile => "writing the playground as a file",
            Self::OpenLink => "opening the link or file",
            Self::Import => "reading the file",
            Self::ComposeRows => "rendering the prompt for each row",
            Self::ReadPrices => "reading the price table",
            Self::LoadTokenizer => "reading the tokenizer file",
        }
    }
}

impl RequestBody {
    /// The part of the engine that does it.
    pub fn task(&self) -> Task {
        match self {
            Self::Compose { .. } => Task::Compose,
            Self::Count { .. } => Task::Count,
            Self::Survey { .. } => Task::Survey,
            Self::Outline { .. } => Task::Outline,
            Self::Tokens { .. } => Task::Tokens,
            Self::Render { .. } => Task::Render,
            Self::Diff { .. } => Task::Diff,
            Self::Validate { .. } => Task::Validate,
            Self::InferSchema { .. } => Task::InferSchema,
            Self::SealLink { .. } => Task::SealLink,
            Self::WriteFile { .. } => Task::WriteFile,
            Self::OpenLink { .. } | Self::OpenFile { .. } => Task::OpenLink,
            Self::Import { .. } => Task::Import,
            Self::ComposeRows { .. } => Task::ComposeRows,
            Self::ReadPrices { .. } => Task::ReadPrices,
            Self::LoadTokenizer { .. } => Task::LoadTokenizer,
        }
    }
}

/// A model to count for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CountModel {
    /// Catalog provider; `None` = an endpoint that the catalog does not know.
    pub provider: Option<String>,
    pub model: String,
    /// Name of a loaded `tokenizer.json` that counts for this model instead of the app's own choice.
    pub tokenizer: Option<String>,
}

/// Engine → page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outgoing {
    /// The engine takes requests from now on; earlier ones were lost.
    Ready,
    Reply(Reply),
    News(News),
    /// A panic: what follows is undefined, so the page ends this engine.
    Crashed {
        reason: String,
    },
}

/// The answer to one request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    pub id: u64,
    pub body: ReplyBody,
}

/// What the engine answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyBody {
    Composed(Box<Composed>),
    /// One a model, in the order of the request.
    Counted(Vec<ModelCount>),
    Surveyed(Survey),
    Outlined(TokenOutline),
    /// One list a side, with one window each in the order of the request.
    Tokens(Vec<Vec<TokenWindow>>),
    Rendered(String),
    Diff(Diff),
    Validated(Validation),
    /// JSON Schema text, pretty.
    SchemaInferred(String),
    LinkSealed(Link),
    FileWritten {
        text: String,
    },
    Opened(Box<Opened>),
    Imported(Box<Recognized>),
    /// One a row, in the order of the table.
    ComposedRows(Vec<Composition>),
    Prices(PriceFile),
    TokenizerLoaded {
        name: String,
    },
    /// The request can't be done; a sentence for the person.
    Refused {
        reason: String,
    },
}

/// Something the engine says unasked. `stem` names a vocabulary file, see [`crate::domain::token::Encoding::vocabulary`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// A vocabulary arrived: models that were [`ModelCount::Loading`] can be counted now.
    VocabularyLoaded { stem: String },
    /// A vocabulary can't be had: the next count says so for each model that needs it, and the one after that tries again.
    VocabularyFailed { stem: String, reason: String },
}

/// A composition and where its templates use variables.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Composed {
    pub composition: Composition,
    /// One a message of the prompt, in its order.
    pub scans: Vec<MessageScan>,
}

/// Variables and hints found in one message's template; offsets are bytes into its text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MessageScan {
    pub message: ElementId,
    pub scan: TemplateScan,
}

/// The last composition counted for one model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelCount {
    Counted(CountedPrompt),
    /// The vocabulary is on its way; [`News`] follows.
    Loading,
    Failed {
        reason: String,
    },
}

/// The last composition counted for many models.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Survey {
    pub counts: Vec<SurveyCount>,
    /// One a model, in the order of the request: its place in `counts`.
    pub of: Vec<usize>,
}

/// A count that several models share: the same tokenizer and the same chat format.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SurveyCount {
    pub choice: TokenizerChoice,
    pub count: ModelCount,
}

/// A price table that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceFile {
    /// In this app's format, see [`crate::domain::catalog::Catalog::to_json`].
    pub table: String,
    /// Each row that was left out, and why.
    pub warnings: Vec<String>,
}

/// Tokens of the last composition under one model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountedPrompt {
    pub tokens: PromptTokens,
    /// Tokens that the chat format adds around the texts.
    pub overhead: u64,
    /// Everything: texts, overhead and schema, and how sure that is.
    pub total: TokenCount,
    /// What it was made from, as the end of a sentence: which encoding, assumed or unknown, where factors are from.
    pub basis: String,
    /// Name of that way: counts are comparable when it is the same.
    pub method: String,
    /// Tokens of the texts before any factor, and how many of them are not Latin.
    pub text: u64,
    pub other: u64,
}

/// Whether an answer fits a schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Validation {
    Valid,
    /// At most [`crate::engine::validate::MOST_ERRORS`].
    Invalid(Vec<ValidationError>),
    /// Not JSON at all; says where it stops being it.
    NotJson {
        reason: String,
    },
    /// The schema itself can't be used; says why.
    BadSchema {
        reason: String,
    },
}

/// One place of an answer that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidationError {
    /// JSON Pointer (RFC 6901) into the answer; empty = the whole.
    pub path: String,
    pub message: String,
}
