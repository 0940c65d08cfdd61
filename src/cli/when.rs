//! `when`: the versions that contain a phrase.

use super::command_error::CommandError;
use super::context::{Context, jobs};
use super::format::{ListFormat, write_rows};
use super::output_args::OutputArgs;
use super::timezone_args::TimezoneArgs;
use super::{CommandResult, ExitStatus};
use crate::catalog::select::{self, SelectError};
use crate::history::parallel::in_order;
use crate::history::when::{Closeness, Phrase, phrase_runs};
use crate::render::rows::ResultRows;
use crate::render::when::{COLUMNS, cells};
use crate::store::{ArticleFilter, ArticleSort, Snapshot};

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
    #[command(flatten)]
    timezone: TimezoneArgs,
}

pub(super) fn run(args: &WhenArgs, context: &Context) -> CommandResult {
    let format = args.output.format(args.format, ListFormat::Text)?;
    args.timezone.apply(&format);
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
    let mut rows = ResultRows::new(&COLUMNS);
    let of_article = |catalog: &Snapshot, article| {
        let history = select::history(catalog, article)?;
        let runs = phrase_runs(catalog, &history, &ready)?;
        let url = match runs.as_slice() {
            [] => None,
            _ => catalog.aliases(article)?.into_iter().next(),
        };
        Ok::<Vec<_>, SelectError>(
            runs.iter().filter_map(|run| cells(&history, url.as_deref(), run)).collect(),
        )
    };
    in_order(&catalog, &articles, jobs(None), of_article, |found| {
        rows.rows.extend(found);
        Ok(())
    })?;
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
