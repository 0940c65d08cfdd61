//! Resolves the arguments ARTICLE, VERSION and RANGE.

use chrono::FixedOffset;

use super::command_error::CommandError;
use crate::article::{
    ArticleId, ClockSource, DefaultZone, Fragment, MIN_ID_PREFIX, MatchKey, Memento, Precision,
    Timestamp,
};
use crate::render::compare::Selected;
use crate::store::{ArticleFilter, ArticleSort, Catalog};
use crate::timeline::{InEffect, Timeline};

/// The maximum number of candidates that are listed for an ambiguous name.
const CANDIDATES: u64 = 10;

/// Finds the article with this number, URL, or part of a URL or title.
pub(super) fn article(catalog: &Catalog, name: &str) -> Result<ArticleId, CommandError> {
    if let Ok(number) = name.parse::<i64>()
        && catalog.article(ArticleId(number))?.is_some()
    {
        return Ok(ArticleId(number));
    }
    // The URL of a copy in a web archive also finds the article by the URL of the original page.
    for url in [name, &Memento::original(name)] {
        // Try with the fragment first: some sources identify documents by it.
        for fragment in [Fragment::Keep, Fragment::Drop] {
            if let Ok(key) = MatchKey::with_fragment(url, fragment)
                && let Some(article) = catalog.article_of(&key)?
            {
                return Ok(article);
            }
        }
    }
    let filter = ArticleFilter {
        text: Some(name.to_owned()),
        limit: Some(CANDIDATES + 1),
        sort: ArticleSort::Number,
        ..ArticleFilter::default()
    };
    let found = catalog.articles(&filter)?;
    match found.as_slice() {
        [] => Err(CommandError::Usage {
            message: format!("no article in {} matches \"{name}\"", catalog.path().display()),
            hints: vec!["`recension list` lists all articles".to_owned()],
        }),
        [one] => Ok(one.id),
        many => {
            let mut hints: Vec<String> = many
                .iter()
                .take(CANDIDATES as usize)
                .map(|row| {
                    format!("{:>6}  {}  {}", row.id, row.url, row.title.as_deref().unwrap_or(""))
                })
                .collect();
            if many.len() as u64 > CANDIDATES {
                hints.push("and more; `recension list` lists all articles".to_owned());
            }
            Err(CommandError::Usage {
                message: format!(
                    "\"{name}\" matches more than one article; give the number or URL of one:"
                ),
                hints,
            })
        }
    }
}

/// Reads the history of an article.
pub(super) fn history(catalog: &Catalog, article: ArticleId) -> Result<Timeline, CommandError> {
    Ok(Timeline::of(catalog.versions(article)?))
}

/// A selected version.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chosen {
    /// The version and its state.
    pub(super) selected: Selected,
    /// If a time was given: how certain it is that the version was in effect.
    pub(super) in_effect: Option<InEffect>,
}

impl Chosen {
    /// The version's index.
    pub(super) fn version(&self) -> usize {
        self.selected.version
    }
}

/// Finds the version that `name` selects.
pub(super) fn version(history: &Timeline, name: &str) -> Result<Chosen, CommandError> {
    let count = history.versions().len();
    let no_version = || CommandError::usage("the article has no version");
    let of_state = |state: Option<usize>| {
        let state = state.ok_or_else(no_version)?;
        let version = history.states().get(state).ok_or_else(no_version)?.version;
        Ok(Chosen { selected: Selected { version, state: Some(state) }, in_effect: None })
    };
    let of_version = |version: usize| Chosen {
        selected: Selected { version, state: history.first_state(version) },
        in_effect: None,
    };
    match name {
        "first" | "published" => return of_state(history.opening_state()),
        "latest" | "updated" => return of_state(history.current_state()),
        _ => {}
    }
    if let Some(number) = name.strip_prefix('@') {
        let states = history.states().len();
        let number = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        return match number.filter(|number| *number < states) {
            Some(state) => of_state(Some(state)),
            None => Err(CommandError::usage(format!(
                "there is no state {name}: the article has {states}, @1 to @{states}"
            ))),
        };
    }
    let ordinal = name.strip_prefix('-').unwrap_or(name);
    if !ordinal.is_empty()
        && ordinal.len() < MIN_ID_PREFIX
        && ordinal.bytes().all(|byte| byte.is_ascii_digit())
        // `2014` is an ordinal only if the article has that many versions; otherwise it is a year.
        && (name.starts_with('-') || ordinal.len() != 4 || ordinal.parse().is_ok_and(|n: usize| n <= count))
    {
        let number: usize = ordinal.parse().unwrap_or(0);
        let index = if name.starts_with('-') {
            count.checked_sub(number).filter(|_| number > 0)
        } else {
            number.checked_sub(1).filter(|index| *index < count)
        };
        return index.map(of_version).ok_or_else(|| {
            CommandError::usage(format!("there is no version {name}: the article has {count}"))
        });
    }
    if name.len() >= MIN_ID_PREFIX
        && name.len() <= 64
        && name.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        let prefix = name.to_ascii_lowercase();
        let mut found = (0..count).filter(|&index| {
            history
                .versions()
                .get(index)
                .is_some_and(|version| version.id.to_string().starts_with(&prefix))
        });
        match (found.next(), found.next()) {
            (Some(index), None) => return Ok(of_version(index)),
            (Some(_), Some(_)) => {
                return Err(CommandError::usage(format!(
                    "more than one version id begins with {name}; give more digits"
                )));
            }
            (None, _) => {}
        }
    }
    if let Ok(time) = Timestamp::parse(name, &zone(history), ClockSource::Flag) {
        let found = history.at(end_of(&time, history)).ok_or_else(|| {
            let unit = if time.precision() <= Precision::Day { "on" } else { "at" };
            CommandError::usage(format!(
                "the article has no version {unit} {name}: its first version is later"
            ))
        })?;
        let chosen = of_state(Some(found.state))?;
        return Ok(Chosen { in_effect: Some(found), ..chosen });
    }
    Err(CommandError::Usage {
        message: format!("\"{name}\" is not a version of the article"),
        hints: vec![
            "a version is an ordinal (1, -1), first, latest, an id prefix of at least 7 digits, \
             a state (@3), or a time (2014-10-19T09:30)"
                .to_owned(),
            "`recension log ARTICLE` lists the versions".to_owned(),
        ],
    })
}

/// If VERSION is a time: the time, and the offset of the zone in which it is read, in minutes east
/// of UTC.
pub(super) fn asked_time(history: &Timeline, name: &str) -> Option<(Timestamp, i16)> {
    let time = Timestamp::parse(name, &zone(history), ClockSource::Flag).ok()?;
    let minutes = time.offset_minutes().or_else(|| offset(history)).unwrap_or_default();
    Some((time, minutes))
}

/// The end of the period that a time names, in microseconds. A day is a day in the zone in which
/// the article's times are shown.
fn end_of(time: &Timestamp, history: &Timeline) -> i64 {
    let end = time.end_micros();
    if time.precision() > Precision::Day {
        return end;
    }
    let minutes = offset(history).unwrap_or_default();
    end.saturating_sub(i64::from(minutes) * 60_000_000)
}

/// The offset in which the article's times are shown: the offset of its latest claim.
fn offset(history: &Timeline) -> Option<i16> {
    let mut claims = history.versions().iter().rev().filter_map(|version| {
        let claim = version.updated.as_ref().or(version.published.as_ref());
        claim.or_else(|| version.captured().next())
    });
    claims.find_map(Timestamp::offset_minutes)
}

/// The zone in which the article's times are shown, and in which times from the user are read.
fn zone(history: &Timeline) -> DefaultZone {
    offset(history)
        .and_then(|minutes| FixedOffset::east_opt(i32::from(minutes) * 60))
        .map_or_else(DefaultZone::default, DefaultZone::Fixed)
}

/// The two texts to compare.
#[derive(Clone, Copy, Debug)]
pub(super) enum Range {
    /// Two versions.
    Between(Selected, Selected),
    /// A state and the one before it.
    State(usize),
}

/// Parses the name of a version or range. Text with a minus is a number counted from the end, or
/// else an option that does not exist.
pub(super) fn version_name(text: &str) -> Result<String, String> {
    let is_number = |rest: &str| rest.starts_with(|letter: char| letter.is_ascii_digit());
    match text.strip_prefix('-') {
        Some(rest) if !is_number(rest) => {
            Err(format!("{text} is not an option of this command; --help lists the options"))
        }
        _ => Ok(text.to_owned()),
    }
}

/// Resolves a RANGE, or two versions. Without a name, compares the first text with the current
/// text; a single version is compared with the one before it.
pub(super) fn range(
    history: &Timeline,
    name: Option<&str>,
    other: Option<&str>,
) -> Result<Range, CommandError> {
    let between = |from: &str, to: &str| {
        let (from, to) = (version(history, from)?, version(history, to)?);
        Ok(Range::Between(from.selected, to.selected))
    };
    let Some(name) = name else { return between("first", "latest") };
    // `A...B` is how git writes a comparison of two states.
    let ends = name.split_once("...").or_else(|| name.split_once(".."));
    if let Some(other) = other {
        if ends.is_some() || other.contains("..") {
            return Err(CommandError::usage(format!(
                "{name} {other} is a range and one more version: give A..B, or two versions"
            )));
        }
        return between(name, other);
    }
    if let Some((from, to)) = ends {
        let from = if from.is_empty() { "first" } else { from };
        let to = if to.is_empty() { "latest" } else { to };
        return between(from, to);
    }
    let chosen = version(history, name)?;
    let state = chosen.selected.state.filter(|state| !history.is_first(*state));
    state.map(Range::State).ok_or_else(|| {
        CommandError::usage(format!(
            "version {name} is the first: there is no version before it; a range is A..B"
        ))
    })
}
