//! What ranking needs of the index: how often each article has the words of a query at most, how
//! frequent they are, and the lengths of the texts.

use super::IndexTerm;
use super::cursor::each_with;
use super::segment::{Blocks, Docs};
use super::{SearchHit, WordColumns, cursor_of};
use crate::article::ArticleId;
use crate::search::is_dense;
use crate::store::error::Result;

/// The maximum number of words and phrases that count; further ones do not change the order.
pub const MOST_RANKED_LEAVES: usize = 64;

/// How often articles have the words of a query, for ranking.
///
/// The counts are upper bounds over all versions of an article, and exact if it has one version.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct WordStats {
    /// The number of articles in the index.
    pub articles: usize,
    /// The number of tokens in the longest versions of all articles.
    pub tokens: u64,
    /// The number of articles that have each word or phrase in any version.
    pub frequencies: Vec<usize>,
    /// The documents that match, newest first per segment.
    pub hits: Vec<SearchHit>,
    /// By word and article, the maximum number of occurrences.
    most: Vec<Vec<u16>>,
    /// By article, the least number of tokens of a version.
    shortest: Vec<u32>,
}

impl WordStats {
    /// The maximum number of occurrences of a word or phrase in a version of the article.
    pub fn most(&self, leaf: usize, article: ArticleId) -> u32 {
        let of_leaf = usize::try_from(article.0).ok().zip(self.most.get(leaf));
        of_leaf.and_then(|(article, most)| most.get(article)).copied().unwrap_or(0).into()
    }

    /// The number of tokens of the article's shortest version.
    pub fn shortest(&self, article: ArticleId) -> u32 {
        let article = usize::try_from(article.0).ok();
        article.and_then(|article| self.shortest.get(article)).copied().unwrap_or(0)
    }
}

/// A list of numbers by article, which grows as needed.
fn entry<T: Clone>(list: &mut Vec<T>, article: usize, empty: T) -> Option<&mut T> {
    if article >= list.len() {
        list.resize(article + 1, empty);
    }
    list.get_mut(article)
}

/// The larger of the numbers of each article.
fn larger(one: Vec<u16>, other: Vec<u16>) -> Vec<u16> {
    let (mut long, short) = if one.len() < other.len() { (other, one) } else { (one, other) };
    for (number, other) in long.iter_mut().zip(short) {
        *number = other.max(*number);
    }
    long
}

/// Reads the index for ranking: `leaves` are the terms of each word or phrase, and the documents
/// must have the terms of one of the `sets`.
pub(in crate::store) fn stats(
    blocks: Blocks<'_>,
    leaves: &[Vec<IndexTerm<'_>>],
    sets: &[Vec<IndexTerm<'_>>],
    columns: WordColumns,
    hosts: &[i64],
) -> Result<WordStats> {
    let leaves = leaves.get(..MOST_RANKED_LEAVES).unwrap_or(leaves);
    let mut stats = WordStats::default();
    let mut longest: Vec<u32> = Vec::new();
    // A phrase occurs at most as often as its rarest word, and letters without spaces at most as often as
    // their most frequent pair: a pair across the end of a sentence may be in no change.
    let terms: Vec<(usize, IndexTerm<'_>)> = leaves
        .iter()
        .enumerate()
        .flat_map(|(leaf, terms)| terms.iter().map(move |term| (leaf, *term)))
        .take(2 * MOST_RANKED_LEAVES)
        .collect();
    let mut most: Vec<Vec<u16>> = vec![Vec::new(); terms.len()];
    for segment in blocks.segments()? {
        let docs = Docs::new(blocks, segment).all()?;
        for doc in &docs {
            let article = usize::try_from(doc.article).unwrap_or(0);
            if let Some(known) = entry(&mut longest, article, 0) {
                *known = doc.length.max(*known);
            }
            if let Some(known) = entry(&mut stats.shortest, article, u32::MAX) {
                *known = doc.length.min(*known);
            }
        }
        for ((_, term), most) in terms.iter().zip(&mut most) {
            each_with(blocks, segment, *term, &mut |posting| {
                let count = u16::try_from(posting.new).unwrap_or(u16::MAX);
                let Some(doc) = docs.get(posting.place as usize).filter(|_| count > 0) else {
                    return;
                };
                let article = usize::try_from(doc.article).unwrap_or(0);
                if let Some(known) = entry(most, article, 0) {
                    // A prefix counts all words that begin with it, each of which may have been
                    // added by another version.
                    let sum = known.saturating_add(count);
                    *known = if term.prefix { sum } else { count.max(*known) };
                }
            })?;
        }
        let mut cursor = cursor_of(blocks, segment, sets, columns, hosts)?;
        let mut place = 0;
        while let Some(found) = cursor.seek(place)? {
            stats.hits.extend(docs.get(found as usize).map(SearchHit::of));
            place = found + 1;
        }
    }
    stats.articles = longest.iter().filter(|length| **length > 0).count();
    stats.tokens = longest.iter().map(|length| u64::from(*length)).sum();
    for leaf in 0..leaves.len() {
        let mut of_leaf: Option<Vec<u16>> = None;
        let mut letters =
            leaves.get(leaf).into_iter().flatten().filter_map(|term| term.text.chars().next());
        let is_dense = letters.any(is_dense);
        for (_, most) in
            terms.iter().zip(&mut most).filter(|((term_leaf, _), _)| *term_leaf == leaf)
        {
            let most = std::mem::take(most);
            of_leaf = Some(match of_leaf {
                None => most,
                Some(known) if is_dense => larger(known, most),
                Some(known) => known.into_iter().zip(most).map(|(a, b)| a.min(b)).collect(),
            });
        }
        // Words beyond the maximum do not count.
        let of_leaf = of_leaf.unwrap_or_default();
        stats.frequencies.push(of_leaf.iter().filter(|count| **count > 0).count());
        stats.most.push(of_leaf);
    }
    Ok(stats)
}
