//! The catalog: a dated, sourced table of models, and how an id finds its row. A bad row is named and left out; the rest works.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use super::date::Date;
use super::model::Model;
use super::price::Price;

/// Prices older than this are called out of date.
pub const STALE_AFTER_DAYS: i64 = 30;
/// What the file says it is.
pub const FORMAT: &str = "nshot-catalog";
/// Version of the file's shape that this code reads.
pub const VERSION: u64 = 1;
/// More bytes than this are refused: twenty times the greatest known table.
pub const MAX_BYTES: usize = 64 << 20;

/// Models and prices as of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalog {
    pub as_of: Date,
    pub sources: Vec<Source>,
    pub models: Vec<Model>,
    /// Prices that the person typed; they win over the table.
    pub overrides: Vec<Override>,
    /// Models that only `overrides` name: nothing but their price is known.
    pub unlisted: Vec<Model>,
}

/// A package or page that a table was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Day on which that version was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uploaded: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Source {
    /// `LiteLLM 1.108.11`.
    pub fn title(&self) -> String {
        match &self.version {
            Some(version) => format!("{} {version}", self.name),
            None => self.name.clone(),
        }
    }
}

/// A price that the person set for one model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    pub provider: String,
    pub id: String,
    pub price: Price,
    /// Day on which it was typed.
    pub as_of: Date,
}

/// Why a file is no catalog at all.
#[derive(Debug, Error)]
pub enum CatalogError {
    #[error("the price table is not JSON ({0}); the prices in use stay")]
    Json(#[source] serde_json::Error),
    #[error("the price table has {0} bytes, more than {MAX_BYTES}; the prices in use stay")]
    TooLarge(usize),
    #[error(
        "the file is not a price table: expected an object with \"format\": \"{FORMAT}\", a date in \"as_of\" and a list in \"models\""
    )]
    Shape,
    #[error(
        "the price table has version {0}; this page reads version {VERSION}: reload the page or take an older table"
    )]
    Version(u64),
    #[error("no row of the price table can be used; the first problem: {0}")]
    Empty(String),
}

/// A model that was looked up, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    pub model: &'a Model,
    pub via: Via,
    /// The person's own price for it.
    pub overridden: Option<&'a Override>,
    /// Day of the table.
    pub as_of: Date,
    /// The table's first source; `None` = it names none.
    pub table: Option<&'a Source>,
}

impl<'a> Found<'a> {
    /// The person's price if there is one, else the table's; `None` = unknown.
    pub fn price(&self) -> Option<&'a Price> {
        self.overridden.map(|own| &own.price).or(self.model.price.as_ref())
    }
}

/// How an id led to its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// The row has that very id.
    Exact,
    /// A `-latest` alias, taken for the undated or the newest dated row: such an alias moves.
    Latest,
    /// A dated id that the table does not list, taken for the undated row.
    UndatedRow,
    /// An undated id that the table lists only with a date, taken for its newest.
    NewestDated,
    /// A fine-tuned model (`ft:<base>:<organization>…`), taken for the row of its fine-tuned base.
    FineTuned,
}

impl Via {
    /// A sentence when the row is not certainly the model's own.
    pub fn caveat(self) -> Option<&'static str> {
        match self {
            Self::Exact => None,
            Self::Latest => Some("An alias that moves: priced as the newest model it is known to stand for."),
            Self::UndatedRow => Some("This dated version is not listed: priced as the model without the date."),
            Self::NewestDated => Some("Listed only with dates: priced as the newest one."),
            Self::FineTuned => Some("A fine-tuned model: priced as its base is when fine-tuned."),
        }
    }
}

impl Catalog {
    /// Reads a table, row by row; linear in its length. The strings name each row that was left out and why.
    ///
    /// # Errors
    /// When it is not a table of this version, or when not one row can be used.
    pub fn parse(json: &str) -> Result<(Self, Vec<String>), CatalogError> {
        if json.len() > MAX_BYTES {
            return Err(CatalogError::TooLarge(json.len()));
        }
        let mut file: Value = serde_json::from_str(json).map_err(CatalogError::Json)?;
        if file.get("format").and_then(Value::as_str) != Some(FORMAT) {
            return Err(CatalogError::Shape);
        }
        match file.get("version").and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(other) => return Err(CatalogError::Version(other)),
            None => return Err(CatalogError::Shape),
        }
        let as_of =
            file.get("as_of").and_then(Value::as_str).and_then(|text| text.parse().ok()).ok_or(CatalogError::Shape)?;
        let Some(Value::Array(rows)) = file.get_mut("models").map(Value::take) else { return Err(CatalogError::Shape) };
        let mut warnings = Vec::new();
        let sources = file.get_mut("sources").map(Value::take).unwrap_or_default();
        let sources = serde_json::from_value(sources).unwrap_or_else(|problem| {
            warnings.push(format!("the table's list of sources can't be read: {problem}"));
            Vec::new()
        });
        let models = read_rows(rows, &mut warnings);
        if models.is_empty() {
            return Err(CatalogError::Empty(warnings.pop().unwrap_or_else(|| "it has no rows".to_owned())));
        }
        Ok((Self { as_of, sources, models, overrides: Vec::new(), unlisted: Vec::new() }, warnings))
    }

    /// The table as its file, one row a line. The person's own prices are not in it.
    ///
    /// # Errors
    /// None in practice: every part of a row has a JSON form.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        let mut text = format!("{{\"format\":\"{FORMAT}\",\"version\":{VERSION},\"as_of\":\"{}\",\n", self.as_of);
        text.push_str("\"unit\":\"micro-USD per million tokens\",\n\"sources\":");
        text.push_str(&serde_json::to_string(&self.sources)?);
        text.push_str(",\n\"models\":[");
        for (at, model) in self.models.iter().enumerate() {
            text.push_str(if at == 0 { "\n" } else { ",\n" });
            text.push_str(&serde_json::to_string(model)?);
        }
        text.push_str("\n]}\n");
        Ok(text)
    }

    /// The row for an id as a request would carry it; `None` = unknown, and so is its price. Linear in the rows.
    pub fn find(&self, provider: &str, id: &str) -> Option<Found<'_>> {
        let id = id.trim();
        // Gemini lists its models as `models/<id>`; routers and price tables write `<provider>/<id>`.
        let bare = id.strip_prefix("models/").or_else(|| id.strip_prefix(provider)?.strip_prefix('/'));
        self.find_bare(provider, id).or_else(|| self.find_bare(provider, bare?))
    }

    /// Every model, as a look-up by its own id would find it. Linear in rows × own prices.
    pub fn listed(&self) -> impl Iterator<Item = Found<'_>> {
        self.models.iter().chain(&self.unlisted).map(|model| Found {
            model,
            via: Via::Exact,
            overridden: self.overrides.iter().find(|own| own.provider == model.provider && own.id == model.id),
            as_of: self.as_of,
            table: self.sources.first(),
        })
    }

    /// Days between the table's date and today.
    pub fn age_days(&self, today: Date) -> i64 {
        today.days_since(self.as_of)
    }

    pub fn is_stale(&self, today: Date) -> bool {
        self.age_days(today) > STALE_AFTER_DAYS
    }

    /// Sets or replaces the person's price for one model, listed or not.
    pub fn set_override(&mut self, own: Override) {
        self.clear_override(&own.provider, &own.id);
        if self.find(&own.provider, &own.id).is_none() {
            self.unlisted.push(Model::bare(&own.provider, &own.id));
        }
        self.overrides.push(own);
    }

    pub fn clear_override(&mut self, provider: &str, id: &str) {
        self.overrides.retain(|own| own.provider != provider || own.id != id);
        self.unlisted.retain(|model| model.provider != provider || model.id != id);
    }

    /// Takes a newer (or another) table and keeps the person's own prices.
    pub fn replace_table(&mut self, newer: Self) {
        let overrides = std::mem::replace(self, newer).overrides;
        for own in overrides {
            self.set_override(own);
        }
    }

    fn find_bare(&self, provider: &str, id: &str) -> Option<Found<'_>> {
        let exact = |id: &str| self.rows(provider).find(|model| model.id == id);
        let newest = |base: &str| {
            self.rows(provider)
                .filter(|model| undated(&model.id) == Some(base))
                .max_by(|a, b| date_digits(&a.id).cmp(&date_digits(&b.id)))
        };
        let (model, via) = if let Some(model) = exact(id) {
            (model, Via::Exact)
        } else if let Some(base) = fine_tuned_base(id) {
            (exact(base)?, Via::FineTuned)
        } else if let Some(base) = id.strip_suffix("-latest") {
            (exact(base).or_else(|| newest(base))?, Via::Latest)
        } else if let Some(base) = undated(id) {
            (exact(base)?, Via::UndatedRow)
        } else {
            (newest(id)?, Via::NewestDated)
        };
        let overridden =
            self.overrides.iter().find(|own| own.provider == provider && (own.id == model.id || own.id == id));
        Some(Found { model, via, overridden, as_of: self.as_of, table: self.sources.first() })
    }

    fn rows<'a>(&'a self, provider: &str) -> impl Iterator<Item = &'a Model> {
        self.models.iter().chain(&self.unlisted).filter(move |model| model.provider == provider)
    }
}

fn read_rows(rows: Vec<Value>, warnings: &mut Vec<String>) -> Vec<Model> {
    let mut seen = HashSet::new();
    let mut models = Vec::with_capacity(rows.len());
    for (at, row) in rows.into_iter().enumerate() {
        let field = |name| row.get(name).and_then(Value::as_str).unwrap_or("?").chars().take(80).collect::<String>();
        let name = format!("row {} ({}/{})", at + 1, field("provider"), field("id"));
        let problem = match serde_json::from_value::<Model>(row) {
            Err(problem) => problem.to_string(),
            Ok(model) if model.id.trim().is_empty() || model.provider.trim().is_empty() => {
                "it names no model or provider".to_owned()
            }
            Ok(model) => match model.price.as_ref().and_then(Price::problem) {
                Some(problem) => problem,
                None if !seen.insert((model.provider.clone(), model.id.clone())) => {
                    "the model stands in an earlier row already".to_owned()
                }
                None => {
                    models.push(model);
                    continue;
                }
            },
        };
        warnings.push(format!("{name} is left out: {problem}"));
    }
    models
}

/// The id without a full date at its end (`-20250929`, `-2025-09-29`); `None` = it has none. Short dates such as `-0613` are part of a name.
fn undated(id: &str) -> Option<&str> {
    let is_year = |digits: &str| digits.starts_with("20");
    let is_digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    let (base, last) = id.rsplit_once('-')?;
    if is_digits(last, 8) && is_year(last) {
        return Some(base);
    }
    let (head, month) = base.rsplit_once('-')?;
    let (head, year) = head.rsplit_once('-')?;
    (is_digits(last, 2) && is_digits(month, 2) && is_digits(year, 4) && is_year(year)).then_some(head)
}

/// `ft:gpt-4o-2024-08-06` of `ft:gpt-4o-2024-08-06:acme::9XyZ`; `None` = the id names no tuning of anybody.
fn fine_tuned_base(id: &str) -> Option<&str> {
    let (base, _) = id.strip_prefix("ft:")?.split_once(':')?;
    id.get(.."ft:".len() + base.len())
}

/// The digits of the date at an id's end, so that dates compare whichever way they are written.
fn date_digits(id: &str) -> String {
    let base = undated(id).map_or(id.len(), str::len);
    id.bytes().skip(base).filter(u8::is_ascii_digit).map(char::from).collect()
}
