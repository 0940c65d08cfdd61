//! Clocks: timestamps under a record's columns, as text, number or object.

use serde_json::{Map, Number, Value};

use super::names::{meaning, squeeze_lower};
use super::tools::Tool;
use super::values::{alone, integer, shorten, wrong_type};
use crate::article::{
    ClockSource, ClockStatement, DefaultZone, Precision, Setting, Timestamp, TimestampError,
    ZoneBasis,
};
use crate::extract::date_order::{self, DatePlace, OrderDecision};
use crate::extract::dates::{self, DateContext, DateRole};
use crate::extract::{DateOrder, ExtractError, ExtractOptions, Field, UnreadClock};

/// The settings for reading a timestamp's text.
#[derive(Clone, Copy)]
pub(super) struct ClockContext<'a> {
    pub(super) options: &'a ExtractOptions,
    /// The record's language.
    pub(super) lang: Option<&'a str>,
    /// The file that the record is from.
    pub(super) file: &'a str,
    /// The host of the record's URL.
    pub(super) host: Option<&'a str>,
    /// The record's text, whose language may decide the order of a date.
    pub(super) text: &'a str,
    /// The tool that wrote the record.
    pub(super) tool: Option<&'static Tool>,
}

/// Reads a record's timestamps, and collects what they leave open.
pub(super) struct ClockReader<'a> {
    context: ClockContext<'a>,
    /// Columns that state no time.
    no_times: Vec<(Field, String, Value)>,
    unread: UnreadClocks,
}

/// What the timestamps of a record leave open.
#[derive(Default)]
pub(super) struct UnreadClocks {
    pub(super) clocks: Vec<UnreadClock>,
    pub(super) statements: Vec<ClockStatement>,
    pub(super) remarks: Vec<String>,
    /// Values that no annotation keeps.
    kept: Vec<(String, Value)>,
}

impl<'a> ClockReader<'a> {
    pub(super) fn new(context: ClockContext<'a>, no_times: Vec<(Field, String, Value)>) -> Self {
        Self { context, no_times, unread: UnreadClocks::default() }
    }

    /// Reads a timestamp. If its column states none, the command line's value is used.
    pub(super) fn read(
        &mut self,
        field: Field,
        named: Option<(String, Value)>,
        default: Option<&str>,
    ) -> Result<Option<Timestamp>, ExtractError> {
        if let Some((name, value)) = named {
            let options = self.context.options;
            let is_utc = meaning(&name).is_some_and(|meant| meant.is_utc);
            let order = match alone(&value) {
                Value::String(raw) => self.order(&name, raw),
                _ => Ok(options.date_order),
            };
            match order {
                Ok(order) => {
                    let setting = ClockSetting { context: self.context, order, is_utc };
                    let stamp = field_clock(&name, field, &value, setting)?;
                    return Ok(Some(self.without_hour(&name, stamp)));
                }
                Err(reason) => self.unread.add(field, name, value, reason),
            }
        }
        default.map(|raw| flag_clock(field, raw, self.context)).transpose()
    }

    /// Decides in which order a numeric date is written: by the other dates of its column, then by
    /// the record's language. Returns the reason if neither decides.
    fn order(&mut self, name: &str, raw: &str) -> Result<DateOrder, String> {
        let context = self.context;
        if context.tool.is_some_and(|tool| tool.is_day_first) {
            return Ok(DateOrder::DayFirst);
        }
        let place = DatePlace {
            file: context.file,
            column: name,
            host: context.host,
            lang: context.lang,
            text: context.text,
        };
        match date_order::decide(raw, place, context.options) {
            OrderDecision::Read(order) => Ok(order),
            OrderDecision::ByLanguage { order, reason } => {
                self.unread.remarks.push(format!("column \"{}\": {reason}", shorten(name)));
                Ok(order)
            }
            OrderDecision::Contradicts { own, others } => {
                self.unread.remarks.push(format!(
                    "column \"{}\" is written {others} first, but some of its dates can only be \
                     {own} first: check the dates of this column",
                    shorten(name)
                ));
                Ok(DateOrder::Auto)
            }
            OrderDecision::Ambiguous(reason) => Err(reason),
        }
    }

    /// Reduces a time to its day if the tool writes hours without morning or afternoon.
    fn without_hour(&mut self, name: &str, stamp: Timestamp) -> Timestamp {
        let half_days = self.context.tool.and_then(|tool| tool.half_days);
        if half_days.is_none_or(|column| squeeze_lower(name) != column) {
            return stamp;
        }
        let day = stamp
            .local_text()
            .get(..10)
            .and_then(|day| Timestamp::parse(day, &self.context.options.zone, stamp.source()).ok());
        let Some(day) = day.filter(|_| stamp.precision() > Precision::Day) else { return stamp };
        self.unread.remarks.push(format!(
            "column \"{}\" has hours without morning or afternoon: only its days are read",
            shorten(name)
        ));
        day.with_raw(stamp.raw())
    }

    /// Returns what was left open. Values that no annotation keeps are added to `extra`.
    pub(super) fn finish(mut self, extra: &mut Map<String, Value>) -> UnreadClocks {
        for (field, name, value) in std::mem::take(&mut self.no_times) {
            let reason = no_time(&value).unwrap_or_else(|| not_a_time(&value));
            self.unread.add(field, name, value, reason);
        }
        for (name, value) in std::mem::take(&mut self.unread.kept) {
            extra.insert(name, value);
        }
        self.unread
    }
}

impl UnreadClocks {
    fn add(&mut self, field: Field, name: String, value: Value, reason: String) {
        self.clocks.push(UnreadClock { source: name.clone(), reason });
        match field.publisher_clock() {
            Some(clock) => {
                let says = match alone(&value) {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                self.statements.push(ClockStatement { clock, source: name, says });
            }
            None => self.kept.push((name, value)),
        }
    }
}

/// How a column of timestamps is read.
#[derive(Clone, Copy)]
pub(super) struct ClockSetting<'a> {
    context: ClockContext<'a>,
    order: DateOrder,
    /// Whether times without a zone are in UTC.
    is_utc: bool,
}

/// Reads the text of a timestamp; the only place that does.
fn clock(
    raw: &str,
    setting: ClockSetting<'_>,
    source: ClockSource,
) -> Result<Timestamp, TimestampError> {
    let utc = DefaultZone::default();
    let zone = if setting.is_utc { &utc } else { &setting.context.options.zone };
    let reading = DateContext { zone, order: setting.order, lang: setting.context.lang };
    let stamp = dates::read(raw, &reading, source)?;
    if setting.is_utc && stamp.zone() == ZoneBasis::Assumed {
        let zone = ZoneBasis::Stated;
        return Ok(Timestamp::from_stored(
            stamp.micros(),
            stamp.precision(),
            stamp.offset_minutes(),
            zone,
            source,
            Some(raw),
        ));
    }
    Ok(stamp)
}

fn field_clock(
    name: &str,
    field: Field,
    value: &Value,
    context: ClockSetting<'_>,
) -> Result<Timestamp, ExtractError> {
    let source = ClockSource::Field;
    let read = match alone(value) {
        Value::String(raw) => match epoch(raw).or_else(|| dot_net(raw)) {
            Some(number) => of_epoch(number, raw, source),
            None => clock(raw, context, source)
                .or_else(|error| labelled(raw, field, context, source).ok_or(error)),
        },
        Value::Number(number) => of_number(number, source),
        Value::Object(claim) => match own_form(claim) {
            Some(stamp) => Ok(stamp),
            // MongoDB's extended JSON.
            None if claim.contains_key("$date") && claim.len() == 1 => {
                let inner = claim.get("$date").unwrap_or(&Value::Null);
                let inner = inner
                    .get("$numberLong")
                    .and_then(integer)
                    .map_or_else(|| inner.clone(), Value::from);
                if inner.is_object() {
                    return Err(wrong_type(name, "a date or time", value));
                }
                return field_clock(name, field, &inner, context);
            }
            None if date_parts(claim).is_some() => {
                clock(&date_parts(claim).unwrap_or_default(), context, source)
            }
            None => match claim.get("raw").or_else(|| claim.get("time")) {
                Some(Value::String(raw)) => clock(raw, context, source),
                _ => return Err(wrong_type(name, "a date or time", value)),
            },
        },
        _ => return Err(wrong_type(name, "a date or time", value)),
    };
    read.map_err(|error| ExtractError {
        code: "bad-date",
        message: format!(
            "\"{name}\": {error}; write it as ISO 8601, use {} for dates such as \
             10/11/2014, or name another column with {} {}=COLUMN",
            Setting::DateOrder,
            Setting::ColumnMap,
            Field::name(field)
        ),
    })
}

/// Reads a column that holds a complete line of a page, with several labelled dates.
fn labelled(
    raw: &str,
    field: Field,
    setting: ClockSetting<'_>,
    source: ClockSource,
) -> Option<Timestamp> {
    let role = match field {
        Field::Published => DateRole::Published,
        Field::Updated => DateRole::Updated,
        _ => return None,
    };
    let ClockSetting { context, order, .. } = setting;
    let reading = DateContext { zone: &context.options.zone, order, lang: context.lang };
    dates::read_labelled(raw, role, &reading, source)
        .map(|stamp| stamp.with_source(source).with_raw(raw))
}

fn flag_clock(
    field: Field,
    raw: &str,
    context: ClockContext<'_>,
) -> Result<Timestamp, ExtractError> {
    let setting = ClockSetting { context, order: context.options.date_order, is_utc: false };
    clock(raw, setting, ClockSource::Flag).map_err(|error| ExtractError {
        code: "bad-date",
        message: format!("--{}: {error}", Field::name(field)),
    })
}

/// The least number that is read as seconds since 1970: 3 March 1973. Smaller numbers are counters,
/// flags, years or the day numbers of spreadsheets.
const LEAST_EPOCH: f64 = 1e8;

/// Numbers that are read as days of a spreadsheet in a message: from 1954 to 2118.
const SPREADSHEET_DAYS: std::ops::Range<f64> = 20_000.0..80_000.0;

fn of_number(number: &Number, source: ClockSource) -> Result<Timestamp, TimestampError> {
    let raw = number.to_string();
    of_digits(&raw, source)
        .unwrap_or_else(|| of_epoch(number.as_f64().unwrap_or(f64::NAN), &raw, source))
}

/// Reads a number that is written like a date: `2014`, `20141019` and `20141019092600` are date
/// stamps, not seconds in 1970 or in the year 640,000.
fn of_digits(raw: &str, source: ClockSource) -> Option<Result<Timestamp, TimestampError>> {
    let is_stamp = raw.bytes().all(|byte| byte.is_ascii_digit())
        && match raw.len() {
            4 | 8 => raw.starts_with("19") || raw.starts_with("20"),
            12 => raw.starts_with("20"),
            14 => true,
            _ => false,
        };
    let stamp = is_stamp.then(|| Timestamp::parse(raw, &DefaultZone::default(), source))?;
    stamp.is_ok().then_some(stamp)
}

/// Reads seconds since 1970, or a thousandth, a millionth or a billionth of them, by the size of the
/// number.
fn of_epoch(number: f64, raw: &str, source: ClockSource) -> Result<Timestamp, TimestampError> {
    let size = number.abs();
    let millis = match size {
        size if size < 1e11 => number * 1e3,
        size if size < 1e14 => number,
        size if size < 1e17 => number / 1e3,
        _ => number / 1e6,
    };
    let seconds = if size < 1e10 { number } else { millis / 1e3 };
    // The number is reduced to seconds here, so that it is not taken for milliseconds.
    if !seconds.is_finite() || seconds.abs() >= 1e10 {
        return Err(TimestampError::Unreadable(raw.chars().take(80).collect()));
    }
    Timestamp::of_epoch(seconds, raw, source)
}

/// Reads a number since 1970, which tables can only give as text: ten, thirteen, sixteen or nineteen
/// digits starting with 1 (2001 to 2033). No current date is written this way.
fn epoch(raw: &str) -> Option<f64> {
    let text = raw.trim();
    let whole = text.split('.').next().unwrap_or(text);
    let digits = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (digits && text.starts_with('1') && matches!(whole.len(), 10 | 13 | 16 | 19))
        .then(|| text.parse().ok())?
}

/// Reads `/Date(1413710760000)/`, as older programs of Microsoft write it.
fn dot_net(raw: &str) -> Option<f64> {
    let inner = raw.trim().strip_prefix("/Date(")?.strip_suffix(")/")?;
    let digits = inner.strip_prefix('-').unwrap_or(inner);
    let end = digits.find(['+', '-']).unwrap_or(digits.len());
    let number: f64 = digits.get(..end)?.parse().ok()?;
    Some(if inner.starts_with('-') { -number } else { number })
}

/// Says that a text cannot be read as a time.
fn not_a_time(value: &Value) -> String {
    let text = alone(value).as_str().unwrap_or_default();
    format!("\"{}\" cannot be read as a date or time", shorten(text))
}

/// Returns why a value states no time, if it does not: a placeholder, or a number that is too small.
/// A missing value is not one: see [`is_nothing`](super::fields::is_nothing).
pub(super) fn no_time(value: &Value) -> Option<String> {
    let value = alone(value);
    let number = match value {
        Value::Bool(false) => return Some("false is a placeholder, not a time".to_owned()),
        // MongoDB's extended JSON.
        Value::Object(claim) if claim.len() == 1 => {
            let inner = claim.get("$date")?;
            let inner = inner.get("$numberLong").unwrap_or(inner);
            return if inner.is_object() { None } else { no_time(inner) };
        }
        Value::Number(number) => {
            let raw = number.to_string();
            if of_digits(&raw, ClockSource::Field).is_some() {
                return None;
            }
            number.as_f64()?
        }
        Value::String(text) => {
            let text = text.trim();
            if is_placeholder(text) {
                return Some(format!("\"{text}\" is a placeholder, not a time"));
            }
            let is_number = text.len() <= 32
                && text.bytes().all(|byte| {
                    byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E')
                });
            if !is_number || of_digits(text, ClockSource::Field).is_some() {
                return None;
            }
            let number = text.parse::<f64>().ok()?;
            // `2014.10` and `1413710` may be the text of something else: they are read as text.
            if (LEAST_EPOCH..1e20).contains(&number) || (1400.0..3000.0).contains(&number) {
                return None;
            }
            number
        }
        _ => return None,
    };
    if number == 0.0 {
        return Some("0 is not a time".to_owned());
    }
    if SPREADSHEET_DAYS.contains(&number) {
        return Some(format!(
            "{number} may be the day number of a spreadsheet: format the column as ISO 8601"
        ));
    }
    let size = number.abs();
    // Neither are milliseconds before 1973 meant, nor seconds after the year 2286.
    ((size < LEAST_EPOCH) || (1e10..1e11).contains(&size) || size >= 1e20)
        .then(|| format!("{number} is not a time"))
}

/// Whether a text is a usual placeholder for a time that is not known.
fn is_placeholder(text: &str) -> bool {
    let zeros = |text: &str| {
        text.bytes().all(|byte| {
            matches!(byte, b'0' | b':' | b'.' | b'-' | b' ' | b'/' | b'T' | b'Z' | b'+')
        })
    };
    match text.as_bytes() {
        // MySQL's zero date, .NET's and Go's first, Excel's day 0 and the day before it, FILETIME's
        // first, and the last date of many databases.
        [b'0', b'0', b'0', b'0', b'-' | b'/', ..] if zeros(text) => true,
        _ if [
            "0001-01-01",
            "01/01/0001",
            "1/1/0001",
            "01.01.0001",
            "01-01-0001",
            "1899-12-30",
            "1899-12-31",
            "1900-01-00",
            "1601-01-01T00:00",
            "1601-01-01 00:00",
            "9999-12-31",
        ]
        .iter()
        .any(|zero| text.starts_with(zero)) =>
        {
            true
        }
        _ => {
            let folded = text.to_lowercase();
            text.len() <= 32
                && (PLACEHOLDERS.contains(&folded.as_str())
                    || text
                        .chars()
                        .all(|char| matches!(char, '-' | '–' | '—' | '?' | '.' | '/' | '_' | '*')))
        }
    }
}

/// Words that stand for a missing time, in lower case. `null`, `none`, `nan` and `nat` count as
/// missing.
const PLACEHOLDERS: [&str; 32] = [
    "n/a",
    "na",
    "n.a.",
    "#n/a",
    "<na>",
    "n/d",
    "n.d.",
    "nd",
    "s.d.",
    "s/f",
    "o.d.",
    "o.j.",
    "\\n",
    "unknown",
    "undefined",
    "undated",
    "no date",
    "not available",
    "not set",
    "missing",
    "empty",
    "invalid",
    "invalid date",
    "(null)",
    "nil",
    "tbd",
    "tba",
    "false",
    "unbekannt",
    "inconnu",
    "desconocido",
    "0000",
];

/// Whether a value under a weak name is a time.
pub(super) fn reads_as_time(value: &Value) -> bool {
    match alone(value) {
        Value::String(raw) => {
            let zone = DefaultZone::default();
            let context = DateContext { zone: &zone, order: DateOrder::Auto, lang: None };
            raw.len() <= 80
                && (epoch(raw).is_some() || dates::read(raw, &context, ClockSource::Field).is_ok())
        }
        Value::Number(_) => no_time(value).is_none(),
        Value::Object(claim) => {
            claim.contains_key("$date") || own_form(claim).is_some() || date_parts(claim).is_some()
        }
        _ => false,
    }
}

/// Reads the first date of CSL, `{"date-parts": [[2021, 3, 9]]}`, whose numbers may be texts, as ISO
/// 8601.
fn date_parts(claim: &Map<String, Value>) -> Option<String> {
    let parts = claim.get("date-parts")?.as_array()?.first()?.as_array()?;
    let number = |at: usize| parts.get(at).and_then(integer);
    let year = number(0).filter(|year| (1..=9999).contains(year))?;
    Some(match (number(1), number(2)) {
        (Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (Some(month), None) => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}"),
    })
}

/// Reads a timestamp as our own export writes it, with all its details.
pub(in crate::extract) fn own_form(claim: &Map<String, Value>) -> Option<Timestamp> {
    let text = |name: &str| claim.get(name).and_then(Value::as_str);
    let named = |name: &str| text(name).unwrap_or_default();
    let precision = Precision::ALL.into_iter().find(|kind| kind.name() == named("precision"))?;
    let zone = ZoneBasis::ALL.into_iter().find(|kind| kind.name() == named("zone"))?;
    let source = ClockSource::ALL.into_iter().find(|kind| kind.name() == named("source"))?;
    let read = Timestamp::parse_written(text("time")?, source).ok()?;
    let is_day = precision <= Precision::Day;
    let consistent = is_day == (zone == ZoneBasis::None)
        && is_day == read.offset_minutes().is_none()
        && (!is_day || precision == read.precision())
        && (is_day || read.zone() == ZoneBasis::Stated);
    consistent.then(|| {
        Timestamp::from_stored(
            read.micros(),
            precision,
            read.offset_minutes(),
            zone,
            source,
            text("raw"),
        )
    })
}

/// The values of unknown columns that are tried as times, per record.
const MOST_TRIED: usize = 64;

/// Names in a column that promise a time.
const CLOCK_WORDS: [&str; 12] = [
    "date",
    "time",
    "stamp",
    "_at",
    "_on",
    "published",
    "updated",
    "modified",
    "created",
    "crawled",
    "datum",
    "fecha",
];

/// Returns a remark about each column without a meaning that holds a time.
pub(super) fn unused_clocks(
    extra: &Map<String, Value>,
    tool: Option<&'static Tool>,
) -> Vec<String> {
    extra
        .iter()
        .filter(|(name, _)| {
            meaning(name).is_none() && tool.is_none_or(|tool| tool.known(name) == name.as_str())
        })
        .take(MOST_TRIED)
        .filter(|(name, value)| {
            let named = name.to_lowercase();
            let promises = CLOCK_WORDS.iter().any(|word| named.contains(word));
            match alone(value) {
                Value::String(text) => {
                    let text = text.trim();
                    let starts = text.get(..5).is_some_and(|year| {
                        year.bytes().take(4).all(|byte| byte.is_ascii_digit())
                            && year.ends_with(['-', '/', '.'])
                    });
                    (8..=40).contains(&text.len()) && (starts || promises) && reads_as_time(value)
                }
                Value::Number(number) => {
                    let size = number.as_f64().unwrap_or(0.0);
                    // Seconds or milliseconds between 2001 and 2033.
                    promises && ((1e9..2e9).contains(&size) || (1e12..2e12).contains(&size))
                }
                _ => false,
            }
        })
        .map(|(name, _)| {
            let name = shorten(name);
            let map = Setting::ColumnMap;
            format!("column \"{name}\" holds times and was ignored; use {map} to read it")
        })
        .collect()
}
