//! `show`: one version whole.

use std::io::Write as _;

use clap::ValueEnum;

use super::compare::captures_json;
use super::context::Context;
use super::output::{Output, write_json};
use super::{Done, Outcome, select};
use crate::render::version::{VersionJson, write_text};

/// Show one version of an article whole
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The article: a URL, a number, or a part of its URL or headline
    #[arg(value_name = "ARTICLE")]
    article: String,
    /// The version: an ordinal, first, latest, an id's prefix, or a time
    #[arg(value_name = "VERSION", default_value = "latest", allow_hyphen_values = true)]
    version: String,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ShowFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ShowFormat {
    /// A page for people
    Text,
    /// One JSON object with the body and every capture
    Json,
    /// The body alone, byte for byte
    Body,
}

pub(super) fn run(args: &Args, context: &Context) -> Outcome {
    let catalog = context.catalog()?;
    let article = select::article(&catalog, &args.article)?;
    let history = select::history(&catalog, article)?;
    let index = select::version(&history, &args.version)?;
    let versions = history.versions();
    let Some(version) = versions.get(index) else { return Ok(Done::Whole) };
    let body = catalog.body(version)?;
    let body = body.as_deref().map(String::as_str);
    let marks = history.marks(index);
    match args.format {
        ShowFormat::Text => {
            let mut out = Output::paged(context);
            let place = (index + 1, versions.len());
            for capture in &version.captures {
                catalog.proved_extra(version, capture)?;
            }
            write_text(version, body, place, marks, context.color, &mut out)?;
            out.finish()?;
        }
        ShowFormat::Body => {
            let mut out = Output::plain();
            out.write_all(body.unwrap_or_default().as_bytes())?;
            out.finish()?;
        }
        ShowFormat::Json => {
            let mut json = VersionJson::new(version, index + 1, marks);
            json.body = Some(body);
            json.captures = captures_json(&catalog, version)?;
            let mut out = Output::plain();
            write_json(&mut out, &json)?;
            writeln!(out)?;
            out.finish()?;
        }
    }
    Ok(Done::Whole)
}
