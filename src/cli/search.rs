//! `search`: searches the text of all versions.

use std::ffi::OsString;

use super::catalogs::indexed_catalogs;
use super::command_error::CommandError;
use super::context::Context;
use super::filter::FilterArgs;
use super::format::{TextFormat, write_rows};
use super::line::position_of_command;
use super::output::Output;
use super::output_args::OutputArgs;
use super::range_args::as_of;
use super::timezone_args::TimezoneArgs;
use super::{CommandResult, ExitStatus};
use crate::article::AsOf;
use crate::history::search::{Scope, Search};
use crate::render::rows::ResultRows;
use crate::render::search::{COLUMNS, cells, redacted_line, write_hit};
use crate::search::{Query, QueryError};

/// The length of a snippet, in characters.
const SNIPPET: usize = 220;

/// Search the text of all versions, newest first
///
/// All words of the query must occur; case and accents are ignored. "…" is a phrase, -word excludes
/// a word, OR means either side, (…) groups, begin* matches all words with that beginning, and
/// NEAR(a b, 5) matches both words within five words of each other. Scripts without spaces are
/// searched by character.
///
/// A hit is an article with the last versions that match; with --added or --removed, it is a
/// change; with --as-of, it is an article with the version in effect at that time, and how certain
/// that is. A day, month or year means its end, and a time without a zone is in the zone of the
/// article's times. Hits are sorted by the day on which the words were last added or rewritten. The
/// first search builds the index; after that, imports keep it up to date.
#[derive(Debug, clap::Args)]
pub(super) struct SearchArgs {
    /// Words to search for; quote characters that your shell interprets
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// Only articles whose current text matches
    #[arg(long, group = "scope")]
    latest: bool,
    /// Only articles that matched once and no longer do
    #[arg(long, group = "scope")]
    gone: bool,
    /// Find changes that added the words, in new or rewritten sentences
    #[arg(long, group = "scope")]
    added: bool,
    /// Find changes that removed the words
    #[arg(long, group = "scope")]
    removed: bool,
    /// Only articles whose text in effect at this time matches
    #[arg(long, group = "scope", value_name = "TIME", value_parser = as_of)]
    as_of: Option<AsOf>,
    #[command(flatten)]
    filter: FilterArgs,
    /// Sort the hits by relevance
    #[arg(long)]
    rank: bool,
    /// Maximum number of hits
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..))]
    limit: u64,
    /// Exit with code 1 if nothing is found
    #[arg(long)]
    exit_code: bool,
    /// Format of the output [default: text, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<TextFormat>,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    timezone: TimezoneArgs,
}

/// Marks the exclusions of a search (`search crane -grain`) in the command line with a leading
/// space, so that clap reads them as words of the query and not as options.
pub(super) fn with_exclusions(mut line: Vec<OsString>) -> Vec<OsString> {
    let Some(command) = position_of_command(&line).filter(|at| line[*at] == "search") else {
        return line;
    };
    for word in line.iter_mut().skip(command + 1) {
        let Some(text) = word.to_str() else { continue };
        if text == "--" {
            break;
        }
        if is_exclusion(text) {
            *word = format!(" {text}").into();
        }
    }
    line
}

/// Whether the argument is a word with a minus, and not an option with its value (`-n5`) or a
/// combination of flags. `-o` is an option, whose value is the next word.
fn is_exclusion(text: &str) -> bool {
    let Some(word) = text.strip_prefix('-') else { return false };
    let mut letters = word.chars();
    let (first, rest) = (letters.next(), letters.as_str());
    let is_limit = first == Some('n') && rest.bytes().all(|byte| byte.is_ascii_digit());
    let is_output = word == "o";
    let is_flags = word.bytes().all(|byte| b"qvh".contains(&byte));
    first.is_some_and(|first| first.is_alphanumeric() || first == '"')
        && !is_limit
        && !is_output
        && !is_flags
}

pub(super) fn run(args: &SearchArgs, context: &Context) -> CommandResult {
    let format = args.output.format(args.format, TextFormat::Text)?;
    args.timezone.apply(&format);
    let context = &args.output.context(context)?;
    let text = args.query.join(" ");
    let query: Query = text.parse().map_err(|error: QueryError| CommandError::Usage {
        message: format!("the query cannot be read: {error}"),
        hints: vec!["`recension search --help` describes the query syntax".to_owned()],
    })?;
    let catalogs = indexed_catalogs(context)?;
    let wanted = Search {
        query,
        scope: match (args.latest, args.gone, args.added, args.removed, args.as_of) {
            (true, ..) => Scope::Latest,
            (_, true, ..) => Scope::Gone,
            (_, _, true, ..) => Scope::Added,
            (.., true, _) => Scope::Removed,
            (.., Some(time)) => Scope::AsOf(time),
            _ => Scope::Ever,
        },
        filter: args.filter.checked(catalogs.snapshots(), context)?,
        limit: usize::try_from(args.limit).unwrap_or(usize::MAX),
        rank: args.rank,
        snippet: SNIPPET,
    };
    let found = catalogs.search(&wanted)?;
    if let Some(format) = format.rows() {
        let mut rows = ResultRows::new(&catalogs.columns(&COLUMNS));
        for hit in &found.hits {
            rows.rows.extend(cells(hit).map(|cells| catalogs.cells(hit.article.id, cells)));
        }
        write_rows(&rows, format, context)?;
    } else {
        let mut out = Output::paged(context)?;
        for (number, hit) in found.hits.iter().enumerate() {
            let catalog = catalogs.name_of(hit.article.id);
            write_hit(hit, catalog, wanted.scope, number > 0, context.color, &mut out)?;
        }
        out.finish()?;
    }
    if found.redacted > 0 {
        context.say(&redacted_line(found.redacted));
    }
    if found.hits.is_empty() {
        context.say("no matches");
    } else if found.more {
        context.say("there may be more hits: show more with -n N, or narrow the search");
    }
    Ok(ExitStatus::of_search(!found.hits.is_empty(), args.exit_code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_words_of_a_search_are_marked() {
        let marked = |line: &[&str]| {
            let line = line.iter().map(OsString::from).collect();
            let marked = with_exclusions(line).into_iter();
            marked.filter(|word| word.to_str().is_some_and(|word| word.starts_with(' '))).count()
        };
        assert_eq!(marked(&["recension", "search", "crane", "-grain", "-tide"]), 2);
        assert_eq!(marked(&["recension", "-v", "--db", "a.db", "search", "crane", "-grain"]), 1);
        assert_eq!(marked(&["recension", "--db=search", "search", "crane", "-grain"]), 1);
        assert_eq!(marked(&["recension", "search", "crane", "--", "-grain"]), 0);
        // The word is an article, a file or a value here.
        assert_eq!(marked(&["recension", "log", "search", "-p"]), 0);
        assert_eq!(marked(&["recension", "--db", "search", "log", "1", "-p"]), 0);
        assert_eq!(marked(&["recension", "--color", "search", "-p"]), 0);
    }

    #[test]
    fn words_with_a_minus_are_told_from_options() {
        for word in ["-taproot", "-\"two words\"", "-été", "-7", "-nothing", "-very"] {
            assert!(is_exclusion(word), "{word}");
        }
        for word in ["-n", "-n20", "-o", "-q", "-v", "-qv", "-h", "-", "--latest", "crane", "--"] {
            assert!(!is_exclusion(word), "{word}");
        }
    }
}
