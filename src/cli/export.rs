//! `export`: what the catalog holds, for other programs and other catalogs.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::ValueEnum;

use super::context::Context;
use super::failure::Failure;
use super::filter::FilterArgs;
use super::output::Output;
use super::rebuild::derived_catalog;
use super::{Done, Outcome, select};
use crate::article::ArticleId;
use crate::render::counted;
use crate::render::export::CaptureRecord;
use crate::render::rows::{self, Cell, Column, RowFormat};
use crate::store::{ArticleFilter, ArticleSort, Catalog};

/// Write what the catalog holds, for other programs and other catalogs
///
/// As JSON Lines it is a record a capture, with all that is known of it: imported again, it gives an
/// equal catalog, and a record that was altered is refused. As CSV it is a row a version.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    filter: FilterArgs,
    /// Into this file, which must not be there yet, instead of to the standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    format: ExportFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// A record a capture, for `recension import`
    Jsonl,
    /// A row a version
    Csv,
}

pub(super) fn run(args: &Args, context: &Context) -> Outcome {
    let catalog =
        if args.filter.needs_changes() { derived_catalog(context)? } else { context.catalog()? };
    let filter = ArticleFilter { sort: ArticleSort::Number, ..args.filter.filter() };
    let articles = catalog.article_ids(&filter)?;
    let written = match &args.output {
        None => {
            let mut out = Output::plain();
            let written = write(args.format, &catalog, &articles, &mut out)?;
            out.finish()?;
            written
        }
        Some(path) => {
            let failed = |error: std::io::Error| match error.kind() {
                std::io::ErrorKind::AlreadyExists => Failure::usage(format!(
                    "{} is there already: name another file, or remove it first",
                    path.display()
                )),
                _ => Failure::Failed(format!("{}: cannot be written: {error}", path.display())),
            };
            let file = File::create_new(path).map_err(failed)?;
            let mut out = BufWriter::with_capacity(1 << 16, file);
            let written = write(args.format, &catalog, &articles, &mut out).and_then(|written| {
                let file = out.into_inner().map_err(std::io::IntoInnerError::into_error);
                file.and_then(|file| file.sync_all()).map_err(failed)?;
                Ok(written)
            });
            if written.is_err() {
                // Half an export would pass for a whole one.
                let _ = std::fs::remove_file(path);
            }
            written?
        }
    };
    let what = if args.format == ExportFormat::Csv { "version" } else { "capture" };
    context.say(&format!(
        "exported {} of {}",
        counted(written, what),
        counted(articles.len() as i64, "article")
    ));
    Ok(Done::Whole)
}

/// Gives how many records or rows were written.
fn write(
    format: ExportFormat,
    catalog: &Catalog,
    articles: &[ArticleId],
    out: &mut dyn Write,
) -> Result<i64, Failure> {
    match format {
        ExportFormat::Jsonl => write_records(catalog, articles, out),
        ExportFormat::Csv => write_rows(catalog, articles, out),
    }
}

fn write_records(
    catalog: &Catalog,
    articles: &[ArticleId],
    out: &mut dyn Write,
) -> Result<i64, Failure> {
    let mut written = 0;
    for &article in articles {
        let key = catalog.key_of(article)?;
        let history = select::history(catalog, article)?;
        for version in history.versions() {
            let body = catalog.body(version)?;
            for capture in &version.captures {
                let extra = capture.extra.map(|extra| catalog.extra(extra)).transpose()?;
                let body = body.as_ref().map(|body| body.as_str());
                let record =
                    CaptureRecord::new(&key, version, body, capture, extra.unwrap_or_default());
                serde_json::to_writer(&mut *out, &record).map_err(std::io::Error::from)?;
                out.write_all(b"\n")?;
                written += 1;
            }
        }
    }
    Ok(written)
}

const COLUMNS: [Column; 17] = [
    Column::hidden("article"),
    Column::hidden("ordinal"),
    Column::hidden("id"),
    Column::hidden("url"),
    Column::hidden("published"),
    Column::hidden("updated"),
    Column::hidden("first_captured"),
    Column::hidden("last_captured"),
    Column::hidden("captures"),
    Column::hidden("silent_edit"),
    Column::hidden("lang"),
    Column::hidden("publisher"),
    Column::hidden("section"),
    Column::hidden("title"),
    Column::hidden("byline"),
    Column::hidden("description"),
    Column::hidden("body"),
];

fn write_rows(
    catalog: &Catalog,
    articles: &[ArticleId],
    out: &mut dyn Write,
) -> Result<i64, Failure> {
    let mut writer = rows::writer(&COLUMNS, RowFormat::Csv, usize::MAX, false, out)?;
    let mut written = 0;
    for &article in articles {
        let history = select::history(catalog, article)?;
        for (index, version) in history.versions().iter().enumerate() {
            let Some(capture) = version.captures.first() else { continue };
            let body = catalog.body(version)?;
            writer.row(&[
                Cell::new(article.0),
                Cell::new(index + 1),
                Cell::new(version.id.to_string()),
                Cell::new(capture.url.as_str()),
                Cell::clock(version.published.as_ref()),
                Cell::clock(version.updated.as_ref()),
                Cell::clock(version.captured().next()),
                Cell::clock(version.captured().next_back()),
                Cell::new(version.captures.len()),
                Cell::new(history.marks(index).silent),
                Cell::new(capture.lang.as_deref()),
                Cell::new(capture.publisher.as_deref()),
                Cell::new(capture.section.as_deref()),
                Cell::new(version.title.as_deref()),
                Cell::new(version.byline.as_deref()),
                Cell::new(version.description.as_deref()),
                Cell::new(body.as_ref().map(|body| body.as_str())),
            ])?;
            written += 1;
        }
    }
    writer.end()?;
    Ok(written)
}
