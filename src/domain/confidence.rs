//! How sure a model was of its answer, read off the probabilities of its tokens.

use super::completion::TokenLogprob;

/// How likely a token was to the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// At least nine in ten.
    Sure,
    /// At least one in two.
    Likely,
    Unsure,
}

impl Confidence {
    pub fn of(logprob: f64) -> Self {
        match probability(logprob) {
            p if p >= 0.9 => Self::Sure,
            p if p >= 0.5 => Self::Likely,
            _ => Self::Unsure,
        }
    }

    /// The value of a token's `data-confidence`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Likely => "likely",
            Self::Unsure => "unsure",
        }
    }
}

/// 0 to 1, from its natural logarithm; some servers tell a little more than 0 for a certain token.
pub fn probability(logprob: f64) -> f64 {
    logprob.exp().clamp(0.0, 1.0)
}

/// `87.3 %`.
pub fn percent(logprob: f64) -> String {
    format!("{:.1} %", probability(logprob) * 100.0)
}

/// e to the mean surprise of a token: 1 = certain of each, 2 = as good as a coin toss for each. `None` without tokens, or where one was
/// impossible to the model, which servers write as a huge negative number or as none.
pub fn perplexity(tokens: &[TokenLogprob]) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "an answer has far fewer tokens than 2^52")]
    let count = tokens.len() as f64;
    let sum: f64 = tokens.iter().map(|token| token.logprob.min(0.0)).sum();
    Some((-sum / count).exp()).filter(|value| value.is_finite())
}

/// Places of the tokens that were less likely than not, the least likely first, at most so many.
pub fn least_sure(tokens: &[TokenLogprob], most: usize) -> Vec<usize> {
    let mut places: Vec<usize> =
        (0..tokens.len()).filter(|at| Confidence::of(tokens[*at].logprob) == Confidence::Unsure).collect();
    places.sort_by(|a, b| tokens[*a].logprob.total_cmp(&tokens[*b].logprob));
    places.truncate(most);
    places
}

#[cfg(test)]
mod tests {
    use super::{Confidence, least_sure, percent, perplexity};
    use crate::domain::completion::TokenLogprob;

    fn tokens(probabilities: &[f64]) -> Vec<TokenLogprob> {
        probabilities.iter().map(|p| TokenLogprob { logprob: p.ln(), ..TokenLogprob::default() }).collect()
    }

    #[test]
    fn perplexity_is_that_of_a_fair_choice_among_so_many() {
        let four = perplexity(&tokens(&[0.25, 0.25, 0.25])).unwrap_or_default();
        assert!((four - 4.0).abs() < 1e-9);
        // The geometric mean of 1/2 and 1/8 is 1/4.
        let mixed = perplexity(&tokens(&[0.5, 0.125])).unwrap_or_default();
        assert!((mixed - 4.0).abs() < 1e-9);
        assert_eq!(perplexity(&[]), None);
        assert_eq!(perplexity(&tokens(&[0.5, 0.0])), None);
    }

    #[test]
    fn the_least_sure_come_first_and_the_sure_not_at_all() {
        let some = tokens(&[0.95, 0.3, 0.6, 0.1]);
        assert_eq!(least_sure(&some, 9), [3, 1]);
        assert_eq!(least_sure(&some, 1), [3]);
        assert_eq!(Confidence::of(0.6_f64.ln()), Confidence::Likely);
        assert_eq!(percent(0.873_f64.ln()), "87.3 %");
    }
}
