//! The models a person can choose from: what the connections list, and what the catalog knows of their providers.

use leptos::prelude::*;

use super::catalog::{CatalogState, MAKERS};
use super::connections::ConnectionState;
use crate::domain::connection::Connection;
use crate::domain::model::Model;
use crate::domain::prompt::ModelRef;

/// A model as the picker shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelOption {
    pub model: ModelRef,
    pub connection: String,
    /// `$0.25 in · $2 out`, `free`, or `no price`; per million tokens.
    pub price: String,
    /// `400k`.
    pub context: Option<String>,
    pub capabilities: Vec<&'static str>,
}

/// The list behind the model picker.
#[derive(Clone, Copy)]
pub struct ModelState {
    options: Memo<Vec<ModelOption>>,
}

impl ModelState {
    pub fn new(connections: ConnectionState, catalog: CatalogState) -> Self {
        let options = Memo::new(move |_| {
            let connections = connections.list().get();
            connections.iter().flat_map(|connection| options_of(connection, catalog)).collect()
        });
        Self { options }
    }

    /// Options whose model or connection contains every word of `filter`, in any case.
    pub fn matching(&self, filter: &str) -> Vec<ModelOption> {
        let words: Vec<_> = filter.split_whitespace().map(str::to_lowercase).collect();
        let fits = |option: &&ModelOption| {
            let text = format!("{} {}", option.model.model, option.connection).to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        self.options.with(|options| options.iter().filter(fits).cloned().collect())
    }

    /// Whether some connection lists exactly this id.
    pub fn is_listed(&self, id: &str) -> bool {
        self.options.with(|options| options.iter().any(|o| o.model.model == id))
    }
}

/// What one connection offers: its own list first, then what the catalog has of its provider.
fn options_of(connection: &Connection, catalog: CatalogState) -> Vec<ModelOption> {
    let mut ids = connection.models.clone();
    let listed = |provider: &str| match &connection.provider {
        Some(own) => connection.models.is_empty() && provider == own,
        None => connection.id.is_dry_run() && MAKERS.contains(&provider),
    };
    catalog.catalog.with(|c| {
        let known = c.iter().flat_map(|c| &c.models).filter(|m| listed(&m.provider) && m.deprecation.is_none());
        ids.extend(known.map(|m| m.id.clone()));
    });
    let option = |id: String| {
        let model = ModelRef { connection: connection.id.clone(), model: id };
        let known = catalog.model(&model);
        ModelOption {
            connection: connection.label.clone(),
            price: price_text(connection, known.as_ref()),
            context: known_context(connection, &model.model, known.as_ref()).map(|(tokens, _)| context_text(tokens)),
            capabilities: known.as_ref().map(capability_words).unwrap_or_default(),
            model,
        }
    };
    ids.into_iter().map(option).collect()
}

/// Tokens of a model's context and who tells it: the endpoint's own list, else the catalog.
pub(super) fn known_context(connection: &Connection, id: &str, known: Option<&Model>) -> Option<(u64, &'static str)> {
    let listed = connection.contexts.get(id).map(|tokens| (*tokens, "as the endpoint lists it"));
    listed.or_else(|| Some((known?.context?, "as the catalog has it")))
}

fn price_text(connection: &Connection, model: Option<&Model>) -> String {
    match model.and_then(|m| m.price.as_ref()) {
        None if connection.protocol.is_in_browser() => "free".to_owned(),
        None => "no price".to_owned(),
        Some(price) => {
            let rates = &price.standard.rates;
            format!("{} in · {} out", rates.input, rates.output)
        }
    }
}

/// `128k`, `1.0M`.
fn context_text(tokens: u64) -> String {
    match tokens {
        0..1_000 => tokens.to_string(),
        1_000..1_000_000 => format!("{}k", tokens / 1_000),
        _ => format!("{}.{}M", tokens / 1_000_000, tokens % 1_000_000 / 100_000),
    }
}

fn capability_words(model: &Model) -> Vec<&'static str> {
    let all = [
        (model.capabilities.reasoning, "reasoning"),
        (model.capabilities.structured_output, "schema"),
        (model.capabilities.vision, "vision"),
        (model.capabilities.tools, "tools"),
    ];
    all.into_iter().filter_map(|(has, word)| has.then_some(word)).collect()
}
