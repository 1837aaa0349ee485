//! A hard budget: what runs may cost in all, what they have cost since it was set, and what it says to runs that are about to start.

use serde::{Deserialize, Serialize};

use super::date::Date;
use super::estimate::{BudgetVerdict, EstimateTotal, check_budget};
use super::money::PicoUsd;
use super::receipt::Receipt;

/// The budget of a person on one device, over all documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Budget {
    /// `None` = there is no limit; what is spent is summed all the same.
    pub limit: Option<PicoUsd>,
    /// Sum of the receipts since `since`.
    pub spent: PicoUsd,
    /// Runs among them whose cost is known.
    pub priced_runs: u64,
    /// Runs whose cost is unknown: they are not in `spent`.
    pub unknown_runs: u64,
    /// Day on which the sum began; `None` = nothing was spent yet.
    pub since: Option<Date>,
}

impl Budget {
    /// Adds a run. A run of which nothing was reported and that ended before its first token costs nothing, so it is not given here.
    pub fn charge(&mut self, receipt: &Receipt, today: Date) {
        self.since.get_or_insert(today);
        match receipt.charged() {
            Some(cost) => {
                self.spent += cost;
                self.priced_runs = self.priced_runs.saturating_add(1);
            }
            None => self.unknown_runs = self.unknown_runs.saturating_add(1),
        }
    }

    /// Begins the sum anew; the limit stays.
    pub fn start_again(&mut self) {
        *self = Self { limit: self.limit, ..Self::default() };
    }

    /// What may still be spent; `None` = there is no limit.
    pub fn left(&self) -> Option<PicoUsd> {
        Some(self.limit?.saturating_sub(self.spent))
    }

    /// Whether nothing may start any more.
    pub fn is_reached(&self) -> bool {
        self.left() == Some(PicoUsd::ZERO)
    }

    /// What it says to `runs`; `None` = there is no limit, or they are free.
    pub fn verdict(&self, runs: &EstimateTotal) -> Option<BudgetVerdict> {
        let limit = self.limit?;
        (runs.priced_runs > 0 || runs.unpriced_runs > 0).then(|| check_budget(limit, self.spent, runs))
    }

    /// Share of the limit that is spent, in thousandths, at most 1,000; `None` = there is no limit.
    pub fn spent_thousandths(&self) -> Option<u64> {
        let limit = self.limit?;
        if limit == PicoUsd::ZERO {
            return Some(1_000);
        }
        let share = self.spent.0.saturating_mul(1_000) / limit.0;
        Some(u64::try_from(share).unwrap_or(1_000).min(1_000))
    }
}

/// A verdict as a question to the person; `None` = nothing need be asked.
pub fn question(verdict: BudgetVerdict, runs: &EstimateTotal) -> Option<String> {
    let unknown = match runs.unpriced_runs {
        0 => String::new(),
        1 => " 1 run has no known price and may add to it.".to_owned(),
        many => format!(" {many} runs have no known price and may add to it."),
    };
    Some(match verdict {
        BudgetVerdict::Fits => return None,
        BudgetVerdict::MayPass(by) => {
            format!("The expected cost fits the budget, but the high estimate passes it by {by}.{unknown}")
        }
        BudgetVerdict::Passes(by) => format!("The expected cost passes the budget by {by}.{unknown}"),
        BudgetVerdict::Unknown(_) if runs.priced_runs == 0 => {
            "No price is known for this run, so nobody can say whether it fits the budget.".to_owned()
        }
        BudgetVerdict::Unknown(_) => format!("What has a known price fits the budget.{unknown}"),
        BudgetVerdict::Reached => "The budget is spent: nothing starts until it is raised or counted anew.".to_owned(),
    })
}
