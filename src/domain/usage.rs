//! Usage: the tokens that a provider reports after a run, in one convention whatever the vendor's.

use serde::{Deserialize, Serialize};

use super::money::PicoUsd;

/// Tokens by what they cost. The fields never overlap; `None` = the provider did not say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Input that was neither read from nor written to a cache.
    pub uncached_input: Option<u64>,
    pub cache_read: Option<u64>,
    /// Written to a cache that lives five minutes (or the vendor's only kind).
    pub cache_write_5m: Option<u64>,
    pub cache_write_1h: Option<u64>,
    /// Output that is not reasoning.
    pub output: Option<u64>,
    pub reasoning: Option<u64>,
    /// What the provider itself says that the run cost; `None` = it says nothing, as most do.
    #[serde(default)]
    pub stated_cost: Option<PicoUsd>,
    /// How it was served or billed beside tokens at the ordinary rate, a few words each: `service tier priority`, `3 web searches`.
    #[serde(default)]
    pub terms: Vec<String>,
    /// The provider's own usage object, verbatim JSON; empty = none came.
    pub raw: String,
}

impl Usage {
    /// All input tokens, cached or not; `None` when the provider reported none of them.
    pub fn input_total(&self) -> Option<u64> {
        sum([self.uncached_input, self.cache_read, self.cache_write_5m, self.cache_write_1h])
    }

    /// All output tokens, reasoning included; `None` when the provider reported none of them.
    pub fn output_total(&self) -> Option<u64> {
        sum([self.output, self.reasoning])
    }
}

fn sum<const N: usize>(counts: [Option<u64>; N]) -> Option<u64> {
    counts.into_iter().flatten().reduce(u64::saturating_add)
}
