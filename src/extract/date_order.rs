//! Decides in which order the day and the month of a numeric date are written: by the other dates of
//! its column, input or page, then by the country of the host and the language, which the text itself
//! may show.

use super::dates::{self, DateContext, lang_decides_order};
use super::{DateOrder, ExtractOptions, language};
use crate::article::{Setting, Timestamp};
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
    /// The language that the record states.
    pub(super) lang: Option<&'a str>,
    /// The text of the record.
    pub(super) text: &'a str,
}

/// How a date is read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum OrderDecision {
    /// In this order.
    Read(DateOrder),
    /// In the order that the language of the text suggests, which is weak evidence.
    ByLanguage {
        order: DateOrder,
        /// Says so, for people.
        reason: String,
    },
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

/// What a page says about the order of its numeric dates, apart from these dates.
#[derive(Clone, Debug, Default)]
pub(super) struct PageSigns<'a> {
    /// The language of the page, with the region that any of its statements has.
    pub(super) lang: Option<&'a str>,
    /// The host of its URL.
    pub(super) host: Option<&'a str>,
    /// Days that it states beyond doubt, each as month and day.
    pub(super) days: Vec<(u8, u8)>,
    /// The language of its text, if it states none.
    pub(super) text_lang: Option<&'static str>,
}

/// How the numeric dates of a page are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PageOrder {
    pub(super) order: DateOrder,
    /// Whether something decides it. If not, the order is that of American English.
    pub(super) is_sure: bool,
    /// The language of the text, if only it decides.
    pub(super) by_text: Option<&'static str>,
}

/// Decides how the numeric dates of a page are read: as those of its dates that are possible in one
/// order only, then as the days that it states in another form, then as the country of its host and
/// its language do.
pub(super) fn of_page(
    dates: impl IntoIterator<Item = OrderOfDate>,
    signs: &PageSigns<'_>,
    options: &ExtractOptions,
) -> PageOrder {
    let sure = |order| PageOrder { order, is_sure: true, by_text: None };
    if options.date_order != DateOrder::Auto {
        return sure(options.date_order);
    }
    let dates: Vec<OrderOfDate> = dates.into_iter().collect();
    if let Some(order) = order_shown(dates.iter().copied()) {
        return sure(order.into());
    }
    // A numeric date of a day that the page states in another form.
    let repeated = dates.iter().filter_map(|date| match *date {
        OrderOfDate::Ambiguous(one, other) => {
            let is_day_first = signs.days.contains(&(other, one));
            let is_month_first = signs.days.contains(&(one, other));
            let order = if is_day_first { DayOrder::DayFirst } else { DayOrder::MonthFirst };
            (is_day_first != is_month_first).then_some(OrderOfDate::Shown(order))
        }
        OrderOfDate::Shown(_) => None,
    });
    if let Some(order) = order_shown(repeated) {
        return sure(order.into());
    }
    let lang = signs.lang.map(str::to_ascii_lowercase);
    let is_english = lang.as_deref().is_none_or(|lang| lang == "en" || lang.starts_with("en-"));
    let region = lang.as_deref().and_then(|lang| lang.strip_prefix("en-"));
    let by_region = region.map(|region| {
        if matches!(region, "us" | "ph") { DayOrder::MonthFirst } else { DayOrder::DayFirst }
    });
    match (signs.host.and_then(order_of_country), by_region) {
        // Templates state the region of their own country: the host's counts, with a doubt.
        (Some(order), by_region) if is_english => PageOrder {
            order: order.into(),
            is_sure: by_region.is_none_or(|by_region| by_region == order),
            by_text: None,
        },
        (None, Some(order)) => sure(order.into()),
        (None, None) if order_of_text(signs.lang, signs.text_lang).is_some() => {
            PageOrder { order: DateOrder::DayFirst, is_sure: true, by_text: signs.text_lang }
        }
        _ => PageOrder {
            order: DateOrder::Auto,
            is_sure: lang_decides_order(signs.lang),
            by_text: None,
        },
    }
}

/// Returns the order that readers of a text's language are used to, if no language is stated:
/// English alone decides nothing, because it is written in both orders.
fn order_of_text(stated: Option<&str>, of_text: Option<&'static str>) -> Option<DayOrder> {
    (stated.is_none() && lang_decides_order(of_text)).then_some(DayOrder::DayFirst)
}

/// Says that the language of a text decides how its dates are read.
fn language_decides(lang: &str) -> String {
    format!(
        "a numeric date is read day first, because only the language of the text ({lang}) shows \
         the order: use {} if it is another",
        Setting::DateOrder
    )
}

impl From<DayOrder> for DateOrder {
    fn from(order: DayOrder) -> Self {
        match order {
            DayOrder::DayFirst => Self::DayFirst,
            DayOrder::MonthFirst => Self::MonthFirst,
        }
    }
}

/// Returns the order that readers in the country of a host are used to. `None` for hosts without a
/// country, and for countries where several orders are in use.
fn order_of_country(host: &str) -> Option<DayOrder> {
    let top = host.rsplit('.').next()?.split(':').next()?.to_ascii_lowercase();
    match top.as_str() {
        "us" | "ph" | "gov" | "mil" | "edu" => Some(DayOrder::MonthFirst),
        // Sold as general names. From "ca" on: the year comes first, or several orders are in use.
        "ai" | "am" | "cc" | "co" | "fm" | "gg" | "im" | "io" | "is" | "la" | "ly" | "me"
        | "pw" | "sh" | "st" | "to" | "tv" | "vc" | "ws" | "ca" | "cn" | "hk" | "hu" | "ir"
        | "jp" | "kr" | "lt" | "mn" | "mo" | "tw" => None,
        country => (country.len() == 2).then_some(DayOrder::DayFirst),
    }
}

/// Returns the month and the day that a text in ISO 8601 begins with.
pub(super) fn iso_day(text: &str) -> Option<(u8, u8)> {
    let date = text.trim().get(..10)?;
    let (year, rest) = date.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let is_date = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    (is_date && (1..=12).contains(&month) && (1..=31).contains(&day)).then_some((month, day))
}

/// Returns a note if only the language of the text decides how a page's date is read.
pub(super) fn language_note(stamp: &Timestamp, decided: PageOrder) -> Option<String> {
    let is_open = matches!(order_of(stamp.raw()), Some(OrderOfDate::Ambiguous(..)));
    let lang = decided.by_text.filter(|_| is_open)?;
    Some(language_decides(lang))
}

/// If nothing decides how a page's date is read, returns a note, and the date as it is otherwise
/// read.
pub(super) fn doubt(
    stamp: &Timestamp,
    decided: PageOrder,
    options: &ExtractOptions,
) -> Option<(String, Timestamp)> {
    let raw = stamp.raw();
    let is_open = matches!(order_of(raw), Some(OrderOfDate::Ambiguous(..))) && !decided.is_sure;
    let read = |order| {
        let context = DateContext { zone: &options.zone, order, lang: None };
        dates::read(raw, &context, stamp.source()).ok().filter(|_| is_open)
    };
    let (day_first, month_first) = (read(DateOrder::DayFirst)?, read(DateOrder::MonthFirst)?);
    let day = |stamp: &Timestamp| stamp.local_text().get(..10).map(str::to_owned);
    let (own, other, how) = if day(&day_first) == day(stamp) {
        (day_first, month_first, "day first")
    } else {
        (month_first, day_first, "month first")
    };
    let note = format!(
        "\"{raw}\" is read {how}, as {}, but may be {}: use {} dmy or mdy",
        own.display(),
        other.display(),
        Setting::DateOrder
    );
    Some((note, other))
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
        (OrderOfDate::Ambiguous(..), Some(order)) => OrderDecision::Read(order.into()),
        (OrderOfDate::Ambiguous(..), None) if !lang_decides_order(place.lang) => {
            if let Some(order) = place.host.and_then(order_of_country) {
                return OrderDecision::Read(order.into());
            }
            let stated = place.lang.filter(|lang| !lang.trim().is_empty());
            let of_text = language::detect(place.text);
            if let Some((order, lang)) = order_of_text(stated, of_text).zip(of_text) {
                return OrderDecision::ByLanguage {
                    order: order.into(),
                    reason: language_decides(lang),
                };
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(
        dates: &[&str],
        (lang, host): (Option<&str>, &str),
        days: &[(u8, u8)],
        expected: (DateOrder, bool),
    ) {
        let signs = PageSigns { lang, host: Some(host), days: days.to_vec(), text_lang: None };
        let dates = dates.iter().filter_map(|date| order_of(date));
        let found = of_page(dates, &signs, &ExtractOptions::default());
        assert_eq!((found.order, found.is_sure), expected);
    }

    #[test]
    fn a_page_decides_by_all_evidence() {
        use DateOrder::{Auto, DayFirst, MonthFirst};
        let open = ["03/04/2021"];
        let (generic, english) = ("a.example", Some("en"));
        // A date that is possible in one order only.
        check(&["03/04/2021", "25/04/2021"], (Some("en-US"), generic), &[], (DayFirst, true));
        // The same day in another form.
        check(&open, (english, generic), &[(4, 3)], (DayFirst, true));
        check(&open, (english, "a.co.uk"), &[(3, 4)], (MonthFirst, true));
        check(&open, (english, generic), &[(3, 4), (4, 3)], (Auto, false));
        check(&open, (english, generic), &[(5, 6)], (Auto, false));
        // The host's country, and the language with a region.
        for host in ["a.co.uk", "a.com.au", "a.ie", "a.in", "a.nz", "a.eu", "a.co.za"] {
            check(&open, (english, host), &[], (DayFirst, true));
            check(&open, (None, host), &[], (DayFirst, true));
            check(&open, (Some("en-US"), host), &[], (DayFirst, false));
            check(&open, (Some("en-GB"), host), &[], (DayFirst, true));
        }
        for host in ["city.gov", "a.k12.ca.us"] {
            check(&open, (english, host), &[], (MonthFirst, true));
            check(&open, (Some("en-GB"), host), &[], (MonthFirst, false));
        }
        for host in [generic, "a.com", "a.io", "a.ca", "localhost:8080"] {
            check(&open, (english, host), &[], (Auto, false));
            check(&open, (None, host), &[], (Auto, false));
            check(&open, (Some("en-AU"), host), &[], (DayFirst, true));
            check(&open, (Some("en-US"), host), &[], (MonthFirst, true));
        }
        check(&open, (Some("de"), "city.gov"), &[], (Auto, true));
    }

    #[test]
    fn the_language_of_the_text_is_the_last_evidence() {
        const GERMAN: &str = "Die Schleuse wird für sechs Wochen geschlossen, und die Müller \
            müssen auf den Winter warten, was nicht das ist, worauf sie sich gefreut haben.";
        const ENGLISH: &str = "The lock will be shut for six weeks, and the barges of the millers \
            have to wait for the winter, which was not what they had hoped for.";
        let decide = |lang, host, text| {
            let place = DatePlace { host, lang, text, ..DatePlace::default() };
            decide("03/04/2021", place, &ExtractOptions::default())
        };
        match decide(None, None, GERMAN) {
            OrderDecision::ByLanguage { order: DateOrder::DayFirst, reason } => {
                assert!(reason.contains("(de)"), "{reason}");
            }
            other => panic!("{other:?}"),
        }
        // The host's country comes first, and English is written in both orders.
        let month_first = OrderDecision::Read(DateOrder::MonthFirst);
        assert_eq!(decide(None, Some("city.gov"), GERMAN), month_first);
        assert!(matches!(decide(None, None, ENGLISH), OrderDecision::Ambiguous(_)));
        assert!(matches!(decide(None, None, ""), OrderDecision::Ambiguous(_)));
        // A stated language is not overruled.
        assert!(matches!(decide(Some("en"), None, GERMAN), OrderDecision::Ambiguous(_)));
        let of_page = |host, text_lang| {
            let signs = PageSigns { host, text_lang, ..PageSigns::default() };
            of_page(order_of("03/04/2021"), &signs, &ExtractOptions::default())
        };
        let by_text = of_page(None, Some("de"));
        assert_eq!((by_text.order, by_text.is_sure), (DateOrder::DayFirst, true));
        assert_eq!(by_text.by_text, Some("de"));
        assert_eq!(of_page(Some("city.gov"), Some("de")).order, DateOrder::MonthFirst);
        assert_eq!(of_page(Some("a.example"), Some("en")).by_text, None);
    }

    #[test]
    fn an_open_order_is_doubted() {
        let options = ExtractOptions::default();
        let check = |raw: &str, is_sure: bool, expected: Option<&str>| {
            let context =
                DateContext { zone: &options.zone, order: DateOrder::Auto, lang: Some("en") };
            let source = crate::article::ClockSource::Text;
            let stamp = dates::read(raw, &context, source).expect(raw);
            let order = PageOrder { order: DateOrder::Auto, is_sure, by_text: None };
            let other = doubt(&stamp, order, &options).map(|(_, other)| other.canonical());
            assert_eq!(other.as_deref(), expected, "{raw}");
        };
        check("03/04/2021", false, Some("2021-04-03"));
        check("03/04/2021", true, None);
        check("04/04/2021", false, None);
        check("13/04/2021", false, None);
        check("2021-03-04", false, None);
        check("4 March 2021", false, None);
        check("03.04.2021", false, None);
    }
}
