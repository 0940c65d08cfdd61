//! Similarity: matches sentences that have no equal partner with the ones that they became.
//!
//! An inverted index of words proposes candidates, near and far; a weighted common subsequence
//! scores them; the best proposals are accepted first. A pair in the same gap between equal
//! neighbors needs less similarity than a move, because its position is evidence too.

mod index;
mod reflow;
mod rows;
mod tuning;

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::align::{self, Mates, NONE};
use super::hash::{HashedMap, combine};
use super::typographic_fold::Folds;
use super::words::{WordToken, expected_tokens, tokenise};
use super::{Extent, StepBudget};
use index::{Index, OTHER, WeightedWord, WordIndex, lower_common};
use tuning::{
    BEHIND, CANDIDATES, CONTAINED, DOUBLE, ELSEWHERE, ENTRY_START, ENTRY_WORDS, IN_PLACE, LABEL,
    LABEL_BYTES, LABEL_WORDS, MOVED, MOVED_SHORT, NAME, PART, PARTS_MAX, POSTINGS, REPEATS,
    SEQUENCE_CELLS, SMALL_GAP, TELLING,
};

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
        self.elements[at].extent.of(self.text)
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
        let tokens = unmated.map(|(element, _)| expected_tokens(element.extent.of(side.text)));
        out.tokens.reserve(tokens.sum());
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
        let ranges = self.ranges.get(from..=to)?;
        let (first, last) = (ranges.first()?, ranges.last()?);
        // A sentence with an equal partner has no tokens here, also if it is a part of a split.
        let all = ranges.iter().all(|(start, end)| start < end);
        all.then(|| &self.tokens[first.0 as usize..last.1 as usize])
    }

    /// All tokens.
    pub(super) fn all(&self) -> &[WordToken] {
        &self.tokens
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
    /// The number of elements on each side: 1, or more on the side of the parts of a split or
    /// merge, or on both if only the layout of several changed.
    pub(super) old_parts: usize,
    pub(super) new_parts: usize,
}

impl Match {
    /// A link of one element with one.
    fn one(old: usize, new: usize, kind: SentenceFate) -> Self {
        Self { old, new, kind, old_parts: 1, new_parts: 1 }
    }

    /// The last element of the pair on each side.
    pub(super) fn last(&self) -> (usize, usize) {
        (self.old + self.old_parts - 1, self.new + self.new_parts - 1)
    }
}

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
        reflow::reflowed((old, &a), (new, &b), mates, &mut links);
    }
    if left(&mates.old) && left(&mates.new) {
        let matcher = Matcher::new(old, new, (&a, &b), mates, &links);
        for (i, j) in matcher.rows(budget) {
            mates.pair(i, j);
            links.push(Match::one(i, j, SentenceFate::Edited));
        }
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
    /// The gaps that are tables on both sides: the old and the new elements.
    tables: Vec<rows::Table>,
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
        let tables = rows::tables((&a, &mates.old, &gap_old), (&b, &mates.new, &gap_new));
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
            tables,
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

    /// Whether both are short entries that begin with the same telling words.
    fn same_entry(&self, i: usize, j: usize) -> bool {
        let (x, y) = (self.a.ordered(i, i), self.b.ordered(j, j));
        let short = |words: &[WeightedWord]| words.len() as u32 <= ENTRY_WORDS;
        let start = x.iter().zip(y).take(2).take_while(|(x, y)| x.0 == y.0).map(|(x, _)| x.1);
        short(x) && short(y) && start.sum::<u32>() >= ENTRY_START
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
            // Whether every word is common: then the best candidate may be out of reach.
            let mut reached = self.a.bag(i).is_empty();
            let (mut repeats, mut run) = (REPEATS, 0);
            for &(word, weight) in self.a.bag(i) {
                run = if word == last { run + 1 } else { 1 };
                repeats = repeats.max(run);
                if word == last {
                    continue;
                }
                last = word;
                let postings = self.index.near(word, low, high);
                whole &= postings.len() < POSTINGS;
                reached |= postings.len() < POSTINGS;
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
                    && score * repeats < lesser
                    && ((score * repeats) as f32) < enough * total as f32;
                if !hopeless {
                    let near = if here { 150 } else { 0 };
                    ranked.push((2000 * score / total + near, j));
                }
            }
            touched.clear();
            let best = |x: &(u32, u32), y: &(u32, u32)| y.0.cmp(&x.0).then(x.1.cmp(&y.1));
            let cut = ranked.len() > CANDIDATES;
            if cut {
                ranked.select_nth_unstable_by(CANDIDATES, best);
                // The first one left out may be as good as all that are kept.
                let (first_out, kept) = (ranked[CANDIDATES].0, ranked[..CANDIDATES].iter());
                budget.coarse |=
                    first_out >= 1000 && kept.map(|one| one.0).max() == Some(first_out);
                ranked.truncate(CANDIDATES);
            }
            budget.coarse |= !reached && !ranked.iter().any(|one| one.0 >= 1000);
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
        let anywhere = likeness >= ELSEWHERE
            && (shared >= MOVED || likeness >= MOVED_SHORT || self.same_entry(i, j));
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
            let count = last - first + 1;
            let (old_parts, new_parts) = if split { (1, count) } else { (count, 1) };
            let link = Match { old, new, kind, old_parts, new_parts };
            let rank = bonus(explained, self.in_place(old, new)) + 0.02;
            out.push(Proposal { link, rank, anywhere: true });
        }
    }

    /// Accepts the best proposals first.
    fn accept(&self, proposals: &[Proposal], mates: &mut Mates, links: &mut Vec<Match>) {
        // Pairs in place that are in order with each other.
        let mut kept: BTreeMap<usize, usize> = links
            .iter()
            .filter(|link| link.kind == SentenceFate::Edited && self.in_place(link.old, link.new))
            .map(|link| (link.old, link.new))
            .collect();
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
