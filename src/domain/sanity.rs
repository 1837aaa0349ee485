//! A sanity bound: reported usage that can't be what was counted is said, not swallowed.

use super::token::{Certainty, TokenCount};
use super::usage::Usage;

/// How far beyond the count's band reported input may lie before it is called absurd.
const FACTOR: u64 = 3;
/// Hidden system prompts of some providers add a few hundred tokens to the shortest prompt (recorded to 2026-05): below this nothing is said.
const SLACK: u64 = 700;

/// A sentence for the receipt when the provider reported more than three times the greatest input that was counted, or less than a third of
/// the least; `None` = it did not, or said nothing.
pub fn usage_note(counted: TokenCount, usage: &Usage) -> Option<String> {
    let reported = usage.input_total()?;
    let (low, high) = match counted.certainty {
        Certainty::Exact | Certainty::ExactByApi => (counted.tokens, counted.tokens),
        Certainty::Estimate { low, high } => (low, high),
    };
    if reported > high.saturating_mul(FACTOR).saturating_add(SLACK) {
        return Some(format!(
            "The provider reported {reported} input tokens, but at most {high} were counted: more than three times as many. Look at the Request tab for what was sent; a proxy or the provider may have added a prompt of its own."
        ));
    }
    if reported.saturating_mul(FACTOR) < low {
        return Some(format!(
            "The provider reported {reported} input tokens, but at least {low} were counted: less than a third. Its usage may leave out what came from a cache, or the prompt was cut."
        ));
    }
    None
}
