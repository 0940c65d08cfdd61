//! Rows as Arrow record batches.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, TimeUnit};
use chrono::{DateTime, NaiveDate};
use serde_json::Value;

use super::{Cell, CellType};
use crate::source::PRECISION;

/// Collects rows and returns them as record batches.
///
/// Instants are timestamps in microseconds, UTC. A claim has a second column,
/// `NAME_precision`, because its timestamp is the beginning of its day, month or year. Values of
/// [`CellType::List`] and [`CellType::Any`] are JSON texts.
pub struct ArrowRows {
    schema: SchemaRef,
    columns: Vec<ColumnBuilder>,
    rows: usize,
    bytes: usize,
}

enum ColumnBuilder {
    Text(StringBuilder),
    Json(StringBuilder),
    Integer(Int64Builder),
    Number(Float64Builder),
    Flag(BooleanBuilder),
    Time(TimestampMicrosecondBuilder),
    Claim(TimestampMicrosecondBuilder, StringBuilder),
    Texts(ListBuilder<StringBuilder>),
    Integers(ListBuilder<Int64Builder>),
}

impl ColumnBuilder {
    fn new(of: CellType) -> Self {
        let times = || TimestampMicrosecondBuilder::new().with_timezone("UTC");
        match of {
            CellType::Text => Self::Text(StringBuilder::new()),
            CellType::List | CellType::Any => Self::Json(StringBuilder::new()),
            CellType::Integer => Self::Integer(Int64Builder::new()),
            CellType::Number => Self::Number(Float64Builder::new()),
            CellType::Flag => Self::Flag(BooleanBuilder::new()),
            CellType::Time => Self::Time(times()),
            CellType::Claim => Self::Claim(times(), StringBuilder::new()),
            CellType::Texts | CellType::OptionalTexts => {
                Self::Texts(ListBuilder::new(StringBuilder::new()))
            }
            CellType::Integers => Self::Integers(ListBuilder::new(Int64Builder::new())),
        }
    }

    fn push(&mut self, value: &Value) {
        match self {
            Self::Text(builder) => match value {
                Value::Null => builder.append_null(),
                Value::String(text) => builder.append_value(text),
                other => builder.append_value(other.to_string()),
            },
            Self::Json(builder) => match value {
                Value::Null => builder.append_null(),
                other => builder.append_value(other.to_string()),
            },
            Self::Integer(builder) => builder.append_option(value.as_i64()),
            Self::Number(builder) => builder.append_option(value.as_f64()),
            Self::Flag(builder) => builder.append_option(value.as_bool()),
            Self::Time(builder) => {
                builder.append_option(value.as_str().and_then(instant).map(|(at, _)| at));
            }
            Self::Claim(builder, precision) => {
                // A timestamp as an object has the same text.
                let text = value.get("utc").unwrap_or(value).as_str();
                let at = text.and_then(instant);
                builder.append_option(at.map(|(at, _)| at));
                precision.append_option(at.map(|(_, precision)| precision));
            }
            Self::Texts(builder) => {
                if let Some(items) = value.as_array() {
                    for item in items {
                        builder.values().append_option(item.as_str());
                    }
                }
                builder.append(value.is_array());
            }
            Self::Integers(builder) => {
                if let Some(items) = value.as_array() {
                    for item in items {
                        builder.values().append_option(item.as_i64());
                    }
                }
                builder.append(value.is_array());
            }
        }
    }

    fn finish(&mut self, arrays: &mut Vec<ArrayRef>) {
        match self {
            Self::Text(builder) | Self::Json(builder) => arrays.push(Arc::new(builder.finish())),
            Self::Integer(builder) => arrays.push(Arc::new(builder.finish())),
            Self::Number(builder) => arrays.push(Arc::new(builder.finish())),
            Self::Flag(builder) => arrays.push(Arc::new(builder.finish())),
            Self::Time(builder) => arrays.push(Arc::new(builder.finish())),
            Self::Claim(builder, precision) => {
                arrays.push(Arc::new(builder.finish()));
                arrays.push(Arc::new(precision.finish()));
            }
            Self::Texts(builder) => arrays.push(Arc::new(builder.finish())),
            Self::Integers(builder) => arrays.push(Arc::new(builder.finish())),
        }
    }
}

impl ArrowRows {
    /// Creates an empty collection with these columns.
    pub fn new(columns: &[(String, CellType)]) -> Self {
        Self {
            schema: schema(columns),
            columns: columns.iter().map(|(_, of)| ColumnBuilder::new(*of)).collect(),
            rows: 0,
            bytes: 0,
        }
    }

    /// The columns.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The number of rows since the last batch.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are no rows since the last batch.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The approximate size in bytes of the rows since the last batch.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds a row with one value per column, in the form of JSON. Missing values are null.
    pub fn push<'v>(&mut self, values: impl IntoIterator<Item = &'v Value>) {
        let mut values = values.into_iter();
        for column in &mut self.columns {
            let value = values.next().unwrap_or(&Value::Null);
            self.bytes += 8 + weight(value);
            column.push(value);
        }
        self.rows += 1;
    }

    /// Adds a row with one cell per column.
    pub fn push_cells(&mut self, cells: &[Cell]) {
        self.push(cells.iter().map(|cell| &cell.value));
    }

    /// Returns the rows since the last batch.
    pub fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let mut arrays = Vec::with_capacity(self.schema.fields().len());
        self.columns.iter_mut().for_each(|column| column.finish(&mut arrays));
        (self.rows, self.bytes) = (0, 0);
        RecordBatch::try_new(Arc::clone(&self.schema), arrays)
    }
}

/// Returns the beginning of a stream in the Arrow IPC format.
pub fn stream_start(schema: &Schema) -> Result<Vec<u8>, ArrowError> {
    Ok(StreamWriter::try_new(Vec::new(), schema)?.get_ref().clone())
}

/// Returns a batch as a part of such a stream. Parts are independent of each other, so that several
/// threads can encode them.
pub fn stream_part(batch: &RecordBatch) -> Result<Vec<u8>, ArrowError> {
    let mut writer = StreamWriter::try_new(Vec::new(), batch.schema_ref())?;
    let start = writer.get_ref().len();
    writer.write(batch)?;
    Ok(writer.get_mut().split_off(start))
}

/// The end of such a stream: the marker of a message, and the length 0.
pub const STREAM_END: [u8; 8] = [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0];

/// The Arrow schema of columns.
fn schema(columns: &[(String, CellType)]) -> SchemaRef {
    let list = |of: DataType| DataType::List(Arc::new(Field::new("item", of, true)));
    let mut fields = Vec::with_capacity(columns.len());
    for (name, of) in columns {
        let data_type = match of {
            CellType::Text | CellType::List | CellType::Any => DataType::Utf8,
            CellType::Integer => DataType::Int64,
            CellType::Number => DataType::Float64,
            CellType::Flag => DataType::Boolean,
            CellType::Time | CellType::Claim => {
                DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
            }
            CellType::Texts | CellType::OptionalTexts => list(DataType::Utf8),
            CellType::Integers => list(DataType::Int64),
        };
        fields.push(Field::new(name, data_type, true));
        if *of == CellType::Claim {
            fields.push(Field::new(format!("{name}{PRECISION}"), DataType::Utf8, true));
        }
    }
    Arc::new(Schema::new(fields))
}

/// The size of a value in bytes.
fn weight(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(|item| 8 + weight(item)).sum(),
        Value::Object(members) => {
            members.iter().map(|(name, item)| name.len() + 8 + weight(item)).sum()
        }
        _ => 8,
    }
}

/// Reads RFC 3339 or its first characters: the microseconds since 1970, and the precision.
fn instant(text: &str) -> Option<(i64, &'static str)> {
    let day = |text: String| {
        let midnight = NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0)?;
        Some(midnight.and_utc().timestamp_micros())
    };
    match text.len() {
        4 => day(format!("{text}-01-01")).map(|at| (at, "year")),
        7 => day(format!("{text}-01")).map(|at| (at, "month")),
        10 => day(text.to_owned()).map(|at| (at, "day")),
        _ => {
            let at = DateTime::parse_from_rfc3339(text).ok()?.timestamp_micros();
            Some((at, "second"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_of_any_precision() {
        for (text, expected) in [
            ("2014", Some((1_388_534_400_000_000, "year"))),
            ("2014-10", Some((1_412_121_600_000_000, "month"))),
            ("2014-10-19", Some((1_413_676_800_000_000, "day"))),
            ("2014-10-19T13:26:00Z", Some((1_413_725_160_000_000, "second"))),
            ("2014-10-19T09:26:00.25-04:00", Some((1_413_725_160_250_000, "second"))),
            ("soon", None),
            ("20141019", None),
        ] {
            assert_eq!(instant(text), expected, "{text}");
        }
    }

    #[test]
    fn rows_become_columns() {
        let columns = [
            ("at", CellType::Claim),
            ("words", CellType::Texts),
            ("is", CellType::Flag),
            ("any", CellType::Any),
        ];
        let mut rows = ArrowRows::new(&columns.map(|(name, of)| (name.to_owned(), of)));
        let row = serde_json::json!([{ "utc": "2014-10-19" }, ["a", null], true, {"x": [1]}]);
        rows.push(row.as_array().expect("a row"));
        rows.push(&[Value::Null]);
        assert_eq!(rows.len(), 2);
        let batch = rows.finish().expect("a batch");
        let names: Vec<_> = batch.schema().fields().iter().map(|f| f.name().clone()).collect();
        assert_eq!(names, ["at", "at_precision", "words", "is", "any"]);
        assert_eq!(batch.num_rows(), 2);
        assert!(batch.columns().iter().all(|column| column.null_count() == 1));
        assert!(rows.is_empty() && rows.bytes() == 0);

        let mut stream = stream_start(rows.schema()).expect("a start");
        stream.extend(stream_part(&batch).expect("a part"));
        stream.extend(stream_part(&batch).expect("a part"));
        stream.extend(STREAM_END);
        let read = arrow_ipc::reader::StreamReader::try_new(stream.as_slice(), None);
        let read: Vec<_> = read.expect("a stream").map(|batch| batch.expect("a batch")).collect();
        assert_eq!(read, [batch.clone(), batch]);
    }
}
