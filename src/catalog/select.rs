//! Selecting an article, a version or a range by what a user writes.

use std::path::PathBuf;

use chrono::FixedOffset;

use crate::article::{
    ArticleId, AsOf, ClockSource, DefaultZone, Fragment, MAX_NUMBERS, MIN_ID_PREFIX, MatchKey,
    Memento, Precision, Timestamp,
};
use crate::store::{ArticleFilter, ArticleRow, ArticleSort, Snapshot, Snapshots, StoreError};
use crate::timeline::{InEffect, Timeline};

/// Why nothing was selected.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SelectError {
    /// The catalog could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No article has this number, URL, or part of a URL or title.
    #[error("no article in {} matches \"{name}\"", listed(paths))]
    NoArticle {
        /// What was asked for.
        name: String,
        /// The catalogs.
        paths: Vec<PathBuf>,
    },
    /// Several articles match.
    #[error("\"{name}\" matches more than one article; give the number or URL of one:")]
    Ambiguous {
        /// What was asked for.
        name: String,
        /// The first of them.
        candidates: Vec<ArticleRow>,
        /// The catalog of each candidate, if there are several catalogs.
        paths: Vec<PathBuf>,
        /// Whether there are more.
        has_more: bool,
    },
    /// Not a form of VERSION.
    #[error("\"{name}\" is not a version of the article")]
    NotAVersion {
        /// What was asked for.
        name: String,
    },
    /// A form of VERSION that selects nothing, or more than one version.
    #[error("{0}")]
    Version(String),
}

/// The catalogs as a message names them: one by its path, several by the first and their number.
fn listed(paths: &[PathBuf]) -> String {
    match paths {
        [] => "no catalog".to_owned(),
        [one] => one.display().to_string(),
        [first, others @ ..] => {
            let noun = if others.len() == 1 { "catalog" } else { "catalogs" };
            format!("{} and {} other {noun}", first.display(), others.len())
        }
    }
}

/// A selected version, and optionally the selected state of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Selected {
    /// The version's index.
    pub version: usize,
    /// The state's index.
    pub state: Option<usize>,
}

/// The maximum number of candidates that are listed for an ambiguous name.
const CANDIDATES: u64 = 10;

/// Finds the article with this number, URL, or part of a URL or title.
pub fn article<'s>(
    catalogs: impl Into<Snapshots<'s>>,
    name: &str,
) -> Result<ArticleId, SelectError> {
    let catalogs = catalogs.into();
    let number = name.parse::<i64>().ok();
    if let Some(number) = number.map(ArticleId)
        && catalogs.article(number)?.is_some()
    {
        return Ok(number);
    }
    // A number of one catalog may be one of each of them.
    let own = number.filter(|own| *own < MAX_NUMBERS).map(ArticleId);
    let mut found = Vec::new();
    for (numbering, catalog) in catalogs.iter() {
        let article = match own {
            Some(own) if catalog.article(own)?.is_some() => Some(own),
            _ => by_url(catalog, name)?,
        };
        if let Some(article) = article {
            found.extend(catalogs.article(ArticleId(numbering.joint(article.0)))?);
        }
    }
    if found.is_empty() {
        let filter = ArticleFilter {
            text: Some(name.to_owned()),
            limit: Some(CANDIDATES + 1),
            sort: ArticleSort::Number,
            ..ArticleFilter::default()
        };
        for article in catalogs.article_ids(&filter)? {
            found.extend(catalogs.article(article)?);
        }
    }
    match found.as_slice() {
        [] => Err(SelectError::NoArticle {
            name: name.to_owned(),
            paths: catalogs.catalogs().iter().map(|one| one.path().to_owned()).collect(),
        }),
        [one] => Ok(one.id),
        many => {
            let rows = many.iter().take(CANDIDATES as usize);
            let several = Some(catalogs).filter(|catalogs| catalogs.catalogs().len() > 1);
            let path = |row: &ArticleRow| Some(several?.find(row.id)?.0.path().to_owned());
            Err(SelectError::Ambiguous {
                name: name.to_owned(),
                paths: rows.clone().filter_map(path).collect(),
                candidates: rows.cloned().collect(),
                has_more: many.len() as u64 > CANDIDATES,
            })
        }
    }
}

/// Finds the article with this URL.
pub fn by_url(snapshot: &Snapshot, url: &str) -> Result<Option<ArticleId>, StoreError> {
    // The URL of a copy in a web archive also finds the article by the URL of the original page.
    for url in [url, &Memento::original(url)] {
        // Try with the fragment first: some sources identify documents by it.
        for fragment in [Fragment::Keep, Fragment::Drop] {
            if let Ok(key) = MatchKey::with_fragment(url, fragment)
                && let Some(article) = snapshot.article_of(&key)?
            {
                return Ok(Some(article));
            }
        }
    }
    Ok(None)
}

/// Reads the history of an article.
pub fn history(snapshot: &Snapshot, article: ArticleId) -> Result<Timeline, SelectError> {
    Ok(snapshot.timeline(article)?)
}

/// A selected version.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Chosen {
    /// The version and its state.
    pub selected: Selected,
    /// If a time was given: how certain it is that the version was in effect.
    pub in_effect: Option<InEffect>,
}

impl Chosen {
    /// The version's index.
    pub fn version(&self) -> usize {
        self.selected.version
    }
}

/// Finds the version that `name` selects.
pub fn version(history: &Timeline, name: &str) -> Result<Chosen, SelectError> {
    let count = history.versions().len();
    let no_version = || SelectError::Version("the article has no version".to_owned());
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
            None => Err(SelectError::Version(format!(
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
            // A reading that was replaced is not the last version.
            history.current_readings().checked_sub(number).filter(|_| number > 0)
        } else {
            number.checked_sub(1).filter(|index| *index < count)
        };
        return index.map(of_version).ok_or_else(|| {
            SelectError::Version(format!("there is no version {name}: the article has {count}"))
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
                return Err(SelectError::Version(format!(
                    "more than one version id begins with {name}; give more digits"
                )));
            }
            (None, _) => {}
        }
    }
    if let Ok(time) = Timestamp::parse(name, &DefaultZone::default(), ClockSource::Flag) {
        let end = AsOf::from(&time).end_in(history.offset_minutes());
        let found = history.at(end.0).ok_or_else(|| {
            let unit = if time.precision() <= Precision::Day { "on" } else { "at" };
            SelectError::Version(format!(
                "the article has no version {unit} {name}: its first version is later"
            ))
        })?;
        let chosen = of_state(Some(found.state))?;
        return Ok(Chosen { in_effect: Some(found), ..chosen });
    }
    Err(SelectError::NotAVersion { name: name.to_owned() })
}

/// If VERSION is a time: the time, and the offset of the zone in which it is read, in minutes east
/// of UTC.
pub fn asked_time(history: &Timeline, name: &str) -> Option<(Timestamp, i16)> {
    let time = Timestamp::parse(name, &zone(history), ClockSource::Flag).ok()?;
    let minutes = time.offset_minutes().or_else(|| history.offset_minutes()).unwrap_or_default();
    Some((time, minutes))
}

/// The zone in which the article's times are shown, and in which times from the user are read.
fn zone(history: &Timeline) -> DefaultZone {
    history
        .offset_minutes()
        .and_then(|minutes| FixedOffset::east_opt(i32::from(minutes) * 60))
        .map_or_else(DefaultZone::default, DefaultZone::Fixed)
}

/// The two texts to compare.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum VersionRange {
    /// Two versions.
    Between(Selected, Selected),
    /// A state and the one before it.
    State(usize),
}

/// Resolves a range, or two versions. Without a name, compares the first text with the current
/// text; a single version is compared with the one before it.
pub fn range(
    history: &Timeline,
    name: Option<&str>,
    other: Option<&str>,
) -> Result<VersionRange, SelectError> {
    let between = |from: &str, to: &str| {
        let (from, to) = (version(history, from)?, version(history, to)?);
        Ok(VersionRange::Between(from.selected, to.selected))
    };
    let Some(name) = name else { return between("first", "latest") };
    // `A...B` is how git writes a comparison of two states.
    let ends = name.split_once("...").or_else(|| name.split_once(".."));
    if let Some(other) = other {
        if ends.is_some() || other.contains("..") {
            return Err(SelectError::Version(format!(
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
    state.map(VersionRange::State).ok_or_else(|| {
        SelectError::Version(format!(
            "version {name} is the first: there is no version before it; a range is A..B"
        ))
    })
}
