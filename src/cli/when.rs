//! `when`: since when and until when a phrase stood in an article.

use super::context::Context;
use super::failure::Failure;
use super::format::{ListFormat, write_rows};
use super::{Done, Outcome, select};
use crate::article::StoredVersion;
use crate::history::History;
use crate::history::when::{Closeness, Phrase, Presence};
use crate::render::rows::{Cell, Column, Rows};
use crate::store::{ArticleFilter, ArticleSort, Catalog};

/// Tell in which versions a phrase stood: first and last, and its absences between
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The article, and the phrase; with --all the phrase alone
    #[arg(value_name = "[ARTICLE] PHRASE", num_args = 1..=2, required = true)]
    words: Vec<String>,
    /// In every article of the catalog
    #[arg(long)]
    all: bool,
    /// Whatever the letter case, accents, quotes and dashes
    #[arg(long)]
    fuzzy: bool,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: ListFormat,
}

pub(super) fn run(args: &Args, context: &Context) -> Outcome {
    let catalog = context.catalog()?;
    let (article, phrase) = match (args.words.as_slice(), args.all) {
        ([phrase], true) => (None, phrase),
        ([article, phrase], false) => (Some(article), phrase),
        (_, true) => {
            return Err(Failure::usage("--all takes the phrase alone, in quotation marks"));
        }
        _ => {
            return Err(Failure::usage(
                "name the article and the phrase, each in quotation marks, or give --all",
            ));
        }
    };
    let closeness = if args.fuzzy { Closeness::Fuzzy } else { Closeness::Exact };
    let ready = Phrase::new(phrase, closeness)
        .ok_or_else(|| Failure::usage("the phrase is empty: there is nothing to look for"))?;
    let articles = if let Some(name) = article {
        vec![select::article(&catalog, name)?]
    } else {
        let filter = ArticleFilter { sort: ArticleSort::Number, ..ArticleFilter::default() };
        catalog.article_ids(&filter)?
    };
    let mut rows = Rows::new(&[
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
    ]);
    for article in articles {
        let history = select::history(&catalog, article)?;
        let presence = presence(&catalog, &history, &ready)?;
        add_rows(&history, &presence, &mut rows);
    }
    if rows.rows.is_empty() {
        return Err(Failure::Usage {
            message: format!("\"{phrase}\" is in no version"),
            hints: if args.fuzzy {
                Vec::new()
            } else {
                vec!["--fuzzy disregards letter case, accents, quotes and dashes".to_owned()]
            },
        });
    }
    write_rows(&rows, args.format, context)?;
    Ok(Done::Whole)
}

fn presence(catalog: &Catalog, history: &History, phrase: &Phrase) -> Result<Presence, Failure> {
    let mut has = Vec::with_capacity(history.versions().len());
    for version in history.versions() {
        let fields = [&version.title, &version.byline, &version.description];
        let in_fields = fields.into_iter().flatten().any(|text| phrase.is_in(text));
        let body = catalog.body(version)?;
        has.push(match body {
            _ if in_fields => Some(true),
            Some(body) => Some(phrase.is_in(&body)),
            None => None,
        });
    }
    Ok(Presence::of(has))
}

/// A row a run of versions with the phrase, and one for each absence between two.
fn add_rows(history: &History, presence: &Presence, rows: &mut Rows) {
    let mut before: Option<usize> = None;
    for &(from, to) in &presence.runs {
        if let Some(last) = before {
            rows.rows.extend(row(history, "absent", last + 1, from - 1));
        }
        rows.rows.extend(row(history, "present", from, to));
        before = Some(to);
    }
    if let Some(last) = before
        && last + 1 < history.versions().len()
    {
        rows.rows.extend(row(history, "absent", last + 1, history.versions().len() - 1));
    }
}

fn row(history: &History, state: &str, from: usize, to: usize) -> Option<Vec<Cell>> {
    let (first, last) = (history.versions().get(from)?, history.versions().get(to)?);
    let time = |version: &StoredVersion| {
        Cell::clock(version.updated.as_ref().or(version.published.as_ref()))
    };
    let seen = |version: &StoredVersion, last: bool| {
        let mut clocks = version.captured();
        Cell::clock(if last { clocks.next_back() } else { clocks.next() })
    };
    Some(vec![
        Cell::new(first.article.0),
        Cell::new(state),
        Cell::new(from + 1),
        time(first),
        seen(first, false),
        Cell::new(to + 1),
        time(last),
        seen(last, true),
        Cell::new(first.id.to_string()),
        Cell::new(last.id.to_string()),
        Cell::new(first.captures.first().map(|capture| capture.url.as_str())),
    ])
}
