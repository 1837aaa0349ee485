//! What a person assumes about using a prompt in production: the inputs of the monthly economics. The arithmetic is in
//! [`super::economics`].

use serde::{Deserialize, Serialize};

use super::economics::{HALVING_TENTHS_OF_MONTH, Load, SelfHosted, Share};
use super::estimate::Estimate;
use super::money::PicoUsd;
use super::token::Certainty;

/// Models that can be compared side by side.
pub const MOST_MODELS: usize = 4;

/// A model of the catalog.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ModelKey {
    pub provider: String,
    pub id: String,
}

impl ModelKey {
    pub fn new(provider: &str, id: &str) -> Self {
        Self { provider: provider.to_owned(), id: id.to_owned() }
    }

    /// `provider/id`, one word for the elements of a list.
    pub fn path(&self) -> String {
        format!("{}/{}", self.provider, self.id)
    }
}

/// Assumptions, as last typed. They belong to the device, not to a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CostPlan {
    /// In the first month.
    pub requests_per_month: u64,
    /// Hundredths of a percent a month; negative = it shrinks.
    pub growth_per_month: i32,
    pub months: u32,
    pub cache_hits: Share,
    pub retries: Share,
    pub batch: Share,
    /// Models to compare, at most [`MOST_MODELS`]; empty = those of the prompt's columns.
    pub models: Vec<ModelKey>,
    pub server: SelfHosted,
    /// Price a request at which the prompt would pay.
    pub target: PicoUsd,
    pub halving_tenths_of_month: u32,
}

impl Default for CostPlan {
    /// Round examples, which the interface calls examples; only the halving time has a source.
    fn default() -> Self {
        Self {
            requests_per_month: 10_000,
            growth_per_month: 0,
            months: 12,
            cache_hits: Share(0),
            retries: Share(200),
            batch: Share(0),
            models: Vec::new(),
            server: SelfHosted {
                per_hour: PicoUsd::DOLLAR.scale(5, 2),
                input_tokens_per_second: 20_000,
                output_tokens_per_second: 2_000,
                utilization: Share(4_000),
            },
            target: PicoUsd::DOLLAR.scale(1, 10_000),
            halving_tenths_of_month: HALVING_TENTHS_OF_MONTH,
        }
    }
}

impl CostPlan {
    /// This use of a prompt whose request is estimated so.
    pub fn load(&self, estimate: &Estimate) -> Load {
        let tokens = estimate.input.tokens;
        let (least, most) = match estimate.input.certainty {
            Certainty::Exact | Certainty::ExactByApi => (tokens, tokens),
            Certainty::Estimate { low, high } => (low.min(tokens), high.max(tokens)),
        };
        let output = estimate.output;
        Load {
            requests_per_month: self.requests_per_month,
            growth_per_month: self.growth_per_month,
            input: [least, tokens, most],
            output: [output.low, output.expected, output.high],
            cache_hits: self.cache_hits,
            retries: self.retries,
            batch: self.batch,
        }
    }

    /// Takes a model into the comparison, or out of it; nothing happens when it is full. Tells whether it is in now.
    pub fn toggle(&mut self, key: &ModelKey) -> bool {
        if let Some(at) = self.models.iter().position(|own| own == key) {
            self.models.remove(at);
            return false;
        }
        let room = self.models.len() < MOST_MODELS;
        if room {
            self.models.push(key.clone());
        }
        room
    }
}
