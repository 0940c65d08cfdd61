//! `stats`: the size and contents of the catalog.

use std::io::Write as _;

use super::catalogs::derived_catalogs;
use super::command_error::CommandError;
use super::context::Context;
use super::format::{ListFormat, TextFormat, write_rows};
use super::groups::{self, By, TimeField};
use super::output::{Output, write_json};
use super::output_args::OutputArgs;
use super::timezone_args::TimezoneArgs;
use super::{CommandResult, ExitStatus};
use crate::article::Precision;
use crate::article::timestamp::canonical_text;
use crate::render;
use crate::render::rows::{Cell, Column, ResultRows};
use crate::store::{ArticleFilter, CatalogStats};

/// Show the size and contents of the catalog
///
/// Sizes include the unused space in database pages. Without --by, the command reads the complete
/// file; with --by, it reads one row per article.
#[derive(Debug, clap::Args)]
pub(super) struct StatsArgs {
    /// Maximum number of hosts to list
    #[arg(long, value_name = "N", default_value_t = 10, conflicts_with = "by")]
    hosts: usize,
    /// Count articles, versions and changes in groups
    ///
    /// Groups by time are listed latest first, all others largest first.
    #[arg(long, value_name = "GROUP")]
    by: Option<By>,
    /// Timestamp to use for --by day, month and year
    #[arg(long, value_name = "TIMESTAMP", default_value = "published", requires = "by")]
    clock: TimeField,
    /// Maximum number of groups
    #[arg(short = 'n', long, value_name = "N", requires = "by", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// Format of the output [default: text, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<TextFormat>,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    timezone: TimezoneArgs,
}

pub(super) fn run(args: &StatsArgs, context: &Context) -> CommandResult {
    let format = args.output.format(args.format, TextFormat::Text)?;
    args.timezone.apply(&format);
    let context = &args.output.context(context)?;
    let catalogs = derived_catalogs(context)?;
    catalogs.warn_of_shared(context)?;
    if let Some(by) = args.by {
        let mut found = catalogs.all().groups(&ArticleFilter::default(), by.with(args.clock))?;
        let most = args.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
        let more = found.len().saturating_sub(most);
        found.truncate(most);
        if let Some(format) = format.rows() {
            write_rows(&groups::rows(by, found), format, context)?;
        } else {
            let mut out = Output::paged(context)?;
            let (width, color) = (context.width, context.color);
            render::stats::write_groups(by.name(), &found, width, color, &mut out)?;
            out.finish()?;
        }
        if more > 0 {
            context.say(&format!("there are {more} more"));
        }
        return Ok(ExitStatus::Whole);
    }
    let stats = catalogs.all().stats(args.hosts)?;
    match format.rows() {
        None => {
            let mut out = Output::plain(context)?;
            render::stats::write(&stats, context.width, context.color, &mut out)?;
            out.finish()?;
        }
        Some(ListFormat::Json | ListFormat::Jsonl) => {
            let mut out = Output::plain(context)?;
            write_json(&mut out, &render::stats::json(&stats)?)?;
            writeln!(out)?;
            out.finish()?;
        }
        Some(format) => write_rows(&measures(&stats)?, format, context)?,
    }
    Ok(ExitStatus::Whole)
}

/// One row per measure, including the articles of each host and the bytes of each table.
fn measures(stats: &CatalogStats) -> Result<ResultRows, CommandError> {
    let mut rows = ResultRows::new(&[
        Column::text("measure", "Measure"),
        Column::text("of", "Of"),
        Column::number("value", "Value"),
    ]);
    let mut add = |measure: &str, of: Option<&str>, value: serde_json::Value| {
        rows.rows.push(vec![Cell::new(measure), Cell::new(of), Cell::new(value)]);
    };
    if let serde_json::Value::Object(all) = render::stats::json(stats)? {
        for (measure, value) in all {
            if !value.is_array() {
                add(&measure, None, value);
            }
        }
    }
    let time = |micros: Option<i64>| micros.map(|at| canonical_text(at, Precision::Second)).into();
    add("first_captured", None, time(stats.captured.0));
    add("last_captured", None, time(stats.captured.1));
    for host in &stats.hosts {
        add("articles", host.name.as_deref(), host.articles.into());
        add("versions", host.name.as_deref(), host.versions.into());
    }
    for table in &stats.tables {
        add("bytes", Some(&table.name), table.bytes.into());
    }
    Ok(rows)
}
