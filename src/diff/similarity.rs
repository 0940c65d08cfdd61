//! Similarity: matches sentences that have no equal partner with the ones that they became.
//!
//! An inverted index of words proposes candidates, near and far; a weighted common subsequence
//! scores them; the best proposals are accepted first. A pair in the same gap between equal
//! neighbors needs less similarity than a move, because its position is evidence too.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::align::{self, Mates, NONE};
use super::hash::{HashedMap, combine, hash_bytes};
use super::typographic_fold::Folds;
use super::words::{TOKEN_BYTES, TokenKind, WordToken, tokenise};
use super::{Extent, StepBudget};

/// A sentence, or a whole block that has an equal block on the other side.
#[derive(Clone, Copy, Debug)]
pub(super) struct AlignElement {
    pub(super) extent: Extent,
    pub(super) hash: u64,
    /// Whether it is an equal block, which is not segmented.
    pub(super) opaque: bool,
    /// Whether it begins a paragraph or a line.
    pub(super) opens: bool,
    /// Whether it continues the sentence of the previous element, which was split.
    pub(super) parted: bool,
}

/// A text and its elements.
pub(super) struct SideElements<'t> {
    pub(super) text: &'t str,
    pub(super) elements: Vec<AlignElement>,
}

impl SideElements<'_> {
    pub(super) fn bytes(&self, at: usize) -> &str {
        self.elements.get(at).map_or("", |element| element.extent.of(self.text))
    }
}

/// The tokens of the sentences that were tokenized.
#[derive(Default)]
pub(super) struct Tokens {
    tokens: Vec<WordToken>,
    ranges: Vec<(u32, u32)>,
}

impl Tokens {
    /// Tokenizes the elements without a mate.
    fn of_unmated(side: &SideElements<'_>, mates: &[u32]) -> Self {
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

    /// The tokens of elements `from..=to`, if they were tokenized.
    pub(super) fn known(&self, from: usize, to: usize) -> Option<&[WordToken]> {
        let (&(start, _), &(last, end)) = (self.ranges.get(from)?, self.ranges.get(to)?);
        let tokens = self.tokens.get(start as usize..end as usize)?;
        (last < end && !tokens.is_empty()).then_some(tokens)
    }

    /// Moves the token range of element `from` to element `to`.
    pub(super) fn shift(&mut self, from: usize, to: usize) {
        if let Some(&range) = self.ranges.get(from)
            && let Some(place) = self.ranges.get_mut(to)
        {
            *place = range;
        }
    }

    /// Drops the tokens of element `at`, which must be tokenized again.
    pub(super) fn forget(&mut self, at: usize) {
        if let Some(range) = self.ranges.get_mut(at) {
            *range = (0, 0);
        }
    }
}

/// What happened to a sentence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum SentenceFate {
    /// The bytes are the same.
    Same,
    /// Only typography differs.
    Format,
    /// The words differ.
    Edited,
    /// One element on the old side, several on the new one.
    Split,
    /// Several elements on the old side, one on the new one.
    Merged,
}

/// A matched pair, by its first element on each side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    pub(super) old: usize,
    pub(super) new: usize,
    pub(super) kind: SentenceFate,
    /// The number of elements on the side with several, for a split or merge; otherwise 1.
    pub(super) parts: usize,
}

impl Match {
    /// A link of one element with one.
    fn one(old: usize, new: usize, kind: SentenceFate) -> Self {
        Self { old, new, kind, parts: 1 }
    }

    /// The last element of the pair on each side.
    pub(super) fn last(&self) -> (usize, usize) {
        let more = self.parts - 1;
        match self.kind {
            SentenceFate::Merged => (self.old + more, self.new),
            SentenceFate::Split => (self.old, self.new + more),
            SentenceFate::Same | SentenceFate::Format | SentenceFate::Edited => {
                (self.old, self.new)
            }
        }
    }
}

/// Minimum similarity of an edit in the same gap and in order. Two unrelated sentences of one
/// article share their small words, and reach .2 to .25.
const IN_PLACE: f32 = 0.30;
/// A pair in place is also an edit if this much of the shorter sentence is in the longer one, in
/// order (a stub that was expanded),
const CONTAINED: f32 = 0.62;
/// and the shared part has at least this weight.
const TELLING: u32 = 10;
/// A name with a number at the start of both identifies the same entry if it has at least this
/// weight.
const NAME: u32 = 8;
/// Labels (a heading, a date, a table cell) have at most this many words and bytes. They are
/// compared letter by letter, with all digits equal, and match if they share the fraction `LABEL`.
const LABEL_WORDS: u32 = 3;
const LABEL_BYTES: usize = 32;
const LABEL: f32 = 0.70;
/// A name with a number is among this many words at the start.
const HEAD: usize = 4;
/// A move must be more similar than dissimilar,
const ELSEWHERE: f32 = 0.50;
/// and must share words of this weight (three or four long ones),
const MOVED: f32 = 18.0;
/// or have this similarity.
const MOVED_SHORT: f32 = 0.80;
/// A word that occurs more often than this in the unmatched sentences of both sides weighs less.
const COMMON: u32 = 12;
/// A split or merge must explain this fraction of all words involved.
const DOUBLE: f32 = 0.60;
/// The outer parts must each be explained to this extent by words that the other parts leave over.
const PART: f32 = 0.50;
/// Maximum number of parts of a split or merge, minus one.
const PARTS_MAX: usize = 40;
/// A candidate that cannot come within this distance of the best one is skipped.
const BEHIND: f32 = 0.35;
/// Postings read per word; for a more common word, only those near the expected position.
const POSTINGS: usize = 32;
/// The shared weight, in terms of the first score, is doubled to get a similarity. The first score
/// counts repeated words once, so another half is allowed for repeats.
const REPEATS: u32 = 3;
/// Candidates scored per sentence.
const CANDIDATES: usize = 6;
/// Gaps of at most this many new sentences are scored in full.
const SMALL_GAP: usize = 16;
/// Above this many cells the subsequence is not searched, and the bag of words is used instead.
const SEQUENCE_CELLS: usize = 1 << 16;

/// Matches the elements that `mates` leaves over. Returns all links, including those of `mates`,
/// sorted by the old side.
pub(super) fn links(
    old: &SideElements<'_>,
    new: &SideElements<'_>,
    mates: &mut Mates,
    budget: &mut StepBudget,
) -> (Vec<Match>, Tokens, Tokens) {
    let mut links = Vec::with_capacity(mates.old.len().min(mates.new.len()));
    links.extend(mates.pairs().map(|(i, j)| Match::one(i, j, SentenceFate::Same)));
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

/// Matches sentences whose folds are equal. The hashes of their words select the pairs to fold.
fn formats(
    (old, old_tokens): (&SideElements<'_>, &Tokens),
    (new, new_tokens): (&SideElements<'_>, &Tokens),
    mates: &mut Mates,
    links: &mut Vec<Match>,
    budget: &mut StepBudget,
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
            let kind = if old.bytes(i) == new.bytes(j) {
                SentenceFate::Same
            } else {
                SentenceFate::Format
            };
            links.push(Match::one(i, j, kind));
        }
    }
}

struct Proposal {
    link: Match,
    rank: f32,
    /// Whether they are similar enough to be matched at any position.
    anywhere: bool,
}

/// A word's number and its weight.
type WeightedWord = (u32, u32);

/// The number of words that the old side does not have.
const OTHER: u32 = u32::MAX;

/// The words of the sentences, in order and as bags.
#[derive(Default)]
struct WordIndex {
    ordered: Vec<WeightedWord>,
    /// Words that may be on both sides, sorted by number.
    bags: Vec<WeightedWord>,
    ranges: Vec<(u32, u32)>,
    bag_ranges: Vec<(u32, u32)>,
    weights: Vec<u32>,
    /// The number of words at the start that are a name with a number ("Chapter 12", "Eclair
    /// #2164"); usually 0.
    heads: Vec<u8>,
}

impl WordIndex {
    /// Numbers the words with `number`, which returns [`OTHER`] for unknown words. The words of a
    /// URL have low weight, because the URLs of one site are much the same.
    fn new(tokens: &Tokens, mates: &[u32], mut number: impl FnMut(u64) -> u32) -> Self {
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

    fn ordered(&self, from: usize, to: usize) -> &[WeightedWord] {
        &self.ordered[self.ranges[from].0 as usize..self.ranges[to].1 as usize]
    }

    fn bag(&self, at: usize) -> &[WeightedWord] {
        &self.bags[self.bag_ranges[at].0 as usize..self.bag_ranges[at].1 as usize]
    }
}

/// Lowers the weight of words that most unmatched sentences have: they do not distinguish sentences
/// (for example, the URL in every entry of a list of links).
fn lower_common(a: &mut WordIndex, b: &mut WordIndex, numbers: usize) {
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
            let sentence = words.ordered.get(start as usize..end as usize).unwrap_or_default();
            *weight = sentence.iter().map(|word| word.1).sum();
        }
    }
}

struct Matcher<'t> {
    old: &'t SideElements<'t>,
    new: &'t SideElements<'t>,
    a: WordIndex,
    b: WordIndex,
    index: Index,
    free_old: Vec<bool>,
    free_new: Vec<bool>,
    /// The gap between chained neighbors that each element is in.
    gap_old: Vec<u32>,
    gap_new: Vec<u32>,
    /// For each old element, the start and end of its gap on the new side.
    reach: Vec<(u32, u32)>,
}

impl<'t> Matcher<'t> {
    fn new(
        old: &'t SideElements<'t>,
        new: &'t SideElements<'t>,
        (old_tokens, new_tokens): (&Tokens, &Tokens),
        mates: &Mates,
        links: &[Match],
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
        let mut a = WordIndex::new(old_tokens, &mates.old, |word| {
            let next = numbers.len() as u32;
            *numbers.entry(word).or_insert(next)
        });
        let known = |word| numbers.get(&word).copied().unwrap_or(OTHER);
        let mut b = WordIndex::new(new_tokens, &mates.new, known);
        let index = Index::new(&b, numbers.len());
        lower_common(&mut a, &mut b, numbers.len());
        let free = |mates: &[u32]| mates.iter().map(|&mate| mate == NONE).collect();
        Self {
            old,
            new,
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

    /// Whether both are as short as a heading, a date or a table cell.
    fn are_labels(&self, i: usize, j: usize) -> bool {
        let is_label = |words: &WordIndex, side: &SideElements<'_>, at: usize| {
            let (start, end) = words.ranges[at];
            (1..=LABEL_WORDS).contains(&(end - start))
                && side.elements[at].extent.len() <= LABEL_BYTES
        };
        is_label(&self.a, self.old, i) && is_label(&self.b, self.new, j)
    }

    /// Whether both begin with the same name and number.
    fn same_head(&self, i: usize, j: usize) -> bool {
        let head = self.a.heads[i];
        if head == 0 || head != self.b.heads[j] {
            return false;
        }
        let of = |words: &WordIndex, at: usize| -> Vec<WeightedWord> {
            words.ordered(at, at).iter().take(head.into()).copied().collect()
        };
        let (x, y) = (of(&self.a, i), of(&self.b, j));
        x == y && x.iter().map(|word| word.1).sum::<u32>() >= NAME
    }

    /// Returns all possible matches, with their similarity.
    fn proposals(&self, budget: &mut StepBudget) -> Vec<Proposal> {
        let mut scores = vec![0u32; self.free_new.len()];
        let mut touched: Vec<u32> = Vec::new();
        let mut ranked: Vec<(u32, u32)> = Vec::new();
        let mut row = Vec::new();
        let mut out = Vec::new();
        for i in (0..self.free_old.len()).filter(|&i| self.free_old[i]) {
            let (low, high) = self.reach[i];
            let mut last = u32::MAX;
            // Whether the scores cover everything shared, except for repeated words.
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
                // Too little for an edit, and for a part of a split.
                let enough = if here { IN_PLACE } else { ELSEWHERE };
                let hopeless = whole
                    && lesser > 0
                    && !(here && (self.same_head(i, j as usize) || self.are_labels(i, j as usize)))
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

    /// Scores one candidate and returns its similarity. `best` is the score of the best candidate
    /// so far: one far below it is not examined further.
    fn propose(
        &self,
        i: usize,
        j: usize,
        best: f32,
        row: &mut Vec<u32>,
        budget: &mut StepBudget,
        out: &mut Vec<Proposal>,
    ) -> f32 {
        let (x, y) = (self.a.weights[i], self.b.weights[j]);
        let here = self.in_place(i, j);
        let enough = if here { IN_PLACE } else { ELSEWHERE };
        let any = bag(self.a.bag(i), self.b.bag(j));
        let lesser = x.min(y);
        let contained =
            |common: u32| here && common >= TELLING && common as f32 >= CONTAINED * lesser as f32;
        let named = here && self.same_head(i, j);
        let likeness = if x + y == 0 {
            // Only punctuation: the position is the only evidence.
            if here { 0.5 } else { 0.0 }
        } else if likeness(any, any, x + y) < enough.max(best - BEHIND) && !contained(any) && !named
        {
            0.0
        } else {
            let ordered = ordered(self.a.ordered(i, i), self.b.ordered(j, j), row, budget);
            let alike = likeness(ordered.unwrap_or(any), any, x + y);
            if named || contained(ordered.unwrap_or(0)) { alike.max(IN_PLACE) } else { alike }
        };
        let likeness = if likeness < enough
            && here
            && self.are_labels(i, j)
            && budget.pay((self.old.bytes(i).len() * self.new.bytes(j).len()) as u64)
            && letters_alike(self.old.bytes(i), self.new.bytes(j)) >= LABEL
        {
            IN_PLACE
        } else {
            likeness
        };
        // A short sentence needs nearly all its words in common to be matched elsewhere.
        let shared = likeness * (x + y) as f32 / 2.0;
        let anywhere = likeness >= ELSEWHERE && (shared >= MOVED || likeness >= MOVED_SHORT);
        if likeness >= enough && (here || anywhere) {
            let link = Match::one(i, j, SentenceFate::Edited);
            out.push(Proposal { link, rank: bonus(likeness, here), anywhere });
        }
        // A part of a split is smaller than the whole, and is contained in it.
        if any * 2 >= x.min(y) && x != y {
            self.propose_parts(i, j, any, row, budget, out);
        }
        likeness
    }

    /// Proposes that the smaller of `i` and `j`, with its neighbors, is a part of the other.
    fn propose_parts(
        &self,
        i: usize,
        j: usize,
        any: u32,
        row: &mut Vec<u32>,
        budget: &mut StepBudget,
        out: &mut Vec<Proposal>,
    ) {
        let split = self.a.weights[i] > self.b.weights[j];
        let (wholes, parts, free, whole_at, at) = if split {
            (&self.a, &self.b, &self.free_new, i, j)
        } else {
            (&self.b, &self.a, &self.free_old, j, i)
        };
        let (whole, whole_bag) = (wholes.ordered(whole_at, whole_at), wholes.bag(whole_at));
        let whole_weight = wholes.weights[whole_at];
        let lies_in = |common: u32, part: usize| {
            parts.weights[part] > 0 && common as f32 >= PART * parts.weights[part] as f32
        };
        if !lies_in(any, at) {
            return;
        }
        let neighbour = |part: usize, budget: &mut StepBudget| {
            free.get(part) == Some(&true)
                && budget.pay((whole_bag.len() + parts.bag(part).len()) as u64)
                && lies_in(bag(whole_bag, parts.bag(part)), part)
        };
        let (mut first, mut last) = (at, at);
        while last - first < PARTS_MAX && first > 0 && neighbour(first - 1, budget) {
            first -= 1;
        }
        while last - first < PARTS_MAX && neighbour(last + 1, budget) {
            last += 1;
        }
        // The whole run, and this part with each neighbor in case the others have better partners.
        let pairs = [(at.wrapping_sub(1), at), (at, at + 1)];
        let pairs = pairs.into_iter().filter(|pair| pair.0 >= first && pair.1 <= last);
        for (first, last) in
            [(first, last)].into_iter().filter(|run| run.1 - run.0 > 1).chain(pairs)
        {
            let Some((first, last, explained)) =
                parts_of((whole, whole_weight), parts, (first, last), row, budget)
            else {
                continue;
            };
            let (old, new) = if split { (i, first) } else { (first, j) };
            let kind = if split { SentenceFate::Split } else { SentenceFate::Merged };
            let link = Match { old, new, kind, parts: last - first + 1 };
            let rank = bonus(explained, self.in_place(old, new)) + 0.02;
            out.push(Proposal { link, rank, anywhere: true });
        }
    }

    /// Accepts the best proposals first.
    fn accept(&self, proposals: &[Proposal], mates: &mut Mates, links: &mut Vec<Match>) {
        // Pairs in place that are in order with each other.
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
            if !ordered && !proposal.anywhere {
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

/// Computes how much a sentence and the run `first..=last` explain of each other; `None` if it is
/// too little. Returns the run trimmed to the parts that belong to it.
fn parts_of(
    (whole, weight): (&[WeightedWord], u32),
    parts: &WordIndex,
    (mut first, mut last): (usize, usize),
    row: &mut Vec<u32>,
    budget: &mut StepBudget,
) -> Option<(usize, usize, f32)> {
    let of = |from: usize, to: usize| parts.weights[from..=to].iter().sum::<u32>();
    let explained =
        |common: u32, from: usize, to: usize| 2.0 * common as f32 / (weight + of(from, to)) as f32;
    let mut both = None;
    while last > first {
        if explained(weight.min(of(first, last)), first, last) < DOUBLE {
            return None;
        }
        let all = match both.take() {
            Some(all) => all,
            None => ordered(whole, parts.ordered(first, last), row, budget)?,
        };
        let tail = ordered(whole, parts.ordered(first + 1, last), row, budget)?;
        let head = ordered(whole, parts.ordered(first, last - 1), row, budget)?;
        let adds = |common: u32, part: usize| {
            all.saturating_sub(common) as f32 >= PART * parts.weights[part] as f32
        };
        match (adds(tail, first), adds(head, last)) {
            (true, true) => {
                let explained = explained(all, first, last);
                return (explained >= DOUBLE).then_some((first, last, explained));
            }
            (false, _) => {
                first += 1;
                both = Some(tail);
            }
            (true, false) => {
                last -= 1;
                both = Some(head);
            }
        }
    }
    None
}

/// The rank of a proposal, higher if it is in place.
fn bonus(likeness: f32, here: bool) -> f32 {
    if here { likeness + 0.1 } else { likeness }
}

/// The similarity of two sentences, from the weight shared in order, the weight shared in any
/// order, and the total weight. A reordered sentence still matches; scattered small words do not.
fn likeness(ordered: u32, any: u32, total: u32) -> f32 {
    (ordered as f32 * 1.4 + any as f32 * 0.6) / total as f32
}

/// The fraction of two labels that is the same in order, with all digits equal.
fn letters_alike(old: &str, new: &str) -> f32 {
    let letters = |text: &str| -> Vec<char> {
        let figure = |c: char| if c.is_numeric() { '0' } else { c };
        text.chars().flat_map(char::to_lowercase).map(figure).collect()
    };
    let (x, y) = (letters(old), letters(new));
    let mut row = vec![0u32; y.len() + 1];
    for a in &x {
        let mut diagonal = 0;
        for (at, b) in y.iter().enumerate() {
            let up = row[at + 1];
            row[at + 1] = if a == b { diagonal + 1 } else { up.max(row[at]) };
            diagonal = up;
        }
    }
    let common = row.last().copied().unwrap_or(0);
    2.0 * common as f32 / (x.len() + y.len()) as f32
}

/// Maps each word to the new sentences that contain it.
struct Index {
    /// By word, then by position.
    postings: Vec<u32>,
    starts: Vec<u32>,
}

impl Index {
    fn new(words: &WordIndex, numbers: usize) -> Self {
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

/// The weight of the heaviest common subsequence; `None` if computing it would be too much work.
fn ordered(
    x: &[WeightedWord],
    y: &[WeightedWord],
    row: &mut Vec<u32>,
    budget: &mut StepBudget,
) -> Option<u32> {
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
fn bag(x: &[WeightedWord], y: &[WeightedWord]) -> u32 {
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
