//! `when`: the versions that contain a phrase.

use super::command_error::CommandError;
use super::context::Context;
use super::format::{ListFormat, write_rows};
use super::output_args::OutputArgs;
use super::{CommandResult, ExitStatus};
use crate::catalog::select;
use crate::history::when::{Closeness, Phrase, PhraseRun, phrase_runs};
use crate::render::rows::{Cell, Column, ResultRows};
use crate::store::{ArticleFilter, ArticleSort};
use crate::timeline::{State, Timeline};

/// Show which versions contain a phrase
///
/// Also shows when the phrase disappeared and came back.
#[derive(Debug, clap::Args)]
pub(super) struct WhenArgs {
    /// Article and phrase; with --all, only the phrase
    #[arg(value_name = "[ARTICLE] PHRASE", num_args = 1..=2, required = true)]
    words: Vec<String>,
    /// Search every article of the catalog
    #[arg(long)]
    all: bool,
    /// Ignore differences of case, accents, quotes and dashes
    #[arg(long)]
    fuzzy: bool,
    /// Exit with code 1 if nothing is found
    #[arg(long)]
    exit_code: bool,
    /// Format of the output [default: text, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<ListFormat>,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &WhenArgs, context: &Context) -> CommandResult {
    let format = args.output.format(args.format, ListFormat::Text)?;
    let context = &args.output.context(context)?;
    let catalog = context.catalog()?;
    let (article, phrase) = match (args.words.as_slice(), args.all) {
        ([phrase], true) => (None, phrase),
        ([article, phrase], false) => (Some(article), phrase),
        (_, true) => {
            return Err(CommandError::usage(
                "with --all, give only the phrase, in quotation marks",
            ));
        }
        _ => {
            return Err(CommandError::usage(
                "give the article and the phrase, each in quotation marks, or use --all",
            ));
        }
    };
    let closeness = if args.fuzzy { Closeness::Fuzzy } else { Closeness::Exact };
    let ready = Phrase::new(phrase, closeness)
        .ok_or_else(|| CommandError::usage("the phrase is empty: give the text to look for"))?;
    let articles = if let Some(name) = article {
        vec![select::article(&catalog, name)?]
    } else {
        let filter = ArticleFilter { sort: ArticleSort::Number, ..ArticleFilter::default() };
        catalog.article_ids(&filter)?
    };
    let mut rows = ResultRows::new(&[
        Column::number("article", "No"),
        Column::text("state", "Phrase"),
        Column::number("from_ordinal", "From"),
        Column::text("from_time", "Time"),
        Column::text("from_captured", "First seen"),
        Column::number("to_ordinal", "To"),
        Column::text("to_time", "Time"),
        Column::text("to_captured", "Last seen"),
        Column::hidden("from_version"),
        Column::hidden("to_version"),
        Column::hidden("url"),
        Column::hidden("from_effective"),
        Column::hidden("from_earliest"),
        Column::hidden("from_latest"),
        Column::hidden("order"),
        Column::hidden("from_id"),
        Column::hidden("to_id"),
        Column::hidden("from_at"),
        Column::hidden("to_at"),
    ]);
    for article in articles {
        let history = select::history(&catalog, article)?;
        let runs = phrase_runs(&catalog, &history, &ready)?;
        let url = catalog.aliases(article)?.into_iter().next();
        rows.rows.extend(runs.iter().filter_map(|run| row(&history, url.as_deref(), run)));
    }
    let is_found = !rows.rows.is_empty();
    if !is_found {
        context.say(&format!("no version contains \"{phrase}\""));
        if !args.fuzzy {
            context.say("--fuzzy ignores differences of case, accents, quotes and dashes");
        }
    }
    if is_found || format != ListFormat::Text || context.file.is_some() {
        write_rows(&rows, format, context)?;
    }
    Ok(ExitStatus::of_search(is_found, args.exit_code))
}

fn row(history: &Timeline, url: Option<&str>, run: &PhraseRun) -> Option<Vec<Cell>> {
    let PhraseRun { phrase, from, to } = *run;
    let (first, last) = (history.states().get(from)?, history.states().get(to)?);
    let (first_version, last_version) = (history.version_of(first)?, history.version_of(last)?);
    let seen = |state: &State, last: bool| {
        let mut captures = history.captures(state).filter(|_| state.seen.is_some());
        let capture = if last { captures.next_back() } else { captures.next() };
        Cell::clock(capture.and_then(|capture| capture.captured.as_ref()))
    };
    Some(vec![
        Cell::new(first_version.article.0),
        Cell::new(phrase.name()),
        if first.is_order_unknown() {
            Cell::shown(first.version + 1, format!("{} (order unknown)", first.version + 1))
        } else {
            Cell::new(first.version + 1)
        },
        Cell::clock(history.dated_by(from)),
        seen(first, false),
        Cell::new(last.version + 1),
        Cell::clock(history.dated_by(to)),
        seen(last, true),
        Cell::new(first_version.id.to_string()),
        Cell::new(last_version.id.to_string()),
        Cell::new(url),
        Cell::effective(&first.effective),
        Cell::time(first.effective.earliest),
        Cell::time(first.effective.latest),
        Cell::new(first.order.name()),
        Cell::new(first_version.id.to_string()),
        Cell::new(last_version.id.to_string()),
        Cell::effective(&first.effective),
        Cell::effective(&last.effective),
    ])
}
