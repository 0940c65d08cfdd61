//! SQL queries by users, on a read-only connection with an authorizer that allows only reads.

use std::path::Path;
use std::sync::{Arc, Mutex};

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _};

use super::connection::{attach_to_read, empty_to_read, open_to_read};
use super::edit_list;
use super::error::{At as _, Result, StoreError};
use super::reader::{SharedNames, versions_of};
use super::text::TextReader;
use crate::article::{ArticleId, MatchKey, Numbering, Setting, Sha256, StoredVersion};
use crate::diff::versions::with_diff;
use crate::diff::{ChangeSummary, DiffOptions, DocumentFields, diff_documents};
use crate::search::SearchText;

/// The number of SQLite virtual machine steps between two calls of `is_over`.
const STEPS: i32 = 10_000;

/// The maximum size of a value in bytes: showing it takes several copies.
const MOST_BYTES: i32 = 16 << 20;

/// The maximum size in bytes of a text passed to a function: its memory use grows with the text.
const MOST_TEXT: usize = 4 << 20;

/// The maximum heap size of SQLite, in bytes.
const MOST_HEAP: i64 = 160 << 20;

/// The limits of a statement.
pub struct SqlLimits {
    /// Polled every few thousand steps; returns `true` to stop the statement.
    pub is_over: Box<dyn FnMut() -> bool + Send>,
    /// Maximum number of rows to return.
    pub rows: u64,
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SqlValue {
    /// NULL.
    Null,
    /// An integer.
    Integer(i64),
    /// A floating-point number.
    Real(f64),
    /// Text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// The view `edits`: the operations of each change, computed when they are read. It is a temporary
/// view because other programs do not have the function. The arguments are a column that follows the
/// others, and the changes.
fn edits_view(last: &str, changes: &str) -> String {
    format!(
        "CREATE TEMP VIEW edits AS
         SELECT c.article_id, c.ordinal, c.id, c.before_id, c.version_no, c.before_no, c.at,
                c.publisher,
                json_extract(e.value, '$.field') AS field,
                json_extract(e.value, '$.op') AS op,
                json_extract(e.value, '$.old') AS old_text,
                json_extract(e.value, '$.new') AS new_text,
                json_extract(e.value, '$.classes') AS classes,
                json_extract(e.value, '$.evidence') AS evidence{last}
         FROM {changes} c, json_each(edit_list(c.before_no, c.version_no)) e"
    )
}

/// The columns of the public views that are numbers of one catalog. Other columns are the same in each
/// catalog, or count from 1 in each article or input.
const NUMBERS: [&str; 9] = [
    "article_id",
    "version_no",
    "before_no",
    "capture_no",
    "text_id",
    "extra_id",
    "import_id",
    "reject_id",
    "event_id",
];

/// Receives the result of a query.
pub trait SqlSink<E> {
    /// Receives the column names, before any row.
    fn columns(&mut self, names: Vec<String>) -> std::result::Result<(), E>;

    /// Receives a row.
    fn row(&mut self, values: Vec<SqlValue>) -> std::result::Result<(), E>;
}

/// Runs one read-only statement on one or more catalogs, each with its name.
///
/// In addition to SQLite's functions there are `body(version_no)`, `match_key(url)`, `words(text)`,
/// `diff_stat(old, new)` and `edit_list(before_no, version_no)`, and the view `edits`.
/// `limits.is_over` is polled between virtual machine steps. One step may compare two long texts,
/// so a caller that needs a hard time limit must enforce it itself. Returns whether rows were left
/// out because of the limit.
///
/// Several catalogs are read as one: each view has the rows of all catalogs, with a last column
/// `catalog`, which is the name, and with the numbers of [`Numbering`], so that a join by number never
/// mixes catalogs. The views of each catalog, with its own numbers, are in the schemas `c1`, `c2`, ….
pub fn query<E: From<StoreError>>(
    catalogs: &[(&str, &Path)],
    sql: &str,
    limits: SqlLimits,
    sink: &mut impl SqlSink<E>,
) -> std::result::Result<bool, E> {
    if sql.trim_matches(|c: char| c.is_whitespace() || c == ';').is_empty() {
        let message = "there is no statement: pass one that reads, such as \
                       SELECT * FROM articles LIMIT 10"
            .to_owned();
        return Err(StoreError::Statement { message }.into());
    }
    let Some((_, path)) = catalogs.first().copied() else {
        let message = "there is no catalog to read: name one".to_owned();
        return Err(StoreError::Statement { message }.into());
    };
    let mut connection = match catalogs {
        [_] => open_to_read(path)?,
        several => open_several(several)?,
    };
    add_functions(&connection, catalogs)?;
    for (limit, most) in [
        (Limit::SQLITE_LIMIT_LENGTH, MOST_BYTES),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 1 << 20),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        connection.set_limit(limit, most).at(path)?;
    }
    // Sorting a large result uses disk instead of memory, which is limited.
    connection.pragma_update(None, "temp_store", "file").at(path)?;
    connection
        .query_row(&format!("PRAGMA hard_heap_limit = {MOST_HEAP}"), [], |_| Ok(()))
        .at(path)?;
    // After `temp_store`, because setting it drops temporary views.
    add_views(&connection, catalogs).at(path)?;
    connection.authorizer(Some(authorize)).at(path)?;
    connection.progress_handler(STEPS, Some(limits.is_over)).at(path)?;
    let mut statement = connection.prepare(sql).map_err(named)?;
    sink.columns(statement.column_names().map(str::to_owned).collect())?;
    let columns = statement.column_count();
    let mut rows = statement.raw_query();
    let mut given = 0;
    while let Some(row) = rows.next().map_err(named)? {
        if given >= limits.rows {
            return Ok(true);
        }
        let mut values = Vec::with_capacity(columns);
        for column in 0..columns {
            values.push(match row.get_ref(column).map_err(named)? {
                ValueRef::Null => SqlValue::Null,
                ValueRef::Integer(number) => SqlValue::Integer(number),
                ValueRef::Real(number) => SqlValue::Real(number),
                ValueRef::Text(text) => SqlValue::Text(String::from_utf8_lossy(text).into_owned()),
                ValueRef::Blob(bytes) => SqlValue::Blob(bytes.to_vec()),
            });
        }
        sink.row(values)?;
        given += 1;
    }
    Ok(false)
}

/// Attaches several catalogs to an empty database, as `c1`, `c2` and so on.
fn open_several(catalogs: &[(&str, &Path)]) -> Result<Connection> {
    let connection = empty_to_read()?;
    let most = connection.limit(Limit::SQLITE_LIMIT_ATTACHED).unwrap_or_default();
    if usize::try_from(most).is_ok_and(|most| catalogs.len() > most) {
        return Err(StoreError::Statement {
            message: format!(
                "SQL reads at most {most} catalogs at a time, and there are {}: name fewer, or merge \
                 some with `recension merge`",
                catalogs.len()
            ),
        });
    }
    for (index, (_, path)) in catalogs.iter().enumerate() {
        attach_to_read(&connection, path, &schema(index))?;
    }
    Ok(connection)
}

/// The name of an attached catalog.
fn schema(index: usize) -> String {
    format!("c{}", index + 1)
}

/// Adds the temporary views: `edits`, and those of all catalogs together if there are several.
fn add_views(connection: &Connection, catalogs: &[(&str, &Path)]) -> rusqlite::Result<()> {
    if let [_] = catalogs {
        return connection.execute_batch(&edits_view("", "main.changes"));
    }
    // All have the same schema, because they have the same version of it.
    let views: Vec<String> = connection
        .prepare(
            "SELECT name FROM c1.sqlite_schema WHERE type = 'view' AND substr(name, 1, 1) <> '_'
             ORDER BY name",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for view in views {
        let columns: Vec<String> = connection
            .prepare("SELECT name FROM pragma_table_info(?1, 'c1') ORDER BY cid")?
            .query_map([&view], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let of_each: Vec<String> = catalogs
            .iter()
            .enumerate()
            .map(|(index, (name, _))| {
                let offset = Numbering::new(index, catalogs.len()).offset();
                let mut cells: Vec<String> = columns
                    .iter()
                    .map(|column| {
                        let name = quoted_name(column);
                        if NUMBERS.contains(&column.as_str()) {
                            format!("{name} + {offset} AS {name}")
                        } else {
                            name
                        }
                    })
                    .collect();
                cells.push(format!("'{}' AS catalog", name.replace('\'', "''")));
                let (cells, schema) = (cells.join(", "), schema(index));
                format!("SELECT {cells} FROM {schema}.{}", quoted_name(&view))
            })
            .collect();
        let (name, all) = (quoted_name(&view), of_each.join(" UNION ALL "));
        connection.execute_batch(&format!("CREATE TEMP VIEW {name} AS {all}"))?;
    }
    connection.execute_batch(&edits_view(", c.catalog", "temp.changes"))
}

fn quoted_name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Converts SQLite's error into a message with a remedy.
#[expect(clippy::needless_pass_by_value, reason = "the signature that map_err needs")]
fn named(error: rusqlite::Error) -> StoreError {
    use rusqlite::ErrorCode;
    let message = match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => {
            format!(
                "the statement took too long and was stopped; raise {}, or make the query read less",
                Setting::QueryTime
            )
        }
        Some(ErrorCode::AuthorizationForStatementDenied | ErrorCode::ReadOnly) => {
            format!("{error}: only statements that read the catalog are allowed")
        }
        Some(ErrorCode::TooBig) => format!(
            "a value is longer than {} MiB, or the statement is longer than 1 MiB; make the query \
             read less",
            MOST_BYTES >> 20
        ),
        Some(ErrorCode::OutOfMemory) => {
            "the statement needs more memory than allowed; make the query read less".to_owned()
        }
        _ if matches!(error, rusqlite::Error::MultipleStatement) => {
            "there are several statements; run one at a time".to_owned()
        }
        _ => error.to_string(),
    };
    StoreError::Statement { message }
}

/// Allows reads. Denies everything that writes, attaches or changes settings, based on SQLite's
/// actions and not on the statement's text.
fn authorize(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => {
            Authorization::Allow
        }
        AuthAction::Function { function_name } => {
            // Loads code; the other functions of this kind are not built in.
            if function_name.eq_ignore_ascii_case("load_extension") {
                Authorization::Deny
            } else {
                Authorization::Allow
            }
        }
        AuthAction::Pragma { pragma_name, .. } => {
            let asks = [
                "table_info",
                "table_xinfo",
                "table_list",
                "index_list",
                "index_info",
                "index_xinfo",
                "foreign_key_list",
                "function_list",
                "user_version",
                "application_id",
                "page_count",
                "page_size",
            ];
            if asks.iter().any(|name| pragma_name.eq_ignore_ascii_case(name)) {
                Authorization::Allow
            } else {
                Authorization::Deny
            }
        }
        _ => Authorization::Deny,
    }
}

fn add_functions(connection: &Connection, catalogs: &[(&str, &Path)]) -> Result<()> {
    let Some((_, path)) = catalogs.first().copied() else { return Ok(()) };
    let fixed = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    let reader = Arc::new(Mutex::new(BodyFunction::new(catalogs)?));
    let again = Arc::clone(&reader);
    let compared = Mutex::new(CompareFunction::new(catalogs)?);
    connection
        .create_scalar_function("edit_list", 2, fixed, move |context| {
            let number = |at: usize| match context.get_raw(at) {
                ValueRef::Null => Ok(None),
                ValueRef::Integer(version) => Ok(Some(version)),
                _ => Err(user_error("edit_list(before_no, version_no) takes version numbers")),
            };
            let Some((before, after)) = number(0)?.zip(number(1)?) else { return Ok(None) };
            let mut compared = compared.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            compared.edits(before, after).map_err(said)
        })
        .at(path)?;
    connection
        .create_scalar_function("body", 1, fixed, move |context| {
            let version = match context.get_raw(0) {
                ValueRef::Null => return Ok(None),
                ValueRef::Integer(version) => version,
                _ => return Err(user_error("body(version_no) takes a version number")),
            };
            let mut reader = reader.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            reader.body(version).map_err(said)
        })
        .at(path)?;
    connection
        .create_scalar_function("match_key", 1, fixed, |context| {
            let url = text(context, 0)?;
            Ok(url.and_then(|url| MatchKey::of(&url).ok()).map(|key| key.to_string()))
        })
        .at(path)?;
    connection
        .create_scalar_function("words", 1, fixed, move |context| {
            Ok(text(context, 0)?.map(|text| SearchText::of(&text).len() as i64))
        })
        .at(path)?;
    connection
        .create_scalar_function("diff_stat", 2, fixed, move |context| {
            let side = |at: usize| match context.get_raw(at) {
                // A version number means that version's body.
                ValueRef::Integer(version) => {
                    let mut reader =
                        again.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    reader.body(version).map_err(said)
                }
                _ => text(context, at),
            };
            let pair = side(0)?.zip(side(1)?);
            Ok(pair.map(|(old, new)| diff_stat(&old, &new)))
        })
        .at(path)
}

/// What changed between two texts, in one line.
fn diff_stat(old: &str, new: &str) -> String {
    let fields = DocumentFields::default();
    let diff = diff_documents((&fields, old), (&fields, new), &DiffOptions::default());
    ChangeSummary::of(&diff, true).to_string()
}

/// A catalog whose texts functions read.
struct FunctionReader {
    numbering: Numbering,
    // A separate connection: a function may not use the one that runs it.
    connection: Connection,
    texts: TextReader,
}

impl FunctionReader {
    fn all(catalogs: &[(&str, &Path)]) -> Result<Vec<Self>> {
        let readers = catalogs.iter().enumerate().map(|(index, (_, path))| {
            Ok(Self {
                numbering: Numbering::new(index, catalogs.len()),
                connection: open_to_read(path)?,
                texts: TextReader::new(path),
            })
        });
        readers.collect()
    }
}

/// Reads the bodies of versions.
struct BodyFunction(Vec<FunctionReader>);

impl BodyFunction {
    fn new(catalogs: &[(&str, &Path)]) -> Result<Self> {
        Ok(Self(FunctionReader::all(catalogs)?))
    }

    fn body(&mut self, version: i64) -> Result<Option<String>> {
        for reader in &mut self.0 {
            if let Some(own) = reader.numbering.own(version) {
                return body(&reader.connection, &mut reader.texts, own);
            }
        }
        Ok(None)
    }
}

/// Compares versions.
struct CompareFunction(Vec<VersionReader>);

impl CompareFunction {
    fn new(catalogs: &[(&str, &Path)]) -> Result<Self> {
        let readers = FunctionReader::all(catalogs)?.into_iter().map(VersionReader::new);
        Ok(Self(readers.collect()))
    }

    /// Returns the operations between two versions; `None` if one of them does not exist.
    fn edits(&mut self, before: i64, after: i64) -> Result<Option<String>> {
        let Some((a, old)) = self.version(before)? else { return Ok(None) };
        let Some((b, new)) = self.version(after)? else { return Ok(None) };
        Ok(Some(with_diff((&a, &old), (&b, &new), |diff, _| edit_list::json(diff))))
    }

    fn version(&mut self, number: i64) -> Result<Option<(StoredVersion, String)>> {
        for reader in &mut self.0 {
            if let Some(own) = reader.reader.numbering.own(number) {
                return reader.version(own);
            }
        }
        Ok(None)
    }
}

/// Reads the versions to compare, caching those of one article at a time.
struct VersionReader {
    reader: FunctionReader,
    names: SharedNames,
    article: Option<ArticleId>,
    versions: Vec<StoredVersion>,
}

impl VersionReader {
    fn new(reader: FunctionReader) -> Self {
        Self { reader, names: SharedNames::default(), article: None, versions: Vec::new() }
    }

    fn version(&mut self, number: i64) -> Result<Option<(StoredVersion, String)>> {
        let FunctionReader { connection, texts, .. } = &mut self.reader;
        let path = texts.path().to_owned();
        let article: Option<i64> = connection
            .prepare_cached("SELECT article_id FROM _version WHERE version_no = ?1")
            .and_then(|mut statement| statement.query_row([number], |row| row.get(0)).optional())
            .at(&path)?;
        let Some(article) = article.map(ArticleId) else { return Ok(None) };
        if self.article != Some(article) {
            self.versions = versions_of(connection, &path, article, &mut self.names)?;
            self.article = Some(article);
        }
        let Some(version) = self.versions.iter().find(|version| version.number.0 == number) else {
            return Ok(None);
        };
        let version = version.clone();
        let body = body(connection, texts, number)?.unwrap_or_default();
        if body.len() > MOST_TEXT {
            let message =
                format!("a text is longer than {} MiB; pass a shorter one", MOST_TEXT >> 20);
            return Err(StoreError::Statement { message });
        }
        Ok(Some((version, body)))
    }
}

fn user_error(what: &str) -> rusqlite::Error {
    rusqlite::Error::UserFunctionError(what.into())
}

fn text(context: &Context<'_>, at: usize) -> rusqlite::Result<Option<String>> {
    let text = match context.get_raw(at) {
        ValueRef::Null => None,
        // A column of any type: numbers are converted to text.
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(text) | ValueRef::Blob(text) => {
            Some(String::from_utf8_lossy(text).into_owned())
        }
    };
    if text.as_ref().is_some_and(|text| text.len() > MOST_TEXT) {
        return Err(rusqlite::Error::UserFunctionError(
            format!("a text is longer than {} MiB; pass a shorter one", MOST_TEXT >> 20).into(),
        ));
    }
    Ok(text)
}

fn said(error: StoreError) -> rusqlite::Error {
    rusqlite::Error::UserFunctionError(Box::new(error))
}

/// Returns a version's body, verified against its digest in the index.
fn body(connection: &Connection, texts: &mut TextReader, version: i64) -> Result<Option<String>> {
    let path = texts.path().to_owned();
    let id: Option<i64> = connection
        .prepare_cached("SELECT text_id FROM _version WHERE version_no = ?1")
        .and_then(|mut statement| statement.query_row([version], |row| row.get(0)).optional())
        .at(&path)?
        .flatten();
    let Some(id) = id else { return Ok(None) };
    let body = texts.read(connection, id)?;
    let hash = Sha256::of(body.as_bytes()).prefix64();
    let proved = connection
        .prepare_cached("SELECT 1 FROM _body WHERE digest_key = ?1 AND text_id = ?2")
        .and_then(|mut statement| statement.exists([hash, id]))
        .at(&path)?;
    if proved {
        return Ok(Some(body.to_string()));
    }
    Err(StoreError::Damaged {
        path,
        what: format!("the body of version_no {version} does not match its digest"),
    })
}
