//! Calibration by own runs: its law, when it says nothing, and that the sanity bound speaks.

use nshot::domain::calibration::{Counted, Extras, LEAST, MOST, Observation, calibrate};
use nshot::domain::sanity::usage_note;
use nshot::domain::token::{Certainty, TokenCount};
use nshot::domain::usage::Usage;
use proptest::prelude::*;

fn counted(expected: u64) -> Counted {
    Counted {
        method: "o200k_base/claude".to_owned(),
        low: expected * 9 / 10,
        expected,
        high: expected * 13 / 10,
        tokens: expected,
        other: 0,
        extras: Extras::default(),
    }
}

fn run(expected: u64, reported: u64) -> Observation {
    Observation { counted: counted(expected), reported }
}

/// Low, expected and high of a calibrated count, and its runs.
fn band(now: &Counted, runs: &[Observation]) -> Option<(u64, u64, u64, usize)> {
    let calibrated = calibrate(now, runs)?;
    match calibrated.count.certainty {
        Certainty::Estimate { low, high } => Some((low, calibrated.count.tokens, high, calibrated.runs)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn five_prompts_that_were_all_seven_percent_more_make_a_narrow_band_there() {
    let runs: Vec<_> = [1_000, 1_100, 900, 1_300, 800].map(|expected| run(expected, expected * 107 / 100)).to_vec();
    let (low, expected, high, count) = band(&counted(1_000), &runs).expect("calibrated");
    assert_eq!((expected, count), (1_070, 5));
    assert!((1_000..1_070).contains(&low) && (1_071..1_140).contains(&high), "{low} {high}");
    assert!(high - low < 400 / 2, "the estimate's own band is 400 wide");
}

#[test]
fn too_few_or_unlike_runs_say_nothing() {
    let good: Vec<_> = (0..LEAST as u64).map(|n| run(1_000 + n, 1_070 + n)).collect();
    assert!(band(&counted(1_000), &good).is_some());
    assert_eq!(band(&counted(1_000), &good[1..]), None, "four prompts");
    assert_eq!(band(&counted(1_000), &vec![good[0].clone(); 20]), None, "one prompt twenty times");
    assert_eq!(band(&counted(5_000), &good), None, "another size");
    assert_eq!(band(&Counted { method: "other".to_owned(), ..counted(1_000) }, &good), None);
    assert_eq!(band(&Counted { extras: Extras { tools: true, ..Extras::default() }, ..counted(1_000) }, &good), None);
    assert_eq!(band(&Counted { other: 500, ..counted(1_000) }, &good), None, "another script");
    assert_eq!(band(&Counted { low: 1_000, high: 1_000, ..counted(1_000) }, &good), None, "exact already");
    assert_eq!(band(&counted(0), &good), None);
}

#[test]
fn a_wider_band_is_taken_only_when_the_own_one_failed() {
    // The ratios spread as far as the estimate's band: nothing is won.
    let wide: Vec<_> = [91, 95, 100, 110, 129].iter().enumerate().map(|(n, r)| run(1_000 + n as u64, 10 * r)).collect();
    assert_eq!(band(&counted(1_000), &wide), None);
    // A hidden prompt doubles everything: the estimate's own band is wrong, and the runs say so.
    let doubled: Vec<_> =
        [180, 200, 210, 230, 260].iter().enumerate().map(|(n, r)| run(1_000 + n as u64, 10 * r)).collect();
    let (low, expected, high, _) = band(&counted(1_000), &doubled).expect("calibrated");
    assert!(low < 1_800 && (2_000..2_200).contains(&expected) && high > 2_600, "{low} {expected} {high}");
}

#[test]
fn old_runs_are_forgotten() {
    let mut runs: Vec<_> = (0..50).map(|n| run(1_000 + n, 2_000)).collect();
    runs.extend((0..MOST as u64).map(|n| run(1_000 + n, (1_000 + n) * 107 / 100)));
    let (_, expected, high, count) = band(&counted(1_000), &runs).expect("calibrated");
    assert_eq!((expected, count), (1_070, MOST));
    assert!(high < 1_100);
}

proptest! {
    /// Never narrower than what holds 95 of 100 of the prompts that it was made from.
    #[test]
    fn the_band_holds_at_least_95_in_100_observations(
        runs in prop::collection::vec((600_u64..1_800, 500_u64..3_000), 5..160),
    ) {
        let runs: Vec<_> = runs.into_iter().map(|(expected, per_mille)| run(expected, expected * per_mille / 1000)).collect();
        let mut held = 0;
        let mut all = 0;
        let mut pairs: Vec<_> = runs.iter().map(|run| (run.counted.expected, run.reported)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        for (expected, reported) in pairs {
            let Some((low, _, high, _)) = band(&counted(expected), &runs) else { return Ok(()) };
            all += 1;
            held += usize::from((low..=high).contains(&reported));
        }
        prop_assert!(held * 100 >= all * 95, "{held} of {all}");
    }
}

/// Runs drawn by chance, from an even spread and from one with a long tail: the band of the first ones holds the next 95 times in 100.
#[test]
fn the_next_run_is_held_95_times_in_100() {
    let mut state = 1_u64;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % 1_000
    };
    for many in [LEAST, 8, 12, 20, 39, 40, 80, 160] {
        let mut shares = [(0_u64, 0_u64); 2];
        for _ in 0..300 {
            for (shape, (held, all)) in shares.iter_mut().enumerate() {
                let mut next = |size: u64| {
                    let ratio = if shape == 0 { 1_050 + draw() / 10 } else { 1_050 + draw() * draw() / 5_000 };
                    run(size, size * ratio / 1_000)
                };
                let runs: Vec<_> = (0..many as u64).map(|n| next(1_000 + n)).collect();
                let now = next(1_200);
                let Some((low, _, high, _)) = band(&now.counted, &runs) else { continue };
                *all += 1;
                *held += u64::from((low..=high).contains(&now.reported));
            }
        }
        for (held, all) in shares {
            assert!(all > 100 && held * 100 >= all * 95, "{held} of {all} with {many} runs");
        }
    }
}

#[test]
fn absurd_usage_is_said() {
    let exact = |tokens| TokenCount { tokens, certainty: Certainty::Exact };
    let band = TokenCount { tokens: 1_000, certainty: Certainty::Estimate { low: 900, high: 1_300 } };
    let reported = |tokens| Usage { uncached_input: Some(tokens), ..Usage::default() };
    let note = |counted, tokens| usage_note(counted, &reported(tokens));
    assert_eq!(note(band, 3_900), None);
    assert!(note(band, 4_601).is_some_and(|note| note.contains("4601") && note.contains("more than three times")));
    assert_eq!(note(band, 300), None);
    assert!(note(band, 299).is_some_and(|note| note.contains("less than a third")));
    assert_eq!(note(exact(10), 480), None, "a preamble of the provider's own");
    assert!(note(exact(10), 5_000).is_some());
    assert_eq!(usage_note(band, &Usage::default()), None, "nothing was reported");
}
