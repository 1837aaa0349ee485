//! Time and chance of the browser: the runner's clock, and the wall clock for records.

use futures_channel::oneshot;
use js_sys::{Date, Math};

use super::alarm::Alarm;
use super::js;
use crate::runner::ports::Clock;

/// The page's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct PageClock;

impl Clock for PageClock {
    fn now_ms(&self) -> f64 {
        js::window().and_then(|window| window.performance()).map_or_else(Date::now, |performance| performance.now())
    }

    async fn sleep_ms(&self, milliseconds: f64) {
        sleep_ms(milliseconds).await;
    }

    fn chance(&self) -> f64 {
        Math::random()
    }
}

/// Milliseconds since 1970-01-01 UTC, as records have it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the time since 1970 is positive and below 2^53"
)]
pub fn unix_ms() -> u64 {
    Date::now() as u64
}

/// Completes after so many milliseconds; dropping it forgets the timer. More than 24 days counts as 24 days, the longest a browser waits.
pub async fn sleep_ms(milliseconds: f64) {
    #[expect(clippy::cast_possible_truncation, reason = "clamped to the range of i32")]
    let milliseconds = milliseconds.clamp(0.0, f64::from(i32::MAX)) as i32;
    let (ring, told) = oneshot::channel();
    let _alarm = Alarm::after(milliseconds, move || {
        // Nobody waits any more: then nothing is to be told.
        let _ = ring.send(());
    });
    let _ = told.await;
}

/// A moment as the person's own calendar and clock show it: `2026-11-23 14:05`.
pub fn local_time(unix_ms: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "exact until the year 287396")]
    let date = Date::new(&(unix_ms as f64).into());
    format!(
        "{}-{:02}-{:02} {:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes()
    )
}

/// Now as the person's own clock shows it, to the second: `14:05:31`.
pub fn time_of_day() -> String {
    let now = Date::new_0();
    format!("{:02}:{:02}:{:02}", now.get_hours(), now.get_minutes(), now.get_seconds())
}
