//! `sql`: read-only SQL queries.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::catalogs::derived_catalogs;
use super::command_error::CommandError;
use super::context::Context;
use super::format::{ListFormat, width};
use super::output::Output;
use super::output_args::OutputArgs;
use super::{CommandResult, ExitStatus};
use crate::render::rows::{Cell, Column, RowFormat, RowWriter, writer};
use crate::store::{Snapshot, SqlLimits, SqlSink, SqlValue, query};

/// How long a step may continue after the timeout.
const GRACE: Duration = Duration::from_secs(1);

/// Run a read-only SQL query
///
/// The views articles, versions, captures, changes, aliases, imports, rejects, redirects and events
/// are described in docs/schema.md. This command adds the view edits: one row per sentence that a
/// change added, removed, edited or moved. It also adds the functions body(version_no),
/// match_key(url), words(text), diff_stat(old, new), which accepts texts or version numbers, and
/// edit_list(before_no, version_no), which returns the edits between two versions as JSON.
#[derive(Debug, clap::Args)]
pub(super) struct SqlArgs {
    /// SQL statement to run; `-` reads it from standard input
    #[arg(value_name = "STATEMENT")]
    statement: String,
    /// Stop the query after this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    timeout: u64,
    /// Maximum number of rows
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<u64>,
    /// Exit with code 1 if the result has no rows
    #[arg(long)]
    exit_code: bool,
    /// Format of the output [default: text, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<ListFormat>,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &SqlArgs, context: &Context) -> CommandResult {
    let format = args.output.format(args.format, ListFormat::Text)?;
    let context = &args.output.context(context)?;
    let catalogs = derived_catalogs(context)?;
    let mut statement = args.statement.clone();
    if statement == "-" {
        statement.clear();
        std::io::stdin().take(1 << 20).read_to_string(&mut statement).map_err(|error| {
            CommandError::usage(format!("standard input cannot be read as text: {error}"))
        })?;
    }
    catalogs.warn_of_shared(context)?;
    let (spent, timeout) = (Spent::begin(), Duration::from_secs(args.timeout));
    spent.clone().watch(timeout + GRACE);
    let clock = spent.clone();
    let limits = SqlLimits {
        is_over: Box::new(move || clock.time() > timeout),
        rows: args.limit.unwrap_or(u64::MAX),
    };
    let mut out = if format.is_paged() { Output::paged(context)? } else { Output::plain(context)? };
    let width = width(format, context);
    let mut sink = RowSink {
        format: format.rows(context),
        width,
        color: context.color,
        out: Some(&mut out),
        rows: None,
        spent,
        is_empty: true,
    };
    let names = catalogs.names().iter().map(String::as_str);
    let paths = catalogs.snapshots().iter().map(Snapshot::path);
    let catalogs: Vec<(&str, &Path)> = names.zip(paths).collect();
    let more = query::<CommandError>(&catalogs, &statement, limits, &mut sink)?;
    sink.spent.count(false);
    if let Some(rows) = &mut sink.rows {
        rows.end()?;
    }
    let is_found = !sink.is_empty;
    drop(sink);
    out.finish()?;
    if more {
        context.say("there are more rows");
    }
    Ok(ExitStatus::of_search(is_found, args.exit_code))
}

/// The time that the statement has taken. The time to show its rows is not counted, because a
/// person may read them page by page.
#[derive(Clone)]
struct Spent(Arc<Mutex<(Duration, Option<Instant>)>>);

impl Spent {
    fn begin() -> Self {
        Self(Arc::new(Mutex::new((Duration::ZERO, Some(Instant::now())))))
    }

    fn time(&self) -> Duration {
        let (before, since) = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        before + since.map_or(Duration::ZERO, |since| since.elapsed())
    }

    fn count(&self, on: bool) {
        let before = self.time();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (before, on.then(Instant::now));
    }

    /// Exits the program if the statement exceeds its time: a single step of SQLite's virtual
    /// machine, such as `instr` on two long texts, can take very long and cannot be interrupted.
    /// This is safe, because the catalog is only read.
    fn watch(self, most: Duration) {
        std::thread::spawn(move || {
            while self.time() <= most {
                std::thread::sleep(GRACE / 5);
            }
            let _ = writeln!(
                std::io::stderr(),
                "error: the statement took too long in a single step, so the program was stopped; \
                 raise --timeout, or make the statement read less"
            );
            std::process::exit(2);
        });
    }
}

/// Writes rows as they arrive. The columns are known once the statement is prepared.
struct RowSink<'o> {
    format: RowFormat,
    width: usize,
    color: bool,
    out: Option<&'o mut Output>,
    rows: Option<Box<dyn RowWriter + 'o>>,
    spent: Spent,
    /// Whether no row was written.
    is_empty: bool,
}

impl SqlSink<CommandError> for RowSink<'_> {
    fn columns(&mut self, names: Vec<String>) -> Result<(), CommandError> {
        let columns: Vec<Column> = names.into_iter().map(Column::named).collect();
        if let Some(out) = self.out.take() {
            let rows = writer(&columns, self.format, self.width, self.color, out)?;
            self.rows = Some(rows);
        }
        Ok(())
    }

    fn row(&mut self, values: Vec<SqlValue>) -> Result<(), CommandError> {
        let cells: Vec<Cell> = values.into_iter().map(cell).collect();
        let Some(rows) = &mut self.rows else { return Ok(()) };
        self.spent.count(false);
        self.is_empty = false;
        rows.row(&cells)?;
        self.spent.count(true);
        Ok(())
    }
}

fn cell(value: SqlValue) -> Cell {
    match value {
        SqlValue::Null => Cell::new(()),
        SqlValue::Integer(number) => Cell::new(number),
        SqlValue::Real(number) => Cell::new(number),
        SqlValue::Text(text) => Cell::new(text),
        SqlValue::Blob(bytes) => {
            let mut hex = String::with_capacity(2 * bytes.len());
            for byte in bytes {
                // Writing to a string cannot fail.
                let _ = write!(hex, "{byte:02x}");
            }
            Cell::new(hex)
        }
    }
}
