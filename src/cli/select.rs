//! Selection: what the user means by ARTICLE, VERSION and RANGE.

use chrono::FixedOffset;

use super::failure::Failure;
use crate::article::{
    ArticleId, ClockSource, DefaultZone, Fragment, MIN_ID_PREFIX, MatchKey, Memento, Precision,
    Timestamp,
};
use crate::render::compare::Selected;
use crate::store::{ArticleFilter, ArticleSort, Catalog};
use crate::timeline::{InEffect, Timeline};

/// How many candidates are named where a name is ambiguous.
const CANDIDATES: u64 = 10;

/// The article that is meant, or why none is.
pub(super) fn article(catalog: &Catalog, name: &str) -> Result<ArticleId, Failure> {
    if let Ok(number) = name.parse::<i64>()
        && catalog.article(ArticleId(number))?.is_some()
    {
        return Ok(ArticleId(number));
    }
    // An address in a web archive leads to the archived page, known under this address or not.
    for url in [name, &Memento::original(name)] {
        // With its fragment first: a source may name documents by it.
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
        [] => Err(Failure::Usage {
            message: format!("no article in {} is called \"{name}\"", catalog.path().display()),
            hints: vec!["`recension list` shows what there is".to_owned()],
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
                hints.push("and more; `recension list` shows all".to_owned());
            }
            Err(Failure::Usage {
                message: format!(
                    "\"{name}\" is in more than one article; name one by its number or URL:"
                ),
                hints,
            })
        }
    }
}

/// The article's history.
pub(super) fn history(catalog: &Catalog, article: ArticleId) -> Result<Timeline, Failure> {
    Ok(Timeline::of(catalog.versions(article)?))
}

/// A version that is meant, and where a time was given, how certain it is that it was in effect.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chosen {
    /// The version and its state.
    pub(super) selected: Selected,
    /// The answer to the time.
    pub(super) in_effect: Option<InEffect>,
}

impl Chosen {
    /// The version's index.
    pub(super) fn version(&self) -> usize {
        self.selected.version
    }
}

/// The version that is meant.
pub(super) fn version(history: &Timeline, name: &str) -> Result<Chosen, Failure> {
    let count = history.versions().len();
    let no_version = || Failure::usage("the article has no version");
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
            None => Err(Failure::usage(format!(
                "there is no state {name}: the article has {states}, @1 to @{states}"
            ))),
        };
    }
    let ordinal = name.strip_prefix('-').unwrap_or(name);
    if !ordinal.is_empty()
        && ordinal.len() < MIN_ID_PREFIX
        && ordinal.bytes().all(|byte| byte.is_ascii_digit())
        // `2014` could be a year, but not of an article with fewer versions.
        && (name.starts_with('-') || ordinal.len() != 4 || ordinal.parse().is_ok_and(|n: usize| n <= count))
    {
        let number: usize = ordinal.parse().unwrap_or(0);
        let index = if name.starts_with('-') {
            count.checked_sub(number).filter(|_| number > 0)
        } else {
            number.checked_sub(1).filter(|index| *index < count)
        };
        return index.map(of_version).ok_or_else(|| {
            Failure::usage(format!("there is no version {name}: the article has {count}"))
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
                return Err(Failure::usage(format!(
                    "more than one version's id begins with {name}; give more digits"
                )));
            }
            (None, _) => {}
        }
    }
    if let Ok(time) = Timestamp::parse(name, &zone(history), ClockSource::Flag) {
        let found = history.at(end_of(&time, history)).ok_or_else(|| {
            let unit = if time.precision() <= Precision::Day { "on" } else { "at" };
            Failure::usage(format!(
                "the article has no version {unit} {name}: its first one came later"
            ))
        })?;
        let chosen = of_state(Some(found.state))?;
        return Ok(Chosen { in_effect: Some(found), ..chosen });
    }
    Err(Failure::Usage {
        message: format!("\"{name}\" is not a version of the article"),
        hints: vec![
            "a version is an ordinal (1, -1), first, latest, an id's prefix of 7 digits or more, \
             a state (@3), or a time (2014-10-19T09:30)"
                .to_owned(),
            "`recension log ARTICLE` lists them".to_owned(),
        ],
    })
}

/// The time that was given as VERSION, and the zone in which it is read, in minutes east of UTC.
pub(super) fn asked_time(history: &Timeline, name: &str) -> Option<(Timestamp, i16)> {
    let time = Timestamp::parse(name, &zone(history), ClockSource::Flag).ok()?;
    let minutes = time.offset_minutes().or_else(|| offset(history)).unwrap_or_default();
    Some((time, minutes))
}

/// The end of the stretch that a time names, in microseconds; a day is one in the zone in which the
/// article's times are shown.
fn end_of(time: &Timestamp, history: &Timeline) -> i64 {
    let end = time.end_micros();
    if time.precision() > Precision::Day {
        return end;
    }
    let minutes = offset(history).unwrap_or_default();
    end.saturating_sub(i64::from(minutes) * 60_000_000)
}

/// The offset in which the article's times are shown: that of its latest claim.
fn offset(history: &Timeline) -> Option<i16> {
    let mut claims = history.versions().iter().rev().filter_map(|version| {
        let claim = version.updated.as_ref().or(version.published.as_ref());
        claim.or_else(|| version.captured().next())
    });
    claims.find_map(Timestamp::offset_minutes)
}

/// The zone in which the article's times are shown, in which the user therefore names them.
fn zone(history: &Timeline) -> DefaultZone {
    offset(history)
        .and_then(|minutes| FixedOffset::east_opt(i32::from(minutes) * 60))
        .map_or_else(DefaultZone::default, DefaultZone::Fixed)
}

/// What to compare.
#[derive(Clone, Copy, Debug)]
pub(super) enum Range {
    /// Two versions.
    Between(Selected, Selected),
    /// A state with the one before it.
    State(usize),
}

/// What to compare: the first text with the current one by default, a single version with the one
/// before it.
pub(super) fn range(history: &Timeline, name: Option<&str>) -> Result<Range, Failure> {
    let between = |from: &str, to: &str| {
        let (from, to) = (version(history, from)?, version(history, to)?);
        Ok(Range::Between(from.selected, to.selected))
    };
    let Some(name) = name else { return between("first", "latest") };
    if let Some((from, to)) = name.split_once("..") {
        let from = if from.is_empty() { "first" } else { from };
        let to = if to.is_empty() { "latest" } else { to };
        return between(from, to);
    }
    let chosen = version(history, name)?;
    let state = chosen.selected.state.filter(|state| !history.is_first(*state));
    state.map(Range::State).ok_or_else(|| {
        Failure::usage(format!(
            "version {name} is the first: there is none before it; a range is A..B"
        ))
    })
}
