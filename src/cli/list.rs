//! `list`: the catalog's articles.

use clap::ValueEnum;

use super::changes::{class, class_bits};
use super::context::Context;
use super::format::{ListFormat, write_rows};
use super::rebuild::derived_catalog;
use super::times::{CountRange, TimeRange, count_range, time_range};
use super::{Done, Outcome};
use crate::diff::Class;
use crate::render::rows::{Cell, Column, Rows};
use crate::store::{ArticleFilter, ArticleSort};

/// List the catalog's articles
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Text in a URL, or in a headline or byline of any version
    #[arg(value_name = "TEXT")]
    text: Option<String>,
    /// Of this host and its subdomains
    #[arg(long, value_name = "HOST")]
    host: Option<String>,
    /// Text in a headline of any version
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Text in a byline of any version
    #[arg(long, value_name = "TEXT")]
    byline: Option<String>,
    /// Text in the publisher's name
    #[arg(long, value_name = "TEXT")]
    publisher: Option<String>,
    /// In this language (`en` has `en-GB` in it)
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// Published then: a time (2014-10), a range (2014-10-01..2014-11), or since (7d)
    #[arg(long, value_name = "TIME", value_parser = time_range)]
    published: Option<TimeRange>,
    /// Updated then
    #[arg(long, value_name = "TIME", value_parser = time_range)]
    updated: Option<TimeRange>,
    /// Captured then, at least once
    #[arg(long, value_name = "TIME", value_parser = time_range)]
    captured: Option<TimeRange>,
    /// With so many versions: 3, '>=3', '<5', 2..5
    #[arg(long, value_name = "COUNT", value_parser = count_range)]
    versions: Option<CountRange>,
    /// With a change of one of these classes: number, quote, name, …
    #[arg(long, value_name = "CLASSES", value_delimiter = ',', value_parser = class)]
    class: Vec<Class>,
    /// With a silent edit: text that changed although `updated` did not
    #[arg(long)]
    silent: bool,
    /// That returned to an earlier text
    #[arg(long, alias = "returns")]
    flip: bool,
    /// The order
    #[arg(long, value_name = "BY", default_value = "changed")]
    sort: Sort,
    /// At most so many
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<u64>,
    /// Only say how many there are
    #[arg(long, conflicts_with = "limit")]
    count: bool,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: ListFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Sort {
    /// Latest change first
    Changed,
    /// Most versions first
    Versions,
    /// By URL, hosts together
    Url,
    /// By number
    Number,
}

pub(super) fn run(args: &Args, context: &Context) -> Outcome {
    let catalog =
        if args.class.is_empty() { context.catalog()? } else { derived_catalog(context)? };
    let time = |range: Option<TimeRange>| range.map_or((None, None), |range| (range.0, range.1));
    let versions = args.versions.unwrap_or(CountRange(None, None));
    let filter = ArticleFilter {
        host: args.host.clone(),
        text: args.text.clone(),
        title: args.title.clone(),
        byline: args.byline.clone(),
        publisher: args.publisher.clone(),
        lang: args.lang.clone(),
        published: time(args.published),
        updated: time(args.updated),
        captured: time(args.captured),
        least_versions: versions.0,
        most_versions: versions.1,
        classes: class_bits(&args.class),
        silent: args.silent,
        returns: args.flip,
        sort: match args.sort {
            Sort::Changed => ArticleSort::Changed,
            Sort::Versions => ArticleSort::Versions,
            Sort::Url => ArticleSort::Url,
            Sort::Number => ArticleSort::Number,
        },
        limit: args.limit,
    };
    if args.count {
        let mut rows = Rows::new(&[Column::number("articles", "Articles")]);
        rows.rows.push(vec![Cell::new(catalog.count_articles(&filter)?)]);
        write_rows(&rows, args.format, context)?;
        return Ok(Done::Whole);
    }
    let found = catalog.articles(&filter)?;
    let mut rows = Rows::new(&[
        Column::number("article", "No"),
        Column::number("versions", "Vers"),
        Column::hidden("captures"),
        Column::hidden("silent_edits"),
        Column::hidden("returns"),
        Column::hidden("published"),
        Column::text("updated", "Updated (UTC)"),
        Column::hidden("first_captured"),
        Column::hidden("last_captured"),
        Column::long("title", "Headline"),
        Column::hidden("byline"),
        Column::hidden("lang"),
        Column::hidden("publisher"),
        Column::hidden("section"),
        Column::long("url", "URL"),
        Column::hidden("match_key"),
    ]);
    for row in found {
        rows.rows.push(vec![
            Cell::new(row.id.0),
            Cell::new(row.versions),
            Cell::new(row.captures),
            Cell::new(row.silent_edits),
            Cell::new(row.returns),
            Cell::claim(row.published),
            Cell::claim(row.updated),
            Cell::time(row.first_captured),
            Cell::time(row.last_captured),
            Cell::new(row.title),
            Cell::new(row.byline),
            Cell::new(row.lang),
            Cell::new(row.publisher),
            Cell::new(row.section),
            Cell::new(row.url),
            Cell::new(row.key.as_str()),
        ]);
    }
    if rows.rows.is_empty() && args.format == ListFormat::Table {
        context.say("no article matches");
        return Ok(Done::Whole);
    }
    write_rows(&rows, args.format, context)?;
    Ok(Done::Whole)
}
