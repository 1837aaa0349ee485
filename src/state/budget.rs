//! The person's budget: kept on this device over reloads and tabs, charged after each run, asked before the next.

use leptos::prelude::*;

use super::AppState;
use super::running::Freshness;
use super::view::{Tone, ViewState};
use crate::browser::remembered;
use crate::domain::budget::{Budget, question};
use crate::domain::completion::Completion;
use crate::domain::date::Date;
use crate::domain::estimate::{BudgetVerdict, Estimate, EstimateTotal};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::history::{BudgetRecord, Record};
use crate::domain::id::ElementId;
use crate::domain::money::PicoUsd;
use crate::domain::receipt::Receipt;
use crate::runner::spending::Stake;

const STORE_KEY: &str = "nshot:budget";

/// The budget and the question that is open.
#[derive(Clone, Copy)]
pub struct BudgetState {
    view: ViewState,
    budget: RwSignal<Budget>,
    /// Columns that wait for the person's word.
    asked: RwSignal<Option<(Vec<ElementId>, Freshness)>>,
    /// Whether the question's dialog is open.
    pub asking: RwSignal<bool>,
    /// Whether the details of the estimate are open.
    pub details: RwSignal<bool>,
}

impl BudgetState {
    pub fn new(view: ViewState) -> Self {
        let budget = match stored() {
            None => Budget::default(),
            Some(Ok(budget)) => budget,
            Some(Err(reason)) => {
                view.say(Tone::Danger, format!("The budget can't be read, so none is in force. {reason}"));
                Budget::default()
            }
        };
        Self {
            view,
            budget: RwSignal::new(budget),
            asked: RwSignal::new(None),
            asking: RwSignal::new(false),
            details: RwSignal::new(false),
        }
    }

    pub fn now(&self) -> Budget {
        self.budget.get()
    }

    /// What is left at this moment, whatever tab spent it; `None` = there is no limit.
    pub(super) fn left(&self) -> Option<PicoUsd> {
        self.refresh();
        self.budget.with_untracked(Budget::left)
    }

    /// Why a run was not started once nothing was left.
    pub(super) fn spent_failure(&self) -> Failure {
        let limit = self.budget.with_untracked(|budget| budget.limit).unwrap_or_default();
        Failure::new(FailureKind::OverBudget, format!("Your budget of {limit} is spent."))
    }

    pub fn set_limit(&self, limit: Option<PicoUsd>) {
        self.change(|budget| budget.limit = limit);
    }

    /// Begins the sum of what was spent anew.
    pub fn start_again(&self) {
        self.change(Budget::start_again);
    }

    fn charge(&self, receipt: &Receipt, today: Date) {
        self.change(|budget| budget.charge(receipt, today));
    }

    /// Changes the stored budget: other tabs add to it too.
    fn change(&self, change: impl FnOnce(&mut Budget)) {
        self.refresh();
        let mut budget = self.budget.get_untracked();
        change(&mut budget);
        let record = BudgetRecord { budget: budget.clone() };
        let kept = record.to_json().map_err(|error| error.to_string());
        let kept = kept.and_then(|text| remembered::write(STORE_KEY, &text).map_err(|error| error.to_string()));
        if let Err(reason) = kept {
            self.view.say(Tone::Danger, format!("The budget holds until you reload: it is not kept. {reason}"));
        }
        self.budget.set(budget);
    }

    /// Takes up what another tab spent or set.
    fn refresh(&self) {
        if let Some(Ok(budget)) = stored()
            && self.budget.with_untracked(|own| *own != budget)
        {
            self.budget.set(budget);
        }
    }
}

/// What is stored: the budget, or why it can't be read; `None` = nothing is.
fn stored() -> Option<Result<Budget, String>> {
    let text = remembered::read(STORE_KEY)?;
    Some(BudgetRecord::from_json(&text).map(|record| record.budget).map_err(|error| error.to_string()))
}

impl AppState {
    /// What the columns that wait for the person's word are expected to cost, and what the budget says to it.
    pub fn budget_question(&self) -> Option<(EstimateTotal, String, bool)> {
        let (ids, _) = self.budget.asked.get()?;
        let runs = self.estimates.paid_total(&ids);
        let verdict = self.budget.now().verdict(&runs)?;
        let words = question(verdict, &runs).unwrap_or_else(|| "It fits the budget now.".to_owned());
        Some((runs, words, verdict != BudgetVerdict::Reached))
    }

    /// Runs what waits for the person's word, as far as the budget has room, until it is reached.
    pub fn run_within_budget(&self) {
        let asked = self.budget.asked.get_untracked();
        self.budget.asked.set(None);
        self.budget.asking.set(false);
        if let Some((ids, freshness)) = asked {
            self.start_columns(&ids, freshness);
        }
    }

    /// Whether `ids` may start without asking; if not, the question opens.
    pub(super) fn budget_allows(&self, ids: &[ElementId], freshness: Freshness) -> bool {
        self.budget.refresh();
        let runs = untrack(|| self.estimates.paid_total(ids));
        let verdict = untrack(|| self.budget.now()).verdict(&runs);
        if verdict.is_none_or(|verdict| verdict == BudgetVerdict::Fits) {
            return true;
        }
        self.budget.asked.set(Some((ids.to_vec(), freshness)));
        self.budget.asking.set(true);
        false
    }

    /// What one run of a column may cost, for the budget's sake.
    pub(super) fn stake(&self, id: ElementId, estimate: Option<&Estimate>) -> Stake {
        match estimate.and_then(|estimate| estimate.cost) {
            _ if untrack(|| self.estimates.is_free(id)) => Stake::Free,
            Some(cost) => Stake::Foreseen(cost.high),
            None => Stake::Unknown,
        }
    }

    /// Charges a run that ended; what never reached a model, and what this machine ran for free, is left out.
    pub(super) fn charge(&self, id: ElementId, completion: &Completion, receipt: &Receipt) {
        let nothing_came = completion.text.is_empty() && completion.reasoning.is_empty() && receipt.lines.is_empty();
        let is_free = receipt.charged().is_none() && untrack(|| self.estimates.is_free(id));
        if !nothing_came && !is_free {
            self.budget.charge(receipt, untrack(|| self.catalog.today()));
        }
    }

    /// Whether the budget is spent, so that a paid run of a column may not go on; says so.
    pub(super) fn budget_stops(&self, id: ElementId) -> bool {
        let stops = !untrack(|| self.estimates.is_free(id)) && untrack(|| self.budget.now()).is_reached();
        if stops {
            let limit = untrack(|| self.budget.now()).limit.unwrap_or_default();
            self.view.say(
                Tone::Danger,
                format!("Not run: your budget of {limit} is spent. Raise it beside Run or under Costs."),
            );
        }
        stops
    }
}
