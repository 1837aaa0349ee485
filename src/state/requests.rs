//! The request that a column would send now: for the run, the Request view and the copied code.

use leptos::prelude::*;

use super::AppState;
use super::catalog::CatalogState;
use super::images::ImageState;
use super::models::known_context;
use super::view::Tone;
use crate::domain::compose::Composition;
use crate::domain::connection::Connection;
use crate::domain::id::ElementId;
use crate::domain::prompt::Column;
use crate::domain::technique::Technique;
use crate::provider::request::{ChatRequest, HttpRequest, encode};
use crate::provider::snippet::{Language, key_variable, snippet};

impl AppState {
    /// What column `id` asks, from the last composition, and where it goes. Tracks what it reads.
    ///
    /// # Errors
    /// A sentence when the column's connection is not on this device.
    pub fn request(&self, id: ElementId) -> Result<(Connection, ChatRequest), String> {
        let (column, technique) =
            self.prompt.document().with(|p| (p.columns.iter().find(|c| c.id == id).cloned(), p.technique));
        let column = column.ok_or_else(|| "This column was removed.".to_owned())?;
        let connections = self.connections.list().get();
        let composition = self.compose.composition().get();
        column_request(&column, technique, composition, &connections, self.catalog, self.images)
    }
}

impl AppState {
    /// What speaks against sending the prompt to a column's model: its length, its images or tools. Tracks what it reads.
    pub fn doubts(&self, id: ElementId) -> Vec<String> {
        let mut doubts = self.attachment_doubts(id);
        doubts.extend(self.length_doubt(id));
        doubts
    }

    /// Set when even the least count of the prompt does not fit the model's context: as the endpoint lists it, else as the catalog has it.
    fn length_doubt(&self, id: ElementId) -> Option<String> {
        let column = self.prompt.document().with(|p| p.columns.iter().find(|c| c.id == id).cloned())?;
        let model = &column.model;
        let connection = self.connections.find(&model.connection)?;
        let (context, source) = known_context(&connection, &model.model, self.catalog.model(model).as_ref())?;
        let (least, _) = self.estimates.column(id)?.input.band();
        (least > context).then(|| {
            format!("The prompt is longer than the context of {}, {context} tokens {source}: expect a refusal or a prompt cut without a word.", model.model)
        })
    }

    fn attachment_doubts(&self, id: ElementId) -> Vec<String> {
        let concerned = self
            .compose
            .composition()
            .with(|c| !c.tools.is_empty() || c.messages.iter().any(|message| !message.images.is_empty()));
        if !concerned {
            return Vec::new();
        }
        self.request(id).map(|(_, request)| request.doubts()).unwrap_or_default()
    }
}

/// What `column` asks with `composition`, and where it goes.
///
/// # Errors
/// A sentence when the column's connection is not among `connections`.
pub(super) fn column_request(
    column: &Column,
    technique: Technique,
    composition: Composition,
    connections: &[Connection],
    catalog: CatalogState,
    images: ImageState,
) -> Result<(Connection, ChatRequest), String> {
    let connection = connections.iter().find(|c| c.id == column.model.connection).ok_or_else(|| {
        format!(
            "“{}” belongs to a connection that this device does not have. Choose a model in the column.",
            column.model.model
        )
    })?;
    let known = catalog.model(&column.model);
    let request = ChatRequest {
        model: column.model.model.clone(),
        images: images.of(composition.messages.iter().flat_map(|message| &message.images)),
        messages: composition.messages,
        schema: composition.schema,
        tools: composition.tools,
        technique,
        sampling: column.sampling.clone(),
        max_output: known.as_ref().and_then(|m| m.max_output),
        capabilities: known.map(|m| m.capabilities),
    };
    Ok((connection.clone(), request))
}

/// How a request is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodeLanguage {
    /// As it goes over the wire, but for the key.
    Http,
    Code(Language),
}

impl CodeLanguage {
    pub const ALL: [Self; 5] = [
        Self::Http,
        Self::Code(Language::Curl),
        Self::Code(Language::Python),
        Self::Code(Language::TypeScript),
        Self::Code(Language::Rust),
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Http => "HTTP",
            Self::Code(language) => language.name(),
        }
    }
}

/// A request as text, and what was left out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownRequest {
    pub text: String,
    pub notes: Vec<String>,
}

impl AppState {
    /// The request of column `id` as text. Tracks what it reads.
    ///
    /// # Errors
    /// A sentence when the column sends none as it is set.
    pub fn shown_request(&self, id: ElementId, language: CodeLanguage) -> Result<ShownRequest, String> {
        let (connection, request) = self.request(id)?;
        self.request_text(&connection, &without_image_data(request), language)
    }

    /// Copies the request of column `id`, image files and all.
    pub fn copy_request(&self, id: ElementId, language: CodeLanguage) {
        let text = untrack(|| {
            let (connection, request) = self.request(id)?;
            self.request_text(&connection, &request, language)
        });
        match text {
            Ok(shown) => self.copy(shown.text, "Request"),
            Err(sentence) => self.view.say(Tone::Danger, sentence),
        }
    }

    fn request_text(
        &self,
        connection: &Connection,
        request: &ChatRequest,
        language: CodeLanguage,
    ) -> Result<ShownRequest, String> {
        let http = encode(connection, request).map_err(|failure| failure.detail)?;
        let has_key = connection.needs_key() || self.keys.hint(connection).is_some();
        let text = match language {
            CodeLanguage::Http => wire_text(&http, has_key),
            CodeLanguage::Code(language) => snippet(&http, language, has_key.then(|| key_variable(connection))),
        };
        Ok(ShownRequest { text, notes: http.notes })
    }
}

/// The request with a few words in place of each image's megabytes.
fn without_image_data(mut request: ChatRequest) -> ChatRequest {
    for image in request.messages.iter().flat_map(|message| &message.images) {
        if request.images.contains(&image.file) {
            request.images.insert(image.file.clone(), format!("…{}, {} bytes…", image.title(), image.bytes));
        }
    }
    request
}

/// Request line, headers, and the body indented for reading.
fn wire_text(http: &HttpRequest, has_key: bool) -> String {
    let mut text = format!("{} {}\n", http.method.name(), http.url);
    if has_key {
        let (name, value) = http.auth.header("••••");
        text.extend([name, ": ", &value, "\n"]);
    }
    for (name, value) in &http.headers {
        text.extend([name, ": ", value, "\n"]);
    }
    let body =
        serde_json::from_str::<serde_json::Value>(&http.body).and_then(|body| serde_json::to_string_pretty(&body));
    text.push('\n');
    text.push_str(&body.unwrap_or_else(|_| http.body.clone()));
    text
}
