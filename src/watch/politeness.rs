//! How often a host is asked: the pauses between requests, and after errors.

use std::time::Duration;

use super::schedule::{DAY, HOUR, MINUTE};
use crate::article::Sha256;

/// The longest pause that `Crawl-delay` can ask for.
const MAX_CRAWL_DELAY: f64 = 300.0;

/// How hosts are treated.
#[derive(Clone, Debug)]
pub struct Politeness {
    /// The least pause between two requests to a host.
    pub pause: Duration,
    /// The most requests to the hosts of a registrable domain in a day of UTC.
    pub daily_budget: u32,
    /// How often a feed or sitemap is requested if it does not ask for a longer time.
    pub list_interval: Duration,
}

impl Default for Politeness {
    fn default() -> Self {
        Self {
            pause: Duration::from_secs(5),
            daily_budget: 2_000,
            list_interval: Duration::from_secs(3600),
        }
    }
}

/// The least time between two requests for a feed or sitemap.
pub(super) const LIST_FLOOR: i64 = 15 * MINUTE;

/// The most time between them, whatever the server asks for.
const LIST_CEILING: i64 = 7 * DAY;

impl Politeness {
    /// Returns the pause after a request that took `duration`, in microseconds.
    pub(super) fn pause_after(&self, duration: i64, crawl_delay: Option<f64>) -> i64 {
        let asked = crawl_delay.unwrap_or(0.0).clamp(0.0, MAX_CRAWL_DELAY) * 1e6;
        self.least_pause().max(5 * duration.max(0)).max(asked as i64)
    }

    fn least_pause(&self) -> i64 {
        i64::try_from(self.pause.as_micros()).unwrap_or(i64::MAX)
    }

    /// Returns the time after which a feed or sitemap is requested again; `asked` is the longest
    /// time that it asks for, in seconds.
    pub(super) fn list_pause(&self, asked: Option<i64>) -> i64 {
        let own = i64::try_from(self.list_interval.as_micros()).unwrap_or(LIST_CEILING);
        let asked = asked.unwrap_or(0).saturating_mul(1_000_000);
        own.max(asked).clamp(LIST_FLOOR, LIST_CEILING)
    }
}

/// Returns the pause after the failure with this number, from 1: ten minutes, doubled with each
/// failure up to a day, and up to as much again by chance, so that clients do not return together.
/// The seed makes the chance repeatable.
pub(super) fn backoff(failures: i64, seed: &str) -> i64 {
    let doubled = failures.clamp(1, 9) - 1;
    let least = ((10 * MINUTE) << doubled).min(DAY);
    let chance = Sha256::of(seed.as_bytes()).prefix64().unsigned_abs() % (1 << 20);
    let more = ((i128::from(least) * i128::from(chance)) >> 20) as i64;
    (least + more).min(DAY + HOUR)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    #[test]
    fn a_pause_is_the_longest_that_anything_asks_for() {
        let politeness = Politeness::default();
        assert_eq!(politeness.pause_after(0, None), 5 * SECOND);
        assert_eq!(politeness.pause_after(2 * SECOND, None), 10 * SECOND);
        assert_eq!(politeness.pause_after(2 * SECOND, Some(60.0)), 60 * SECOND);
        assert_eq!(politeness.pause_after(0, Some(86_400.0)), 300 * SECOND);
        assert_eq!(politeness.pause_after(-SECOND, Some(-5.0)), 5 * SECOND);
    }

    #[test]
    fn a_feed_is_asked_for_once_an_hour_or_less_often() {
        let politeness = Politeness::default();
        assert_eq!(politeness.list_pause(None), HOUR);
        assert_eq!(politeness.list_pause(Some(60)), HOUR);
        assert_eq!(politeness.list_pause(Some(7200)), 2 * HOUR);
        assert_eq!(politeness.list_pause(Some(i64::MAX)), 7 * DAY);
        let eager = Politeness { list_interval: Duration::from_secs(1), ..politeness };
        assert_eq!(eager.list_pause(None), 15 * MINUTE);
    }

    #[test]
    fn failures_are_followed_by_longer_pauses() {
        let mut least = 0;
        for failures in 1..12 {
            let pause = backoff(failures, "a.example");
            assert_eq!(pause, backoff(failures, "a.example"));
            let base = ((10 * MINUTE) << (failures.min(9) - 1)).min(DAY);
            assert!((base..=2 * base).contains(&pause), "{failures}: {pause}");
            assert!(base >= least, "errors never shorten a pause");
            least = base;
        }
        assert_ne!(backoff(3, "a.example"), backoff(3, "b.example"));
    }
}
