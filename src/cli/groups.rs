//! Groups: how they are asked for by `list` and `stats`, and written.

use clap::ValueEnum;

use crate::article::Precision;
use crate::render::rows::{Cell, Column, Rows};
use crate::store::{Group, GroupBy, GroupClock};

/// By what articles are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum By {
    /// Host
    Host,
    /// Publisher
    Publisher,
    /// Section
    Section,
    /// Language
    Lang,
    /// The latest version's byline
    Byline,
    /// Day, in UTC, of the clock that --clock names
    Day,
    /// Month, likewise
    Month,
    /// Year, likewise
    Year,
}

/// The clock by which articles are put to a day, month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Clock {
    /// The latest version's claim of when it was published
    Published,
    /// Its claim of when it was updated
    Updated,
    /// The latest change: updated, or published, or first captured
    Changed,
    /// When the article was first captured
    Captured,
}

impl By {
    pub(super) fn with(self, clock: Clock) -> GroupBy {
        let clock = match clock {
            Clock::Published => GroupClock::Published,
            Clock::Updated => GroupClock::Updated,
            Clock::Changed => GroupClock::Changed,
            Clock::Captured => GroupClock::Captured,
        };
        match self {
            Self::Host => GroupBy::Host,
            Self::Publisher => GroupBy::Publisher,
            Self::Section => GroupBy::Section,
            Self::Lang => GroupBy::Lang,
            Self::Byline => GroupBy::Byline,
            Self::Day => GroupBy::Time(clock, Precision::Day),
            Self::Month => GroupBy::Time(clock, Precision::Month),
            Self::Year => GroupBy::Time(clock, Precision::Year),
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Publisher => "publisher",
            Self::Section => "section",
            Self::Lang => "lang",
            Self::Byline => "byline",
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Host => "Host",
            Self::Publisher => "Publisher",
            Self::Section => "Section",
            Self::Lang => "Language",
            Self::Byline => "Byline",
            Self::Day => "Day (UTC)",
            Self::Month => "Month (UTC)",
            Self::Year => "Year (UTC)",
        }
    }
}

/// The groups as rows.
pub(super) fn rows(by: By, groups: Vec<Group>) -> Rows {
    let mut rows = Rows::new(&[
        Column::long(by.name(), by.heading()),
        Column::number("articles", "Articles"),
        Column::number("versions", "Versions"),
        Column::number("captures", "Captures"),
        Column::number("changes", "Changes"),
        Column::number("silent_edits", "Silent"),
        Column::number("returns", "Returns"),
        Column::number("words_changed", "Words"),
    ]);
    for group in groups {
        rows.rows.push(vec![
            group.name.map_or_else(|| Cell::shown((), "(none)"), Cell::new),
            Cell::new(group.articles),
            Cell::new(group.versions),
            Cell::new(group.captures),
            Cell::new(group.changes),
            Cell::new(group.silent_edits),
            Cell::new(group.returns),
            Cell::new(group.words_changed),
        ]);
    }
    rows
}
