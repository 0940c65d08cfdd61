//! Index: the words of the unmatched sentences, numbered and weighted, and the sentences that
//! contain each word.

use super::super::align::NONE;
use super::super::hash::hash_bytes;
use super::super::words::TokenKind;
use super::Tokens;
use super::tuning::{COMMON, HEAD, POSTINGS};
use crate::article::CheckedPart as _;

/// A word's number and its weight.
pub(super) type WeightedWord = (u32, u32);

/// The number of words that the old side does not have.
pub(super) const OTHER: u32 = u32::MAX;

/// The words of the sentences, in order and as bags.
#[derive(Default)]
pub(super) struct WordIndex {
    pub(super) ordered: Vec<WeightedWord>,
    /// Words that may be on both sides, sorted by number.
    pub(super) bags: Vec<WeightedWord>,
    pub(super) ranges: Vec<(u32, u32)>,
    pub(super) bag_ranges: Vec<(u32, u32)>,
    pub(super) weights: Vec<u32>,
    /// The number of words at the start that are a name with a number ("Chapter 12", "Eclair
    /// #2164"); usually 0.
    pub(super) heads: Vec<u8>,
}

impl WordIndex {
    /// Numbers the words with `number`, which returns [`OTHER`] for unknown words. The words of a
    /// URL have low weight, because the URLs of one site are much the same.
    pub(super) fn new(tokens: &Tokens, mates: &[u32], mut number: impl FnMut(u64) -> u32) -> Self {
        let (slashes, closing) = (hash_bytes("//", 0, 2), hash_bytes(")", 0, 1));
        let schemes = [hash_bytes("https", 0, 5), hash_bytes("http", 0, 4)];
        let mut out = Self::default();
        out.ranges.reserve(tokens.ranges.len());
        out.bag_ranges.reserve(tokens.ranges.len());
        out.weights.reserve(tokens.ranges.len());
        out.heads.reserve(tokens.ranges.len());
        out.ordered.reserve(tokens.tokens.len());
        out.bags.reserve(tokens.tokens.len());
        for (&(start, end), &mate) in tokens.ranges.iter().zip(mates) {
            // Sentences matched by their fold need no words.
            let end = if mate == NONE { end } else { start };
            let (from, from_bag) = (out.ordered.len(), out.bags.len());
            let (mut weight, mut head) = (0, 0);
            // The end of the URL read so far; a URL ends at a space.
            let mut address = usize::MAX;
            for token in &tokens.tokens[start as usize..end as usize] {
                let within = address == token.extent().start;
                if within && token.hash != closing || token.hash == slashes {
                    address = token.extent().end;
                }
                if token.is_word() {
                    let place = out.ordered.len() - from;
                    if head == 0 && place < HEAD && token.kind == TokenKind::Number {
                        head = place + 1;
                    }
                    let tells = if within || schemes.contains(&token.hash) {
                        1
                    } else {
                        u32::from(token.weight)
                    };
                    let word = (number(token.folded), tells);
                    out.ordered.push(word);
                    if word.0 != OTHER {
                        out.bags.push(word);
                    }
                    weight += word.1;
                }
            }
            out.bags[from_bag..].sort_unstable();
            out.ranges.push((from as u32, out.ordered.len() as u32));
            out.bag_ranges.push((from_bag as u32, out.bags.len() as u32));
            out.weights.push(weight);
            out.heads.push(if head > 1 { head as u8 } else { 0 });
        }
        out
    }

    pub(super) fn ordered(&self, from: usize, to: usize) -> &[WeightedWord] {
        &self.ordered[self.ranges[from].0 as usize..self.ranges[to].1 as usize]
    }

    pub(super) fn bag(&self, at: usize) -> &[WeightedWord] {
        &self.bags[self.bag_ranges[at].0 as usize..self.bag_ranges[at].1 as usize]
    }
}

/// Lowers the weight of words that most unmatched sentences have: they do not distinguish sentences
/// (for example, the URL in every entry of a list of links).
pub(super) fn lower_common(a: &mut WordIndex, b: &mut WordIndex, numbers: usize) {
    let mut counts = vec![0u32; numbers];
    for &(word, _) in a.bags.iter().chain(&b.bags) {
        if let Some(count) = counts.get_mut(word as usize) {
            *count += 1;
        }
    }
    if counts.iter().all(|&count| count <= COMMON) {
        return;
    }
    for words in [a, b] {
        let lower = |word: &mut WeightedWord| {
            let count = counts.get(word.0 as usize).copied().unwrap_or(0);
            if count > COMMON {
                word.1 = ((word.1 * COMMON + count / 2) / count).max(1);
            }
        };
        words.ordered.iter_mut().for_each(lower);
        words.bags.iter_mut().for_each(lower);
        for (weight, &(start, end)) in words.weights.iter_mut().zip(&words.ranges) {
            let sentence = words.ordered.part(start as usize..end as usize);
            *weight = sentence.iter().map(|word| word.1).sum();
        }
    }
}

/// Maps each word to the new sentences that contain it.
pub(super) struct Index {
    /// By word, then by position.
    pub(super) postings: Vec<u32>,
    pub(super) starts: Vec<u32>,
}

impl Index {
    pub(super) fn new(words: &WordIndex, numbers: usize) -> Self {
        let mut starts = vec![0u32; numbers + 1];
        let once = |at: usize| {
            let bag = words.bag(at);
            (0..bag.len())
                .filter(move |&k| k == 0 || bag[k - 1].0 != bag[k].0)
                .map(move |k| bag[k].0)
        };
        for at in 0..words.ranges.len() {
            for word in once(at) {
                starts[word as usize + 1] += 1;
            }
        }
        for word in 0..numbers {
            starts[word + 1] += starts[word];
        }
        let mut next = starts.clone();
        let mut postings = vec![0u32; starts.last().copied().unwrap_or(0) as usize];
        for at in 0..words.ranges.len() {
            for word in once(at) {
                let place = &mut next[word as usize];
                postings[*place as usize] = at as u32;
                *place += 1;
            }
        }
        Self { postings, starts }
    }

    /// The sentences that contain a word: all of them, or those around `low..high` for a common
    /// word.
    pub(super) fn near(&self, word: u32, low: u32, high: u32) -> &[u32] {
        let word = word as usize;
        let (Some(&start), Some(&end)) = (self.starts.get(word), self.starts.get(word + 1)) else {
            return &[];
        };
        let all = &self.postings[start as usize..end as usize];
        if all.len() <= POSTINGS {
            return all;
        }
        let middle = u32::midpoint(low, high);
        let at = all.partition_point(|&j| j < middle);
        let from = at.saturating_sub(POSTINGS / 2).min(all.len() - POSTINGS);
        &all[from..from + POSTINGS]
    }
}
