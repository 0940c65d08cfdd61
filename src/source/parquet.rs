//! Parquet: one record per row, as a JSON object with the names of the columns.
//!
//! The files that `recension export` writes hold each record in full, so that it is read back
//! exactly. Their tables without records are refused, because importing them would lose captures.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use ::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use arrow_schema::{DataType, Field, Schema};

use super::arrow::{ArrowRecords, BATCH_ROWS, ParquetMark};
use super::{Limits, SourceError};

/// Bytes of a batch of average rows.
const BATCH_BYTES: usize = 4 << 20;

/// Opens a file, and returns its rows as records.
pub(super) fn open(
    path: &Path,
    name: Arc<str>,
    limits: &Limits,
    size: u64,
) -> Result<ArrowRecords, SourceError> {
    let damaged = |reason: &dyn std::fmt::Display| SourceError::Damaged {
        input: Arc::clone(&name),
        reason: format!(
            "the Parquet file cannot be read: {reason}; write it again with pyarrow or DuckDB, \
                 compressed with zstd or snappy"
        ),
    };
    let file =
        File::open(path).map_err(|error| SourceError::Open { input: Arc::clone(&name), error })?;
    // The library may panic on a damaged file.
    let opened = catch_unwind(AssertUnwindSafe(|| {
        let found = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())?;
        let options = ArrowReaderOptions::new().with_schema(views(found.schema()));
        // Views refer to a repeated text instead of copying it.
        let viewed = ArrowReaderMetadata::load(&file, options).unwrap_or(found);
        let metadata = Arc::clone(viewed.metadata());
        let rows = metadata.file_metadata().num_rows().max(0) as u64;
        let bytes: u64 =
            metadata.row_groups().iter().map(|group| group.total_byte_size().max(0) as u64).sum();
        let average = usize::try_from(bytes / rows.max(1)).unwrap_or(usize::MAX).max(1);
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, viewed)
            .with_batch_size((BATCH_BYTES / average).clamp(1, BATCH_ROWS));
        Ok::<_, ::parquet::errors::ParquetError>((builder.build()?, metadata, rows))
    }));
    let (rows, metadata, total) = match opened {
        Ok(Ok(opened)) => opened,
        Ok(Err(error)) => return Err(damaged(&error)),
        Err(_) => return Err(damaged(&"it is damaged")),
    };
    let marks = metadata.file_metadata().key_value_metadata();
    let table = marks.into_iter().flatten().find(|mark| mark.key == ParquetMark::TABLE);
    let schema = arrow_array::RecordBatchReader::schema(&rows);
    if table.is_some() && schema.column_with_name(ParquetMark::RECORD).is_none() {
        return Err(SourceError::Unreadable {
            input: name,
            what: "a table of an export without its records",
            remedy: "import the tables captures and looks of the same export".into(),
        });
    }
    let batches = Box::new(rows);
    Ok(ArrowRecords::file(batches, name, limits, table.is_some(), (total, size)))
}

/// The schema with views in place of texts.
fn views(schema: &Schema) -> Arc<Schema> {
    let viewed = |field: &Arc<Field>| match field.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 => {
            Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8View))
        }
        DataType::Dictionary(_, of) if **of == DataType::Utf8 || **of == DataType::LargeUtf8 => {
            Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8View))
        }
        DataType::Binary | DataType::LargeBinary => {
            Arc::new(field.as_ref().clone().with_data_type(DataType::BinaryView))
        }
        _ => Arc::clone(field),
    };
    let fields: Vec<_> = schema.fields().iter().map(viewed).collect();
    Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()))
}
