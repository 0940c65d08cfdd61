//! Arrow record batches: one record per row, as a JSON object with the names of the columns.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrowNativeTypeOp as _, RecordBatch};
use arrow_schema::{ArrowError, DataType, TimeUnit};
use chrono::{DateTime, SecondsFormat};
use serde_json::{Map, Number, Value};

use super::{InputKind, Item, ItemContent, Limits, Source, SourceError, SourceLocation, in_units};
use crate::article::Setting;

/// Rows of a batch.
pub(super) const BATCH_ROWS: usize = 1_024;

/// Maximum depth of nested values.
const MAX_DEPTH: usize = 32;

/// The suffix of the column that says how precise a time is.
pub const PRECISION: &str = "_precision";

/// The names in files that `recension export` writes.
pub struct ParquetMark;

impl ParquetMark {
    /// The entry of the file's metadata that names the table.
    pub const TABLE: &str = "recension.table";

    /// The column with the record, without the texts that are columns of their own.
    pub const RECORD: &str = "record";

    /// The fields of a record that are only in their own columns.
    pub const TEXTS: [&str; 4] = ["title", "byline", "description", "body"];
}

/// Record batches, in order.
pub type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>;

/// Returns the rows of record batches as records.
pub(super) struct ArrowRecords {
    rows: Batches,
    batch: Option<(RecordBatch, usize)>,
    kind: InputKind,
    /// Whether the rows are records of an export.
    is_export: bool,
    name: Arc<str>,
    limit: usize,
    record: u64,
    /// The number of rows and the size in bytes, if they are known.
    total: Option<(u64, u64)>,
    done: bool,
}

impl ArrowRecords {
    /// The rows of a stream.
    pub(super) fn stream(rows: Batches, name: Arc<str>, limits: &Limits) -> Self {
        // A table that a program has may be one batch. Its dictionaries are decoded per batch.
        let rows = Box::new(rows.flat_map(slices));
        let (batch, limit) = (None, limits.record_bytes);
        let (kind, is_export) = (InputKind::Arrow, false);
        Self { rows, batch, kind, is_export, name, limit, record: 0, total: None, done: false }
    }

    /// The rows of a Parquet file with its number of rows and its size in bytes.
    pub(super) fn file(
        rows: Batches,
        name: Arc<str>,
        limits: &Limits,
        is_export: bool,
        total: (u64, u64),
    ) -> Self {
        let kind = InputKind::Parquet;
        let limit = limits.record_bytes;
        let (batch, total) = (None, Some(total));
        Self { rows, batch, kind, is_export, name, limit, record: 0, total, done: false }
    }

    /// Advances to the next row; `None` at the end of the file.
    fn advance(&mut self) -> Option<Result<(), String>> {
        if let Some((batch, row)) = &mut self.batch {
            *row += 1;
            if *row < batch.num_rows() {
                return Some(Ok(()));
            }
        }
        loop {
            let next = catch_unwind(AssertUnwindSafe(|| self.rows.next()));
            return Some(match next {
                Ok(None) => return None,
                Ok(Some(Ok(batch))) if batch.num_rows() == 0 => continue,
                Ok(Some(Ok(batch))) => {
                    self.batch = Some((batch, 0));
                    Ok(())
                }
                Ok(Some(Err(error))) => Err(error.to_string()),
                Err(_) => Err("it is damaged".to_owned()),
            });
        }
    }

    /// The current row as a JSON text.
    fn json(&self) -> Result<Vec<u8>, String> {
        let Some((batch, row)) = &self.batch else { return Ok(Vec::new()) };
        // Before anything is copied: the texts of a row may be long.
        let weight: usize = batch.columns().iter().map(|column| weight(column, *row)).sum();
        let too_long = |length: usize| {
            format!(
                "the row is {length} bytes long; the limit is {}: raise it with {}",
                in_units(self.limit),
                Setting::RecordLimit
            )
        };
        if weight > self.limit {
            return Err(too_long(weight));
        }
        let has_record = self.is_export || has_record(batch, *row)?;
        let mut fields = Map::new();
        for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
            let is_kept = !has_record
                || field.name() == ParquetMark::RECORD
                || ParquetMark::TEXTS.contains(&field.name().as_str());
            if is_kept {
                let value = value(column, *row, 0)
                    .map_err(|why| format!("its column \"{}\" {why}", shortened(field.name())))?;
                fields.insert(field.name().clone(), value);
            }
        }
        if has_record {
            fields = unpacked(fields)?;
        } else {
            cut_claims(&mut fields);
        }
        let bytes = serde_json::to_vec(&fields).map_err(|error| error.to_string())?;
        if bytes.len() > self.limit { Err(too_long(bytes.len())) } else { Ok(bytes) }
    }

    fn item(&self, raw: ItemContent) -> Item {
        let input = Arc::clone(&self.name);
        Item { place: SourceLocation { input, record: Some(self.record), offset: 0 }, raw }
    }
}

/// The rows of a batch in batches of at most [`BATCH_ROWS`].
fn slices(
    batch: Result<RecordBatch, ArrowError>,
) -> impl Iterator<Item = Result<RecordBatch, ArrowError>> {
    let (batch, error) = match batch {
        Ok(batch) => (Some(batch), None),
        Err(error) => (None, Some(Err(error))),
    };
    let slices = batch.into_iter().flat_map(|batch| {
        (0..batch.num_rows())
            .step_by(BATCH_ROWS)
            .map(move |start| Ok(batch.slice(start, BATCH_ROWS.min(batch.num_rows() - start))))
    });
    slices.chain(error)
}

/// Whether a row of a stream was read by recension and has the record. An error says why the item of
/// the row was rejected.
fn has_record(batch: &RecordBatch, row: usize) -> Result<bool, String> {
    let text = |name: &str| match batch.column_by_name(name).map(|column| value(column, row, 0)) {
        Some(Ok(Value::String(text))) => Some(text),
        _ => None,
    };
    let is_read = |name| batch.column_by_name(name).is_some();
    if ![ParquetMark::RECORD, "match_key", "error", "message"].into_iter().all(is_read) {
        return Ok(false);
    }
    match text("error").and_then(|_| text("message")) {
        Some(message) => Err(message),
        None => Ok(text(ParquetMark::RECORD).is_some()),
    }
}

/// The record of a row that an export wrote.
fn unpacked(mut fields: Map<String, Value>) -> Result<Map<String, Value>, String> {
    let text = fields.remove(ParquetMark::RECORD).unwrap_or_default();
    let record = text.as_str().and_then(|text| serde_json::from_str(text).ok());
    let Some(Value::Object(mut record)) = record else {
        return Err(format!(
            "its \"{}\" is not a JSON object: export it again",
            ParquetMark::RECORD
        ));
    };
    record.extend(fields);
    Ok(record)
}

impl Source for ArrowRecords {
    fn next_item(&mut self) -> Result<Option<Item>, SourceError> {
        if self.done {
            return Ok(None);
        }
        match self.advance() {
            None => {
                self.done = true;
                Ok(None)
            }
            Some(Ok(())) => {
                self.record += 1;
                Ok(Some(self.item(match self.json() {
                    Ok(bytes) => ItemContent::Json(bytes),
                    Err(reason) => ItemContent::Broken { reason, bytes: Vec::new(), length: 0 },
                })))
            }
            Some(Err(error)) => {
                self.done = true;
                self.record += 1;
                let reason = format!(
                    "the {} cannot be read further: {error}; the rows before it were imported",
                    if self.kind == InputKind::Parquet { "Parquet file" } else { "Arrow stream" }
                );
                Ok(Some(self.item(ItemContent::Broken { reason, bytes: Vec::new(), length: 0 })))
            }
        }
    }

    /// The share of the rows that were read, in bytes of the file.
    fn position(&self) -> u64 {
        let Some((total, size)) = self.total else { return 0 };
        if self.done {
            return size;
        }
        let read = u128::from(size) * u128::from(self.record) / u128::from(total.max(1));
        u64::try_from(read).unwrap_or(size).min(size)
    }

    fn size(&self) -> Option<u64> {
        self.total.map(|(_, size)| size)
    }

    fn kind(&self) -> InputKind {
        self.kind
    }
}

/// Cuts a time to its precision, which another column states.
fn cut_claims(fields: &mut Map<String, Value>) {
    for name in ["published", "updated", "captured"] {
        let precision = fields.remove(&format!("{name}{PRECISION}"));
        let length = match precision.as_ref().and_then(Value::as_str) {
            Some("year") => 4,
            Some("month") => 7,
            Some("day") => 10,
            _ => continue,
        };
        if let Some(Value::String(time)) = fields.get_mut(name) {
            time.truncate(length);
        }
    }
}

/// The length of a text in bytes; other values count as small.
fn weight(array: &dyn Array, row: usize) -> usize {
    if array.is_null(row) {
        return 0;
    }
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(row).len(),
        DataType::LargeUtf8 => array.as_string::<i64>().value(row).len(),
        DataType::Utf8View => array.as_string_view().value(row).len(),
        DataType::Binary => array.as_binary::<i32>().value(row).len(),
        DataType::LargeBinary => array.as_binary::<i64>().value(row).len(),
        DataType::BinaryView => array.as_binary_view().value(row).len(),
        DataType::List(_) => {
            let items = array.as_list::<i32>().value(row);
            (0..items.len()).map(|at| weight(&items, at)).sum()
        }
        DataType::Struct(_) => {
            array.as_struct().columns().iter().map(|column| weight(column, row)).sum()
        }
        _ => 8,
    }
}

/// Converts a value to JSON; an error says what its column is.
fn value(array: &dyn Array, row: usize, depth: usize) -> Result<Value, String> {
    if array.is_null(row) || *array.data_type() == DataType::Null {
        return Ok(Value::Null);
    }
    if depth > MAX_DEPTH {
        return Err("is nested too deeply".to_owned());
    }
    let text = |bytes: &[u8]| match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Value::from(text)),
        Err(_) => Err("has bytes that are not UTF-8 text".to_owned()),
    };
    let list = |items: Arc<dyn Array>| {
        (0..items.len()).map(|at| value(&items, at, depth + 1)).collect::<Result<_, _>>()
    };
    Ok(match array.data_type() {
        DataType::Boolean => array.as_boolean().value(row).into(),
        DataType::Utf8 => array.as_string::<i32>().value(row).into(),
        DataType::LargeUtf8 => array.as_string::<i64>().value(row).into(),
        DataType::Utf8View => array.as_string_view().value(row).into(),
        DataType::Binary => text(array.as_binary::<i32>().value(row))?,
        DataType::LargeBinary => text(array.as_binary::<i64>().value(row))?,
        DataType::BinaryView => text(array.as_binary_view().value(row))?,
        DataType::Int8 => of::<Int8Type>(array, row).into(),
        DataType::Int16 => of::<Int16Type>(array, row).into(),
        DataType::Int32 => of::<Int32Type>(array, row).into(),
        DataType::Int64 => of::<Int64Type>(array, row).into(),
        DataType::UInt8 => of::<UInt8Type>(array, row).into(),
        DataType::UInt16 => of::<UInt16Type>(array, row).into(),
        DataType::UInt32 => of::<UInt32Type>(array, row).into(),
        DataType::UInt64 => of::<UInt64Type>(array, row).into(),
        DataType::Float32 => number(f64::from(of::<Float32Type>(array, row))),
        DataType::Float64 => number(of::<Float64Type>(array, row)),
        DataType::Date32 => {
            date(i64::from(of::<Date32Type>(array, row)).checked_mul(86_400_000_000))?
        }
        DataType::Date64 => date(of::<Date64Type>(array, row).checked_mul(1_000))?,
        DataType::Timestamp(unit, zone) => {
            let micros = match unit {
                TimeUnit::Second => of::<TimestampSecondType>(array, row).checked_mul(1_000_000),
                TimeUnit::Millisecond => {
                    of::<TimestampMillisecondType>(array, row).checked_mul(1_000)
                }
                TimeUnit::Microsecond => Some(of::<TimestampMicrosecondType>(array, row)),
                TimeUnit::Nanosecond => {
                    Some(of::<TimestampNanosecondType>(array, row).div_euclid(1_000))
                }
            };
            let text = time(micros)?;
            // Without a zone, it is the local time of an unknown place.
            let local = zone.is_none().then(|| text.strip_suffix('Z')).flatten();
            local.unwrap_or(&text).into()
        }
        DataType::List(_) => list(array.as_list::<i32>().value(row)).map(Value::Array)?,
        DataType::LargeList(_) => list(array.as_list::<i64>().value(row)).map(Value::Array)?,
        DataType::Struct(fields) => {
            let columns = array.as_struct().columns();
            let members = fields.iter().zip(columns).map(|(field, column)| {
                Ok::<_, String>((field.name().clone(), value(column, row, depth + 1)?))
            });
            Value::Object(members.collect::<Result<_, _>>()?)
        }
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let keys = dictionary.normalized_keys();
            let at = keys.get(row).copied().unwrap_or_default();
            value(dictionary.values(), at, depth + 1)?
        }
        other => {
            return Err(format!("has the type {other}, which cannot be read: convert it to text"));
        }
    })
}

fn of<T: ArrowPrimitiveType>(array: &dyn Array, row: usize) -> T::Native {
    array.as_primitive_opt::<T>().map_or(T::Native::ZERO, |values| values.value(row))
}

/// JSON has no infinity.
fn number(number: f64) -> Value {
    Number::from_f64(number).map_or_else(|| number.to_string().into(), Value::Number)
}

fn time(micros: Option<i64>) -> Result<String, String> {
    let time = micros.and_then(DateTime::from_timestamp_micros);
    let time = time.ok_or("has a time that is out of range")?;
    Ok(time.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

fn date(micros: Option<i64>) -> Result<Value, String> {
    let text = time(micros)?;
    Ok(text.split('T').next().unwrap_or_default().into())
}

fn shortened(name: &str) -> String {
    name.chars().take(64).collect()
}
