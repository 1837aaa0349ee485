//! Uplifts: what makes every rate of a request dearer, because of where it is processed or how fast. The factors are in the price table, with its
//! date and source; here is how a request shows that one of them holds.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::connection::{Connection, Protocol};
use super::usage::Usage;

/// All rates of a request times a factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uplift {
    /// As the price table names it: `us` and `eu` for processing there only, `fast` for the fast mode.
    pub name: String,
    /// Of the ordinary rates: 110 is a tenth more.
    pub percent: u32,
}

/// No uplift is greater than this, in percent of the ordinary rates: ten times what was listed on 2026-11-17.
pub const MOST_PERCENT: u32 = 2_000;

impl Uplift {
    /// `All rates are × 1.1: processed in us only.`
    pub fn words(&self) -> String {
        let factor = format!("{}.{:02}", self.percent / 100, self.percent % 100);
        let factor = factor.trim_end_matches('0').trim_end_matches('.');
        match self.name.as_str() {
            "fast" => format!("All rates are × {factor}: fast mode."),
            place => format!("All rates are × {factor}: processed in {} only.", place.to_uppercase()),
        }
    }

    /// Whether a term of usage is this uplift, so that the rates account for it.
    pub fn explains(&self, term: &str) -> bool {
        named(term).is_some_and(|name| name == self.name)
    }
}

/// Names of what a request asks for that may be an uplift. Anthropic takes the place and the speed as parameters (`inference_geo`, `speed`: usage
/// fields of its SDKs, 2026-11); OpenAI's hosts say the region (`us.api.openai.com`, LiteLLM 1.108.11, 2026-11-17).
pub fn asked(connection: &Connection, extra: &str) -> Vec<String> {
    if connection.protocol == Protocol::Messages {
        let extra = serde_json::from_str::<Value>(extra).unwrap_or_default();
        return ["inference_geo", "speed"]
            .iter()
            .filter_map(|key| extra.get(key)?.as_str().map(str::to_ascii_lowercase))
            .collect();
    }
    let host = connection.endpoint().map(|endpoint| endpoint.host).unwrap_or_default();
    host.strip_suffix(".api.openai.com").map(str::to_ascii_lowercase).into_iter().collect()
}

/// Names of what the provider reported, likewise.
pub fn reported(usage: &Usage) -> impl Iterator<Item = String> {
    usage.terms.iter().filter_map(|term| named(term)).map(str::to_owned)
}

fn named(term: &str) -> Option<&str> {
    term.strip_prefix("inference in ").or_else(|| term.strip_prefix("speed "))
}
