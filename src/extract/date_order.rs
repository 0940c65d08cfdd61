//! Decides in which order the day and the month of a numeric date are written: by the other dates of
//! its column and input, then by the language.

use super::dates::lang_decides_order;
use super::{DateOrder, ExtractOptions};
use crate::article::Setting;
use crate::source::day_order::{DayOrder, OrderOfDate, order_of, order_shown};

/// Where a date was found.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct DatePlace<'a> {
    /// The file of the record.
    pub(super) file: &'a str,
    /// The name of the column.
    pub(super) column: &'a str,
    /// The host of the record's URL.
    pub(super) host: Option<&'a str>,
    /// The language of the record.
    pub(super) lang: Option<&'a str>,
}

/// How a date is read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum OrderDecision {
    /// In this order.
    Read(DateOrder),
    /// In the only order that is possible, although the column is written in the other one.
    Contradicts {
        /// The order of this date.
        own: &'static str,
        /// The order of the column.
        others: &'static str,
    },
    /// Not at all: both orders are possible. The reason is for people.
    Ambiguous(String),
}

/// Decides how the numeric dates of a page are read: as those of its dates that are possible in one
/// order only.
pub(super) fn of_page(
    dates: impl IntoIterator<Item = OrderOfDate>,
    options: &ExtractOptions,
) -> DateOrder {
    match (options.date_order, order_shown(dates)) {
        (DateOrder::Auto, Some(DayOrder::DayFirst)) => DateOrder::DayFirst,
        (DateOrder::Auto, Some(DayOrder::MonthFirst)) => DateOrder::MonthFirst,
        (given, _) => given,
    }
}

/// Decides how the text of a date is read.
pub(super) fn decide(raw: &str, place: DatePlace<'_>, options: &ExtractOptions) -> OrderDecision {
    if options.date_order != DateOrder::Auto {
        return OrderDecision::Read(options.date_order);
    }
    let Some(of_date) = order_of(raw) else { return OrderDecision::Read(DateOrder::Auto) };
    let evidence = options.date_evidence.as_deref();
    let shown = evidence.and_then(|evidence| evidence.order(place.file, place.column, place.host));
    match (of_date, shown) {
        (OrderOfDate::Shown(own), Some(others)) if own != others => {
            let (own, others) = match own {
                DayOrder::DayFirst => ("day", "month"),
                DayOrder::MonthFirst => ("month", "day"),
            };
            OrderDecision::Contradicts { own, others }
        }
        (OrderOfDate::Ambiguous, Some(DayOrder::DayFirst)) => {
            OrderDecision::Read(DateOrder::DayFirst)
        }
        (OrderOfDate::Ambiguous, Some(DayOrder::MonthFirst)) => {
            OrderDecision::Read(DateOrder::MonthFirst)
        }
        (OrderOfDate::Ambiguous, None) if !lang_decides_order(place.lang) => {
            let raw: String = raw.trim().chars().take(80).collect();
            OrderDecision::Ambiguous(format!(
                "\"{raw}\" may be day first or month first, and no other date shows which: use \
                 {} dmy or mdy",
                Setting::DateOrder
            ))
        }
        _ => OrderDecision::Read(DateOrder::Auto),
    }
}
