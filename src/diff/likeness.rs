//! Likeness: sentences that have no equal partner, matched with the ones that they became.
//!
//! An inverted index of words proposes candidates, near and far; a weighted common subsequence
//! scores them; the best proposals are taken first. A pair that stands in the same gap between
//! equal neighbours needs less likeness than one that would be a move, since its place speaks for it.

use std::collections::BTreeMap;

use super::align::{self, Mates, NONE};
use super::fold::fold;
use super::hash::{HashedMap, hash};
use super::words::{Token, tokenise};
use super::{Budget, Extent};

/// A sentence, or a whole block that has an equal on the other side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element {
    pub(super) extent: Extent,
    pub(super) hash: u64,
    /// An equal block, not looked into.
    pub(super) opaque: bool,
    /// Whether it begins a paragraph or a line.
    pub(super) opens: bool,
}

/// A text's elements.
pub(super) struct Side<'t> {
    pub(super) text: &'t str,
    pub(super) elements: Vec<Element>,
}

impl Side<'_> {
    pub(super) fn bytes(&self, at: usize) -> &str {
        self.elements.get(at).map_or("", |element| element.extent.of(self.text))
    }
}

/// The tokens of the sentences that needed them.
#[derive(Default)]
pub(super) struct Tokens {
    tokens: Vec<Token>,
    ranges: Vec<(u32, u32)>,
    weights: Vec<u32>,
}

impl Tokens {
    /// Of the elements without a mate.
    fn of_unmated(side: &Side<'_>, mates: &[u32]) -> Self {
        let mut out = Self::default();
        out.ranges.reserve(mates.len());
        for (element, &mate) in side.elements.iter().zip(mates) {
            let from = out.tokens.len();
            if mate == NONE {
                tokenise(side.text, element.extent, &mut out.tokens);
            }
            out.ranges.push((from as u32, out.tokens.len() as u32));
            let words = out.tokens[from..].iter().filter(|token| token.is_word());
            out.weights.push(words.map(|token| u32::from(token.weight)).sum());
        }
        out
    }

    /// Of elements `from..=to`, if they were read.
    pub(super) fn known(&self, from: usize, to: usize) -> Option<&[Token]> {
        let (&(start, _), &(last, end)) = (self.ranges.get(from)?, self.ranges.get(to)?);
        let tokens = self.tokens.get(start as usize..end as usize)?;
        (last < end && !tokens.is_empty()).then_some(tokens)
    }

    /// Of elements `from..=to`, all without a mate.
    pub(super) fn of(&self, from: usize, to: usize) -> &[Token] {
        let (start, end) = (self.ranges[from].0, self.ranges[to].1);
        &self.tokens[start as usize..end as usize]
    }
}

/// What became of a sentence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// The same bytes.
    Same,
    /// The same but for typography.
    Format,
    /// Other words.
    Edited,
    /// One element on the old side, two on the new one.
    Split,
    /// Two elements on the old side, one on the new one.
    Merged,
}

/// A matched pair, by its first element on either side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) old: usize,
    pub(super) new: usize,
    pub(super) kind: Kind,
}

impl Link {
    /// The last elements of the pair.
    pub(super) fn last(&self) -> (usize, usize) {
        (
            self.old + usize::from(self.kind == Kind::Merged),
            self.new + usize::from(self.kind == Kind::Split),
        )
    }
}

/// A pair in the same gap and in order is an edit from this likeness on: two unrelated sentences of
/// one article share their small words, and reach .2 to .25.
const IN_PLACE: f32 = 0.30;
/// A pair that would be a move needs to be more like than unlike.
const ELSEWHERE: f32 = 0.50;
/// A split or merge explains this much of all words involved.
const DOUBLE: f32 = 0.60;
/// And each of the two parts is explained to this extent by what the other one leaves.
const PART: f32 = 0.50;
/// Postings read for one word; of a commoner word only those near the expected place.
const POSTINGS: usize = 32;
/// Candidates scored for one sentence.
const CANDIDATES: usize = 6;
/// Gaps of at most so many pairs are scored in full.
const SMALL_GAP: usize = 16;
/// Subsequences over more cells than this are not searched: the bag of words has to do.
const SEQUENCE_CELLS: usize = 1 << 16;

/// Matches what `mates` leaves over. All links come back, the mates' own included, by the old side.
pub(super) fn links(
    old: &Side<'_>,
    new: &Side<'_>,
    mates: &mut Mates,
    budget: &mut Budget,
) -> (Vec<Link>, Tokens, Tokens) {
    let mut links: Vec<Link> =
        mates.pairs().map(|(i, j)| Link { old: i, new: j, kind: Kind::Same }).collect();
    let left = |mates: &[u32]| mates.iter().any(|&mate| mate == NONE);
    if !left(&mates.old) || !left(&mates.new) {
        return (links, Tokens::default(), Tokens::default());
    }
    formats(old, new, mates, &mut links, budget);
    let a = Tokens::of_unmated(old, &mates.old);
    let b = Tokens::of_unmated(new, &mates.new);
    if left(&mates.old) && left(&mates.new) {
        let matcher = Matcher::new(old, new, &a, &b, mates, &links);
        let mut proposals = matcher.proposals(budget);
        proposals.sort_by(|x, y| {
            y.rank.total_cmp(&x.rank).then((x.link.old, x.link.new).cmp(&(y.link.old, y.link.new)))
        });
        matcher.accept(&proposals, mates, &mut links);
    }
    links.sort_by_key(|link| link.old);
    (links, a, b)
}

/// Matches sentences whose folds agree.
fn formats(
    old: &Side<'_>,
    new: &Side<'_>,
    mates: &mut Mates,
    links: &mut Vec<Link>,
    budget: &mut Budget,
) {
    let mut buffer = String::new();
    let mut folded = |side: &Side<'_>, mates: &[u32]| -> Vec<u64> {
        let hashes = mates.iter().enumerate().map(|(at, &mate)| {
            if mate != NONE {
                return 0;
            }
            fold(side.bytes(at), &mut buffer);
            hash(buffer.as_bytes())
        });
        hashes.collect()
    };
    let (a, b) = (folded(old, &mates.old), folded(new, &mates.new));
    let before = mates.old.clone();
    align::exact(&a, &b, mates, true, budget, |i, j| {
        let (mut x, mut y) = (String::new(), String::new());
        fold(old.bytes(i), &mut x);
        fold(new.bytes(j), &mut y);
        x == y
    });
    for (i, j) in mates.pairs() {
        if before[i] == NONE {
            let kind = if old.bytes(i) == new.bytes(j) { Kind::Same } else { Kind::Format };
            links.push(Link { old: i, new: j, kind });
        }
    }
}

struct Proposal {
    link: Link,
    likeness: f32,
    rank: f32,
}

struct Matcher<'a> {
    a: &'a Tokens,
    b: &'a Tokens,
    free_old: Vec<bool>,
    free_new: Vec<bool>,
    /// The gap between chained neighbours in which an element stands.
    gap_old: Vec<u32>,
    gap_new: Vec<u32>,
    /// For each old element, where on the new side its gap begins and ends.
    reach: Vec<(u32, u32)>,
}

impl<'a> Matcher<'a> {
    fn new(
        old: &Side<'_>,
        new: &Side<'_>,
        a: &'a Tokens,
        b: &'a Tokens,
        mates: &Mates,
        links: &[Link],
    ) -> Self {
        let mut pairs: Vec<(usize, usize)> =
            links.iter().map(|link| (link.old, link.new)).collect();
        pairs.sort_unstable();
        let chain =
            align::heaviest_chain(&pairs, |at| old.elements[pairs[at].0].extent.len() as u64);
        let (n, m) = (old.elements.len(), new.elements.len());
        let (mut gap_old, mut gap_new) = (vec![0; n], vec![0; m]);
        let mut reach = vec![(0, 0); n];
        let (mut i, mut j) = (0, 0);
        for (gap, &(x, y)) in chain.iter().chain([&(n, m)]).enumerate() {
            for at in i..x {
                gap_old[at] = gap as u32;
                reach[at] = (j as u32, y as u32);
            }
            gap_new[j..y].fill(gap as u32);
            if x < n {
                gap_old[x] = u32::MAX;
                gap_new[y] = u32::MAX;
            }
            (i, j) = (x + 1, y + 1);
        }
        let free = |mates: &[u32]| mates.iter().map(|&mate| mate == NONE).collect();
        Self {
            a,
            b,
            free_old: free(&mates.old),
            free_new: free(&mates.new),
            gap_old,
            gap_new,
            reach,
        }
    }

    fn in_place(&self, i: usize, j: usize) -> bool {
        self.gap_old[i] == self.gap_new[j]
    }

    /// Everything that might be matched, with how alike it is.
    fn proposals(&self, budget: &mut Budget) -> Vec<Proposal> {
        let index = Index::new(self.b, &self.free_new);
        let mut scores = vec![0u32; self.free_new.len()];
        let mut touched: Vec<u32> = Vec::new();
        let mut scratch = Scratch::default();
        let mut out = Vec::new();
        for i in (0..self.free_old.len()).filter(|&i| self.free_old[i]) {
            let tokens = self.a.of(i, i);
            let (low, high) = self.reach[i];
            let mut words: Vec<(u64, u8)> =
                tokens.iter().filter(|t| t.is_word()).map(|t| (t.folded, t.weight)).collect();
            words.sort_unstable();
            words.dedup();
            for (folded, weight) in words {
                let postings = index.near(folded, low, high);
                if !budget.pay(postings.len() as u64 * 2) {
                    break;
                }
                for &(_, j) in postings {
                    if scores[j as usize] == 0 {
                        touched.push(j);
                    }
                    scores[j as usize] += u32::from(weight);
                }
            }
            let gap = (low as usize..high as usize).filter(|&j| self.free_new[j]);
            let small: Vec<u32> = if ((high - low) as usize) <= SMALL_GAP {
                gap.map(|j| j as u32).collect()
            } else {
                Vec::new()
            };
            touched.extend(small.iter().filter(|&&j| scores[j as usize] == 0));
            let mut ranked: Vec<(u32, u32)> = touched
                .iter()
                .map(|&j| {
                    let total = self.a.weights[i] + self.b.weights[j as usize] + 1;
                    let near = if self.in_place(i, j as usize) { 150 } else { 0 };
                    (2000 * scores[j as usize] / total + near, j)
                })
                .collect();
            for &j in &touched {
                scores[j as usize] = 0;
            }
            touched.clear();
            ranked.sort_unstable_by(|x, y| y.0.cmp(&x.0).then(x.1.cmp(&y.1)));
            for &(_, j) in ranked.iter().take(CANDIDATES) {
                self.propose(i, j as usize, &mut scratch, budget, &mut out);
            }
        }
        out
    }

    fn propose(
        &self,
        i: usize,
        j: usize,
        scratch: &mut Scratch,
        budget: &mut Budget,
        out: &mut Vec<Proposal>,
    ) {
        let single = scratch.common(self.a.of(i, i), self.b.of(j, j), budget);
        let (x, y) = (self.a.weights[i], self.b.weights[j]);
        let here = self.in_place(i, j);
        let likeness = if x + y == 0 {
            // Nothing but punctuation: its place alone speaks for it.
            if here { 0.5 } else { 0.0 }
        } else {
            single.likeness(x + y)
        };
        let bonus = |likeness: f32, here: bool| if here { likeness + 0.1 } else { likeness };
        if likeness >= if here { IN_PLACE } else { ELSEWHERE } {
            let link = Link { old: i, new: j, kind: Kind::Edited };
            out.push(Proposal { link, likeness, rank: bonus(likeness, here) });
        }
        // One part of a split is the smaller one, and lies in the whole one.
        if single.ordered * 2 < x.min(y) || x == y {
            return;
        }
        let split = x > y;
        let (count, at) = if split { (self.free_new.len(), j) } else { (self.free_old.len(), i) };
        for first in [at.wrapping_sub(1), at] {
            if first >= count || first + 1 >= count {
                continue;
            }
            let (free, weights) = if split {
                (&self.free_new, &self.b.weights)
            } else {
                (&self.free_old, &self.a.weights)
            };
            if !free[first] || !free[first + 1] {
                continue;
            }
            let (w1, w2) = (weights[first], weights[first + 1]);
            let whole = if split { self.a.of(i, i) } else { self.b.of(j, j) };
            let parts = if split { self.b } else { self.a };
            let both = scratch.common(whole, parts.of(first, first + 1), budget).ordered;
            let one = scratch.common(whole, parts.of(first, first), budget).ordered;
            let two = scratch.common(whole, parts.of(first + 1, first + 1), budget).ordered;
            let likeness = 2.0 * both as f32 / (x.max(y) + w1 + w2) as f32;
            let part = |with: u32, without: u32, weight: u32| {
                weight > 0 && (with.saturating_sub(without)) as f32 >= PART * weight as f32
            };
            if likeness < DOUBLE || !part(both, two, w1) || !part(both, one, w2) {
                continue;
            }
            let link = if split {
                Link { old: i, new: first, kind: Kind::Split }
            } else {
                Link { old: first, new: j, kind: Kind::Merged }
            };
            let here = self.in_place(link.old, link.new);
            out.push(Proposal { link, likeness, rank: bonus(likeness, here) + 0.02 });
        }
    }

    /// Takes the best proposals first.
    fn accept(&self, proposals: &[Proposal], mates: &mut Mates, links: &mut Vec<Link>) {
        // Pairs in place that keep the order among themselves.
        let mut kept: BTreeMap<usize, usize> = BTreeMap::new();
        for proposal in proposals {
            let link = proposal.link;
            let (i, j) = (link.old, link.new);
            let (last_i, last_j) = link.last();
            let free = (i..=last_i).all(|i| mates.old[i] == NONE)
                && (j..=last_j).all(|j| mates.new[j] == NONE);
            if !free {
                continue;
            }
            let ordered = self.in_place(i, j)
                && kept.range(..i).next_back().is_none_or(|(_, &before)| before < j)
                && kept.range(i..).next().is_none_or(|(_, &after)| after > last_j);
            if !ordered && proposal.likeness < ELSEWHERE {
                continue;
            }
            if ordered {
                kept.insert(i, j);
            }
            for i in i..=last_i {
                mates.old[i] = j as u32;
            }
            for j in j..=last_j {
                mates.new[j] = i as u32;
            }
            links.push(link);
        }
    }
}

/// Which new sentences hold a word.
struct Index {
    /// By word, then by place.
    postings: Vec<(u64, u32)>,
    starts: HashedMap<(u32, u32)>,
}

impl Index {
    fn new(tokens: &Tokens, free: &[bool]) -> Self {
        let mut postings: Vec<(u64, u32)> = Vec::with_capacity(tokens.tokens.len());
        for j in (0..free.len()).filter(|&j| free[j]) {
            let words = tokens.of(j, j).iter().filter(|token| token.is_word());
            postings.extend(words.map(|token| (token.folded, j as u32)));
        }
        postings.sort_unstable();
        postings.dedup();
        let mut starts: HashedMap<(u32, u32)> = HashedMap::default();
        starts.reserve(postings.len());
        for (at, &(word, _)) in postings.iter().enumerate() {
            starts.entry(word).or_insert((at as u32, 0)).1 = at as u32 + 1;
        }
        Self { postings, starts }
    }

    /// The sentences that hold a word: all of them, or of a common word those about `low..high`.
    fn near(&self, word: u64, low: u32, high: u32) -> &[(u64, u32)] {
        let Some(&(start, end)) = self.starts.get(&word) else { return &[] };
        let all = &self.postings[start as usize..end as usize];
        if all.len() <= POSTINGS {
            return all;
        }
        let middle = u32::midpoint(low, high);
        let at = all.partition_point(|&(_, j)| j < middle);
        let from = at.saturating_sub(POSTINGS / 2).min(all.len() - POSTINGS);
        &all[from..from + POSTINGS]
    }
}

/// What two sentences have in common, by weight.
struct Common {
    /// In order.
    ordered: u32,
    /// In any order.
    any: u32,
}

impl Common {
    fn likeness(&self, total: u32) -> f32 {
        // A reordered sentence is still the same one; scattered small words are not.
        (self.ordered as f32 * 1.4 + self.any as f32 * 0.6) / total as f32
    }
}

#[derive(Default)]
struct Scratch {
    row: Vec<u32>,
    x: Vec<(u64, u32)>,
    y: Vec<(u64, u32)>,
}

impl Scratch {
    fn common(&mut self, a: &[Token], b: &[Token], budget: &mut Budget) -> Common {
        let words = |tokens: &[Token], out: &mut Vec<(u64, u32)>| {
            out.clear();
            let words = tokens.iter().filter(|token| token.is_word());
            out.extend(words.map(|token| (token.folded, u32::from(token.weight))));
        };
        words(a, &mut self.x);
        words(b, &mut self.y);
        let cells = self.x.len().saturating_mul(self.y.len());
        let ordered = (cells <= SEQUENCE_CELLS && budget.pay(cells as u64)).then(|| self.ordered());
        self.x.sort_unstable();
        self.y.sort_unstable();
        let any = bag(&self.x, &self.y);
        Common { ordered: ordered.unwrap_or(any), any }
    }

    /// The weight of the heaviest common subsequence.
    fn ordered(&mut self) -> u32 {
        let prefix = self.x.iter().zip(&self.y).take_while(|(x, y)| x.0 == y.0).count();
        let common: u32 = self.x[..prefix].iter().map(|x| x.1).sum();
        let (x, y) = (&self.x[prefix..], &self.y[prefix..]);
        self.row.clear();
        self.row.resize(y.len() + 1, 0);
        let row = &mut self.row[..];
        for &(word, weight) in x {
            let mut diagonal = 0;
            let mut left = 0;
            for (cell, &(other, _)) in row[1..].iter_mut().zip(y) {
                let up = *cell;
                let most = up.max(left);
                left = if word == other { most.max(diagonal + weight) } else { most };
                *cell = left;
                diagonal = up;
            }
        }
        common + row.last().copied().unwrap_or(0)
    }
}

/// The weight that two sorted bags share.
fn bag(x: &[(u64, u32)], y: &[(u64, u32)]) -> u32 {
    let (mut i, mut j, mut sum) = (0, 0, 0);
    while let (Some(a), Some(b)) = (x.get(i), y.get(j)) {
        match a.0.cmp(&b.0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += a.1;
                i += 1;
                j += 1;
            }
        }
    }
    sum
}
