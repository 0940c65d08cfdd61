//! The schedule of a page: it is requested at doubling ages.
//!
//! Most changes of an article come soon after its publication (of all changes in a week, 82 % in the
//! first day, by GDELT's count), so a page is requested when its age has doubled. A page that
//! changed gets the age zero again, and the next request comes after a quarter of the time since the
//! change before.

/// A minute, in microseconds.
pub(super) const MINUTE: i64 = 60_000_000;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// The ages at which a page is requested after its first request.
const AGES: [i64; 13] = [
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    4 * HOUR,
    8 * HOUR,
    16 * HOUR,
    DAY,
    2 * DAY,
    4 * DAY,
    8 * DAY,
    16 * DAY,
    32 * DAY,
];

/// A time by which a request may be late before it counts as the request of the next age: an age of
/// 16 hours is followed by one of a day.
const LATE: f64 = 1.4;

/// When a page is requested again, and what was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextVisit {
    /// The time; `None` if it is not requested again.
    pub at: Option<i64>,
    /// The number of ages that passed without a request, because the host had no time for them.
    pub missed: u32,
}

/// Returns the next request after one at `now` that showed no change. The age counts from `base`; the
/// request before this one was at `last`. A page that goes on forever is requested every 32 days
/// after the last age.
pub fn after_unchanged(base: i64, last: Option<i64>, now: i64, forever: bool) -> NextVisit {
    let age = (now - base).max(0);
    let next = AGES.iter().find(|next| **next as f64 >= age as f64 * LATE && **next > age);
    let missed = last.map_or(0, |last| {
        let before = AGES.iter().find(|next| {
            let last_age = (last - base).max(0);
            **next as f64 >= last_age as f64 * LATE && **next > last_age
        });
        let between = |step: &&i64| before.is_some_and(|before| **step > *before && **step <= age);
        AGES.iter().filter(between).count() as u32
    });
    let at = match next {
        Some(next) => Some(base + next),
        None if forever => Some(now + 32 * DAY),
        None => None,
    };
    NextVisit { at, missed }
}

/// Returns the next request after one at `now` that showed a change; the change before, or the first
/// request, was at `before`.
pub fn after_change(before: i64, now: i64) -> i64 {
    now + ((now - before) / 4).clamp(15 * MINUTE, 32 * DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unchanged_page_is_requested_thirteen_times_after_the_first() {
        let (mut at, mut last, mut ages) = (5, None, Vec::new());
        loop {
            let next = after_unchanged(5, last, at, false);
            assert_eq!(next.missed, 0);
            last = Some(at);
            let Some(next) = next.at else { break };
            ages.push(next - 5);
            // A little late, as every request is.
            at = next + 20 * 1_000_000;
        }
        assert_eq!(ages, AGES);
    }

    #[test]
    fn a_late_request_counts_for_all_ages_that_passed() {
        let next = after_unchanged(0, Some(15 * MINUTE), 5 * HOUR, false);
        // 30 minutes are met, late; one, two and four hours are missed.
        assert_eq!(next, NextVisit { at: Some(8 * HOUR), missed: 3 });
        let next = after_unchanged(0, Some(16 * DAY), 40 * DAY, false);
        assert_eq!(next, NextVisit { at: None, missed: 0 });
        let next = after_unchanged(0, Some(32 * DAY), 40 * DAY, true);
        assert_eq!(next.at, Some(72 * DAY));
        // A clock that was set back causes no storm.
        let next = after_unchanged(10 * DAY, Some(11 * DAY), 0, false);
        assert_eq!(next.at, Some(10 * DAY + 15 * MINUTE));
    }

    #[test]
    fn a_change_pulls_the_next_request_to_a_quarter() {
        assert_eq!(after_change(0, 8 * HOUR), 10 * HOUR);
        assert_eq!(after_change(0, 20 * MINUTE), 35 * MINUTE);
        assert_eq!(after_change(0, 400 * DAY), 432 * DAY);
    }
}
