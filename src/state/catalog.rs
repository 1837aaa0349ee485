//! The catalog of models and prices: loaded once from the page's own folder, and looked up by connection.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::connections::ConnectionState;
use crate::browser::{asset, clock};
use crate::domain::catalog::Catalog;
use crate::domain::date::{Date, Moment};
use crate::domain::model::Model;
use crate::domain::prompt::ModelRef;
use crate::domain::quote::{Quote, Service, quote};

/// Where the shipped table is, beside the page.
pub(super) const PATH: &str = "catalog.json";

/// Catalog providers that make the models they list; the dry run can stand in for any of these models.
pub const MAKERS: [&str; 6] = ["openai", "anthropic", "gemini", "mistral", "deepseek", "xai"];

/// The price table, once it is here.
#[derive(Clone, Copy)]
pub struct CatalogState {
    pub catalog: RwSignal<Option<Catalog>>,
    /// Why there is no table, or which rows of it were left out.
    pub warnings: RwSignal<Vec<String>>,
    connections: ConnectionState,
}

impl CatalogState {
    pub fn new(connections: ConnectionState) -> Self {
        let this = Self { catalog: RwSignal::new(None), warnings: RwSignal::new(Vec::new()), connections };
        spawn_local(async move {
            match asset::text(PATH).await {
                Ok(json) => this.take(&json),
                Err(error) => this.warnings.set(vec![format!(
                    "The price table could not be loaded ({error}). Prices are unknown until you reload."
                )]),
            }
        });
        this
    }

    /// Takes a table in this app's format; on an error the table in use stays and the warning says why.
    pub fn take(&self, json: &str) {
        match Catalog::parse(json) {
            Ok((catalog, warnings)) => {
                self.put(catalog);
                self.warnings.set(warnings);
            }
            Err(error) => self.warnings.set(vec![error.to_string()]),
        }
    }

    /// Puts a table in the place of the one in use; the person's own prices stay.
    pub fn put(&self, newer: Catalog) {
        self.catalog.update(|catalog| match catalog {
            Some(own) => own.replace_table(newer),
            None => *catalog = Some(newer),
        });
    }

    /// The date of the prices, and whether they are old.
    pub fn date_words(&self) -> String {
        let today = moment().date();
        self.catalog.with(|catalog| match catalog {
            None => "No prices".to_owned(),
            Some(c) if c.is_stale(today) => format!("Prices of {} are {} days old", c.as_of, c.age_days(today)),
            Some(c) => format!("Prices of {}", c.as_of),
        })
    }

    /// This day in UTC.
    pub fn today(&self) -> Date {
        moment().date()
    }

    /// Whether the table is older than prices should be.
    pub fn is_stale(&self) -> bool {
        let today = moment().date();
        self.catalog.with(|catalog| catalog.as_ref().is_some_and(|c| c.is_stale(today)))
    }

    /// Where the prices are from, one sentence a source.
    pub fn source_words(&self) -> Vec<String> {
        self.catalog.with(|catalog| {
            let sources = catalog.iter().flat_map(|c| &c.sources);
            let words = sources.map(|s| {
                let version = s.version.as_ref().map(|v| format!(" {v}")).unwrap_or_default();
                let day = s.uploaded.map(|d| format!(", published {d}")).unwrap_or_default();
                let license = s.license.as_ref().map(|l| format!(", {l}")).unwrap_or_default();
                format!("{}{version}{day}{license}", s.name)
            });
            words.collect()
        })
    }

    /// The catalog provider whose tokenizer and prices hold for a model: that of its connection; on the dry run, that of the maker who lists
    /// the model under this id.
    pub fn provider(&self, model: &ModelRef) -> Option<String> {
        if !model.connection.is_dry_run() {
            return self.connections.provider(&model.connection);
        }
        self.catalog.with(|catalog| {
            let catalog = catalog.as_ref()?;
            MAKERS.into_iter().find(|maker| catalog.find(maker, &model.model).is_some()).map(str::to_owned)
        })
    }

    /// The catalog's row for a model, if its connection has a catalog provider and the id is known there.
    pub fn model(&self, model: &ModelRef) -> Option<Model> {
        let provider = self.provider(model)?;
        self.catalog.with(|catalog| Some(catalog.as_ref()?.find(&provider, &model.model)?.model.clone()))
    }

    /// What a model's tokens cost now; `None` = unknown.
    pub fn quote(&self, model: &ModelRef) -> Option<Quote> {
        self.quote_for(model, Service::Standard, &[])
    }

    /// What a model's tokens cost now in a tier of service; as usual where the tier's rates are not known. `uplifts` names what else the request
    /// asks for, see [`crate::domain::uplift`].
    pub fn quote_for(&self, model: &ModelRef, service: Service, uplifts: &[String]) -> Option<Quote> {
        let provider = self.provider(model)?;
        let now = moment();
        self.catalog.with(|catalog| {
            let found = catalog.as_ref()?.find(&provider, &model.model)?;
            let quote = quote(&found, service, now).or_else(|| quote(&found, Service::Standard, now))?;
            Some(quote.uplifted(found.price()?, uplifts))
        })
    }
}

/// The time now, as the domain takes it.
pub(super) fn moment() -> Moment {
    #[expect(clippy::cast_precision_loss, reason = "exact until the year 287396")]
    let now = clock::unix_ms() as f64;
    Moment::from_unix_ms(now)
}
