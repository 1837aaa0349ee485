//! What each part of the prompt takes of every request to the lead model.

use leptos::prelude::*;

use super::AppState;
use super::counts::lead_model;
use crate::domain::money::{PicoUsd, Rate};
use crate::domain::segments::{Segment, segments, shots_together};
use crate::domain::token::TokenCount;

impl AppState {
    /// What an input token of the lead model costs; `None` = unknown.
    pub fn lead_input_rate(&self) -> Option<Rate> {
        let model = self.prompt.document().with(lead_model);
        let tokens = self.counts.lead().1.map_or(0, |c| c.total.tokens);
        Some(self.catalog.quote(&model)?.table.for_input(tokens).0.input)
    }

    /// Every part with its tokens and cost; none while the prompt is not counted.
    pub fn segments(&self) -> Vec<Segment> {
        let Some(plain) = self.counts.lead_plain() else { return Vec::new() };
        let rate = self.lead_input_rate();
        let mut found = self
            .compose
            .composition()
            .with(|composition| segments(composition, &plain.tokens, plain.overhead, plain.total, rate));
        for segment in &mut found {
            segment.tokens = self.counts.better(segment.tokens, &plain);
            segment.cost = rate.map(|rate| rate.cost(segment.tokens.tokens));
        }
        found
    }

    /// Tokens, thousandths of the prompt and cost of all shots; `None` = there are none.
    pub fn shots_together(&self) -> Option<(TokenCount, u64, Option<PicoUsd>)> {
        shots_together(&self.segments(), self.counts.lead().1?.total)
    }
}
