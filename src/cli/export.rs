//! `export`: what the catalog holds, for other programs and other catalogs.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::ValueEnum;
use url::Url;

use super::context::{Context, listen};
use super::destination::Destination;
use super::failure::Failure;
use super::filter::FilterArgs;
use super::output::Output;
use super::rebuild::derived_catalog;
use super::{Done, Outcome};
use crate::render::counted;
use crate::render::export::{
    Export, ExportError, Form, Selection, atom, csv, html, jsonl, markdown, newsedits, sqlite,
};

/// Write what the catalog holds, for other programs and other catalogs
///
/// As JSON Lines it is a record a capture, with all that is known of it: imported again, it gives an
/// equal catalog, and a record that was altered is refused. The other formats are for other programs
/// and for readers; docs/export-format.md describes each.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    filter: FilterArgs,
    /// Into this file or folder, which must not be there yet, instead of to the standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Replace what is there: a file, or a folder that an export made
    #[arg(long, requires = "output")]
    force: bool,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    format: ExportFormat,
    /// Of the feed: its address, whose host mints the entries' ids
    #[arg(long, value_name = "URL", value_parser = address)]
    self_url: Option<Url>,
    /// Of the feed: its title [default: Changes]
    #[arg(long = "feed-title", value_name = "TEXT")]
    feed_title: Option<String>,
    /// Of the feed: at most so many changes [default: 100]
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
}

/// Changes in a feed, if no other number is asked for: what readers fetch again and again is short.
const FEED_LIMIT: u64 = 100;

fn address(text: &str) -> Result<Url, String> {
    Url::parse(text)
        .map_err(|error| format!("{error}; an address is like https://example.org/changes.atom"))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// A record a capture, for `recension import`
    Jsonl,
    /// A row a version
    Csv,
    /// A feed of changes, latest first, the diff inside each entry
    Atom,
    /// Plain tables, bodies as text: a file for Datasette, DB Browser and the like
    Sqlite,
    /// The sentence tables of NewsEdits: a file
    Newsedits,
    /// A folder of pages: each article's history, versions and diffs
    Html,
    /// The same as Markdown
    Markdown,
}

impl ExportFormat {
    fn export(self, args: &Args) -> Export {
        match self {
            Self::Jsonl => jsonl::export(),
            Self::Csv => csv::export(),
            Self::Atom => atom::export(atom::Feed {
                title: args.feed_title.clone().unwrap_or_else(|| "Changes".to_owned()),
                self_url: args.self_url.clone(),
                limit: args.limit.unwrap_or(FEED_LIMIT),
            }),
            Self::Sqlite => sqlite::export(),
            Self::Newsedits => newsedits::export(),
            Self::Html => html::export(),
            Self::Markdown => markdown::export(),
        }
    }

    /// Whether it is made of the stored changes.
    fn needs_changes(self) -> bool {
        matches!(self, Self::Atom | Self::Sqlite | Self::Html | Self::Markdown)
    }

    /// Its name, as the user gives it.
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

pub(super) fn run(args: &Args, context: &Context) -> Outcome {
    let is_feed = args.format == ExportFormat::Atom;
    let of_feed = args.self_url.is_some() || args.feed_title.is_some() || args.limit.is_some();
    if of_feed && !is_feed {
        return Err(Failure::usage(
            "--self-url, --feed-title and --limit are of the feed: they go with --format atom",
        ));
    }
    let export = args.format.export(args);
    let derived = args.filter.needs_changes() || args.format.needs_changes();
    let catalog = if derived { derived_catalog(context)? } else { context.catalog()? };
    let stop = Arc::new(AtomicBool::new(false));
    let selection = Selection::of(&catalog, args.filter.filter(), &stop)?;
    let written = match (&args.output, &export.form) {
        (None, Form::Stream(write)) => {
            let mut out = Output::plain();
            let written = write(&selection, &mut out)?;
            out.finish()?;
            written
        }
        (None, form) => {
            let (what, name) = match form {
                Form::Folder(_) => ("a folder", "FOLDER"),
                _ => ("a file", "FILE"),
            };
            return Err(Failure::usage(format!(
                "{} is {what}: name it with --output {name}",
                args.format.name()
            )));
        }
        (Some(path), form) => {
            let folder = matches!(form, Form::Folder(_));
            let place = Destination::new(path, folder, args.force, &context.db)?;
            listen(&stop)?;
            let written = export.write_at(&selection, place.part())?;
            place.keep()?;
            written
        }
    };
    context.say(&format!(
        "exported {} of {}",
        counted(written, export.unit),
        counted(selection.len() as i64, "article")
    ));
    Ok(Done::Whole)
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Store(error) => error.into(),
            ExportError::Output(error) => error.into(),
            ExportError::File { .. } | ExportError::Stopped => Self::Failed(error.to_string()),
        }
    }
}
