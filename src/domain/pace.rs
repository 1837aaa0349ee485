//! The pace of a stream: when the first piece came, the longest pause between two pieces, and about how fast the rest came.

/// Characters of a token, as a rule of thumb for a figure that is shown while nothing is reported yet (English prose with o200k has 4 to 5).
const CHARS_PER_TOKEN: f64 = 4.0;
/// A rate over less time than this jumps about too much to be shown, in milliseconds.
const LEAST_MS: f64 = 400.0;

/// What is known of the pace so far; moments in milliseconds since the request was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pace {
    pub first_ms: Option<f64>,
    /// Between two pieces; the wait for the first is not in it.
    pub largest_gap_ms: Option<f64>,
    last_ms: f64,
    chars: f64,
}

impl Pace {
    /// Takes a piece that came at `at_ms`.
    pub fn piece(&mut self, at_ms: f64, text: &str) {
        if self.first_ms.is_none() {
            self.first_ms = Some(at_ms);
        } else {
            let gap = at_ms - self.last_ms;
            self.largest_gap_ms = Some(self.largest_gap_ms.map_or(gap, |largest| largest.max(gap)));
            #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
            let chars = text.chars().count() as f64;
            self.chars += chars;
        }
        self.last_ms = at_ms;
    }

    /// Tokens a second since the first piece, by the length of the text; `None` while too little has come.
    pub fn rough_tokens_per_second(&self) -> Option<f64> {
        let streaming_ms = self.last_ms - self.first_ms?;
        (streaming_ms >= LEAST_MS).then(|| self.chars / CHARS_PER_TOKEN / (streaming_ms / 1_000.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_between_pieces_and_the_first_wait_is_none() {
        let mut pace = Pace::default();
        pace.piece(900.0, "Hello");
        assert_eq!((pace.first_ms, pace.largest_gap_ms), (Some(900.0), None));
        pace.piece(950.0, " you");
        pace.piece(1_450.0, " two");
        pace.piece(1_460.0, "!");
        assert_eq!(pace.largest_gap_ms, Some(500.0));
    }

    #[test]
    fn the_rate_counts_what_came_after_the_first_piece() {
        let mut pace = Pace::default();
        pace.piece(100.0, "ignored");
        pace.piece(200.0, "four");
        assert_eq!(pace.rough_tokens_per_second(), None);
        pace.piece(1_100.0, "four");
        assert_eq!(pace.rough_tokens_per_second(), Some(2.0));
    }
}
