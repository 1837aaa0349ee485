//! Quotes: the rates that hold for one model at one moment, with where they are from, so that every amount can name its source.

use serde::{Deserialize, Serialize};

use super::catalog::{Found, Source, Via};
use super::date::{Date, Moment};
use super::price::{Period, Price, RateTable};
use super::uplift::Uplift;
use super::usage::Usage;

/// The rates that an estimate or a receipt is made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    pub table: RateTable,
    pub basis: Basis,
}

/// Where rates are from and what is special about them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// Name and version of the price table, or that the person set the price.
    #[serde(default)]
    pub table: String,
    /// Day for which the rates are known.
    pub as_of: Date,
    /// Page that lists them; `None` = the table names none, or the person typed them.
    pub source: Option<String>,
    pub by_person: bool,
    /// A second, independent table gives another price.
    #[serde(default)]
    pub disputed: bool,
    pub via: Via,
    pub service: Service,
    pub period: Period,
    /// What the rates were multiplied by, beyond the table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uplifts: Vec<Uplift>,
}

/// How a request is served, which decides its rates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    #[default]
    Standard,
    /// The provider's batch API.
    Batch,
    /// Slower and cheaper.
    Flex,
    /// Faster and dearer.
    Priority,
}

impl Service {
    /// How a request was served, as its usage says; one that says nothing was served as usual.
    pub fn of(usage: &Usage) -> Self {
        let says = |name: &str| usage.terms.iter().any(|term| term.strip_prefix(TIER) == Some(name));
        [Self::Batch, Self::Flex, Self::Priority].into_iter().find(|tier| says(tier.name())).unwrap_or_default()
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Batch => "batch",
            Self::Flex => "flex",
            Self::Priority => "priority",
        }
    }

    /// Whether a term of usage is this service itself, so that its rates account for it.
    fn explains(self, term: &str) -> bool {
        self != Self::Standard && term.strip_prefix(TIER) == Some(self.name())
    }
}

/// Begins the term of usage that names a tier of service.
const TIER: &str = "service tier ";

impl Quote {
    /// The same for a request that asked for what `names` says, as far as the table has a factor for it.
    #[must_use]
    pub fn uplifted(mut self, price: &Price, names: &[String]) -> Self {
        for uplift in price.uplifts.iter().filter(|uplift| names.contains(&uplift.name)) {
            self.table = self.table.uplifted(uplift.percent);
            self.basis.uplifts.push(uplift.clone());
        }
        self
    }
}

/// The rates of a model that was looked up; `None` = no price is known for that service.
pub fn quote(found: &Found<'_>, service: Service, now: Moment) -> Option<Quote> {
    let price = found.price()?;
    let (table, period) = match service {
        Service::Standard => price.at(now),
        // What other services cost after an introductory price is not listed.
        Service::Batch | Service::Flex | Service::Priority => {
            let table = match service {
                Service::Flex => &price.flex,
                Service::Priority => &price.priority,
                _ => &price.batch,
            };
            let ended = price.until.filter(|until| *until < now.date());
            (table.clone()?, ended.map_or(Period::Standard, Period::IntroductoryEnded))
        }
    };
    let by_person = found.overridden.is_some();
    let (as_of, source, table_name) = match found.overridden {
        Some(own) => (own.as_of, None, "your own price".to_owned()),
        None => (found.as_of, found.model.source.clone(), found.table.map(Source::title).unwrap_or_default()),
    };
    let disputed = found.model.disputed && !by_person;
    Some(Quote {
        table,
        basis: Basis {
            table: table_name,
            as_of,
            source,
            by_person,
            disputed,
            via: found.via,
            service,
            period,
            uplifts: Vec::new(),
        },
    })
}

impl Basis {
    /// Whether a term of usage is in these rates.
    pub fn explains(&self, term: &str) -> bool {
        self.service.explains(term) || self.uplifts.iter().any(|uplift| uplift.explains(term))
    }

    /// What a person should know before trusting the amounts, one sentence each; empty = nothing.
    pub fn caveats(&self, today: Date) -> Vec<String> {
        let mut sentences = Vec::new();
        sentences.extend(self.via.caveat().map(str::to_owned));
        sentences.extend(self.uplifts.iter().map(Uplift::words));
        if self.disputed {
            sentences.push("A second price table gives another price: check the provider's page.".to_owned());
        }
        match self.period {
            Period::Standard | Period::AfterIntroductory(_) => {}
            Period::Introductory(until) => sentences.push(format!("Introductory price until {until}.")),
            Period::IntroductoryEnded(until) => {
                sentences.push(format!(
                    "The introductory price ended on {until} and the later one is not known: refresh the prices."
                ));
            }
            Period::OffPeak => sentences.push("Off-peak price of this hour.".to_owned()),
        }
        let age = today.days_since(self.as_of);
        if age > super::catalog::STALE_AFTER_DAYS {
            sentences.push(format!("This price is {age} days old: refresh the prices or check the provider's page."));
        }
        sentences
    }
}
