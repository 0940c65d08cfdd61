//! Evidence for the order of day and month in the numeric dates of an input: `14/09/2018` shows that
//! its column is written day first.
//!
//! A source does not interpret fields. This module only counts, per column, in which order two
//! numbers can be a day and a month. The reader looks ahead at most `LOOK_AHEAD_ITEMS` records or
//! `LOOK_AHEAD_BYTES` bytes; if the input is a file or folder and these records do not decide, it
//! reads the complete input once more before the first record is passed on. The limits are constant,
//! so the result does not depend on the machine.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::{Item, ItemContent};

/// How far the reader looks ahead.
const LOOK_AHEAD_ITEMS: usize = 10_000;
const LOOK_AHEAD_BYTES: usize = 8 << 20;

/// Maximum number of columns and hosts that are counted separately. Further ones only count for the
/// input as a whole.
const MOST_SCOPES: usize = 20_000;

/// The longest value that may be a date, in bytes.
const MOST_DATE_BYTES: usize = 64;

/// A column decides if at most one value in this many contradicts it: tables have typing errors.
const MAJORITY: u64 = 20;

/// The order of day and month in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayOrder {
    /// `14/09/2018`
    DayFirst,
    /// `09/14/2018`
    MonthFirst,
}

/// What a numeric date shows about the order of its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderOfDate {
    /// One of the numbers is over 12.
    Shown(DayOrder),
    /// Both orders are possible, and give different days. The two numbers.
    Ambiguous(u8, u8),
}

/// Returns what a text shows if it begins with a numeric date, after a weekday or label at most:
/// `03/09/2018 12:02`, `Mon 3-9-18`. Dates with points are always written day first and show nothing.
pub fn order_of(text: &str) -> Option<OrderOfDate> {
    let text = text.as_bytes();
    if text.len() > MOST_DATE_BYTES {
        return None;
    }
    let start = text.iter().position(u8::is_ascii_digit)?;
    order_at(text.get(start..)?)
}

/// Returns what the numeric dates with slashes in a text show, each once.
pub fn orders_in(text: &str) -> impl Iterator<Item = OrderOfDate> {
    let bytes = text.as_bytes();
    let digits = |end: usize| {
        let before = bytes.get(..end).unwrap_or_default();
        before.iter().rev().take_while(|byte| byte.is_ascii_digit()).count()
    };
    memchr::memchr_iter(b'/', bytes).filter_map(move |slash| {
        let start = slash - digits(slash);
        let before = start.checked_sub(1).and_then(|before| bytes.get(before));
        // A part of a path, of a word or of a longer number.
        if start == slash
            || before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"/-.".contains(byte))
        {
            return None;
        }
        order_at(bytes.get(start..)?)
    })
}

/// Returns the order that these numeric dates show; `None` if they contradict each other, or if both
/// orders are possible.
pub fn order_shown(dates: impl IntoIterator<Item = OrderOfDate>) -> Option<DayOrder> {
    let mut shown = None;
    for date in dates {
        let OrderOfDate::Shown(order) = date else { continue };
        if shown.is_some_and(|known| known != order) {
            return None;
        }
        shown = Some(order);
    }
    shown
}

/// Reads a numeric date at the start of a text.
fn order_at(text: &[u8]) -> Option<OrderOfDate> {
    let (first, rest) = number(text, 2)?;
    let (mark, rest) = rest.split_first().filter(|(mark, _)| matches!(mark, b'/' | b'-' | b'|'))?;
    let (second, rest) = number(rest, 2)?;
    let rest = rest.strip_prefix(std::slice::from_ref(mark))?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if !matches!(digits, 2 | 4) || rest.get(digits) == Some(mark) {
        return None;
    }
    match (first, second) {
        (13..=31, 1..=12) => Some(OrderOfDate::Shown(DayOrder::DayFirst)),
        (1..=12, 13..=31) => Some(OrderOfDate::Shown(DayOrder::MonthFirst)),
        (1..=12, 1..=12) if first != second => Some(OrderOfDate::Ambiguous(first, second)),
        _ => None,
    }
}

/// Reads a number of at most `most` digits that no digit follows.
fn number(text: &[u8], most: usize) -> Option<(u8, &[u8])> {
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if length == 0 || length > most {
        return None;
    }
    let (digits, rest) = text.split_at(length);
    Some((digits.iter().fold(0, |value, digit| value * 10 + (digit - b'0')), rest))
}

/// The counts of a column.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    day_first: u64,
    month_first: u64,
}

impl Counts {
    fn add(&mut self, order: DayOrder) {
        match order {
            DayOrder::DayFirst => self.day_first += 1,
            DayOrder::MonthFirst => self.month_first += 1,
        }
    }

    fn is_empty(self) -> bool {
        self.day_first + self.month_first == 0
    }

    fn decide(self) -> Option<DayOrder> {
        match (self.day_first, self.month_first) {
            (0, 0) => None,
            (day, month) if day >= month.saturating_mul(MAJORITY) => Some(DayOrder::DayFirst),
            (day, month) if month >= day.saturating_mul(MAJORITY) => Some(DayOrder::MonthFirst),
            _ => None,
        }
    }
}

/// The counts of an input.
#[derive(Clone, Debug, Default)]
pub struct DateEvidence {
    /// By file and column.
    columns: HashMap<(Arc<str>, String), Counts>,
    /// By the host of the record's URL and column.
    hosts: HashMap<(String, String), Counts>,
    all: Counts,
}

impl DateEvidence {
    /// Returns the order of the ambiguous dates of a column: of its file, then of the host in any
    /// file, then of the input as a whole. A column whose own dates contradict each other is decided
    /// by its host alone, or not at all.
    pub fn order(&self, file: &str, column: &str, host: Option<&str>) -> Option<DayOrder> {
        let own = self.columns.get(&(Arc::from(file), column.to_owned())).copied();
        if let Some(order) = own.and_then(Counts::decide) {
            return Some(order);
        }
        let of_host = host.and_then(|host| self.hosts.get(&(host.to_owned(), column.to_owned())));
        if let Some(counts) = of_host {
            return counts.decide();
        }
        if own.is_some_and(|own| !own.is_empty()) { None } else { self.all.decide() }
    }

    /// Whether no date of the input shows its order.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    fn add(&mut self, file: &Arc<str>, column: &str, host: Option<&str>, order: DayOrder) {
        self.all.add(order);
        let key = (Arc::clone(file), column.to_owned());
        if self.columns.len() < MOST_SCOPES || self.columns.contains_key(&key) {
            self.columns.entry(key).or_default().add(order);
        }
        let Some(host) = host else { return };
        let key = (host.to_owned(), column.to_owned());
        if self.hosts.len() < MOST_SCOPES || self.hosts.contains_key(&key) {
            self.hosts.entry(key).or_default().add(order);
        }
    }

    /// Counts the dates of an item. Returns the columns whose dates are ambiguous.
    fn observe(&mut self, item: &Item) -> Vec<(String, Option<String>)> {
        let mut found = Vec::new();
        each_value(item, &mut |column, value| {
            if let Some(order) = order_of(value) {
                found.push((column.to_owned(), order));
            }
        });
        if found.is_empty() {
            return Vec::new();
        }
        let host = host_of(item);
        let mut ambiguous = Vec::new();
        for (column, order) in found {
            match order {
                OrderOfDate::Shown(order) => {
                    self.add(&item.place.input, &column, host.as_deref(), order);
                }
                OrderOfDate::Ambiguous(..) => ambiguous.push((column, host.clone())),
            }
        }
        ambiguous
    }
}

/// Returns the host of the first URL in an item.
fn host_of(item: &Item) -> Option<String> {
    let mut host = None;
    each_value(item, &mut |_, value| {
        if host.is_none() {
            host = host_in(value);
        }
    });
    host
}

/// Returns the host of a URL, in lower case and without `www.`.
pub fn host_in(url: &str) -> Option<String> {
    let rest = url.trim_start();
    let rest = rest.strip_prefix("https://").or_else(|| rest.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#', ':']).next()?.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (!host.is_empty() && host.len() <= 253).then(|| host.to_owned())
}

/// Calls `each` with the column and the value of every short text of a record.
fn each_value(item: &Item, each: &mut dyn FnMut(&str, &str)) {
    match &item.raw {
        ItemContent::Row { header, cells, .. } => {
            for (column, cell) in header.iter().zip(cells) {
                each(column, cell);
            }
        }
        ItemContent::Json(bytes) => json_strings(bytes, each),
        ItemContent::Entry(entry) => element_texts(&entry.bytes, each),
        _ => {}
    }
}

/// The longest text that is passed on: a URL may be longer than a date.
const MOST_TEXT: usize = 2048;

/// Finds the strings of a JSON text, each with the name before it.
fn json_strings(bytes: &[u8], each: &mut dyn FnMut(&str, &str)) {
    let mut at = 0;
    let mut name = "";
    while let Some(open) = bytes.get(at..).and_then(|rest| memchr::memchr(b'"', rest)) {
        let start = at + open + 1;
        let mut end = start;
        loop {
            let rest = bytes.get(end..).unwrap_or_default();
            match memchr::memchr2(b'"', b'\\', rest) {
                Some(found) if rest.get(found) == Some(&b'\\') => end += found + 2,
                Some(found) => {
                    end += found;
                    break;
                }
                None => return,
            }
        }
        let text = bytes.get(start..end).unwrap_or_default();
        let text = std::str::from_utf8(text.get(..text.len().min(MOST_TEXT)).unwrap_or_default());
        let text = text.unwrap_or("");
        at = end + 1;
        let next =
            bytes.get(at..).unwrap_or_default().iter().find(|byte| !byte.is_ascii_whitespace());
        if next == Some(&b':') {
            name = text;
        } else {
            each(name, text);
        }
    }
}

/// Finds the texts of an XML element's children, each with the name of its element.
fn element_texts(bytes: &[u8], each: &mut dyn FnMut(&str, &str)) {
    let mut at = 0;
    while let Some(open) = bytes.get(at..).and_then(|rest| memchr::memchr(b'<', rest)) {
        let tag = at + open + 1;
        let Some(close) = bytes.get(tag..).and_then(|rest| memchr::memchr(b'>', rest)) else {
            return;
        };
        at = tag + close + 1;
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(end) =
            memchr::memchr(b'<', rest.get(..rest.len().min(MOST_TEXT)).unwrap_or_default())
        else {
            continue;
        };
        let name = bytes.get(tag..tag + close).unwrap_or_default();
        let name = name.split(u8::is_ascii_whitespace).next().unwrap_or_default();
        if let (Ok(name), Ok(text)) =
            (std::str::from_utf8(name), std::str::from_utf8(rest.get(..end).unwrap_or_default()))
            && !name.starts_with('/')
        {
            each(name, text.trim());
        }
    }
}

/// Holds back the records of an input until the order of their dates is known.
#[derive(Default)]
pub(super) struct LookAhead {
    evidence: DateEvidence,
    /// The records that are held, each with the reader's position after it.
    held: VecDeque<(Item, u64)>,
    /// Columns with ambiguous dates.
    ambiguous: Vec<(Arc<str>, String, Option<String>)>,
    items: usize,
    bytes: usize,
    closed: bool,
}

/// Maximum number of columns that are examined for whether the look-ahead decided them.
const MOST_AMBIGUOUS: usize = 1000;

impl LookAhead {
    /// Takes a record. Returns it if it need not be held.
    pub(super) fn take(&mut self, item: Item, position: u64) -> Option<Item> {
        if self.closed {
            return Some(item);
        }
        self.items += 1;
        self.bytes += item.weight();
        for (column, host) in self.evidence.observe(&item) {
            let key = (Arc::clone(&item.place.input), column, host);
            if self.ambiguous.len() < MOST_AMBIGUOUS && !self.ambiguous.contains(&key) {
                self.ambiguous.push(key);
            }
        }
        if self.ambiguous.is_empty() {
            return Some(item);
        }
        self.held.push_back((item, position));
        None
    }

    /// Whether the reader has looked ahead as far as it may.
    pub(super) fn is_full(&self) -> bool {
        !self.closed && (self.items >= LOOK_AHEAD_ITEMS || self.bytes >= LOOK_AHEAD_BYTES)
    }

    /// Whether ambiguous dates remain that more evidence could decide.
    pub(super) fn needs_more(&self) -> bool {
        self.ambiguous.iter().any(|(file, column, host)| {
            self.evidence.order(file, column, host.as_deref()).is_none()
        })
    }

    /// Starts counting again, for a pass over the complete input.
    pub(super) fn restart(&mut self) {
        self.evidence = DateEvidence::default();
    }

    /// Counts a record of the pass over the complete input.
    pub(super) fn count(&mut self, item: &Item) {
        self.evidence.observe(item);
    }

    /// Ends the look-ahead: returns the evidence and the records that were held.
    pub(super) fn close(&mut self) -> (Option<Arc<DateEvidence>>, VecDeque<(Item, u64)>) {
        self.closed = true;
        let evidence = std::mem::take(&mut self.evidence);
        let evidence = (!evidence.is_empty()).then(|| Arc::new(evidence));
        (evidence, std::mem::take(&mut self.held))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceLocation;

    #[test]
    fn a_date_shows_its_order_or_is_ambiguous() {
        let (day, month) = (DayOrder::DayFirst, DayOrder::MonthFirst);
        for (text, expected) in [
            ("14/09/2018 14:09", Some(OrderOfDate::Shown(day))),
            ("09/14/2018", Some(OrderOfDate::Shown(month))),
            ("Fri 14-9-18", Some(OrderOfDate::Shown(day))),
            ("03/09/2018 12:02", Some(OrderOfDate::Ambiguous(3, 9))),
            ("3|9|2018", Some(OrderOfDate::Ambiguous(3, 9))),
            ("05/05/2018", None),
            ("03.09.2018", None),
            ("2018-09-03", None),
            ("2018/09/03", None),
            ("13/14/2018", None),
            ("1/2", None),
            ("192/168/20", None),
            ("3/9/18/2", None),
            ("", None),
        ] {
            assert_eq!(order_of(text), expected, "{text}");
        }
    }

    #[test]
    fn the_dates_of_a_text_decide_together() {
        let (day, month) = (Some(DayOrder::DayFirst), Some(DayOrder::MonthFirst));
        for (text, expected) in [
            ("Published: 03/04/2021 09:15. Updated: 25/04/2021 10:20", day),
            ("Posted 3/4/21, edited (4/25/21)", month),
            ("25/04/2021 and 04/25/2021", None),
            ("03/04/2021", None),
            ("/2021/04/25/2021/x, a25/04/2021, 1.25/04/2021, 125/04/2021, 25/04/20213", None),
            ("", None),
        ] {
            assert_eq!(order_shown(orders_in(text)), expected, "{text}");
        }
    }

    fn row(file: &str, cells: &[&str]) -> Item {
        let header: Vec<String> = ["url", "date", "updated"].map(str::to_owned).into();
        let cells = cells.iter().map(|cell| (*cell).to_owned()).collect();
        let place = SourceLocation { input: file.into(), record: Some(1), offset: 0 };
        Item { place, raw: ItemContent::Row { header: header.into(), cells, encoding: None } }
    }

    #[test]
    fn the_column_decides_then_the_host_then_the_input() {
        let (day, month) = (Some(DayOrder::DayFirst), Some(DayOrder::MonthFirst));
        let mut evidence = DateEvidence::default();
        evidence.observe(&row("a", &["https://www.uk.example/1", "14/09/2018", ""]));
        assert_eq!(evidence.order("a", "date", None), day);
        assert_eq!(evidence.order("a", "updated", None), day);
        assert_eq!(evidence.order("b", "date", None), day);
        // Contradicting dates of one column: the hosts decide.
        evidence.observe(&row("a", &["https://us.example/1", "09/14/2018", ""]));
        assert_eq!(evidence.order("a", "date", Some("uk.example")), day);
        assert_eq!(evidence.order("a", "date", Some("us.example")), month);
        assert_eq!(evidence.order("a", "date", Some("other.example")), None);
        assert_eq!(evidence.order("a", "date", None), None);
        // A typing error does not undo a column.
        for _ in 0..30 {
            evidence.observe(&row("c", &["x", "14/09/2018", ""]));
        }
        evidence.observe(&row("c", &["x", "09/14/2018", ""]));
        assert_eq!(evidence.order("c", "date", None), day);
    }

    #[test]
    fn json_and_xml_have_columns_too() {
        let mut found = Vec::new();
        let json = br#"{"a \" b": "x", "date" : ["14/09/2018"], "n": {"m": "09/14/2018"}}"#;
        json_strings(json, &mut |name, value| found.push(format!("{name}={value}")));
        assert_eq!(found, ["a \\\" b=x", "date=14/09/2018", "m=09/14/2018"]);
        let mut found = Vec::new();
        let xml = b"<item><pubDate type='x'> 14/09/2018 </pubDate><a/><b>c</b></item>";
        element_texts(xml, &mut |name, value| found.push(format!("{name}={value}")));
        assert_eq!(found, ["item=", "pubDate=14/09/2018", "a/=", "b=c"]);
    }
}
