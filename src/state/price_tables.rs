//! Another price table than the one that came with the page: from a file, or by a click. Nothing is fetched by itself.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::catalog::{CatalogState, moment};
use super::engine::EngineState;
use super::view::{Tone, ViewState};
use crate::browser::{asset, file, remembered, remote_text};
use crate::domain::catalog::Catalog;
use crate::domain::date::Date;
use crate::engine::wire::{PriceFile, ReplyBody, RequestBody};

/// The table that a click fetches.
pub const REFRESH_URL: &str =
    "https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json";
/// Largest file that is opened; LiteLLM's has 3 MB (2026-11).
const MAX_FILE_BYTES: u64 = 32 << 20;
const STORE_KEY: &str = "nshot:prices";

/// Replaces the price table.
#[derive(Clone, Copy)]
pub struct PriceTableState {
    catalog: CatalogState,
    engine: EngineState,
    view: ViewState,
    /// Whether a table is being fetched or read.
    pub busy: RwSignal<bool>,
    /// Why the last one was not taken, or not kept.
    pub trouble: RwSignal<Option<String>>,
    /// Whether the table in use is one that the person gave.
    pub given: RwSignal<bool>,
}

impl PriceTableState {
    /// Takes up the table of an earlier visit when the shipped one has come and is not newer.
    pub fn new(catalog: CatalogState, engine: EngineState, view: ViewState) -> Self {
        let this = Self {
            catalog,
            engine,
            view,
            busy: RwSignal::new(false),
            trouble: RwSignal::new(None),
            given: RwSignal::new(false),
        };
        Effect::new(move |done: Option<bool>| {
            if done == Some(true) {
                return true;
            }
            let Some(shipped) = catalog.catalog.with(|c| c.as_ref().map(|c| c.as_of)) else { return false };
            this.take_up(shipped);
            true
        });
        this
    }

    /// Reads a table from a file: this app's format or LiteLLM's.
    pub fn import(&self, chosen: web_sys::File) {
        let this = *self;
        this.busy.set(true);
        spawn_local(async move {
            match file::read_text(&chosen, MAX_FILE_BYTES).await {
                Ok(text) => this.read(text, &chosen.name()).await,
                Err(error) => this.trouble.set(Some(error.to_string())),
            }
            this.busy.set(false);
        });
    }

    /// Fetches LiteLLM's present table.
    pub fn refresh(&self) {
        let this = *self;
        this.busy.set(true);
        spawn_local(async move {
            match remote_text::get(REFRESH_URL).await {
                Ok(text) => this.read(text, "The newest table").await,
                Err(error) => this.trouble.set(Some(error.to_string())),
            }
            this.busy.set(false);
        });
    }

    /// Goes back to the table that came with the page.
    pub fn use_shipped(&self) {
        let this = *self;
        remembered::forget(STORE_KEY);
        spawn_local(async move {
            match asset::text(super::catalog::PATH).await {
                Ok(json) => {
                    this.catalog.take(&json);
                    this.given.set(false);
                    this.trouble.set(None);
                }
                Err(error) => this.trouble.set(Some(error.to_string())),
            }
        });
    }

    async fn read(self, text: String, name: &str) {
        let reply = self.engine.ask(RequestBody::ReadPrices { text, as_of: moment().date() }).await;
        match reply {
            Ok(ReplyBody::Prices(PriceFile { table, warnings })) => self.adopt(&table, warnings, name),
            Ok(ReplyBody::Refused { reason }) => {
                self.trouble.set(Some(format!("{name} was not taken: {reason}.")));
            }
            Ok(_) => {}
            Err(failure) => self.trouble.set(Some(failure.to_string())),
        }
    }

    fn adopt(self, table: &str, warnings: Vec<String>, name: &str) {
        self.catalog.take(table);
        self.catalog.warnings.set(warnings);
        self.given.set(true);
        self.trouble.set(remembered::write(STORE_KEY, table).err().map(|error| error.to_string()));
        let words = self.catalog.catalog.with_untracked(|c| {
            c.as_ref().map(|c| format!("{name}: {} models, prices of {}.", c.models.len(), c.as_of))
        });
        self.view.say(Tone::Ok, words.unwrap_or_default());
    }

    fn take_up(self, shipped: Date) {
        let Some(text) = remembered::read(STORE_KEY) else { return };
        match Catalog::parse(&text) {
            Ok((given, _)) if given.as_of >= shipped => {
                self.catalog.put(given);
                self.given.set(true);
            }
            // The page came with newer prices, or the text can't be read any more: it has no further use.
            _ => remembered::forget(STORE_KEY),
        }
    }
}
