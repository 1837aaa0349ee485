//! Segments and heat: where tokens and money are, and where another tokenizer pays more.

use nshot::domain::compose::compose;
use nshot::domain::message::Role;
use nshot::domain::money::Rate;
use nshot::domain::segments::{Part, segments, shots_together};
use nshot::domain::token::{Certainty, PromptTokens, TokenCount};
use nshot::domain::token_heat::{Heat, buckets, dearest, percent, words};

use crate::share::full_prompt;

#[test]
fn every_part_of_a_prompt_has_its_tokens_and_cost() {
    let composition = compose(&full_prompt());
    let parts: Vec<Vec<u64>> = composition.messages.iter().map(|message| vec![10; message.parts.len()]).collect();
    let texts: u64 = parts.iter().flatten().sum();
    let tokens = PromptTokens { parts, schema: 30, ..PromptTokens::default() };
    let total = TokenCount { tokens: texts + 30 + 20, certainty: Certainty::Exact };
    let rate = Rate::from_usd_per_million("2").unwrap();
    let found = segments(&composition, &tokens, 20, total, Some(rate));
    assert_eq!(
        found.iter().map(|segment| segment.tokens.tokens).sum::<u64>(),
        total.tokens,
        "nothing is lost: {found:?}"
    );
    assert_eq!(
        found.iter().filter_map(|segment| segment.cost).sum::<nshot::domain::money::PicoUsd>(),
        rate.cost(total.tokens)
    );
    assert!(
        found
            .iter()
            .any(|segment| matches!(segment.part, Part::Message(Role::System, _)) && !segment.begins.is_empty())
    );
    let shots: u64 = found.iter().filter(|segment| segment.part.is_shot()).map(|segment| segment.tokens.tokens).sum();
    let (together, thousandths, cost) = shots_together(&found, total).unwrap();
    assert_eq!((together.tokens, cost), (shots, Some(rate.cost(shots))));
    assert!(thousandths > 0 && thousandths < 1_000);
    let unpriced = segments(&composition, &tokens, 20, total, None);
    assert!(unpriced.iter().all(|segment| segment.cost.is_none()), "unknown stays unknown");
    assert_eq!(shots_together(&unpriced, total).unwrap().2, None);
}

#[test]
fn a_part_is_as_sure_as_the_whole() {
    let whole = TokenCount { tokens: 300, certainty: Certainty::Estimate { low: 200, high: 601 } };
    assert_eq!(whole.part(100), TokenCount { tokens: 100, certainty: Certainty::Estimate { low: 66, high: 201 } });
    let exact = TokenCount { tokens: 10, certainty: Certainty::Exact };
    assert_eq!(whole.with(exact), TokenCount { tokens: 310, certainty: Certainty::Estimate { low: 210, high: 611 } });
    assert_eq!(exact.with(exact), TokenCount { tokens: 20, ..exact });
    assert_eq!(TokenCount { certainty: Certainty::ExactByApi, ..whole }.part(5).certainty, Certainty::ExactByApi);
}

#[test]
fn heat_says_where_the_second_pays_more() {
    assert_eq!(
        [(100, 89), (100, 100), (100, 120), (100, 150), (100, 151)].map(|(a, b)| Heat::of(a, b)),
        [Heat::Less, Heat::Same, Heat::Warm, Heat::Hot, Heat::VeryHot]
    );
    assert_eq!((percent(0, 5), percent(u64::MAX, 0), percent(1, u64::MAX)), (0, -100, i64::MAX));
    assert_eq!([words(100, 112), words(100, 97), words(100, 100)], ["12 % more than", "3 % less than", "as many as"]);
    let stretches = [(10, 10), (10, 30), (5, 4), (1, 9)];
    assert_eq!(dearest(&stretches, 2), [1, 3]);
    assert_eq!(buckets(&stretches, 2), [(20, 40), (6, 13)]);
    assert_eq!(buckets(&stretches, 100).len(), 4);
}
