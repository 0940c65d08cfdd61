//! Groups of articles: the options of `list` and `stats`, and the rows that they write.

use clap::ValueEnum;

use crate::article::Precision;
use crate::render::rows::{Cell, Column, ResultRows};
use crate::store::{Group, GroupBy, GroupClock};

/// What articles are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum By {
    /// Host of the URL
    Host,
    /// Publisher of the article
    Publisher,
    /// Section of the article
    Section,
    /// Language of the article
    Lang,
    /// Byline of the latest version
    Byline,
    /// Day of the --clock timestamp, in UTC
    Day,
    /// Month of the --clock timestamp, in UTC
    Month,
    /// Year of the --clock timestamp, in UTC
    Year,
}

/// The timestamp that assigns an article to a day, month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TimeField {
    /// Publication time of the latest version
    Published,
    /// Update time of the latest version
    Updated,
    /// Latest change: updated, or published, or first captured
    Changed,
    /// First capture of the article
    Captured,
}

impl By {
    pub(super) fn with(self, clock: TimeField) -> GroupBy {
        let clock = match clock {
            TimeField::Published => GroupClock::Published,
            TimeField::Updated => GroupClock::Updated,
            TimeField::Changed => GroupClock::Changed,
            TimeField::Captured => GroupClock::Captured,
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

/// Converts the groups to rows.
pub(super) fn rows(by: By, groups: Vec<Group>) -> ResultRows {
    let mut rows = ResultRows::new(&[
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
