//! Clocks: timestamps under a record's columns, as text, number or object.

use serde_json::{Map, Number, Value};

use super::values::{integer, wrong_type};
use crate::article::{ClockSource, DefaultZone, Precision, Timestamp, TimestampError, ZoneBasis};
use crate::extract::dates::{self, DateContext};
use crate::extract::{ExtractError, ExtractOptions, Field};

/// The settings for reading a timestamp's text.
#[derive(Clone, Copy)]
pub(super) struct ClockContext<'a> {
    pub(super) options: &'a ExtractOptions,
    /// The record's language.
    pub(super) lang: Option<&'a str>,
}

/// Reads the text of a timestamp; the only place that does.
pub(super) fn clock(
    raw: &str,
    context: ClockContext<'_>,
    source: ClockSource,
) -> Result<Timestamp, TimestampError> {
    let options = context.options;
    let reading =
        DateContext { zone: &options.zone, order: options.date_order, lang: context.lang };
    dates::read(raw, &reading, source)
}

pub(super) fn field_clock(
    name: &str,
    field: Field,
    value: &Value,
    context: ClockContext<'_>,
) -> Result<Timestamp, ExtractError> {
    let source = ClockSource::Field;
    let read = match value {
        Value::String(raw) => match epoch(raw) {
            Some(number) => Timestamp::of_epoch(number, raw, source),
            None => clock(raw, context, source),
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
            "\"{name}\": {error}; write it as ISO 8601, use --date-order for dates such as \
             10/11/2014, or name another column with --map {}=COLUMN",
            Field::name(field)
        ),
    })
}

pub(super) fn flag_clock(
    field: Field,
    raw: &str,
    context: ClockContext<'_>,
) -> Result<Timestamp, ExtractError> {
    clock(raw, context, ClockSource::Flag).map_err(|error| ExtractError {
        code: "bad-date",
        message: format!("--{}: {error}", Field::name(field)),
    })
}

pub(super) fn of_number(number: &Number, source: ClockSource) -> Result<Timestamp, TimestampError> {
    let raw = number.to_string();
    // `20141019` and `20141019092600` are date stamps, not seconds in 1970 or in the year 640,000.
    let is_stamp = raw.len() == 14 || (raw.len() == 8 && raw.starts_with(['1', '2']));
    let stamp = Timestamp::parse(&raw, &DefaultZone::default(), source).ok();
    if let Some(stamp) = stamp.filter(|_| is_stamp) {
        return Ok(stamp);
    }
    Timestamp::of_epoch(number.as_f64().unwrap_or(f64::NAN), &raw, source)
}

/// Reads seconds or milliseconds since 1970, which tables can only give as text: ten or thirteen
/// digits starting with 1 (2001 to 2033). No current date is written this way.
pub(super) fn epoch(raw: &str) -> Option<f64> {
    let text = raw.trim();
    let whole = text.split('.').next().unwrap_or_default();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (digits && text.starts_with('1') && matches!(whole.len(), 10 | 13))
        .then(|| text.parse().ok())?
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
