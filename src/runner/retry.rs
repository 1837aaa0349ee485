//! Retries: whether a failed attempt is made again, and after how long. Never after the first token unless the person asked for it: it is
//! billed twice and says something else.

use crate::domain::failure::{Failure, FailureKind};

const FIRST_WAIT_MS: f64 = 500.0;
const LONGEST_WAIT_MS: f64 = 8_000.0;
/// A wait that the provider asks for is kept up to this, in seconds; a longer one is the person's decision.
const LONGEST_ASKED_SECONDS: u32 = 60;
/// Share of the wait that chance takes off or adds.
const JITTER: f64 = 0.25;

/// Milliseconds to wait before another attempt; `None` = the failure stands. `attempt` counts from 0, `chance` is in `0.0..1.0`.
pub fn wait_ms(failure: &Failure, attempt: u32, chance: f64) -> Option<f64> {
    if !is_passing(failure) {
        return None;
    }
    match failure.retry_after_seconds {
        Some(asked) if asked > LONGEST_ASKED_SECONDS => None,
        Some(asked) => Some(f64::from(asked) * 1000.0),
        None => {
            let doubled = FIRST_WAIT_MS * f64::from(2_u32.saturating_pow(attempt));
            Some(doubled.min(LONGEST_WAIT_MS) * (1.0 - JITTER + 2.0 * JITTER * chance))
        }
    }
}

/// Whether the same request may succeed later: as the provider says, else 408, 409, 429, 5xx, or no answer at all.
fn is_passing(failure: &Failure) -> bool {
    if let Some(said) = failure.may_retry {
        return said;
    }
    match failure.status {
        Some(408 | 409 | 500..=599) => failure.kind != FailureKind::QuotaExceeded,
        Some(429) => failure.kind == FailureKind::RateLimited || failure.kind == FailureKind::Overloaded,
        Some(_) => false,
        None => matches!(
            failure.kind,
            FailureKind::Unreachable | FailureKind::RateLimited | FailureKind::Overloaded | FailureKind::Interrupted
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(kind: FailureKind, status: Option<u16>, asked: Option<u32>) -> Failure {
        Failure { status, retry_after_seconds: asked, ..Failure::new(kind, "") }
    }

    #[test]
    fn passing_failures_are_retried_with_jitter_and_longer_waits() {
        let overloaded = failure(FailureKind::Overloaded, Some(529), None);
        assert_eq!(wait_ms(&overloaded, 0, 0.0), Some(375.0));
        assert_eq!(wait_ms(&overloaded, 0, 1.0), Some(625.0));
        assert_eq!(wait_ms(&overloaded, 1, 0.5), Some(1000.0));
        assert_eq!(wait_ms(&overloaded, 9, 0.5), Some(8000.0));
        assert!(wait_ms(&failure(FailureKind::Unreachable, None, None), 0, 0.5).is_some());
    }

    #[test]
    fn what_the_provider_asks_for_is_kept_up_to_a_minute() {
        let limited = |asked| failure(FailureKind::RateLimited, Some(429), Some(asked));
        assert_eq!(wait_ms(&limited(7), 0, 0.9), Some(7000.0));
        assert_eq!(wait_ms(&limited(61), 0, 0.9), None);
    }

    #[test]
    fn what_will_fail_again_is_not_retried() {
        for (kind, status) in [
            (FailureKind::WrongKey, Some(401)),
            (FailureKind::BadRequest, Some(400)),
            (FailureKind::UnknownModel, Some(404)),
            (FailureKind::QuotaExceeded, Some(429)),
            (FailureKind::Garbled, None),
            (FailureKind::Stopped, None),
            (FailureKind::MissingKey, None),
        ] {
            assert_eq!(wait_ms(&failure(kind, status, None), 0, 0.5), None, "{kind:?}");
        }
    }
}
