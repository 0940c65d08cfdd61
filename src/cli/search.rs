//! `search`: words and phrases in all versions ever kept.

use std::ffi::OsString;

use super::context::Context;
use super::failure::Failure;
use super::filter::FilterArgs;
use super::format::{TextFormat, write_rows};
use super::output::Output;
use super::rebuild::indexed_catalog;
use super::{Done, Outcome};
use crate::history::search::{Hit, Scope, Search, search};
use crate::render::rows::{Cell, Column, Rows};
use crate::render::search::write_hit;
use crate::search::{Query, QueryError};

/// Letters of a snippet.
const SNIPPET: usize = 220;

/// Search the words of all versions ever kept, newest first
///
/// Words side by side are all looked for, whatever their case and accents. "…" is a phrase, -word is
/// excluded, OR joins, (…) groups, begin* stands for all words that begin so, NEAR(a b, 5) wants both
/// within five words. Scripts without spaces are searched letter by letter. A hit is an article, with
/// the last versions that say it; with --added or --removed it is a change. The newest is the one whose
/// words came last, or were last rewritten, by the day. The first search makes the index; imports
/// keep it up to date from then on.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What to look for; in quotation marks where it has signs that your shell reads
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// Only what an article says now
    #[arg(long, group = "scope")]
    latest: bool,
    /// Only what it said once and says no longer
    #[arg(long, group = "scope")]
    gone: bool,
    /// Changes that brought the words, in sentences that came or were rewritten
    #[arg(long, group = "scope")]
    added: bool,
    /// Changes that took them
    #[arg(long, group = "scope")]
    removed: bool,
    #[command(flatten)]
    filter: FilterArgs,
    /// Best first, of the newest 300 hits
    #[arg(long)]
    rank: bool,
    /// At most so many
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..))]
    limit: u64,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextFormat,
}

/// The command line with what is to be excluded from a search (`search crane -grain`) as words of its
/// query, though it looks like options: a space before it tells.
pub(super) fn with_exclusions(mut line: Vec<OsString>) -> Vec<OsString> {
    let Some(command) = line.iter().position(|word| word == "search") else { return line };
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

/// Whether it is a word with a minus, and neither an option with its value (`-n5`) nor several at once.
fn is_exclusion(text: &str) -> bool {
    let Some(word) = text.strip_prefix('-') else { return false };
    let mut letters = word.chars();
    let (first, rest) = (letters.next(), letters.as_str());
    let is_limit = first == Some('n') && rest.bytes().all(|byte| byte.is_ascii_digit());
    let is_flags = word.bytes().all(|byte| b"qvh".contains(&byte));
    first.is_some_and(|first| first.is_alphanumeric() || first == '"') && !is_limit && !is_flags
}

pub(super) fn run(args: &Args, context: &Context) -> Outcome {
    let text = args.query.join(" ");
    let query: Query = text.parse().map_err(|error: QueryError| Failure::Usage {
        message: format!("the query cannot be read: {error}"),
        hints: vec!["`recension search --help` tells what a query may say".to_owned()],
    })?;
    let wanted = Search {
        query,
        scope: match (args.latest, args.gone, args.added, args.removed) {
            (true, ..) => Scope::Latest,
            (_, true, ..) => Scope::Gone,
            (_, _, true, _) => Scope::Added,
            (.., true) => Scope::Removed,
            _ => Scope::Ever,
        },
        filter: args.filter.filter(),
        limit: usize::try_from(args.limit).unwrap_or(usize::MAX),
        rank: args.rank,
        snippet: SNIPPET,
    };
    let catalog = indexed_catalog(context)?;
    let found = search(&catalog, &wanted)?;
    if let Some(format) = args.format.rows() {
        write_rows(&rows(&found.hits), format, context)?;
    } else {
        let mut out = Output::paged(context);
        for (number, hit) in found.hits.iter().enumerate() {
            write_hit(hit, wanted.scope, number > 0, context.color, &mut out)?;
        }
        out.finish()?;
    }
    if found.hits.is_empty() {
        context.say("nothing matches");
    } else if found.more {
        context.say("there may be more: -n N shows more of them, a filter or another word fewer");
    }
    Ok(Done::Whole)
}

fn rows(hits: &[Hit]) -> Rows {
    let mut rows = Rows::new(&[
        Column::number("article", "No"),
        Column::number("from_ordinal", "From"),
        Column::number("to_ordinal", "To"),
        Column::number("versions", "Of"),
        Column::text("at", "Time (UTC)"),
        Column::long("title", "Headline"),
        Column::long("snippet", "Text"),
        Column::hidden("marks"),
        Column::hidden("now"),
        Column::hidden("from_id"),
        Column::hidden("to_id"),
        Column::hidden("score"),
        Column::hidden("url"),
        Column::hidden("byline"),
        Column::hidden("publisher"),
    ]);
    for hit in hits {
        let Some((from, to)) = hit.ends() else { continue };
        let state = |index: usize| hit.timeline.states().get(index);
        let ordinal = |index: usize| state(index).map(|state| state.version + 1);
        let id = |index: usize| {
            let version = state(index).and_then(|state| hit.timeline.version_of(state));
            version.map(|version| version.id.to_string())
        };
        let marks: Vec<Vec<usize>> =
            hit.snippet.marks.iter().map(|(from, to)| vec![*from, *to]).collect();
        rows.rows.push(vec![
            Cell::new(hit.article.id.0),
            Cell::new(ordinal(from)),
            Cell::new(ordinal(to)),
            Cell::new(hit.timeline.versions().len()),
            Cell::time(state(from).and_then(|state| state.effective.at)),
            Cell::new(hit.version().and_then(|version| version.title.as_deref())),
            Cell::new(hit.snippet.text.as_str()),
            Cell::new(marks),
            Cell::new(hit.now),
            Cell::new(id(from)),
            Cell::new(id(to)),
            Cell::new(hit.score),
            Cell::new(hit.article.url.as_str()),
            Cell::new(hit.version().and_then(|version| version.byline.as_deref())),
            Cell::new(hit.article.publisher.as_deref()),
        ]);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_a_minus_are_told_from_options() {
        for word in ["-taproot", "-\"two words\"", "-été", "-7", "-nothing", "-very"] {
            assert!(is_exclusion(word), "{word}");
        }
        for word in ["-n", "-n20", "-q", "-v", "-qv", "-h", "-", "--latest", "crane", "--"] {
            assert!(!is_exclusion(word), "{word}");
        }
    }
}
