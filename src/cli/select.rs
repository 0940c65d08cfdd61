//! Selection: what the user means by ARTICLE, VERSION and RANGE.

use chrono::FixedOffset;

use super::failure::Failure;
use crate::article::{
    ArticleId, ClockSource, DefaultZone, Fragment, MIN_ID_PREFIX, MatchKey, Precision, Timestamp,
};
use crate::history::{History, clock};
use crate::store::{ArticleFilter, ArticleSort, Catalog};

/// How many candidates are named where a name is ambiguous.
const CANDIDATES: u64 = 10;

/// The article that is meant, or why none is.
pub(super) fn article(catalog: &Catalog, name: &str) -> Result<ArticleId, Failure> {
    if let Ok(number) = name.parse::<i64>()
        && catalog.article(ArticleId(number))?.is_some()
    {
        return Ok(ArticleId(number));
    }
    // With its fragment first: a source may name documents by it.
    for fragment in [Fragment::Keep, Fragment::Drop] {
        if let Ok(key) = MatchKey::with_fragment(name, fragment)
            && let Some(article) = catalog.article_of(&key)?
        {
            return Ok(article);
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
pub(super) fn history(catalog: &Catalog, article: ArticleId) -> Result<History, Failure> {
    Ok(History::of(catalog.versions(article)?))
}

/// The index of the version that is meant.
pub(super) fn version(history: &History, name: &str) -> Result<usize, Failure> {
    let count = history.versions().len();
    let last = count.checked_sub(1).ok_or_else(|| Failure::usage("the article has no version"))?;
    match name {
        "first" | "published" => return Ok(0),
        "latest" | "updated" => return Ok(last),
        _ => {}
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
        return index.ok_or_else(|| {
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
            (Some(index), None) => return Ok(index),
            (Some(_), Some(_)) => {
                return Err(Failure::usage(format!(
                    "more than one version's id begins with {name}; give more digits"
                )));
            }
            (None, _) => {}
        }
    }
    if let Ok(time) = Timestamp::parse(name, &zone(history), ClockSource::Flag) {
        let index = history.current_at(time.end_micros());
        return index.ok_or_else(|| {
            let unit = if time.precision() <= Precision::Day { "on" } else { "at" };
            Failure::usage(format!("the article has no version {unit} {name}: the first is later"))
        });
    }
    Err(Failure::Usage {
        message: format!("\"{name}\" is no version of the article"),
        hints: vec![
            "a version is an ordinal (1, -1), first, latest, an id's prefix of 7 digits or more, \
             or a time (2014-10-19T09:30)"
                .to_owned(),
            "`recension log ARTICLE` lists them".to_owned(),
        ],
    })
}

/// The zone in which the article's times are shown, in which the user therefore names them: that of
/// its latest claim.
fn zone(history: &History) -> DefaultZone {
    let mut clocks = history.versions().iter().rev().filter_map(clock);
    let minutes = clocks.find_map(Timestamp::offset_minutes);
    minutes
        .and_then(|minutes| FixedOffset::east_opt(i32::from(minutes) * 60))
        .map_or_else(DefaultZone::default, DefaultZone::Fixed)
}

/// Two versions to compare: the whole history by default, a single version against the one before.
pub(super) fn range(history: &History, name: Option<&str>) -> Result<(usize, usize), Failure> {
    let Some(name) = name else {
        return Ok((version(history, "first")?, version(history, "latest")?));
    };
    if let Some((from, to)) = name.split_once("..") {
        let from = if from.is_empty() { "first" } else { from };
        let to = if to.is_empty() { "latest" } else { to };
        return Ok((version(history, from)?, version(history, to)?));
    }
    let to = version(history, name)?;
    match to.checked_sub(1) {
        Some(from) => Ok((from, to)),
        None => Err(Failure::usage(format!(
            "version {name} is the first: there is none before it; a range is A..B"
        ))),
    }
}
