//! Search over a catalog: articles that say or said it, versions that brought or took it.
//!
//! The index tells which versions brought a word, newest first; the texts tell the rest. An article is
//! found by its rarest word, and every hit is proved in the texts, so that phrases, exclusions and
//! distances are right though the index knows none of them.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::Range;

use super::History;
use super::changes::{Side, changed_parts, changed_text, document, happened, with_diff};
use crate::article::{ArticleId, StoredVersion};
use crate::search::{Driver, Query, Snippet, Term, Text};
use crate::store::{ArticleFilter, ArticleRow, Catalog, Found, IndexTerm, Result, WordColumns};

/// What a hit is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// An article of which some version says it.
    #[default]
    Ever,
    /// An article that says it now.
    Latest,
    /// An article that said it once and says it no longer.
    Gone,
    /// A version that brought it, in a sentence that came or was rewritten.
    Added,
    /// A version that took it, likewise.
    Removed,
}

impl Scope {
    fn columns(self) -> WordColumns {
        match self {
            Self::Ever | Self::Latest | Self::Gone => WordColumns::Brought,
            Self::Added => WordColumns::Added,
            Self::Removed => WordColumns::Removed,
        }
    }
}

/// What is searched, and how.
#[derive(Clone, Debug)]
pub struct Search {
    /// What is looked for.
    pub query: Query,
    /// What a hit is.
    pub scope: Scope,
    /// Which articles count; its order and limit are disregarded.
    pub filter: ArticleFilter,
    /// At most so many hits.
    pub limit: usize,
    /// Best first, of the newest; else newest first.
    pub rank: bool,
    /// Letters of a snippet.
    pub snippet: usize,
}

/// Something found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The article.
    pub article: ArticleRow,
    /// The article's versions.
    pub history: History,
    /// The indexes of the versions that say it in one run up to the last that does; of a change, the
    /// version that made it.
    pub versions: Range<usize>,
    /// Where it stands: in the last of these versions, or in what the change brought or took.
    pub snippet: Snippet,
    /// Whether the article says it now, as far as is known; of a change, whether its version is the
    /// current one.
    pub now: bool,
    /// How well it matches; greater is better, 0 where nobody asked.
    pub score: f64,
}

impl Hit {
    /// The version that shows it: the last of them that has a body.
    pub fn version(&self) -> Option<&StoredVersion> {
        let versions = self.history.versions().get(self.versions.clone())?;
        versions.iter().rev().find(|version| version.text.is_some()).or_else(|| versions.last())
    }
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// The hits.
    pub hits: Vec<Hit>,
    /// Whether there are more of them, or may be.
    pub more: bool,
}

/// Versions that the index is asked for at a time.
const PAGE: usize = 100;

/// Versions that are looked at before a search gives up; a query of which every word is frequent, but
/// not together, would else read the whole catalog.
const MOST_LOOKED_AT: usize = 20_000;

/// Hits among which the best are chosen.
const RANKED: usize = 300;

/// Where counting of a word's documents ends: it is frequent.
const FREQUENT: usize = 5_000;

/// Searches. Takes time by the rarest word that every match must have, and memory by the hits.
pub fn search(catalog: &Catalog, search: &Search) -> Result<Findings> {
    let columns = search.scope.columns();
    let driver = search.query.driver();
    let (_, sets) = cheapest(catalog, &driver, columns)?;
    let terms: Vec<Vec<IndexTerm<'_>>> =
        sets.iter().map(|set| set.iter().map(index_term).collect()).collect();
    let wanted = if search.rank { search.limit.max(RANKED) } else { search.limit };
    let mut found = Findings::default();
    let mut seen = HashSet::new();
    let (mut below, mut looked_at) = (i64::MAX, 0);
    let mut last: Option<(ArticleRow, History)> = None;
    let mut hits: Vec<(Option<i64>, Hit)> = Vec::new();
    'pages: loop {
        let page = catalog.find_words(&terms, columns, below, PAGE)?;
        let Some(oldest) = page.last() else { break };
        below = oldest.doc;
        for version in page {
            if hits.len() >= wanted || looked_at >= MOST_LOOKED_AT {
                found.more = true;
                break 'pages;
            }
            let article = ArticleId(version.article);
            let by_article = columns == WordColumns::Brought;
            if by_article && !seen.insert(article) {
                continue;
            }
            looked_at += 1;
            if last.as_ref().is_none_or(|(row, _)| row.id != article) {
                let Some(row) = catalog.article_if(article, &search.filter)? else { continue };
                last = Some((row, History::of(catalog.versions(article)?)));
            }
            let Some((row, history)) = &last else { continue };
            let hit = if by_article {
                article_hit(catalog, search, row, history)?
            } else {
                change_hit(catalog, search, row, history, version)?
            };
            hits.extend(hit.map(|hit| (time_of(history, version), hit)));
        }
    }
    // The index orders by days; within one the clocks do.
    hits.sort_by_key(|(at, _)| Reverse(*at));
    found.hits = hits.into_iter().map(|(_, hit)| hit).collect();
    if search.rank {
        score(catalog, &search.query, columns, &mut found.hits)?;
        found.more |= found.hits.len() > search.limit;
        found.hits.truncate(search.limit);
    }
    Ok(found)
}

/// When the version that was found brought or took it.
fn time_of(history: &History, found: Found) -> Option<i64> {
    let versions = history.versions();
    let index = versions.iter().position(|version| version.number == found.version)?;
    let before = index.checked_sub(1).and_then(|before| versions.get(before));
    happened(before, versions.get(index)?)
}

fn index_term(term: &Term) -> IndexTerm<'_> {
    IndexTerm { text: &term.text, prefix: term.prefix }
}

/// The sets of terms that find everything in the fewest documents.
fn cheapest<'d>(
    catalog: &Catalog,
    driver: &'d Driver,
    columns: WordColumns,
) -> Result<(usize, Vec<&'d [Term]>)> {
    match driver {
        Driver::Terms(terms) => {
            let indexed: Vec<_> = terms.iter().map(index_term).collect();
            Ok((catalog.count_words(&indexed, columns, FREQUENT)?, vec![terms.as_slice()]))
        }
        Driver::Choice(drivers) => {
            let mut best: Option<(usize, Vec<&[Term]>)> = None;
            for driver in drivers {
                let found = cheapest(catalog, driver, columns)?;
                if best.as_ref().is_none_or(|best| found.0 < best.0) {
                    best = Some(found);
                }
            }
            Ok(best.unwrap_or_default())
        }
        Driver::Union(drivers) => {
            let mut all = (0, Vec::new());
            for driver in drivers {
                let (count, sets) = cheapest(catalog, driver, columns)?;
                all.0 += count;
                all.1.extend(sets);
            }
            Ok(all)
        }
    }
}

fn text_of(catalog: &Catalog, version: &StoredVersion) -> Result<String> {
    let body = catalog.body(version)?.unwrap_or_default();
    Ok(document((version, &body)))
}

/// Walks back from the latest version to the last run of versions that say it.
fn article_hit(
    catalog: &Catalog,
    search: &Search,
    row: &ArticleRow,
    history: &History,
) -> Result<Option<Hit>> {
    let versions = history.versions();
    let mut run: Option<Range<usize>> = None;
    let mut snippet = Snippet::default();
    let mut told = false;
    let mut now = None;
    let is_unwanted = |now| match search.scope {
        Scope::Latest => now == Some(false),
        Scope::Gone => now == Some(true),
        Scope::Ever | Scope::Added | Scope::Removed => false,
    };
    let has_body = |index: &usize| versions.get(*index).is_some_and(|at| at.text.is_some());
    let current = history.current().filter(has_body);
    // Mostly it is the last, which the walk back meets first.
    if let Some(version) =
        current.filter(|current| current + 1 != versions.len()).and_then(|at| versions.get(at))
    {
        now = Some(search.query.matches(&Text::of(&text_of(catalog, version)?)));
        if is_unwanted(now) {
            return Ok(None);
        }
    }
    for index in (0..versions.len()).rev() {
        let Some(version) = versions.get(index) else { continue };
        let text = text_of(catalog, version)?;
        let text = Text::of(&text);
        let holds = search.query.matches(&text);
        // A version without a body, as a sitemap gives it, does not tell what the article says.
        if !holds && version.text.is_none() {
            continue;
        }
        if now.is_none() && current == Some(index) {
            now = Some(holds);
            if is_unwanted(now) {
                return Ok(None);
            }
        }
        let is_latest = !std::mem::replace(&mut told, true);
        match (&mut run, holds) {
            (None, true) => {
                now.get_or_insert(is_latest);
                snippet = search.query.snippet(&text, search.snippet).unwrap_or_default();
                run = Some(index..if is_latest { versions.len() } else { index + 1 });
            }
            (Some(run), true) => run.start = index,
            (None, false) => {}
            (Some(_), false) => break,
        }
    }
    let now = now.unwrap_or_default();
    Ok(run.filter(|_| !is_unwanted(Some(now))).map(|versions| Hit {
        article: row.clone(),
        history: history.clone(),
        versions,
        snippet,
        now,
        score: 0.0,
    }))
}

/// Whether a version brought or took it: the sentences that came, or went, hold the query, and in one
/// of them stands one of its words or phrases more often than before, or less.
fn change_hit(
    catalog: &Catalog,
    search: &Search,
    row: &ArticleRow,
    history: &History,
    found: Found,
) -> Result<Option<Hit>> {
    let versions = history.versions();
    let Some(index) = versions.iter().position(|version| version.number == found.version) else {
        return Ok(None);
    };
    let pair = index.checked_sub(1).and_then(|before| versions.get(before));
    let Some((before, after)) = pair.zip(versions.get(index)) else { return Ok(None) };
    let body = |version| catalog.body(version).map(Option::unwrap_or_default);
    let (old, new) = (body(before)?, body(after)?);
    let side = if search.scope == Scope::Removed { Side::Old } else { Side::New };
    let parts = with_diff((before, &old), (after, &new), |diff, _| changed_parts(diff));
    let changed = changed_text(&parts, side);
    let changed = Text::of(&changed);
    if !search.query.matches(&changed) || !parts.iter().any(|part| turns(&search.query, part, side))
    {
        return Ok(None);
    }
    Ok(Some(Hit {
        article: row.clone(),
        history: history.clone(),
        versions: index..index + 1,
        snippet: search.query.snippet(&changed, search.snippet).unwrap_or_default(),
        now: history.current() == Some(index),
        score: 0.0,
    }))
}

/// Whether a word or phrase of the query stands more often on this side of a part than on the other.
pub fn turns(query: &Query, (old, new): &(String, String), side: Side) -> bool {
    let (was, is) = (query.counts(&Text::of(old)), query.counts(&Text::of(new)));
    was.into_iter().zip(is).any(|(was, is)| match side {
        Side::New => is > was,
        Side::Old => was > is,
    })
}

/// Orders hits by Okapi BM25 (Robertson and Zaragoza, 2009; k1 = 1.2, b = 0.75) over the texts of the
/// versions that they show.
fn score(catalog: &Catalog, query: &Query, columns: WordColumns, hits: &mut [Hit]) -> Result<()> {
    const K1: f64 = 1.2;
    const B: f64 = 0.75;
    let mut weights = Vec::new();
    for terms in query.leaf_terms() {
        let indexed: Vec<_> = terms.iter().map(index_term).collect();
        let count = catalog.count_words(&indexed, columns, FREQUENT)? as f64;
        // Of what is frequent it is not known how frequent: all weigh the same.
        weights.push((1.0 + (2.0 * FREQUENT as f64 - count + 0.5) / (count + 0.5)).ln());
    }
    let mut measured = Vec::with_capacity(hits.len());
    for hit in hits.iter() {
        let text = hit.version().map(|version| text_of(catalog, version)).transpose()?;
        let text = text.unwrap_or_default();
        let text = Text::of(&text);
        measured.push((query.counts(&text), text.len() as f64));
    }
    let total: f64 = measured.iter().map(|(_, length)| length).sum();
    let mean = (total / measured.len().max(1) as f64).max(1.0);
    for (hit, (counts, length)) in hits.iter_mut().zip(measured) {
        let norm = K1 * (1.0 - B + B * length / mean);
        let terms = counts.iter().zip(&weights).map(|(&count, weight)| {
            let count = count as f64;
            weight * count * (K1 + 1.0) / (count + norm)
        });
        hit.score = terms.sum();
    }
    hits.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(())
}
