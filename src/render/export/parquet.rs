//! Parquet: typed tables for DuckDB, polars, pyarrow, Spark and R.
//!
//! Rows are written in batches and row groups, so memory use does not grow with the catalog.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::{KeyValue, SortingColumn};
use ::parquet::file::properties::WriterProperties;
use serde_json::Value;

use super::record::{self, Exported};
use super::{
    Export, ExportError, Form, ParquetOptions, ParquetTable, PartitionBy, Result, Selection,
};
use crate::article::{ArticleId, MatchKey, Pointer, StoredCapture, StoredVersion, Timestamp};
use crate::audit::{FindingEntry, RULES, audit};
use crate::history::edits::{EditQuery, edits_of};
use crate::render::rows::arrow::ArrowRows;
use crate::render::rows::{Cell, CellType, typed};
use crate::render::{audit as findings, changes, edits};
use crate::source::ParquetMark;
use crate::store::{Acknowledgement, ChangeFilter};
use crate::timeline::Timeline;

/// Bytes of rows that are collected before they are encoded.
const BATCH_BYTES: usize = 4 << 20;

/// Rows that are collected before they are encoded.
const BATCH_ROWS: usize = 8_192;

/// Bytes of rows of one table that are held in memory, encoded or not, in all its open files.
const HELD_BYTES: usize = 16 << 20;

/// Files of one table that are open at a time. With more partitions, one has several files.
const OPEN_FILES: usize = 200;

/// The name of the partition of rows without a host or month, as Hive writes it.
const NO_PARTITION: &str = "__HIVE_DEFAULT_PARTITION__";

/// The columns that all tables begin with.
const LEADING: [(&str, CellType); 2] = [("host", CellType::Text), ("match_key", CellType::Text)];

const VERSIONS: [(&str, CellType); 19] = [
    ("article", CellType::Integer),
    ("ordinal", CellType::Integer),
    ("id", CellType::Text),
    ("url", CellType::Text),
    ("published", CellType::Claim),
    ("updated", CellType::Claim),
    ("first_captured", CellType::Claim),
    ("last_captured", CellType::Claim),
    ("captures", CellType::Integer),
    ("silent_edit", CellType::Flag),
    ("returns_to", CellType::Integer),
    ("redacted", CellType::Flag),
    ("lang", CellType::Text),
    ("publisher", CellType::Text),
    ("section", CellType::Text),
    ("title", CellType::Text),
    ("byline", CellType::Text),
    ("description", CellType::Text),
    ("body", CellType::Text),
];

const CAPTURES: [(&str, CellType); 16] = [
    ("id", CellType::Text),
    ("kind", CellType::Text),
    ("url", CellType::Text),
    ("published", CellType::Claim),
    ("updated", CellType::Claim),
    ("captured", CellType::Claim),
    ("sequence", CellType::Integer),
    ("lang", CellType::Text),
    ("publisher", CellType::Text),
    ("section", CellType::Text),
    ("payload_sha256", CellType::Text),
    ("title", CellType::Text),
    ("byline", CellType::Text),
    ("description", CellType::Text),
    ("body", CellType::Text),
    (ParquetMark::RECORD, CellType::Text),
];

const LOOKS: [(&str, CellType); 7] = [
    ("kind", CellType::Text),
    ("url", CellType::Text),
    ("at", CellType::Claim),
    ("reason", CellType::Text),
    ("status", CellType::Integer),
    ("target", CellType::Text),
    (ParquetMark::RECORD, CellType::Text),
];

/// Returns the export of all chosen tables, as a folder.
pub fn folder(options: ParquetOptions) -> Export {
    let write = move |selection: &Selection<'_>, root: &Path| {
        let failed = |source| ExportError::File { path: root.to_owned(), source };
        fs::create_dir(root).map_err(failed)?;
        let tables = options.chosen();
        // The rows of an article are of many months: each table alone has many open files.
        let at_once = if options.by == Some(PartitionBy::Month) { 1 } else { tables.len() };
        let mut rows = 0;
        for tables in tables.chunks(at_once) {
            let place = || Place::Folder(root.to_owned());
            let writers = tables.iter().map(|table| TableWriter::new(*table, options.by, place()));
            rows += write(&options, selection, writers.collect::<Result<_>>()?)?;
        }
        Ok(rows)
    };
    Export { unit: "row", form: Form::Folder(Box::new(write)) }
}

/// Returns the export of one table, as a file.
pub fn file(table: ParquetTable, options: ParquetOptions) -> Export {
    let write = move |selection: &Selection<'_>, path: &Path| {
        let writer = TableWriter::new(table, None, Place::File(path.to_owned()))?;
        write(&options, selection, vec![writer])
    };
    Export { unit: "row", form: Form::File(Box::new(write)) }
}

fn write(
    options: &ParquetOptions,
    selection: &Selection<'_>,
    writers: Vec<TableWriter>,
) -> Result<i64> {
    let mut tables = Tables(writers);
    if tables.has(ParquetTable::Captures) || tables.has(ParquetTable::Looks) {
        write_records(&mut tables, selection)?;
    }
    let of_articles = [
        ParquetTable::Versions,
        ParquetTable::Changes,
        ParquetTable::Edits,
        ParquetTable::Findings,
    ];
    if of_articles.into_iter().any(|table| tables.has(table)) {
        let said = selection.catalog.acknowledgements()?.into_iter();
        let said: HashMap<_, _> = said.map(|said| (said.finding, said)).collect();
        for article in selection.by_key()? {
            selection.check()?;
            let history = selection.catalog.timeline(article)?;
            write_versions(&mut tables, selection, article, &history)?;
            write_changes(&mut tables, selection, article, &history)?;
            write_findings(&mut tables, selection, &history, &said, options.now)?;
        }
    }
    tables.finish()
}

/// Writes the captures, and the other records that an import reads.
fn write_records(tables: &mut Tables, selection: &Selection<'_>) -> Result<()> {
    record::each(selection, |exported| match exported {
        Exported::Capture(capture, record) => {
            let Some(table) = tables.get(ParquetTable::Captures) else { return Ok(()) };
            let mut rest = serde_json::to_value(record).map_err(io::Error::from)?;
            let mut take = |name: &str| {
                let fields = rest.as_object_mut();
                fields.and_then(|fields| fields.shift_remove(name)).unwrap_or_default()
            };
            let contents = ParquetMark::TEXTS.map(&mut take);
            let text = |name: &str| rest.get(name).and_then(Value::as_str).unwrap_or_default();
            let key = MatchKey::from_stored(text("key").to_owned());
            let time = [&capture.captured, &capture.updated, &capture.published];
            let mut cells = vec![Cell::new(text("id")), Cell::new(capture.kind.name())];
            cells.extend(labels(capture));
            cells.extend(contents.map(Cell::new));
            cells.push(Cell::new(rest.to_string()));
            table.push(&key, month(time.into_iter().flatten()), cells)
        }
        Exported::Pointer(pointer, record) => {
            let Some(table) = tables.get(ParquetTable::Looks) else { return Ok(()) };
            let record = serde_json::to_string(record).map_err(io::Error::from)?;
            let nothing = || Cell::new(());
            let (kind, reason, status, target) = match pointer {
                Pointer::Look(look) => {
                    ("look", Cell::new(look.reason.name()), Cell::new(look.status), nothing())
                }
                Pointer::Redirect(redirect) => {
                    ("redirect", nothing(), nothing(), Cell::new(redirect.target.as_str()))
                }
                Pointer::Revisit(_) => ("revisit", nothing(), nothing(), nothing()),
            };
            let at = pointer.time();
            let cells = vec![
                Cell::new(kind),
                Cell::new(pointer.url()),
                claim(at),
                reason,
                status,
                target,
                Cell::new(record),
            ];
            table.push(pointer.key(), month(at.into_iter()), cells)
        }
    })
}

/// The cells from `url` to `payload_sha256`.
fn labels(capture: &StoredCapture) -> [Cell; 9] {
    [
        Cell::new(capture.url.as_str()),
        claim(capture.published.as_ref()),
        claim(capture.updated.as_ref()),
        claim(capture.captured.as_ref()),
        Cell::new(capture.sequence),
        Cell::new(capture.lang.as_deref()),
        Cell::new(capture.publisher.as_deref()),
        Cell::new(capture.section.as_deref()),
        Cell::new(capture.payload.map(|digest| digest.to_string())),
    ]
}

fn write_versions(
    tables: &mut Tables,
    selection: &Selection<'_>,
    article: ArticleId,
    history: &Timeline,
) -> Result<()> {
    let Some(table) = tables.get(ParquetTable::Versions) else { return Ok(()) };
    let key = selection.catalog.key_of(article)?;
    for (index, version) in history.versions().iter().enumerate() {
        selection.check()?;
        let Some(capture) = version.captures.first() else { continue };
        let body = selection.catalog.body(version)?;
        let marks = history.flags(index);
        let first = version.captured().next();
        let cells = vec![
            Cell::new(article.0),
            Cell::new(index + 1),
            Cell::new(version.id.to_string()),
            Cell::new(capture.url.as_str()),
            claim(version.published.as_ref()),
            claim(version.updated.as_ref()),
            claim(first),
            claim(version.captured().next_back()),
            Cell::new(version.captures.len()),
            Cell::new(marks.silent),
            Cell::new(marks.returns_to.map(|earlier| earlier + 1)),
            Cell::new(version.redacted.is_some()),
            Cell::new(capture.lang.as_deref()),
            Cell::new(capture.publisher.as_deref()),
            Cell::new(capture.section.as_deref()),
            Cell::new(version.title.as_deref()),
            Cell::new(version.byline.as_deref()),
            Cell::new(version.description.as_deref()),
            Cell::new(body.as_ref().map(|body| body.as_str())),
        ];
        table.push(&key, month(times(first, version)), cells)?;
    }
    Ok(())
}

/// The times of a version, the preferred one first.
fn times<'v>(
    captured: Option<&'v Timestamp>,
    version: &'v StoredVersion,
) -> impl Iterator<Item = &'v Timestamp> {
    [captured, version.updated.as_ref(), version.published.as_ref()].into_iter().flatten()
}

fn write_changes(
    tables: &mut Tables,
    selection: &Selection<'_>,
    article: ArticleId,
    history: &Timeline,
) -> Result<()> {
    let has_edits = tables.has(ParquetTable::Edits);
    if !has_edits && !tables.has(ParquetTable::Changes) {
        return Ok(());
    }
    let filter =
        ChangeFilter { article: Some(article), oldest_first: true, ..ChangeFilter::default() };
    let query = EditQuery::default();
    selection.catalog.each_change(&filter, |row| {
        selection.check()?;
        let at = row.state.effective.at;
        let month = at.map(|at| month_of(&canonical(at)));
        if let Some(table) = tables.get(ParquetTable::Changes) {
            table.push(&row.key, month.clone().flatten(), changes::cells(&row))?;
        }
        if let Some(table) = tables.get(ParquetTable::Edits) {
            for edit in edits_of(&query, selection.catalog, history, &row)? {
                table.push(&row.key, month.clone().flatten(), edits::cells(edit))?;
            }
        }
        Ok::<_, ExportError>(())
    })
}

fn write_findings(
    tables: &mut Tables,
    selection: &Selection<'_>,
    history: &Timeline,
    said: &HashMap<crate::article::FindingId, Acknowledgement>,
    now: i64,
) -> Result<()> {
    let Some(table) = tables.get(ParquetTable::Findings) else { return Ok(()) };
    selection.check()?;
    let mut found = audit(selection.catalog, history, &RULES, now)?;
    found.sort_by_key(|finding| finding.at);
    for finding in &found {
        let entry = FindingEntry { finding, acknowledged: said.get(&finding.id) };
        let month = finding.at.and_then(|at| month_of(&canonical(at)));
        table.push(&finding.key, month, findings::cells(&entry))?;
    }
    Ok(())
}

fn canonical(micros: i64) -> String {
    let second = crate::article::Precision::Second;
    crate::article::timestamp::canonical_text(micros, second)
}

fn claim(stamp: Option<&Timestamp>) -> Cell {
    Cell::claim(stamp.map(Timestamp::canonical))
}

/// The month of the first time that is precise enough to have one.
fn month<'t>(mut times: impl Iterator<Item = &'t Timestamp>) -> Option<String> {
    times.find_map(|time| month_of(&time.canonical()))
}

fn month_of(text: &str) -> Option<String> {
    text.get(..7).map(str::to_owned)
}

/// The tables that are written.
struct Tables(Vec<TableWriter>);

impl Tables {
    fn has(&self, table: ParquetTable) -> bool {
        self.0.iter().any(|writer| writer.table == table)
    }

    fn get(&mut self, table: ParquetTable) -> Option<&mut TableWriter> {
        self.0.iter_mut().find(|writer| writer.table == table)
    }

    /// Finishes all files; returns the number of rows.
    fn finish(self) -> Result<i64> {
        let mut rows = 0;
        for mut writer in self.0 {
            rows += writer.rows;
            writer.finish()?;
        }
        Ok(rows)
    }
}

/// Where a table is written.
enum Place {
    /// To this file.
    File(PathBuf),
    /// In this folder.
    Folder(PathBuf),
}

/// One table with its open files.
struct TableWriter {
    table: ParquetTable,
    by: Option<PartitionBy>,
    place: Place,
    columns: Vec<(String, CellType)>,
    /// The positions of the cells that are columns; the others are in `LEADING` already.
    cells: Vec<usize>,
    /// The open files, the one that was written to last at the end.
    open: Vec<Part>,
    /// The number of files of each partition so far.
    files: HashMap<String, usize>,
    rows: i64,
    /// Bytes of rows since the memory that is held was last measured.
    unchecked: usize,
}

/// A file that is being written.
struct Part {
    partition: String,
    path: PathBuf,
    rows: ArrowRows,
    writer: ArrowWriter<File>,
}

impl TableWriter {
    fn new(table: ParquetTable, by: Option<PartitionBy>, place: Place) -> Result<Self> {
        let own = match table {
            ParquetTable::Versions => named(&VERSIONS),
            ParquetTable::Captures => named(&CAPTURES),
            ParquetTable::Looks => named(&LOOKS),
            ParquetTable::Changes => typed(&changes::COLUMNS, changes::TYPES),
            ParquetTable::Edits => typed(&edits::COLUMNS, edits::TYPES),
            ParquetTable::Findings => typed(&findings::COLUMNS, findings::TYPES),
        };
        let is_leading = |name: &str| LEADING.iter().any(|(leading, _)| *leading == name);
        let cells: Vec<usize> = own
            .iter()
            .enumerate()
            .filter(|(_, (name, _))| !is_leading(name))
            .map(|(at, _)| at)
            .collect();
        // The name of the folder holds the host.
        let leading = if by == Some(PartitionBy::Host) { &LEADING[1..] } else { &LEADING[..] };
        let mut columns = named(leading);
        columns.extend(own.into_iter().filter(|(name, _)| !is_leading(name)));
        let mut writer = Self {
            table,
            by,
            place,
            columns,
            cells,
            open: Vec::new(),
            files: HashMap::new(),
            rows: 0,
            unchecked: 0,
        };
        // A table without rows is a file, too, so that queries over it work.
        if by.is_none() {
            let part = writer.create(String::new())?;
            writer.open.push(part);
        }
        Ok(writer)
    }

    /// Adds a row. `cells` are those of the table's own columns.
    fn push(&mut self, key: &MatchKey, month: Option<String>, mut cells: Vec<Cell>) -> Result<()> {
        let host = key.host();
        let partition = match self.by {
            None => String::new(),
            Some(PartitionBy::Host) if host.is_empty() => NO_PARTITION.to_owned(),
            Some(PartitionBy::Host) => escaped(&host),
            Some(PartitionBy::Month) => month.unwrap_or_else(|| NO_PARTITION.to_owned()),
        };
        let mut row = Vec::with_capacity(self.columns.len());
        if self.by != Some(PartitionBy::Host) {
            row.push(Cell::new(host));
        }
        row.push(Cell::new(key.as_str()));
        for at in &self.cells {
            let cell = cells.get_mut(*at);
            row.push(cell.map_or(Cell::new(()), |cell| std::mem::replace(cell, Cell::new(()))));
        }
        self.rows += 1;
        let part = self.part(partition)?;
        let before = part.rows.bytes();
        part.rows.push_cells(&row);
        let added = part.rows.bytes() - before;
        if part.rows.bytes() >= BATCH_BYTES || part.rows.len() >= BATCH_ROWS {
            part.encode()?;
        }
        self.unchecked += added;
        if self.unchecked >= BATCH_BYTES {
            self.unchecked = 0;
            self.bound()?;
        }
        Ok(())
    }

    /// The file of a partition, which becomes the last one.
    fn part(&mut self, partition: String) -> Result<&mut Part> {
        let known = self.open.iter().rposition(|part| part.partition == partition);
        let part = if let Some(at) = known {
            self.open.remove(at)
        } else {
            // Rows that are sorted by their keys are sorted by their hosts.
            let is_complete =
                self.by == Some(PartitionBy::Host) && self.table != ParquetTable::Looks;
            if is_complete || self.open.len() >= OPEN_FILES {
                self.finish_oldest()?;
            }
            self.create(partition)?
        };
        self.open.push(part);
        self.open.last_mut().ok_or(ExportError::Stopped)
    }

    fn finish_oldest(&mut self) -> Result<()> {
        if self.open.is_empty() { Ok(()) } else { self.open.remove(0).finish() }
    }

    fn create(&mut self, partition: String) -> Result<Part> {
        let number = self.files.entry(partition.clone()).or_default();
        let name = self.table.name();
        let path = match (&self.place, self.by) {
            (Place::File(path), _) => path.clone(),
            (Place::Folder(root), None) => root.join(format!("{name}.parquet")),
            (Place::Folder(root), Some(by)) => {
                let folder = root.join(name).join(format!("{}={partition}", by.name()));
                let failed = |source| ExportError::File { path: folder.clone(), source };
                fs::create_dir_all(&folder).map_err(failed)?;
                folder.join(format!("part-{number}.parquet"))
            }
        };
        *number += 1;
        let failed = |source| ExportError::File { path: path.clone(), source };
        let file = File::create_new(&path).map_err(failed)?;
        let rows = ArrowRows::new(&self.columns);
        let key = self.columns.iter().position(|(name, _)| name == "match_key").unwrap_or(0);
        let sorting =
            SortingColumn { column_idx: key as i32, descending: false, nulls_first: false };
        let is_sorted = self.table != ParquetTable::Looks;
        let mark = |key: &str, value: &str| KeyValue::new(key.to_owned(), value.to_owned());
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_key_value_metadata(Some(vec![
                mark(ParquetMark::TABLE, name),
                mark("recension.version", env!("CARGO_PKG_VERSION")),
            ]))
            .set_sorting_columns(is_sorted.then(|| vec![sorting]))
            .build();
        let writer = ArrowWriter::try_new(file, rows.schema().clone(), Some(properties));
        let writer = writer.map_err(|error| in_file(&path, error))?;
        Ok(Part { partition, path, rows, writer })
    }

    /// Writes row groups until the rest fits into memory.
    fn bound(&mut self) -> Result<()> {
        let held = |part: &Part| part.writer.memory_size() + part.rows.bytes();
        while self.open.iter().map(held).sum::<usize>() > HELD_BYTES {
            let Some(largest) = self.open.iter_mut().max_by_key(|part| held(part)) else { break };
            if held(largest) == 0 {
                break;
            }
            largest.flush()?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        self.open.drain(..).try_for_each(Part::finish)
    }
}

impl Part {
    /// Encodes the collected rows.
    fn encode(&mut self) -> Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let batch = self.rows.finish().map_err(ParquetError::from);
        let written = batch.and_then(|batch| self.writer.write(&batch));
        written.map_err(|error| in_file(&self.path, error))
    }

    /// Writes what is encoded as a row group.
    fn flush(&mut self) -> Result<()> {
        self.encode()?;
        self.writer.flush().map_err(|error| in_file(&self.path, error))
    }

    fn finish(mut self) -> Result<()> {
        self.encode()?;
        let failed = |source| ExportError::File { path: self.path.clone(), source };
        let file = self.writer.into_inner().map_err(|error| in_file(&self.path, error))?;
        file.sync_all().map_err(failed)
    }
}

fn in_file(path: &Path, error: ParquetError) -> ExportError {
    let source = match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        other => io::Error::other(other),
    };
    ExportError::File { path: path.to_owned(), source }
}

fn named(columns: &[(&str, CellType)]) -> Vec<(String, CellType)> {
    columns.iter().map(|(name, of)| ((*name).to_owned(), *of)).collect()
}

/// A host as the name of a folder; Hive percent-encodes the same characters.
fn escaped(host: &str) -> String {
    let mut name = String::with_capacity(host.len());
    for c in host.chars() {
        if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') {
            name.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                // Writing to a string cannot fail.
                let _ = write!(name, "%{byte:02X}");
            }
        }
    }
    name
}
