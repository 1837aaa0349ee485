//! What is remembered of money: assumptions, the person's own prices, and the budget with what was spent of it.

use serde::{Deserialize, Serialize};

use super::Record;
use crate::domain::budget::Budget;
use crate::domain::catalog::Override;
use crate::domain::cost_plan::CostPlan;

/// Assumptions and own prices. Their parts have stored forms of their own: what is missing takes its default, and a price is written as in
/// the catalog's file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CostsRecord {
    pub plan: CostPlan,
    pub prices: Vec<Override>,
}

impl Record for CostsRecord {}

/// The budget and the sum of the receipts. It has a record of its own: every tab adds to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BudgetRecord {
    pub budget: Budget,
}

impl Record for BudgetRecord {}
