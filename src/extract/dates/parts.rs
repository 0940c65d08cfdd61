//! The parts of a date, and the timestamp that they make.

use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};

use super::{DateContext, shorten};
use crate::article::{ClockSource, DefaultZone, Precision, Timestamp, TimestampError};

/// The parts of a date.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts {
    pub(super) year: i32,
    pub(super) month: u32,
    /// `None` if the date is only a month.
    pub(super) day: Option<u32>,
    pub(super) time: Option<Clocktime>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Clocktime {
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) second: Option<u32>,
    pub(super) micros: u32,
    pub(super) half: Option<Half>,
    pub(super) zone: Zone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    Before,
    After,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    Unstated,
    Offset(FixedOffset),
    Place(chrono_tz::Tz),
}

impl Parts {
    pub(super) fn stamp(
        self,
        raw: &str,
        shown: &str,
        context: &DateContext<'_>,
        source: ClockSource,
    ) -> Result<Timestamp, TimestampError> {
        let impossible = || TimestampError::Impossible(shorten(shown));
        if !(Timestamp::YEARS.0..=Timestamp::YEARS.1).contains(&self.year) {
            return Err(TimestampError::Absurd { raw: shorten(shown), year: self.year });
        }
        let date = NaiveDate::from_ymd_opt(self.year, self.month, self.day.unwrap_or(1))
            .ok_or_else(impossible)?;
        let Some(time) = self.time else {
            let precision = if self.day.is_some() { Precision::Day } else { Precision::Month };
            return Ok(Timestamp::of_day(date, precision, raw, source));
        };
        let hour = match (time.half, time.hour) {
            (Some(Half::Before), 12) => 0,
            (Some(Half::After), hour) if hour < 12 => hour + 12,
            // `15:04 PM` is an error in the template: use the hour as written.
            (_, hour) => hour,
        };
        let (date, hour) = if hour == 24 && time.minute == 0 {
            (date.succ_opt().ok_or_else(impossible)?, 0)
        } else {
            (date, hour)
        };
        let second = time.second.map(|second| if second == 60 { 59 } else { second });
        let clock =
            NaiveTime::from_hms_micro_opt(hour, time.minute, second.unwrap_or(0), time.micros)
                .ok_or_else(impossible)?;
        let local = date.and_time(clock);
        let precision = if second.is_some() { Precision::Second } else { Precision::Minute };
        let offset = time.zone.offset(local);
        Ok(Timestamp::of_local(local, precision, offset, context.zone, raw, source))
    }
}

impl Zone {
    pub(super) fn offset(self, local: NaiveDateTime) -> Option<FixedOffset> {
        match self {
            Self::Unstated => None,
            Self::Offset(offset) => Some(offset),
            Self::Place(zone) => Some(*DefaultZone::Named(zone).resolve(local).offset()),
        }
    }
}
