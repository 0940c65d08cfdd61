//! `list`: the articles of the catalog.

use super::catalogs::derived_catalogs;
use super::command_error::CommandError;
use super::context::Context;
use super::filter::FilterArgs;
use super::format::{ListFormat, width, write_rows};
use super::groups::{self, By, TimeField};
use super::output::Output;
use super::output_args::OutputArgs;
use super::sample::SampleArgs;
use super::timezone_args::TimezoneArgs;
use super::{CommandResult, ExitStatus};
use crate::catalog::ArticleQuery;
use crate::render::articles::{COLUMNS, cells};
use crate::render::rows::{self, Cell, Column, ResultRows};
use crate::store::{ArticleFilter, PageCursor, SortKey};

/// List the articles of the catalog
///
/// An article is listed if it meets all conditions. If --limit cuts the list, a message on standard
/// error ends with `--after CURSOR`; run the same command with it to continue after the last line.
/// Later pages do not include articles that were added in between; an article that changed in
/// between appears at its new position.
#[derive(Debug, clap::Args)]
pub(super) struct ListArgs {
    /// Text in a URL, or in the title or byline of any version
    #[arg(value_name = "TEXT")]
    text: Option<String>,
    #[command(flatten)]
    filter: FilterArgs,
    /// Sort keys, each optionally followed by :asc or :desc
    ///
    /// Keys are changed, published, updated, captured (the last capture), versions, words, silent,
    /// url and number.
    #[arg(long, value_name = "KEYS", value_delimiter = ',', default_value = "changed")]
    sort: Vec<SortKey>,
    /// Maximum number of lines
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// Continue after the page that ended with this cursor
    #[arg(long, value_name = "CURSOR", conflicts_with = "sample")]
    after: Option<String>,
    /// Print only the number of articles
    #[arg(long, conflicts_with_all = ["limit", "after", "by", "sort", "sample"])]
    count: bool,
    /// Count articles, versions, captures and changes in groups
    ///
    /// Groups by time are listed latest first, all others largest first.
    #[arg(long, value_name = "GROUP", conflicts_with_all = ["after", "sort", "sample"])]
    by: Option<By>,
    /// Timestamp to use for --by day, month and year
    #[arg(long, value_name = "TIMESTAMP", default_value = "published", requires = "by")]
    clock: TimeField,
    #[command(flatten)]
    sample: SampleArgs,
    /// Exit with code 1 if nothing is found
    #[arg(long)]
    exit_code: bool,
    /// Format of the output [default: text, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<ListFormat>,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    timezone: TimezoneArgs,
}

pub(super) fn run(args: &ListArgs, context: &Context) -> CommandResult {
    let format = args.output.format(args.format, ListFormat::Text)?;
    args.timezone.apply(&format);
    let context = &args.output.context(context)?;
    let count = context.catalogs.len();
    let after = args.after.as_deref();
    let after = after.map(|text| PageCursor::read_for(text, &args.sort, count)).transpose();
    let after = after.map_err(|error| {
        let start = "or omit --after to start with the first page";
        CommandError::usage(format!("--after: {error}, {start}"))
    })?;
    let catalogs = derived_catalogs(context)?;
    let filter = ArticleFilter {
        text: args.text.clone(),
        ..args.filter.checked(catalogs.snapshots(), context)?
    };
    if args.count {
        let mut rows = ResultRows::new(&[Column::number("articles", "Articles")]);
        let count = catalogs.all().count_articles(&filter)?;
        rows.rows.push(vec![Cell::new(count)]);
        write_rows(&rows, format, context)?;
        catalogs.warn_of_shared(context)?;
        return Ok(ExitStatus::of_search(count > 0, args.exit_code));
    }
    if let Some(by) = args.by {
        catalogs.warn_of_shared(context)?;
        let mut found = catalogs.all().groups(&filter, by.with(args.clock))?;
        let most = args.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
        let more = found.len().saturating_sub(most);
        found.truncate(most);
        if found.is_empty() && format == ListFormat::Text && context.file.is_none() {
            context.say("no article matches");
            return Ok(ExitStatus::of_search(false, args.exit_code));
        }
        let is_found = !found.is_empty();
        write_rows(&groups::rows(by, found), format, context)?;
        if more > 0 {
            context.say(&format!("there are {more} more"));
        }
        return Ok(ExitStatus::of_search(is_found, args.exit_code));
    }
    let is_first_page = after.is_none();
    let page = catalogs.list(&ArticleQuery {
        filter,
        sort: args.sort.clone(),
        limit: args.limit,
        after,
        sample: args.sample.sample(context),
    })?;
    if page.articles.is_empty() && format == ListFormat::Text && context.file.is_none() {
        context.say(if is_first_page { "no article matches" } else { "no more articles" });
        return Ok(ExitStatus::of_search(false, args.exit_code));
    }
    let mut out = if format.is_paged() { Output::paged(context)? } else { Output::plain(context)? };
    let width = width(format, context);
    let columns = catalogs.columns(&COLUMNS);
    let mut writer = rows::writer(&columns, format.rows(context), width, context.color, &mut out)?;
    // Articles are read one by one, because a list may be as long as the catalog.
    let is_found = !page.articles.is_empty();
    for article in page.articles {
        if let Some(row) = catalogs.all().article(article)? {
            writer.row(&catalogs.cells(article, cells(row)))?;
        }
    }
    writer.end()?;
    drop(writer);
    out.finish()?;
    if let Some(next) = page.next {
        context.say(&format!("there are more: --after {next}"));
    }
    Ok(ExitStatus::of_search(is_found, args.exit_code))
}
