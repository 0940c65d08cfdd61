//! `export`: writes the catalog for other programs and other catalogs.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use url::Url;

use super::command_error::CommandError;
use super::context::{Context, jobs, listen, now};
use super::destination::Destination;
use super::filter::FilterArgs;
use super::format::cell_escapes;
use super::output::Output;
use super::output_args::format_of;
use super::rebuild::{OpenCatalog, derived_catalog};
use super::timezone_args::TimezoneArgs;
use super::{CommandResult, ExitStatus};
use crate::pipeline::Progress;
use crate::render::counted;
use crate::render::export::{
    Export, ExportError, Form, ParquetTable, PartitionBy, Selection, atom, bagit, csv, jsonl,
    markdown, newsedits, sqlite, warc,
};
#[cfg(feature = "parquet")]
use crate::render::export::{ParquetOptions, parquet};
use crate::web::site;

/// Export the catalog for other programs and other catalogs
///
/// As JSON Lines, the output has one record per capture, with everything that is known about it.
/// Importing these records again gives an equal catalog, and records that were altered are
/// rejected. The same holds for WARC. The other formats are for other programs and for readers;
/// docs/export-format.md describes each format.
#[derive(Debug, clap::Args)]
pub(super) struct ExportArgs {
    #[command(flatten)]
    filter: FilterArgs,
    /// Write to this file or folder instead of stdout
    ///
    /// It must not exist yet, unless --force is given.
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Replace an existing file, or a folder that an export wrote
    #[arg(long, requires = "output")]
    force: bool,
    /// Format of the output [default: jsonl, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<ExportFormat>,
    /// URL of the Atom feed; its host becomes part of the entry ids
    #[arg(long, value_name = "URL", value_parser = address)]
    self_url: Option<Url>,
    /// Title of the Atom feed [default: Changes]
    #[arg(long = "feed-title", value_name = "TEXT")]
    feed_title: Option<String>,
    /// Maximum number of changes in the Atom feed [default: 100]
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// Format of the data in a bag [default: jsonl]
    #[arg(long, value_name = "FORMAT")]
    payload: Option<ExportFormat>,
    /// Line for a bag's bag-info.txt; can be given more than once
    ///
    /// For example "Source-Organization=A library".
    #[arg(long, value_name = "LABEL=VALUE", value_parser = bagit::info)]
    bag_info: Vec<(String, String)>,
    /// Table of a Parquet export; can be given more than once [default: all]
    ///
    /// If --output is a file and not a folder, it holds one table [default: captures].
    #[arg(long = "table", value_name = "TABLE")]
    tables: Vec<TableName>,
    /// Partition a Parquet export into folders
    #[arg(long, value_name = "KEY")]
    by: Option<PartitionKey>,
    #[command(flatten)]
    timezone: TimezoneArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TableName {
    /// One row per version, with its text
    Versions,
    /// One row per capture, for `recension import`
    Captures,
    /// One row per change
    Changes,
    /// One row per operation on sentences
    Edits,
    /// One row per finding of the audit
    Findings,
    /// One row per look, redirect and waiting revisit, for `recension import`
    Looks,
}

impl From<TableName> for ParquetTable {
    fn from(name: TableName) -> Self {
        match name {
            TableName::Versions => Self::Versions,
            TableName::Captures => Self::Captures,
            TableName::Changes => Self::Changes,
            TableName::Edits => Self::Edits,
            TableName::Findings => Self::Findings,
            TableName::Looks => Self::Looks,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PartitionKey {
    /// The article's host
    Host,
    /// The month of the capture, change or finding
    Month,
}

impl From<PartitionKey> for PartitionBy {
    fn from(key: PartitionKey) -> Self {
        match key {
            PartitionKey::Host => Self::Host,
            PartitionKey::Month => Self::Month,
        }
    }
}

impl ExportArgs {
    /// The format: the given one, or the one that the suffix of the output names. A folder is not
    /// named by a suffix.
    fn format(&self) -> Result<ExportFormat, CommandError> {
        let format = format_of(self.format, self.output.as_deref(), ExportFormat::Jsonl)?;
        if self.format.is_none() && matches!(format, ExportFormat::Html | ExportFormat::Markdown) {
            let path = self.output.as_deref().unwrap_or(Path::new("")).display();
            return Err(CommandError::usage(format!(
                "{path}: the {0} format writes a folder, not a file: give --format {0}",
                format.name()
            )));
        }
        Ok(format)
    }

    /// The format of the exported data, in a bag or without one.
    fn content(&self, format: ExportFormat) -> ExportFormat {
        match format {
            ExportFormat::Bagit => self.payload.unwrap_or(ExportFormat::Jsonl),
            format => format,
        }
    }
}

/// The default number of changes in a feed. It is small, because feed readers fetch it repeatedly.
const FEED_LIMIT: u64 = 100;

fn address(text: &str) -> Result<Url, String> {
    Url::parse(text)
        .map_err(|error| format!("{error}; give a URL such as https://example.org/changes.atom"))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// One record per capture, for `recension import`
    Jsonl,
    /// One row per version
    Csv,
    /// Feed of changes, latest first, with the diff in each entry
    Atom,
    /// SQLite file with plain tables and text bodies, for Datasette, DB Browser and others
    Sqlite,
    /// SQLite file with the sentence tables of NewsEdits
    Newsedits,
    /// Folder of HTML pages: the history, versions and diffs of each article
    Html,
    /// Folder of the same pages in Markdown
    Markdown,
    /// Web archive (WARC 1.1) with one record per capture, for `recension import`; gzipped if its
    /// name ends with .gz
    Warc,
    /// Folder in the BagIt format (RFC 8493) around another format, see --payload
    Bagit,
    /// Parquet tables, in a folder, or one in a file whose name ends in .parquet
    Parquet,
}

impl ExportFormat {
    fn export(self, args: &ExportArgs, context: &Context) -> Result<Export, CommandError> {
        Ok(match self {
            Self::Jsonl => jsonl::export(),
            Self::Csv => csv::export(cell_escapes(context)),
            Self::Atom => atom::export(atom::AtomFeed {
                title: args.feed_title.clone().unwrap_or_else(|| "Changes".to_owned()),
                self_url: args.self_url.clone(),
                served_at: None,
                limit: args.limit.unwrap_or(FEED_LIMIT),
            }),
            Self::Sqlite => sqlite::export(),
            Self::Newsedits => newsedits::export(),
            Self::Html => site::export(),
            Self::Markdown => markdown::export(),
            Self::Warc => warc::export(warc_options(args)),
            Self::Bagit => {
                let content = args.content(self);
                if content == Self::Bagit {
                    return Err(CommandError::usage(
                        "a bag cannot hold a bag: use another --payload",
                    ));
                }
                let options = bagit::BagOptions {
                    payload: content.file_name(),
                    info: args.bag_info.clone(),
                    created: now().0,
                };
                bagit::export(content.export(args, context)?, options)
            }
            Self::Parquet => parquet_export(args)?,
        })
    }

    /// The name of its file or folder in a bag.
    fn file_name(self) -> String {
        match self {
            Self::Warc => "catalog.warc.gz".to_owned(),
            Self::Parquet => "tables".to_owned(),
            other => format!("catalog.{}", other.name()),
        }
    }

    /// Whether it needs the stored changes.
    fn needs_changes(self) -> bool {
        matches!(self, Self::Atom | Self::Sqlite | Self::Html | Self::Markdown | Self::Parquet)
    }

    /// Its name on the command line.
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// Returns the export of Parquet tables.
#[cfg(feature = "parquet")]
fn parquet_export(args: &ExportArgs) -> Result<Export, CommandError> {
    let tables: Vec<ParquetTable> = args.tables.iter().map(|table| (*table).into()).collect();
    let mut options = ParquetOptions::default().now(now().0);
    options.by = args.by.map(Into::into);
    let is_bag = args.format == Some(ExportFormat::Bagit);
    let name = args.output.as_deref().and_then(Path::file_name).unwrap_or_default();
    let is_file = !is_bag && name.to_string_lossy().to_ascii_lowercase().ends_with(".parquet");
    if !is_file {
        return Ok(parquet::folder(options.tables(tables)));
    }
    if args.by.is_some() {
        return Err(CommandError::usage(
            "--by writes folders: use an --output whose name does not end in .parquet",
        ));
    }
    match tables.as_slice() {
        [] => Ok(parquet::file(ParquetTable::Captures, options)),
        [table] => Ok(parquet::file(*table, options)),
        _ => Err(CommandError::usage(
            "a file holds one table: use an --output whose name does not end in .parquet",
        )),
    }
}

#[cfg(not(feature = "parquet"))]
fn parquet_export(_: &ExportArgs) -> Result<Export, CommandError> {
    Err(CommandError::no_parquet("Parquet"))
}

/// Returns the options of a web archive. In a bag, its file name is the one in the bag; on standard
/// output, it has no file name.
fn warc_options(args: &ExportArgs) -> warc::WarcOptions {
    let filename = if args.format == Some(ExportFormat::Bagit) {
        Some(args.content(ExportFormat::Bagit).file_name())
    } else {
        let name = args.output.as_deref().and_then(Path::file_name);
        name.map(|name| name.to_string_lossy().into_owned())
    };
    let ends = |name: &String| name.to_ascii_lowercase().ends_with(".gz");
    warc::WarcOptions { gzip: filename.as_ref().is_some_and(ends), filename, created: now().0 }
}

pub(super) fn run(args: &ExportArgs, context: &Context) -> CommandResult {
    let format = args.format()?;
    args.timezone.apply(&args.content(format));
    if format != ExportFormat::Bagit {
        let given =
            [(args.payload.is_some(), "--payload"), (!args.bag_info.is_empty(), "--bag-info")];
        if let Some((_, option)) = given.into_iter().find(|(is_given, _)| *is_given) {
            return Err(CommandError::usage(format!(
                "{option} is an option of bags: use it with --format bagit"
            )));
        }
    }
    let is_feed = args.content(format) == ExportFormat::Atom;
    let of_feed = args.self_url.is_some() || args.feed_title.is_some() || args.limit.is_some();
    if of_feed && !is_feed {
        return Err(CommandError::usage(
            "--self-url, --feed-title and --limit are options of feeds: use them with --format atom",
        ));
    }
    let has_tables = !args.tables.is_empty() || args.by.is_some();
    if has_tables && args.content(format) != ExportFormat::Parquet {
        return Err(CommandError::usage(
            "--table and --by are options of Parquet: use them with --format parquet",
        ));
    }
    let export = format.export(args, context)?;
    let derived = args.filter.filter().needs_changes() || args.content(format).needs_changes();
    let catalog =
        if derived { derived_catalog(context)? } else { OpenCatalog::from(context.catalog()?) };
    let progress = Progress::default();
    let filter = args.filter.checked(std::slice::from_ref(&*catalog), context)?;
    let selection = Selection::of(&catalog, filter, &progress)?.jobs(jobs(None));
    let written = match (&args.output, &export.form) {
        (None, Form::Stream(write)) => {
            let mut out = Output::plain(context)?;
            let written = write(&selection, &mut out)?;
            out.finish()?;
            written
        }
        (None, form) => {
            let (what, name) = match form {
                Form::Folder(_) => ("a folder", "FOLDER"),
                _ => ("a file", "FILE"),
            };
            return Err(CommandError::usage(format!(
                "the {} format writes {what}: use --output {name}",
                format.name()
            )));
        }
        (Some(path), form) => {
            let folder = matches!(form, Form::Folder(_));
            let place = Destination::new(path, folder, args.force, &context.catalogs)?;
            listen(progress.cancel_flag())?;
            let written = export.write_at(&selection, place.part())?;
            place.keep()?;
            written
        }
    };
    let redacted = catalog.redactions()?;
    if redacted > 0 {
        context.warn(&format!(
            "{} of this catalog {} redacted, so the text is not exported",
            counted(redacted as i64, "version"),
            if redacted == 1 { "was" } else { "were" },
        ));
    }
    context.say(&format!(
        "exported {} of {}",
        counted(written, export.unit),
        counted(selection.len() as i64, "article")
    ));
    Ok(ExitStatus::Whole)
}

impl From<ExportError> for CommandError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Store(error) => error.into(),
            ExportError::Output(error) => error.into(),
            ExportError::File { .. } | ExportError::Page { .. } | ExportError::Stopped => {
                Self::Failed(error.to_string())
            }
        }
    }
}
