//! Likeness: sentences that have no equal partner, matched with the ones that they became.
//!
//! An inverted index of words proposes candidates, near and far; a weighted common subsequence
//! scores them; the best proposals are taken first. A pair that stands in the same gap between
//! equal neighbours needs less likeness than one that would be a move, since its place speaks for it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::align::{self, Mates, NONE};
use super::fold::Folds;
use super::hash::{HashedMap, combine};
use super::words::{TOKEN_BYTES, Token, tokenise};
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
}

impl Tokens {
    /// Of the elements without a mate.
    fn of_unmated(side: &Side<'_>, mates: &[u32]) -> Self {
        let mut out = Self::default();
        out.ranges.reserve(mates.len());
        let unmated = side.elements.iter().zip(mates).filter(|&(_, &mate)| mate == NONE);
        let bytes: usize = unmated.map(|(element, _)| element.extent.len()).sum();
        out.tokens.reserve(bytes / TOKEN_BYTES);
        for (element, &mate) in side.elements.iter().zip(mates) {
            let from = out.tokens.len();
            if mate == NONE {
                tokenise(side.text, element.extent, &mut out.tokens);
            }
            out.ranges.push((from as u32, out.tokens.len() as u32));
        }
        out
    }

    /// Of elements `from..=to`, if they were read.
    pub(super) fn known(&self, from: usize, to: usize) -> Option<&[Token]> {
        let (&(start, _), &(last, end)) = (self.ranges.get(from)?, self.ranges.get(to)?);
        let tokens = self.tokens.get(start as usize..end as usize)?;
        (last < end && !tokens.is_empty()).then_some(tokens)
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
/// A candidate that cannot come nearer than this to the best one is passed over.
const BEHIND: f32 = 0.35;
/// Postings read for one word; of a commoner word only those near the expected place.
const POSTINGS: usize = 32;
/// Twice what two sentences share, in terms of the first score, which counts repeated words once:
/// half as much again is allowed for those.
const REPEATS: u32 = 3;
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
    let mut links = Vec::with_capacity(mates.old.len().min(mates.new.len()));
    links.extend(mates.pairs().map(|(i, j)| Link { old: i, new: j, kind: Kind::Same }));
    let left = |mates: &[u32]| mates.contains(&NONE);
    if !left(&mates.old) || !left(&mates.new) {
        return (links, Tokens::default(), Tokens::default());
    }
    let a = Tokens::of_unmated(old, &mates.old);
    let b = Tokens::of_unmated(new, &mates.new);
    if left(&mates.old) && left(&mates.new) {
        formats((old, &a), (new, &b), mates, &mut links, budget);
    }
    if left(&mates.old) && left(&mates.new) {
        let matcher = Matcher::new(old, new, (&a, &b), mates, &links);
        let mut proposals = matcher.proposals(budget);
        proposals.sort_by(|x, y| {
            y.rank.total_cmp(&x.rank).then((x.link.old, x.link.new).cmp(&(y.link.old, y.link.new)))
        });
        matcher.accept(&proposals, mates, &mut links);
    }
    links.sort_by_key(|link| link.old);
    (links, a, b)
}

/// Matches sentences whose folds agree. The words' hashes tell which ones are worth folding.
fn formats(
    (old, old_tokens): (&Side<'_>, &Tokens),
    (new, new_tokens): (&Side<'_>, &Tokens),
    mates: &mut Mates,
    links: &mut Vec<Link>,
    budget: &mut Budget,
) {
    let keys = |tokens: &Tokens| -> Vec<u64> {
        let key = |&(start, end): &(u32, u32)| {
            let words = tokens.tokens[start as usize..end as usize].iter().filter(|t| t.is_word());
            words.fold(0, |sum, token| combine(sum, token.folded))
        };
        tokens.ranges.iter().map(key).collect()
    };
    let (a, b) = (keys(old_tokens), keys(new_tokens));
    let before = mates.old.clone();
    let folds = RefCell::new(Folds::default());
    align::exact(&a, &b, mates, true, budget, |i, j| {
        folds.borrow_mut().agree(old.bytes(i), new.bytes(j))
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

/// A word, numbered, with its weight.
type Word = (u32, u32);

/// The number of words that the old side does not have.
const OTHER: u32 = u32::MAX;

/// The words of sentences, in order and as bags.
#[derive(Default)]
struct Words {
    ordered: Vec<Word>,
    /// Those that both sides may have, sorted by number.
    bags: Vec<Word>,
    ranges: Vec<(u32, u32)>,
    bag_ranges: Vec<(u32, u32)>,
    weights: Vec<u32>,
}

impl Words {
    /// Numbers the words by `number`; a word that gets none is [`OTHER`].
    fn new(tokens: &Tokens, mates: &[u32], mut number: impl FnMut(u64) -> u32) -> Self {
        let mut out = Self::default();
        out.ranges.reserve(tokens.ranges.len());
        out.bag_ranges.reserve(tokens.ranges.len());
        out.weights.reserve(tokens.ranges.len());
        out.ordered.reserve(tokens.tokens.len());
        out.bags.reserve(tokens.tokens.len());
        for (&(start, end), &mate) in tokens.ranges.iter().zip(mates) {
            // What found its partner by its fold is out of the game.
            let end = if mate == NONE { end } else { start };
            let (from, from_bag) = (out.ordered.len(), out.bags.len());
            let mut weight = 0;
            for token in &tokens.tokens[start as usize..end as usize] {
                if token.is_word() {
                    let word = (number(token.folded), u32::from(token.weight));
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
        }
        out
    }

    fn ordered(&self, from: usize, to: usize) -> &[Word] {
        &self.ordered[self.ranges[from].0 as usize..self.ranges[to].1 as usize]
    }

    fn bag(&self, at: usize) -> &[Word] {
        &self.bags[self.bag_ranges[at].0 as usize..self.bag_ranges[at].1 as usize]
    }
}

struct Matcher {
    a: Words,
    b: Words,
    index: Index,
    free_old: Vec<bool>,
    free_new: Vec<bool>,
    /// The gap between chained neighbours in which an element stands.
    gap_old: Vec<u32>,
    gap_new: Vec<u32>,
    /// For each old element, where on the new side its gap begins and ends.
    reach: Vec<(u32, u32)>,
}

impl Matcher {
    fn new(
        old: &Side<'_>,
        new: &Side<'_>,
        (old_tokens, new_tokens): (&Tokens, &Tokens),
        mates: &Mates,
        links: &[Link],
    ) -> Self {
        let mut pairs: Vec<(usize, usize)> =
            links.iter().map(|link| (link.old, link.new)).collect();
        pairs.sort_unstable();
        let weight = |at: usize| old.elements[pairs[at].0].extent.len() as u64;
        let chain = align::heaviest_chain(&pairs, weight);
        let sizes = (old.elements.len(), new.elements.len());
        let (mut gap_old, mut gap_new) = (vec![0; sizes.0], vec![0; sizes.1]);
        let mut reach = vec![(0, 0); sizes.0];
        let mut from = (0, 0);
        for (gap, &to) in chain.iter().chain([&sizes]).enumerate() {
            gap_old[from.0..to.0].fill(gap as u32);
            reach[from.0..to.0].fill((from.1 as u32, to.1 as u32));
            gap_new[from.1..to.1].fill(gap as u32);
            if to.0 < sizes.0 {
                gap_old[to.0] = u32::MAX;
                gap_new[to.1] = u32::MAX;
            }
            from = (to.0 + 1, to.1 + 1);
        }
        let mut numbers: HashedMap<u32> = HashedMap::default();
        numbers.reserve(old_tokens.tokens.len() / 2);
        let a = Words::new(old_tokens, &mates.old, |word| {
            let next = numbers.len() as u32;
            *numbers.entry(word).or_insert(next)
        });
        let known = |word| numbers.get(&word).copied().unwrap_or(OTHER);
        let b = Words::new(new_tokens, &mates.new, known);
        let index = Index::new(&b, numbers.len());
        let free = |mates: &[u32]| mates.iter().map(|&mate| mate == NONE).collect();
        Self {
            a,
            b,
            index,
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
        let mut scores = vec![0u32; self.free_new.len()];
        let mut touched: Vec<u32> = Vec::new();
        let mut ranked: Vec<(u32, u32)> = Vec::new();
        let mut row = Vec::new();
        let mut out = Vec::new();
        for i in (0..self.free_old.len()).filter(|&i| self.free_old[i]) {
            let (low, high) = self.reach[i];
            let mut last = u32::MAX;
            // Whether the scores tell all that is shared, but for words that come twice.
            let mut whole = true;
            for &(word, weight) in self.a.bag(i) {
                if word == last {
                    continue;
                }
                last = word;
                let postings = self.index.near(word, low, high);
                whole &= postings.len() < POSTINGS;
                if !budget.pay(postings.len() as u64 * 2) {
                    whole = false;
                    break;
                }
                for &j in postings {
                    if scores[j as usize] == 0 {
                        touched.push(j);
                    }
                    scores[j as usize] += weight;
                }
            }
            if (high - low) as usize <= SMALL_GAP {
                touched.extend(
                    (low..high).filter(|&j| self.free_new[j as usize] && scores[j as usize] == 0),
                );
            }
            ranked.clear();
            for &j in &touched {
                let total = self.a.weights[i] + self.b.weights[j as usize] + 1;
                let here = self.in_place(i, j as usize);
                let score = std::mem::take(&mut scores[j as usize]);
                let lesser = self.a.weights[i].min(self.b.weights[j as usize]);
                // Too little for an edit, and for the part of a split.
                let enough = if here { IN_PLACE } else { ELSEWHERE };
                let hopeless = whole
                    && lesser > 0
                    && score * REPEATS < lesser
                    && ((score * REPEATS) as f32) < enough * total as f32;
                if !hopeless {
                    let near = if here { 150 } else { 0 };
                    ranked.push((2000 * score / total + near, j));
                }
            }
            touched.clear();
            let best = |x: &(u32, u32), y: &(u32, u32)| y.0.cmp(&x.0).then(x.1.cmp(&y.1));
            if ranked.len() > CANDIDATES {
                ranked.select_nth_unstable_by(CANDIDATES, best);
                ranked.truncate(CANDIDATES);
            }
            ranked.sort_unstable_by(best);
            let mut best = 0.0f32;
            for &(_, j) in &ranked {
                best = best.max(self.propose(i, j as usize, best, &mut row, budget, &mut out));
            }
        }
        out
    }

    /// Scores one candidate, and gives back how alike it is. `best` is what another one reached: far
    /// below that, none needs a closer look.
    fn propose(
        &self,
        i: usize,
        j: usize,
        best: f32,
        row: &mut Vec<u32>,
        budget: &mut Budget,
        out: &mut Vec<Proposal>,
    ) -> f32 {
        let (x, y) = (self.a.weights[i], self.b.weights[j]);
        let here = self.in_place(i, j);
        let bonus = |likeness: f32, here: bool| if here { likeness + 0.1 } else { likeness };
        let enough = if here { IN_PLACE } else { ELSEWHERE };
        let any = bag(self.a.bag(i), self.b.bag(j));
        let likeness = if x + y == 0 {
            // Nothing but punctuation: its place alone speaks for it.
            if here { 0.5 } else { 0.0 }
        } else if likeness(any, any, x + y) < enough.max(best - BEHIND) {
            0.0
        } else {
            let ordered = ordered(self.a.ordered(i, i), self.b.ordered(j, j), row, budget);
            likeness(ordered.unwrap_or(any), any, x + y)
        };
        if likeness >= enough {
            let link = Link { old: i, new: j, kind: Kind::Edited };
            out.push(Proposal { link, likeness, rank: bonus(likeness, here) });
        }
        // One part of a split is the smaller one, and lies in the whole one.
        if any * 2 < x.min(y) || x == y {
            return likeness;
        }
        let split = x > y;
        let (parts, whole, free, at) = if split {
            (&self.b, self.a.ordered(i, i), &self.free_new, j)
        } else {
            (&self.a, self.b.ordered(j, j), &self.free_old, i)
        };
        let (whole_weight, whole_bag) = if split { (x, self.a.bag(i)) } else { (y, self.b.bag(j)) };
        for first in [at.wrapping_sub(1), at] {
            if first >= free.len() || first + 1 >= free.len() || !free[first] || !free[first + 1] {
                continue;
            }
            let (w1, w2) = (parts.weights[first], parts.weights[first + 1]);
            let total = (whole_weight + w1 + w2) as f32;
            let explained = |common: u32| 2.0 * common as f32 / total;
            if explained(whole_weight.min(w1 + w2)) < DOUBLE {
                continue;
            }
            let shared =
                |part: usize| if part == at { any } else { bag(whole_bag, parts.bag(part)) };
            let part =
                |common: u32, weight: u32| weight > 0 && common as f32 >= PART * weight as f32;
            let (one, two) = (shared(first), shared(first + 1));
            if explained((one + two).min(whole_weight)) < DOUBLE || !part(one, w1) || !part(two, w2)
            {
                continue;
            }
            let mut common =
                |from: usize, to: usize| ordered(whole, parts.ordered(from, to), row, budget);
            let (Some(both), Some(one), Some(two)) =
                (common(first, first + 1), common(first, first), common(first + 1, first + 1))
            else {
                continue;
            };
            let explained = explained(both);
            if explained < DOUBLE
                || !part(both.saturating_sub(two), w1)
                || !part(both.saturating_sub(one), w2)
            {
                continue;
            }
            let link = if split {
                Link { old: i, new: first, kind: Kind::Split }
            } else {
                Link { old: first, new: j, kind: Kind::Merged }
            };
            let here = self.in_place(link.old, link.new);
            let rank = bonus(explained, here) + 0.02;
            out.push(Proposal { link, likeness: explained, rank });
        }
        likeness
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

/// How alike two sentences are, from what they share in order and in any order, and all that they
/// say. A reordered sentence is still the same one; scattered small words are not.
fn likeness(ordered: u32, any: u32, total: u32) -> f32 {
    (ordered as f32 * 1.4 + any as f32 * 0.6) / total as f32
}

/// Which new sentences hold a word.
struct Index {
    /// By word, then by place.
    postings: Vec<u32>,
    starts: Vec<u32>,
}

impl Index {
    fn new(words: &Words, numbers: usize) -> Self {
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

    /// The sentences that hold a word: all of them, or of a common word those about `low..high`.
    fn near(&self, word: u32, low: u32, high: u32) -> &[u32] {
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

/// The weight of the heaviest common subsequence; `None` where that would be too much work.
fn ordered(x: &[Word], y: &[Word], row: &mut Vec<u32>, budget: &mut Budget) -> Option<u32> {
    let prefix = x.iter().zip(y).take_while(|(x, y)| x.0 == y.0).count();
    let mut common: u32 = x[..prefix].iter().map(|x| x.1).sum();
    let (x, y) = (&x[prefix..], &y[prefix..]);
    let suffix = x.iter().rev().zip(y.iter().rev()).take_while(|(x, y)| x.0 == y.0).count();
    common += x[x.len() - suffix..].iter().map(|x| x.1).sum::<u32>();
    let (x, y) = (&x[..x.len() - suffix], &y[..y.len() - suffix]);
    let cells = x.len().saturating_mul(y.len());
    if cells > SEQUENCE_CELLS || !budget.pay(cells as u64) {
        return None;
    }
    row.clear();
    row.resize(y.len() + 1, 0);
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
    Some(common + row.last().copied().unwrap_or(0))
}

/// The weight that two sorted bags share.
fn bag(x: &[Word], y: &[Word]) -> u32 {
    let (mut i, mut j, mut sum) = (0, 0, 0);
    while let (Some(a), Some(b)) = (x.get(i), y.get(j)) {
        if a.0 == b.0 {
            sum += a.1;
        }
        i += usize::from(a.0 <= b.0);
        j += usize::from(b.0 <= a.0);
    }
    sum
}
