//! `list`: the catalog's articles.

use clap::ValueEnum;

use super::context::Context;
use super::filter::FilterArgs;
use super::format::{ListFormat, write_rows};
use super::rebuild::derived_catalog;
use super::{Done, Outcome};
use crate::render::rows::{Cell, Column, Rows};
use crate::store::{ArticleFilter, ArticleSort};

/// List the catalog's articles
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Text in a URL, or in a headline or byline of any version
    #[arg(value_name = "TEXT")]
    text: Option<String>,
    #[command(flatten)]
    filter: FilterArgs,
    /// The order
    #[arg(long, value_name = "BY", default_value = "changed")]
    sort: Sort,
    /// At most so many
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
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
        if args.filter.needs_changes() { derived_catalog(context)? } else { context.catalog()? };
    let filter = ArticleFilter {
        text: args.text.clone(),
        sort: match args.sort {
            Sort::Changed => ArticleSort::Changed,
            Sort::Versions => ArticleSort::Versions,
            Sort::Url => ArticleSort::Url,
            Sort::Number => ArticleSort::Number,
        },
        limit: args.limit,
        ..args.filter.filter()
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
