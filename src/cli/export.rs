//! `export`: what the catalog holds, for other programs and other catalogs.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::ValueEnum;
use url::Url;

use super::context::{Context, listen, now};
use super::destination::Destination;
use super::failure::Failure;
use super::filter::FilterArgs;
use super::output::Output;
use super::rebuild::derived_catalog;
use super::{Done, Outcome};
use crate::render::counted;
use crate::render::export::{
    Export, ExportError, Form, Selection, atom, bagit, csv, html, jsonl, markdown, newsedits,
    sqlite, warc,
};

/// Write what the catalog holds, for other programs and other catalogs
///
/// As JSON Lines it is a record a capture, with all that is known of it: imported again, it gives an
/// equal catalog, and a record that was altered is refused; so it does as WARC. The other formats are for other programs
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
    /// Of a bag: what it holds [default: jsonl]
    #[arg(long, value_name = "FORMAT")]
    payload: Option<ExportFormat>,
    /// Of a bag: a line of its bag-info.txt, as Source-Organization or External-Identifier; may be
    /// given more than once
    #[arg(long, value_name = "LABEL=VALUE", value_parser = bagit::info)]
    bag_info: Vec<(String, String)>,
}

impl Args {
    /// What is exported, in a bag or without one.
    fn content(&self) -> ExportFormat {
        match self.format {
            ExportFormat::Bagit => self.payload.unwrap_or(ExportFormat::Jsonl),
            format => format,
        }
    }
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
    /// A web archive (WARC 1.1) with a record a capture, for `recension import`; gzipped where its
    /// name ends with .gz
    Warc,
    /// A folder by RFC 8493 around another format, see --payload
    Bagit,
}

impl ExportFormat {
    fn export(self, args: &Args) -> Result<Export, Failure> {
        Ok(match self {
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
            Self::Warc => warc::export(warc_options(args)),
            Self::Bagit => {
                let content = args.content();
                if content == Self::Bagit {
                    return Err(Failure::usage("a bag holds no bag: name another --payload"));
                }
                let options = bagit::BagOptions {
                    payload: content.file_name(),
                    info: args.bag_info.clone(),
                    created: now(),
                };
                bagit::export(content.export(args)?, options)
            }
        })
    }

    /// Its file's or folder's name in a bag.
    fn file_name(self) -> String {
        match self {
            Self::Warc => "catalog.warc.gz".to_owned(),
            other => format!("catalog.{}", other.name()),
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

/// An archive in a bag has the bag's name for it; one on the standard output has none.
fn warc_options(args: &Args) -> warc::WarcOptions {
    let filename = if args.format == ExportFormat::Bagit {
        Some(args.content().file_name())
    } else {
        let name = args.output.as_deref().and_then(std::path::Path::file_name);
        name.map(|name| name.to_string_lossy().into_owned())
    };
    let ends = |name: &String| name.to_ascii_lowercase().ends_with(".gz");
    warc::WarcOptions { gzip: filename.as_ref().is_some_and(ends), filename, created: now() }
}

pub(super) fn run(args: &Args, context: &Context) -> Outcome {
    if args.format != ExportFormat::Bagit {
        let given =
            [(args.payload.is_some(), "--payload"), (!args.bag_info.is_empty(), "--bag-info")];
        if let Some((_, option)) = given.into_iter().find(|(is_given, _)| *is_given) {
            return Err(Failure::usage(format!(
                "{option} is of a bag: it goes with --format bagit"
            )));
        }
    }
    let is_feed = args.content() == ExportFormat::Atom;
    let of_feed = args.self_url.is_some() || args.feed_title.is_some() || args.limit.is_some();
    if of_feed && !is_feed {
        return Err(Failure::usage(
            "--self-url, --feed-title and --limit are of the feed: they go with --format atom",
        ));
    }
    let export = args.format.export(args)?;
    let derived = args.filter.needs_changes() || args.content().needs_changes();
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
    let redacted = catalog.redactions()?;
    if redacted > 0 {
        context.warn(&format!(
            "{} of this catalog {} redacted: there is nothing of their text to export",
            counted(redacted as i64, "version"),
            if redacted == 1 { "was" } else { "were" },
        ));
    }
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
