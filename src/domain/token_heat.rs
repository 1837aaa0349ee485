//! Where one tokenizer pays more than another for the same text, stretch by stretch.

/// How much more the second pays, as a step of a scale that a strip can draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Heat {
    /// At least a tenth less.
    Less,
    /// Within a tenth.
    Same,
    /// Up to a quarter more.
    Warm,
    /// Up to half more.
    Hot,
    /// Over half more.
    VeryHot,
}

impl Heat {
    /// The step of a stretch with so many tokens under the first and the second; nothing against something is `Same`.
    pub fn of(first: u64, second: u64) -> Self {
        match percent(first, second) {
            ..=-10 => Self::Less,
            -9..=9 => Self::Same,
            10..=25 => Self::Warm,
            26..=50 => Self::Hot,
            51.. => Self::VeryHot,
        }
    }

    /// The value of a `data-heat` attribute.
    pub fn name(self) -> &'static str {
        match self {
            Self::Less => "less",
            Self::Same => "same",
            Self::Warm => "warm",
            Self::Hot => "hot",
            Self::VeryHot => "very-hot",
        }
    }
}

/// Percent that the second has more than the first, rounded toward zero; 0 without tokens.
pub fn percent(first: u64, second: u64) -> i64 {
    let (first, second) = (i128::from(first), i128::from(second));
    if first == 0 {
        return 0;
    }
    i64::try_from((second - first) * 100 / first).unwrap_or(i64::MAX)
}

/// `12 % more than`, `3 % less than`, `as many as`.
pub fn words(first: u64, second: u64) -> String {
    match percent(first, second) {
        0 => "as many as".to_owned(),
        more @ 1.. => format!("{more} % more than"),
        less => format!("{} % less than", less.unsigned_abs()),
    }
}

/// Neighboring stretches summed so that at most `most` remain, for a strip of limited width. Pairs are first and second.
pub fn buckets(stretches: &[(u64, u64)], most: usize) -> Vec<(u64, u64)> {
    let size = stretches.len().div_ceil(most.max(1)).max(1);
    let sum = |part: &[(u64, u64)]| {
        part.iter().fold((0_u64, 0_u64), |(a, b), (c, d)| (a.saturating_add(*c), b.saturating_add(*d)))
    };
    stretches.chunks(size).map(sum).collect()
}

/// The places where the second pays most more, by tokens, at most `most` of them: their numbers.
pub fn dearest(stretches: &[(u64, u64)], most: usize) -> Vec<usize> {
    let mut more: Vec<(usize, u64)> = stretches
        .iter()
        .enumerate()
        .map(|(at, (first, second))| (at, second.saturating_sub(*first)))
        .filter(|(_, more)| *more > 0)
        .collect();
    more.sort_by_key(|(at, more)| (std::cmp::Reverse(*more), *at));
    more.into_iter().take(most).map(|(at, _)| at).collect()
}
