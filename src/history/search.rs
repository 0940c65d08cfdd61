//! Search in a catalog: articles that contain or contained a text, and versions that added or
//! removed it.
//!
//! The index lists which versions added a word, newest first; the texts decide the rest. An article
//! is found by its rarest word, and every hit is checked against the texts. So phrases, exclusions
//! and distances are correct although the index knows none of them.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

use super::changes::Changes;
use crate::article::{
    ArticleId, AsOf, CaptureKind, Numbering, StoredVersion, UnknownName, setters,
};
use crate::diff::versions::{ChangeSide, changed_parts, changed_text, document};
use crate::search::{Driver, Query, SearchText, Snippet, Term, TextMatcher};
use crate::store::{
    ArticleFilter, ArticleRow, IndexTerm, MOST_RANKED_LEAVES, Result, SearchHit, Snapshot,
    Snapshots, WordColumns, WordStats,
};
use crate::timeline::{InEffect, State, Timeline};

/// The kind of a hit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// An article with a version that matches.
    #[default]
    Ever,
    /// An article whose current text matches.
    Latest,
    /// An article with an earlier text that matches, but not the current one.
    Gone,
    /// A version that added the match, in an added or rewritten sentence.
    Added,
    /// A version that removed the match, in a removed or rewritten sentence.
    Removed,
    /// An article whose text in effect at this time matches.
    AsOf(AsOf),
}

impl Scope {
    /// All values that need no instant.
    pub const ALL: [Self; 5] = [Self::Ever, Self::Latest, Self::Gone, Self::Added, Self::Removed];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ever => "ever",
            Self::Latest => "latest",
            Self::Gone => "gone",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::AsOf(_) => "as-of",
        }
    }

    /// Whether a hit is an article; otherwise it is a change.
    fn is_of_articles(self) -> bool {
        !matches!(self, Self::Added | Self::Removed)
    }

    fn columns(self) -> WordColumns {
        match self {
            Self::Ever | Self::Latest | Self::Gone | Self::AsOf(_) => WordColumns::Brought,
            Self::Added => WordColumns::Added,
            Self::Removed => WordColumns::Removed,
        }
    }
}

impl std::str::FromStr for Scope {
    type Err = UnknownName;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownName> {
        UnknownName::find(text, ("a scope", "scopes"), Self::ALL, Self::name)
    }
}

/// What to search for, and how.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Search {
    /// The query.
    pub query: Query,
    /// The kind of the hits.
    pub scope: Scope,
    /// Which articles to search; the filter's order and limit are ignored.
    pub filter: ArticleFilter,
    /// Maximum number of hits.
    pub limit: usize,
    /// Whether to return the best hits first; otherwise the newest are first.
    pub rank: bool,
    /// Snippet length in characters.
    pub snippet: usize,
}

setters!(Search {
    query: Query,
    scope: Scope,
    filter: ArticleFilter,
    limit: usize,
    rank: bool,
    snippet: usize,
});

impl Search {
    /// Returns the newest 20 hits in any version, with snippets of 220 characters.
    pub fn new(query: Query) -> Self {
        Self {
            query,
            scope: Scope::Ever,
            filter: ArticleFilter::default(),
            limit: 20,
            rank: false,
            snippet: 220,
        }
    }
}

/// A search hit.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Hit {
    /// The article.
    pub article: ArticleRow,
    /// The article's timeline.
    pub timeline: Timeline,
    /// The indexes of the matching states: the run up to the last one that matches, all of one kind
    /// of text. For a change, the state that made it.
    pub states: Vec<usize>,
    /// The state since which the text no longer matches, until now: the first one after the last
    /// match. `None` if the current text matches.
    pub gone_since: Option<usize>,
    /// The number of states of that kind.
    pub of: usize,
    /// A snippet of the last matching state, or of the text that the change added or removed.
    pub snippet: Snippet,
    /// Whether the article's current text matches, as far as is known; for a change, whether its
    /// state is the current one.
    pub now: bool,
    /// For [`Scope::AsOf`], how certain it is that the last of the states was in effect.
    pub in_effect: Option<InEffect>,
    /// The relevance score if it was requested, greater is better.
    pub score: Option<f64>,
}

impl Hit {
    /// The version to show: the last of the states' versions that has a body.
    pub fn version(&self) -> Option<&StoredVersion> {
        let mut versions = self
            .states
            .iter()
            .rev()
            .filter_map(|state| self.timeline.version_of(self.timeline.states().get(*state)?));
        let last = versions.clone().next();
        versions.find(|version| version.text.is_some()).or(last)
    }

    /// How often the change of the first state had happened before.
    pub fn earlier_times(&self) -> usize {
        let states = self.timeline.states();
        let pair = |state: &State| {
            (state.version, state.base.and_then(|base| Some(states.get(base)?.version)))
        };
        let first = self.states.first().copied().unwrap_or_default();
        let own = states.get(first).map(pair);
        states.iter().take(first).filter(|state| Some(pair(state)) == own).count()
    }

    /// The first and the last state.
    pub fn ends(&self) -> Option<(usize, usize)> {
        self.states.first().copied().zip(self.states.last().copied())
    }
}

/// The result of a search.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Findings {
    /// The hits.
    pub hits: Vec<Hit>,
    /// Whether there are, or may be, more hits.
    pub more: bool,
    /// For [`Scope::AsOf`], the number of articles that have the words in another version, but whose
    /// text in effect at the time was redacted: it is unknown whether that matched.
    pub redacted: usize,
}

/// Number of versions read from the index at a time.
const PAGE: usize = 100;

/// Maximum number of versions examined. Without it, a query of words that are frequent, but not
/// together, would read the whole catalog.
const MOST_LOOKED_AT: usize = 20_000;

/// Maximum number of candidates whose texts are read for ranking. Words need few: only phrases,
/// distances, exclusions and scopes can make a candidate worse than the index suggests.
const MOST_RANKED: usize = 2_000;

/// Counting of a word's documents stops here: the word is frequent.
const FREQUENT: usize = 5_000;

/// A search of a catalog.
#[derive(Clone, Copy)]
struct SearchRun<'s> {
    catalog: &'s Snapshot,
    numbering: Numbering,
    search: &'s Search,
    matcher: &'s TextMatcher<'s>,
}

/// A search of one of the catalogs, with what is asked of its index.
struct Part<'s> {
    run: SearchRun<'s>,
    sets: Vec<Vec<IndexTerm<'s>>>,
    columns: WordColumns,
    hosts: Vec<i64>,
}

/// Searches the catalogs. Time depends on the rarest word that every match must contain, memory on
/// the number of hits. Relevance is computed with the counts of all catalogs together.
pub fn search(catalogs: Snapshots<'_>, search: &Search) -> Result<Findings> {
    let driver = if search.scope.is_of_articles() {
        search.query.driver()
    } else {
        search.query.change_driver()
    };
    let losses = search.query.loss_driver().filter(|_| search.scope == Scope::Gone);
    let matcher = search.query.matcher();
    let mut parts = Vec::new();
    for (numbering, catalog) in catalogs.iter() {
        let hosts = match &search.filter.host {
            Some(host) => catalog.hosts(host)?,
            None => None,
        };
        if hosts.as_ref().is_some_and(Vec::is_empty) {
            continue;
        }
        let hosts = hosts.unwrap_or_default();
        let mut columns = search.scope.columns();
        let (count, mut sets) = cheapest(catalog, &driver, columns, &hosts)?;
        if let Some(losses) = &losses {
            let (lost, lost_sets) = cheapest(catalog, losses, WordColumns::Lost, &hosts)?;
            if lost <= count {
                (columns, sets) = (WordColumns::Lost, lost_sets);
            }
        }
        let sets = sets.iter().map(|set| set.iter().map(index_term).collect()).collect();
        let run = SearchRun { catalog, numbering, search, matcher: &matcher };
        parts.push(Part { run, sets, columns, hosts });
    }
    if search.rank {
        return ranked(search, &parts);
    }
    let mut found = Findings::default();
    let mut lists = Vec::new();
    for part in &parts {
        let list = newest(part, &mut found)?;
        lists.push(list.into_iter().peekable());
    }
    while found.hits.len() < search.limit {
        let mut first: Option<(usize, i64)> = None;
        for (index, list) in lists.iter_mut().enumerate() {
            // Of one day, the hits of the earlier catalog are first.
            if let Some((day, _)) = list.peek()
                && first.is_none_or(|(_, known)| *day > known)
            {
                first = Some((index, *day));
            }
        }
        let next = first.and_then(|(index, _)| lists.get_mut(index)?.next());
        let Some((_, hit)) = next else { break };
        found.hits.push(hit);
    }
    found.more |= lists.iter_mut().any(|list| list.peek().is_some());
    Ok(found)
}

/// Returns the newest hits of one catalog, each with the day by which it is sorted.
fn newest(part: &Part<'_>, found: &mut Findings) -> Result<Vec<(i64, Hit)>> {
    let Part { run, sets, columns, hosts } = part;
    let SearchRun { catalog, search, .. } = *run;
    let mut hits = Vec::new();
    let mut seen = HashSet::new();
    let (mut below, mut looked_at) = (i64::MAX, 0);
    let mut last = None;
    let mut waiting: BinaryHeap<DatedHit> = BinaryHeap::new();
    'pages: loop {
        let page = catalog.find_words(sets, *columns, hosts, below, PAGE)?;
        let Some(oldest) = page.last() else { break };
        below = oldest.doc;
        for version in page {
            // In the order of the index, whatever the limit: the first hits of a longer list are the
            // same. A change that happened several times is at the place of each.
            while hits.len() < search.limit
                && waiting.peek().is_some_and(|hit| hit.place.0 > version.doc)
            {
                hits.extend(waiting.pop().map(DatedHit::with_day));
            }
            if hits.len() >= search.limit || looked_at >= MOST_LOOKED_AT {
                found.more = true;
                break 'pages;
            }
            if search.scope.is_of_articles() && !seen.insert(version.article) {
                continue;
            }
            looked_at += 1;
            for hit in hits_of(*run, version, &mut last, &mut found.redacted)? {
                let place = if search.scope.is_of_articles() {
                    version.doc
                } else {
                    version.doc_at(time_of(&hit, search.scope))
                };
                let state = hit.states.first().copied();
                waiting.push(DatedHit { place: (place, state), hit });
            }
        }
    }
    while hits.len() < search.limit
        && let Some(hit) = waiting.pop()
    {
        hits.push(hit.with_day());
    }
    found.more |= !waiting.is_empty();
    Ok(hits)
}

/// A hit with its place in the order of the index: the greatest comes first.
struct DatedHit {
    place: (i64, Option<usize>),
    hit: Hit,
}

impl DatedHit {
    fn with_day(self) -> (i64, Hit) {
        (SearchHit::day_of(self.place.0), self.hit)
    }
}

impl Ord for DatedHit {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.place.cmp(&other.place)
    }
}

impl PartialOrd for DatedHit {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for DatedHit {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for DatedHit {}

/// Whether the text in effect at the time that was asked for was redacted.
fn is_redacted(scope: Scope, timeline: &Timeline) -> bool {
    let Scope::AsOf(time) = scope else { return false };
    let end = time.end_in(timeline.offset_minutes());
    let state = timeline.at(end.0).and_then(|found| timeline.states().get(found.state));
    let version = state.and_then(|state| timeline.version_of(state));
    version.is_some_and(|version| version.redacted.is_some())
}

/// Checks what the index found: an article is one hit, a change one for each time that it happened.
/// `last` is the last article, `redacted` counts the texts that cannot be checked.
fn hits_of(
    run: SearchRun<'_>,
    found: SearchHit,
    last: &mut Option<(ArticleRow, Timeline)>,
    redacted: &mut usize,
) -> Result<Vec<Hit>> {
    let SearchRun { catalog, search, .. } = run;
    let article = found.article;
    if last.as_ref().is_none_or(|(row, _)| row.id != article) {
        let row = catalog.article_if(article, &search.filter)?;
        let Some(row) = row else { return Ok(Vec::new()) };
        *last = Some((row, catalog.timeline(article)?));
    }
    let Some((row, timeline)) = last else { return Ok(Vec::new()) };
    *redacted += usize::from(is_redacted(search.scope, timeline));
    let mut hits = if search.scope.is_of_articles() {
        article_hit(run, row, timeline)?.into_iter().collect()
    } else {
        change_hits(run, row, timeline, found)?
    };
    for hit in &mut hits {
        hit.article.id = ArticleId(run.numbering.joint(article.0));
    }
    Ok(hits)
}

/// When the hit's first state took effect, or the state without the match if that is what was
/// searched.
fn time_of(hit: &Hit, scope: Scope) -> Option<i64> {
    let gone = hit.gone_since.filter(|_| scope == Scope::Gone);
    let state = gone.or_else(|| hit.states.first().copied())?;
    hit.timeline.states().get(state)?.effective.at
}

fn index_term(term: &Term) -> IndexTerm<'_> {
    IndexTerm { text: &term.text, prefix: term.prefix }
}

/// The sets of terms that find all matches in the fewest documents.
fn cheapest<'d>(
    catalog: &Snapshot,
    driver: &'d Driver,
    columns: WordColumns,
    hosts: &[i64],
) -> Result<(usize, Vec<&'d [Term]>)> {
    match driver {
        Driver::Terms(terms) => {
            let indexed: Vec<_> = terms.iter().map(index_term).collect();
            Ok((catalog.count_words(&indexed, columns, hosts, FREQUENT)?, vec![terms.as_slice()]))
        }
        Driver::Choice(drivers) => {
            let mut best: Option<(usize, Vec<&[Term]>)> = None;
            for driver in drivers {
                let found = cheapest(catalog, driver, columns, hosts)?;
                if best.as_ref().is_none_or(|best| found.0 < best.0) {
                    best = Some(found);
                }
            }
            Ok(best.unwrap_or_default())
        }
        Driver::Union(drivers) => {
            let mut all = (0, Vec::new());
            for driver in drivers {
                let (count, sets) = cheapest(catalog, driver, columns, hosts)?;
                all.0 += count;
                all.1.extend(sets);
            }
            Ok(all)
        }
    }
}

fn text_of(catalog: &Snapshot, version: &StoredVersion) -> Result<String> {
    let body = catalog.body(version)?.unwrap_or_default();
    Ok(document((version, &body)))
}

/// Goes back from the last state of each kind of text to the last run of states that match, the
/// main kind first.
fn article_hit(run: SearchRun<'_>, row: &ArticleRow, timeline: &Timeline) -> Result<Option<Hit>> {
    if let Scope::AsOf(time) = run.search.scope {
        return as_of_hit(run, row, timeline, time);
    }
    let main = timeline.main_kind();
    // Only the main kind of text shows the article's current text.
    let is_of_now = matches!(run.search.scope, Scope::Latest | Scope::Gone);
    let others = CaptureKind::ALL.into_iter().filter(|kind| Some(*kind) != main && !is_of_now);
    for kind in main.into_iter().chain(others) {
        if let Some(hit) = kind_hit(run, row, timeline, kind)? {
            return Ok(Some(hit));
        }
    }
    Ok(None)
}

fn kind_hit(
    run: SearchRun<'_>,
    row: &ArticleRow,
    timeline: &Timeline,
    kind: CaptureKind,
) -> Result<Option<Hit>> {
    let SearchRun { catalog, search, matcher, .. } = run;
    let states: Vec<usize> = (0..timeline.states().len())
        .filter(|index| timeline.states().get(*index).is_some_and(|state| state.kind == kind))
        .collect();
    let mut run: Vec<usize> = Vec::new();
    let mut gone_since = None;
    let mut snippet = Snippet::default();
    let mut now = None;
    for &index in states.iter().rev() {
        let state = timeline.states().get(index);
        let Some(version) = state.and_then(|state| timeline.version_of(state)) else { continue };
        let text = text_of(catalog, version)?;
        let holds = matcher.matches(&text);
        // A version without a body does not show the article's text.
        if !holds && version.text.is_none() {
            continue;
        }
        // The last state with a body, or with a match, shows the current text.
        let is_said = *now.get_or_insert(holds);
        match search.scope {
            Scope::Latest if !is_said => return Ok(None),
            Scope::Gone if is_said => return Ok(None),
            _ => {}
        }
        match (run.is_empty(), holds) {
            (true, true) => {
                let text = SearchText::of(&text);
                snippet = search.query.snippet(&text, search.snippet).unwrap_or_default();
                run.push(index);
            }
            (false, true) => run.push(index),
            (true, false) => gone_since = Some(index),
            (false, false) => break,
        }
    }
    run.reverse();
    Ok((!run.is_empty()).then(|| Hit {
        article: row.clone(),
        timeline: timeline.clone(),
        states: run,
        gone_since,
        of: states.len(),
        snippet,
        now: now.unwrap_or_default(),
        in_effect: None,
        score: None,
    }))
}

/// The run of matching states that ends with the one in effect at `time`.
fn as_of_hit(
    run: SearchRun<'_>,
    row: &ArticleRow,
    timeline: &Timeline,
    time: AsOf,
) -> Result<Option<Hit>> {
    let SearchRun { catalog, search, matcher, .. } = run;
    let end = time.end_in(timeline.offset_minutes());
    let Some(in_effect) = timeline.at(end.0) else { return Ok(None) };
    let version = |index: usize| timeline.version_of(timeline.states().get(index)?);
    let Some(own) = version(in_effect.state) else { return Ok(None) };
    let text = text_of(catalog, own)?;
    if !matcher.matches(&text) {
        return Ok(None);
    }
    let text = SearchText::of(&text);
    // A version without a body does not show the article's text.
    let holds = |index: usize| -> Result<Option<bool>> {
        let Some(version) = version(index) else { return Ok(None) };
        let holds = matcher.matches(&text_of(catalog, version)?);
        Ok((holds || version.text.is_some()).then_some(holds))
    };
    let kind = timeline.main_kind();
    let of_kind: Vec<usize> = (0..timeline.states().len())
        .filter(|index| timeline.states().get(*index).map(|state| state.kind) == kind)
        .collect();
    let (until, after) = of_kind.split_at(of_kind.partition_point(|at| *at <= in_effect.state));
    let mut run = vec![in_effect.state];
    for &index in until.iter().rev().skip(1) {
        match holds(index)? {
            Some(true) => run.push(index),
            Some(false) => break,
            None => {}
        }
    }
    run.reverse();
    let mut gone_since = None;
    for &index in after {
        match holds(index)? {
            // The words came back.
            Some(true) => gone_since = None,
            Some(false) => gone_since = gone_since.or(Some(index)),
            None => {}
        }
    }
    Ok(Some(Hit {
        article: row.clone(),
        timeline: timeline.clone(),
        states: run,
        gone_since,
        of: of_kind.len(),
        snippet: search.query.snippet(&text, search.snippet).unwrap_or_default(),
        now: gone_since.is_none(),
        in_effect: Some(in_effect),
        score: None,
    }))
}

/// Checks whether a change added or removed the match: the added (or removed) sentences match the
/// query, and in at least one of them a word or phrase of the query occurs more (or less) often
/// than before. If the change happened several times, each is a hit.
fn change_hits(
    run: SearchRun<'_>,
    row: &ArticleRow,
    timeline: &Timeline,
    found: SearchHit,
) -> Result<Vec<Hit>> {
    let SearchRun { catalog, search, .. } = run;
    let is_found = |state: &State| {
        let version = timeline.version_of(state).map(|version| version.number);
        let base = state.base.and_then(|base| timeline.version_of(timeline.states().get(base)?));
        version == Some(found.version) && base.map(|base| base.number) == found.before
    };
    let side = if search.scope == Scope::Removed { ChangeSide::Old } else { ChangeSide::New };
    let changes = Changes::of(catalog, timeline)?;
    let mut hits = Vec::new();
    for (index, state) in timeline.states().iter().enumerate().filter(|(_, state)| is_found(state))
    {
        let Some(parts) = changes.diff(index, |diff, _| changed_parts(diff))? else { continue };
        let changed = changed_text(&parts, side);
        let changed = SearchText::of(&changed);
        if !search.query.matches(&changed)
            || !parts.iter().any(|part| turns(&search.query, part, side))
        {
            continue;
        }
        hits.push(Hit {
            article: row.clone(),
            timeline: timeline.clone(),
            states: vec![index],
            gone_since: None,
            of: timeline.states().iter().filter(|other| other.kind == state.kind).count(),
            snippet: search.query.snippet(&changed, search.snippet).unwrap_or_default(),
            now: timeline.current_state() == Some(index),
            in_effect: None,
            score: None,
        });
    }
    Ok(hits)
}

/// Whether a word or phrase of the query occurs more often on this side of a part than on the
/// other.
pub fn turns(query: &Query, (old, new): &(String, String), side: ChangeSide) -> bool {
    let (was, is) = (query.counts(&SearchText::of(old)), query.counts(&SearchText::of(new)));
    was.into_iter().zip(is).any(|(was, is)| match side {
        ChangeSide::New => is > was,
        ChangeSide::Old => was > is,
    })
}

/// Okapi BM25 (Robertson and Zaragoza, 2009; k1 = 1.2, b = 0.75). The text of a hit is that of the
/// version to show; for a removal, that of the version before. How rare a word is, and how long
/// texts are, is counted by articles: how many have the word in any version, and the mean of their
/// longest versions.
struct Bm25 {
    /// By word or phrase.
    weights: Vec<f64>,
    mean_length: f64,
}

impl Bm25 {
    /// The scores are those of all catalogs together.
    fn new(all: &[WordStats]) -> Self {
        let articles: usize = all.iter().map(|stats| stats.articles).sum();
        let tokens: u64 = all.iter().map(|stats| stats.tokens).sum();
        let words = all.iter().map(|stats| stats.frequencies.len()).max().unwrap_or_default();
        let weight = |word: usize| {
            let frequency: usize = all.iter().filter_map(|stats| stats.frequencies.get(word)).sum();
            let rest = articles.saturating_sub(frequency) as f64;
            (1.0 + (rest + 0.5) / (frequency as f64 + 0.5)).ln()
        };
        Self {
            weights: (0..words).map(weight).collect(),
            mean_length: (tokens as f64 / articles.max(1) as f64).max(1.0),
        }
    }

    /// The score of a text with these numbers of words and phrases and this number of tokens.
    fn score(&self, counts: impl Iterator<Item = f64>, length: f64) -> f64 {
        const K1: f64 = 1.2;
        const B: f64 = 0.75;
        let norm = K1 * (1.0 - B + B * length / self.mean_length);
        let terms = counts
            .zip(&self.weights)
            .map(|(count, weight)| weight * count * (K1 + 1.0) / (count + norm));
        terms.sum()
    }

    /// The score of a hit, by its text.
    fn of(&self, catalog: &Snapshot, search: &Search, hit: &Hit) -> Result<f64> {
        let before = || {
            let state = hit.timeline.states().get(*hit.states.first()?)?;
            hit.timeline.base_of(state)
        };
        let text = if search.scope == Scope::Removed {
            before().map(|version| text_of(catalog, &version)).transpose()?
        } else {
            hit.version().map(|version| text_of(catalog, version)).transpose()?
        };
        let text = text.unwrap_or_default();
        let text = SearchText::of(&text);
        let counts = search.query.counts(&text);
        Ok(self.score(counts.iter().map(|count| *count as f64), text.len() as f64))
    }
}

/// Finds the best hits of all. The index gives a score that no text of the article can exceed, so
/// texts are read in the order of these scores until none of the rest can be better.
fn ranked(search: &Search, parts: &[Part<'_>]) -> Result<Findings> {
    let leaf_terms = search.query.leaf_terms();
    let leaves: Vec<Vec<IndexTerm<'_>>> =
        leaf_terms.iter().map(|terms| terms.iter().map(index_term).collect()).collect();
    let mut all = Vec::new();
    for Part { run, sets, columns, hosts } in parts {
        all.push(run.catalog.word_stats(&leaves, sets, *columns, hosts)?);
    }
    let bm25 = Bm25::new(&all);
    let mut candidates: BinaryHeap<Candidate> = BinaryHeap::new();
    let counted = leaves.len().min(MOST_RANKED_LEAVES);
    for (part, stats) in all.iter().enumerate() {
        let mut seen = HashSet::new();
        for hit in &stats.hits {
            let article = hit.article;
            let has = |leaf: usize| leaf >= counted || stats.most(leaf, article) > 0;
            let is_new = !search.scope.is_of_articles() || seen.insert(article);
            if is_new && search.query.may_match(has) {
                let counts = (0..counted).map(|leaf| f64::from(stats.most(leaf, article)));
                let most = bm25.score(counts, f64::from(stats.shortest(article)));
                candidates.push(Candidate { most, part, hit: *hit });
            }
        }
    }
    let mut found = Findings::default();
    let mut last: Vec<_> = parts.iter().map(|_| None).collect();
    let mut looked_at = 0;
    let is_better = |a: &Hit, b: &Hit| {
        let times = (time_of(b, search.scope), time_of(a, search.scope));
        let score = |hit: &Hit| hit.score.unwrap_or_default();
        score(b).total_cmp(&score(a)).then(times.0.cmp(&times.1))
    };
    while let Some(candidate) = candidates.pop() {
        let least = found.hits.get(search.limit.saturating_sub(1)).and_then(|hit| hit.score);
        if least.is_some_and(|least| least >= candidate.most) {
            found.more = true;
            break;
        }
        if looked_at >= MOST_RANKED.max(search.limit) {
            found.more = true;
            break;
        }
        looked_at += 1;
        let (Some(part), Some(last)) = (parts.get(candidate.part), last.get_mut(candidate.part))
        else {
            continue;
        };
        for mut hit in hits_of(part.run, candidate.hit, last, &mut found.redacted)? {
            hit.score = Some(bm25.of(part.run.catalog, search, &hit)?);
            let at = found.hits.partition_point(|better| is_better(better, &hit).is_le());
            found.hits.insert(at, hit);
            found.more |= found.hits.len() > search.limit;
            found.hits.truncate(search.limit);
        }
    }
    Ok(found)
}

/// What the index found, and a score that it cannot exceed. The best and newest comes first.
struct Candidate {
    most: f64,
    part: usize,
    hit: SearchHit,
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        // Of one day, those of the earlier catalog are first.
        let place = |candidate: &Self| (candidate.hit.day(), Reverse(candidate.part));
        let by_place = place(self).cmp(&place(other)).then(self.hit.doc.cmp(&other.hit.doc));
        self.most.total_cmp(&other.most).then(by_place)
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Candidate {}
