//! The best count there is of a column's prompt: the provider's own, else the one made here, tightened by what past runs reported.

use std::collections::HashMap;

use leptos::prelude::*;

use super::catalog::CatalogState;
use super::compose::ComposeState;
use super::connections::ConnectionState;
use super::counts::count_model;
use super::exact_counts::ExactCountState;
use super::past_runs::PastRunState;
use crate::domain::calibration::{Counted, Extras};
use crate::domain::connection::Protocol;
use crate::domain::message::Role;
use crate::domain::prompt::Column;
use crate::domain::technique::{Effort, Technique};
use crate::domain::token::Certainty;
use crate::engine::wire::{CountModel, CountedPrompt, ModelCount};

/// Responses with several items or an assistant's: reported input was four fewer to three more tokens than counted in 9 of 53 recordings (to
/// 2026-05).
const RESPONSES_ITEMS: (u64, u64) = (4, 3);

/// Chooses among the counts that are known.
#[derive(Clone, Copy)]
pub(super) struct BestCount {
    pub(super) compose: ComposeState,
    pub(super) connections: ConnectionState,
    pub(super) catalog: CatalogState,
    pub(super) exact: ExactCountState,
    pub(super) past: PastRunState,
    pub(super) counts: RwSignal<HashMap<CountModel, ModelCount>>,
}

impl BestCount {
    /// The best count of what `column` sends; `None` while there is none.
    pub fn of(&self, column: &Column) -> Option<CountedPrompt> {
        Some(self.refined(column, self.plain(column)?))
    }

    /// The count that was made here; `None` while there is none.
    pub fn plain(&self, column: &Column) -> Option<CountedPrompt> {
        let key = count_model(self.connections, self.catalog, &column.model);
        let mut counted = self.counts.with(|counts| match counts.get(&key) {
            Some(ModelCount::Counted(counted)) => Some(counted.clone()),
            _ => None,
        })?;
        if self.connections.protocol(&column.model.connection) == Some(Protocol::Responses) && self.has_several_items()
        {
            counted.total = counted.total.loosened(RESPONSES_ITEMS.0, RESPONSES_ITEMS.1);
            counted
                .basis
                .push_str("; with several items the Responses API was up to 4 tokens off in 9 of 53 recordings");
        }
        Some(counted)
    }

    fn has_several_items(&self) -> bool {
        self.compose.composition().with(|composition| {
            let items = composition.messages.iter().skip_while(|message| message.role == Role::System);
            items.clone().count() > 1 || items.clone().any(|message| message.role == Role::Assistant)
        })
    }

    /// `counted` as well as it is known: the provider's own count of this content, else what past runs make of it.
    fn refined(&self, column: &Column, mut counted: CountedPrompt) -> CountedPrompt {
        if let Some((total, when)) = self.exact.of(column.id) {
            counted.total = total;
            counted.basis = format!("counted by the provider on {when}");
            return counted;
        }
        let model = count_model(self.connections, self.catalog, &column.model);
        let base = self.base(&counted);
        if let Some(better) = self.past.calibrate(model.provider.as_deref(), &model.model, &base) {
            counted.total = better.count;
            counted.basis = format!("an estimate from your {} runs with this model; {}", better.runs, counted.basis);
        }
        counted
    }

    /// What is held against the usage that a run reports.
    pub fn base(&self, counted: &CountedPrompt) -> Counted {
        let total = counted.total.loosened(0, 0);
        let (low, high) = match total.certainty {
            Certainty::Estimate { low, high } => (low, high),
            _ => (total.tokens, total.tokens),
        };
        let extras = self.compose.composition().with(|composition| Extras {
            schema: composition.schema.is_some(),
            tools: !composition.tools.is_empty(),
            thinking: matches!(composition.technique, Technique::Provider(effort) if effort != Effort::None),
        });
        Counted {
            method: counted.method.clone(),
            low,
            expected: total.tokens,
            high,
            tokens: counted.text,
            other: counted.other,
            extras,
        }
    }
}
