//! Moments: the dated texts of an article, and which one answers for a time.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta};

use crate::article::{StoredVersion, Timestamp};
use crate::timeline::Timeline;

/// What dates the texts of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dating {
    /// When each state of the timeline took effect.
    Effective,
    /// The times that the publisher states.
    Publisher,
}

impl Dating {
    /// The path of the collection.
    pub(super) const fn prefix(self) -> &'static str {
        match self {
            Self::Effective => "/web/",
            Self::Publisher => "/published/",
        }
    }

    /// The other collection.
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Effective => Self::Publisher,
            Self::Publisher => Self::Effective,
        }
    }
}

/// A dated text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// The time, in microseconds since 1970.
    pub(super) at: i64,
    /// The time as 14 digits.
    pub(super) stamp: String,
    /// The index of the version.
    pub(super) version: usize,
    /// The index of the state, if a state is dated.
    state: Option<usize>,
}

impl Moment {
    fn new(at: i64, version: usize, state: Option<usize>) -> Option<Self> {
        Some(Self { at, stamp: stamp_of(at)?, version, state })
    }

    /// The time in the form of HTTP.
    pub(super) fn http_date(&self) -> String {
        http_date(self.at)
    }
}

/// The dated texts of an article, oldest first, at most one per second.
#[derive(Clone, Debug, Default)]
pub(super) struct Moments(Vec<Moment>);

impl Moments {
    /// The moments of a timeline. If several texts have the same second, the last one counts.
    pub(super) fn of(timeline: &Timeline, dating: Dating) -> Self {
        let mut all = match dating {
            Dating::Effective => states(timeline),
            Dating::Publisher => claims(timeline),
        };
        // The sort is stable: texts of one second stay in the order of the timeline.
        all.sort_by(|a, b| a.stamp.cmp(&b.stamp));
        let mut kept: Vec<Moment> = Vec::with_capacity(all.len());
        for moment in all {
            match kept.last_mut() {
                Some(last) if last.stamp == moment.stamp => *last = moment,
                _ => kept.push(moment),
            }
        }
        Self(kept)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn get(&self, at: usize) -> Option<&Moment> {
        self.0.get(at)
    }

    /// The moments from one index to before another.
    pub(super) fn part(&self, from: usize, to: usize) -> &[Moment] {
        self.0.get(from..to.min(self.0.len())).unwrap_or_default()
    }

    /// The first and the last.
    pub(super) fn ends(&self) -> Option<(&Moment, &Moment)> {
        self.0.first().zip(self.0.last())
    }

    /// The index of the text in effect just before `end`, in microseconds. Before the first, the first
    /// answers, as RFC 7089 says.
    pub(super) fn chosen(&self, timeline: &Timeline, end: i64) -> usize {
        let is_by_state = self.0.iter().any(|moment| moment.state.is_some());
        if is_by_state && let Some(found) = timeline.at(end) {
            let own = self.0.iter().position(|moment| moment.state == Some(found.state));
            if let Some(own) = own {
                return own;
            }
        }
        self.0.partition_point(|moment| moment.at < end).saturating_sub(1)
    }

    /// The index and the time of the text with exactly this stamp: its own, or that of one of its
    /// state's captures.
    pub(super) fn exact(&self, timeline: &Timeline, stamp: &str) -> Option<(usize, i64)> {
        if let Ok(at) = self.0.binary_search_by(|moment| moment.stamp.as_str().cmp(stamp)) {
            return self.0.get(at).map(|moment| (at, moment.at));
        }
        self.0.iter().enumerate().find_map(|(index, moment)| {
            let state = timeline.states().get(moment.state?)?;
            let mut seen = timeline.captures(state).filter_map(|capture| capture.captured.as_ref());
            let at = seen.find(|at| stamp_of(at.micros()).as_deref() == Some(stamp))?.micros();
            Some((index, at))
        })
    }
}

/// Whether a version was read completely; a redacted one was.
fn has_body(version: &StoredVersion) -> bool {
    version.text.is_some() || version.redacted.is_some()
}

/// The states of the main kind of text. States without a body count only if no state has one.
fn states(timeline: &Timeline) -> Vec<Moment> {
    let kind = timeline.main_kind();
    let of_kind = || {
        let states = timeline.states().iter().enumerate();
        states.filter(move |(_, state)| Some(state.kind) == kind)
    };
    let body = |version: usize| timeline.versions().get(version).is_some_and(has_body);
    let any = of_kind().any(|(_, state)| body(state.version));
    of_kind()
        .filter(|(_, state)| body(state.version) || !any)
        .filter_map(|(index, state)| Moment::new(state.effective.at?, state.version, Some(index)))
        .collect()
}

/// The versions with a claimed time: `updated`, or `published` if there is none.
fn claims(timeline: &Timeline) -> Vec<Moment> {
    let versions = || timeline.versions().iter().take(timeline.current_readings()).enumerate();
    let any = versions().any(|(_, version)| has_body(version));
    let claim = |version: &StoredVersion| {
        version.updated.as_ref().or(version.published.as_ref()).map(Timestamp::micros)
    };
    versions()
        .filter(|(_, version)| has_body(version) || !any)
        .filter_map(|(index, version)| Moment::new(claim(version)?, index, None))
        .collect()
}

/// An instant as 14 digits in UTC; `None` if its year does not have four.
pub(in crate::web) fn stamp_of(micros: i64) -> Option<String> {
    let at = DateTime::from_timestamp_micros(micros)?;
    let stamp = at.format("%Y%m%d%H%M%S").to_string();
    (stamp.len() == 14 && stamp.bytes().all(|byte| byte.is_ascii_digit())).then_some(stamp)
}

/// An instant as `Sun, 19 Oct 2014 09:26:00 GMT`.
pub(super) fn http_date(micros: i64) -> String {
    let at = DateTime::from_timestamp_micros(micros).unwrap_or_default();
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Reads a date in exactly this form, in microseconds.
pub(super) fn read_http_date(text: &str) -> Option<i64> {
    let form = "%a, %d %b %Y %H:%M:%S GMT";
    let at = NaiveDateTime::parse_from_str(text.trim(), form).ok()?;
    (at.format(form).to_string() == text.trim()).then(|| at.and_utc().timestamp_micros())
}

/// The start of the period that 4 to 14 digits name, in microseconds.
pub(in crate::web) fn stamp_start(digits: &str) -> Option<i64> {
    period(digits).map(|(start, _)| start.and_utc().timestamp_micros())
}

/// The end of the period that 4 to 14 digits name, in microseconds. Digits that are cut off inside a
/// field do not count.
pub(in crate::web) fn stamp_end(digits: &str) -> Option<i64> {
    period(digits).map(|(_, end)| end.and_utc().timestamp_micros())
}

fn period(digits: &str) -> Option<(NaiveDateTime, NaiveDateTime)> {
    if !(4..=14).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let field = |from: usize, to: usize| digits.get(from..to).and_then(|text| text.parse().ok());
    let year: i32 = digits.get(..4)?.parse().ok()?;
    let [month, day, hour, minute, second]: [Option<u32>; 5] =
        [field(4, 6), field(6, 8), field(8, 10), field(10, 12), field(12, 14)];
    let date = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1))?;
    let start = date.and_hms_opt(hour.unwrap_or(0), minute.unwrap_or(0), second.unwrap_or(0))?;
    let months = |months| start.checked_add_months(chrono::Months::new(months));
    let end = match (month, day, hour, minute, second) {
        (None, ..) => months(12),
        (_, None, ..) => months(1),
        (_, _, None, ..) => start.checked_add_signed(TimeDelta::days(1)),
        (.., None, _) => start.checked_add_signed(TimeDelta::hours(1)),
        (.., None) => start.checked_add_signed(TimeDelta::minutes(1)),
        _ => start.checked_add_signed(TimeDelta::seconds(1)),
    };
    Some((start, end?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_only_in_their_form() {
        let date = "Sun, 19 Oct 2014 09:26:00 GMT";
        assert_eq!(read_http_date(date).map(http_date).as_deref(), Some(date));
        for text in [
            "",
            "yesterday",
            "2014-10-19T09:26:00Z",
            "Sun, 19 Oct 2014 09:26:00",
            "Sun, 19 Oct 2014 09:26:00 EST",
            "Mon, 19 Oct 2014 09:26:00 GMT",
            "Sun, 9 Oct 2014 09:26:00 GMT",
            "Sunday, 19-Oct-14 09:26:00 GMT",
            "Sun Oct 19 09:26:00 2014",
            "Sun, 32 Oct 2014 09:26:00 GMT",
            "Sun, 19 Oct 2014 24:26:00 GMT",
        ] {
            assert_eq!(read_http_date(text), None, "{text}");
        }
    }

    #[test]
    fn truncated_stamps_name_periods() {
        let check = |digits: &str, start: &str, end: &str| {
            let of = |micros: Option<i64>| micros.and_then(stamp_of).unwrap_or_default();
            assert_eq!(
                (of(stamp_start(digits)), of(stamp_end(digits))),
                (start.into(), end.into())
            );
        };
        check("2014", "20140101000000", "20150101000000");
        check("201412", "20141201000000", "20150101000000");
        check("2014123", "20141201000000", "20150101000000");
        check("20140228", "20140228000000", "20140301000000");
        check("2014101909", "20141019090000", "20141019100000");
        check("201410190926", "20141019092600", "20141019092700");
        check("20141019092658", "20141019092658", "20141019092659");
        for digits in ["201", "201413", "20140230", "2014101925", "2014x", "201410190926589"] {
            assert_eq!(stamp_end(digits), None, "{digits}");
        }
    }
}
