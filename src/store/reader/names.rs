//! Names: values that captures share and refer to by number.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, Row};

use crate::article::{ClockSource, ExtractedBy, ImportNumber, Precision, Timestamp, ZoneBasis};
use crate::store::codes::precision_code;

/// Values that captures share and refer to by number: looked up once, cached while the connection
/// reads. The rows are never rewritten, so the cache cannot go stale.
#[derive(Default)]
pub(in crate::store) struct SharedNames {
    readings: HashMap<i64, ReadingRow>,
    labels: HashMap<i64, Arc<str>>,
    inputs: HashMap<i64, (ImportNumber, Arc<str>)>,
}

/// The maximum number of cached names per kind.
const MOST_NAMES: usize = 10_000;

#[derive(Clone, Copy)]
struct ReadingRow {
    source: ClockSource,
    zone: ZoneBasis,
    offset_minutes: Option<i16>,
    precision: Precision,
}

impl SharedNames {
    /// Reads a timestamp from three columns: micros, reading, raw.
    pub(in crate::store) fn timestamp(
        &mut self,
        connection: &Connection,
        row: &Row<'_>,
        at: usize,
    ) -> rusqlite::Result<Option<Timestamp>> {
        let (Some(micros), Some(reading)) =
            (row.get::<_, Option<i64>>(at)?, row.get::<_, Option<i64>>(at + 1)?)
        else {
            return Ok(None);
        };
        let ReadingRow { source, zone, offset_minutes, precision } =
            self.reading(connection, reading)?;
        let raw = row.get_ref(at + 2)?.as_str_or_null()?;
        Ok(Some(Timestamp::from_stored(micros, precision, offset_minutes, zone, source, raw)))
    }

    fn reading(&mut self, connection: &Connection, id: i64) -> rusqlite::Result<ReadingRow> {
        if let Some(reading) = self.readings.get(&id) {
            return Ok(*reading);
        }
        let reading = connection
            .prepare_cached(
                "SELECT source, zone, offset_minutes, precision FROM _reading WHERE reading_id = ?1",
            )?
            .query_row([id], |row| {
                Ok(ReadingRow {
                    source: word(row, 0, &ClockSource::ALL, ClockSource::name)?,
                    zone: word(row, 1, &ZoneBasis::ALL, ZoneBasis::name)?,
                    offset_minutes: row.get(2)?,
                    precision: precision(row, 3)?,
                })
            })?;
        if self.readings.len() >= MOST_NAMES {
            self.readings.clear();
        }
        self.readings.insert(id, reading);
        Ok(reading)
    }

    pub(in crate::store) fn label(
        &mut self,
        connection: &Connection,
        id: Option<i64>,
    ) -> rusqlite::Result<Option<Arc<str>>> {
        let Some(id) = id else { return Ok(None) };
        if let Some(label) = self.labels.get(&id) {
            return Ok(Some(Arc::clone(label)));
        }
        let label: Arc<str> = connection
            .prepare_cached("SELECT name FROM _label WHERE label_id = ?1")?
            .query_row([id], |row| row.get(0))?;
        if self.labels.len() >= MOST_NAMES {
            self.labels.clear();
        }
        self.labels.insert(id, Arc::clone(&label));
        Ok(Some(label))
    }

    /// Reads how a page was read from the label in column `at`.
    pub(in crate::store) fn extracted_by(
        &mut self,
        connection: &Connection,
        row: &Row<'_>,
        at: usize,
    ) -> rusqlite::Result<Option<ExtractedBy>> {
        let label = self.label(connection, row.get(at)?)?;
        label
            .map(|label| {
                label.parse().map_err(|why: &str| {
                    let what = format!("\"{label}\" does not say how a page was read: {why}");
                    rusqlite::Error::FromSqlConversionFailure(
                        at,
                        rusqlite::types::Type::Text,
                        what.into(),
                    )
                })
            })
            .transpose()
    }

    pub(in crate::store) fn input(
        &mut self,
        connection: &Connection,
        id: i64,
    ) -> rusqlite::Result<(ImportNumber, Arc<str>)> {
        if let Some((import, path)) = self.inputs.get(&id) {
            return Ok((*import, Arc::clone(path)));
        }
        let input: (ImportNumber, Arc<str>) = connection
            .prepare_cached("SELECT import_id, path FROM _input WHERE input_id = ?1")?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if self.inputs.len() >= MOST_NAMES {
            self.inputs.clear();
        }
        self.inputs.insert(id, (input.0, Arc::clone(&input.1)));
        Ok(input)
    }
}

/// Reads a precision from its code.
fn precision(row: &Row<'_>, at: usize) -> rusqlite::Result<Precision> {
    let code: i64 = row.get(at)?;
    let known = Precision::ALL.into_iter().find(|known| precision_code(*known) == code);
    known.ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(
            at,
            rusqlite::types::Type::Integer,
            format!("unknown precision {code}").into(),
        )
    })
}

/// Reads a column that holds one of a few names.
fn word<T: Copy>(
    row: &Row<'_>,
    at: usize,
    all: &[T],
    name: fn(T) -> &'static str,
) -> rusqlite::Result<T> {
    let text = row.get_ref(at)?.as_str()?;
    all.iter().copied().find(|known| name(*known) == text).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(
            at,
            rusqlite::types::Type::Text,
            format!("unknown name \"{text}\"").into(),
        )
    })
}
