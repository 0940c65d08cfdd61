//! Alignment by identity: finds which elements of two sequences are the same, and which of the
//! matched pairs keep the common order.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::StepBudget;
use super::hash::HashedMap;

/// No partner.
pub(super) const NONE: u32 = u32::MAX;

/// Above this many cells between two anchors, repeated elements are paired by rank instead.
const GAP_CELLS: usize = 1 << 18;

/// The matches, in both directions; [`NONE`] for an unmatched element.
#[derive(Clone)]
pub(super) struct Mates {
    pub(super) old: Vec<u32>,
    pub(super) new: Vec<u32>,
}

impl Mates {
    pub(super) fn none(old: usize, new: usize) -> Self {
        Self { old: vec![NONE; old], new: vec![NONE; new] }
    }

    pub(super) fn pair(&mut self, i: usize, j: usize) {
        self.old[i] = j as u32;
        self.new[j] = i as u32;
    }

    fn free(&self, i: usize, j: usize) -> bool {
        self.old[i] == NONE && self.new[j] == NONE
    }

    /// The matched pairs, as a preallocated list.
    fn list(&self) -> Vec<(usize, usize)> {
        let mut pairs = Vec::with_capacity(self.old.len().min(self.new.len()));
        pairs.extend(self.pairs());
        pairs
    }

    /// The matched pairs, in order of the old side.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        self.old.iter().enumerate().filter(|&(_, &j)| j != NONE).map(|(i, &j)| (i, j as usize))
    }
}

/// Matches equal elements: first those that occur once on each side, then the neighbors of matched
/// elements, then repeated ones between them (`similar`'s Myers algorithm, in gaps bounded by the
/// budget). With `anywhere`, remaining repeated elements are matched by rank, regardless of
/// position.
///
/// `same` is called before any two elements of equal hash are matched.
pub(super) fn exact(
    old: &[u64],
    new: &[u64],
    mates: &mut Mates,
    anywhere: bool,
    budget: &mut StepBudget,
    same: impl Fn(usize, usize) -> bool,
) {
    let (shared, repeated) = unique(old, new, mates, &same);
    if !shared {
        return;
    }
    extend(old, new, mates, &same);
    let pairs = mates.list();
    let chain = heaviest_chain(&pairs, |_| 1);
    fill_gaps((old, new), &chain, repeated, mates, budget, &same);
    // Without repeated elements, everything shared is paired by now.
    if repeated {
        extend(old, new, mates, &same);
    }
    if repeated && anywhere {
        by_rank(old, new, mates, &same);
    }
}

/// Pairs elements that occur once on each side. Returns whether the sides share anything at all,
/// and whether any shared elements are left because they occur more than once.
fn unique(
    old: &[u64],
    new: &[u64],
    mates: &mut Mates,
    same: &impl Fn(usize, usize) -> bool,
) -> (bool, bool) {
    struct Occurrences {
        old: u32,
        new: u32,
        old_at: u32,
        new_at: u32,
    }
    let mut seen: HashedMap<Occurrences> = HashedMap::default();
    seen.reserve(mates.old.iter().filter(|&&mate| mate == NONE).count());
    for (i, &hash) in old.iter().enumerate().filter(|&(i, _)| mates.old[i] == NONE) {
        let entry =
            seen.entry(hash).or_insert(Occurrences { old: 0, new: 0, old_at: i as u32, new_at: 0 });
        entry.old += 1;
    }
    let mut shared = false;
    for (j, hash) in new.iter().enumerate().filter(|&(j, _)| mates.new[j] == NONE) {
        if let Some(entry) = seen.get_mut(hash) {
            entry.new += 1;
            entry.new_at = j as u32;
            shared = true;
        }
    }
    let mut repeated = false;
    if shared {
        for entry in seen.values().filter(|entry| entry.new > 0) {
            let (i, j) = (entry.old_at as usize, entry.new_at as usize);
            if entry.old == 1 && entry.new == 1 && same(i, j) {
                mates.pair(i, j);
            } else {
                repeated = true;
            }
        }
    }
    (shared, repeated)
}

/// Pairs equal neighbors of paired elements, forward and then backward.
fn extend(old: &[u64], new: &[u64], mates: &mut Mates, same: &impl Fn(usize, usize) -> bool) {
    let (n, m) = (old.len(), new.len());
    if n > 0 && m > 0 && mates.free(0, 0) && old[0] == new[0] && same(0, 0) {
        mates.pair(0, 0);
    }
    for i in 0..n.saturating_sub(1) {
        let before = mates.old[i];
        if before == NONE {
            continue;
        }
        let (i, j) = (i + 1, before as usize + 1);
        if j < m && mates.free(i, j) && old[i] == new[j] && same(i, j) {
            mates.pair(i, j);
        }
    }
    if n > 0 && m > 0 && mates.free(n - 1, m - 1) && old[n - 1] == new[m - 1] && same(n - 1, m - 1)
    {
        mates.pair(n - 1, m - 1);
    }
    for i in (1..n).rev() {
        let after = mates.old[i];
        if after == NONE || after == 0 {
            continue;
        }
        let j = after as usize - 1;
        if mates.free(i - 1, j) && old[i - 1] == new[j] && same(i - 1, j) {
            mates.pair(i - 1, j);
        }
    }
}

/// Pairs repeated elements between neighbors of the chain, in order. The work is charged even if
/// there are none, so that the budget depends on the texts and not on shortcuts.
fn fill_gaps(
    (old, new): (&[u64], &[u64]),
    chain: &[(usize, usize)],
    repeated: bool,
    mates: &mut Mates,
    budget: &mut StepBudget,
    same: &impl Fn(usize, usize) -> bool,
) {
    let mut from = (0, 0);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for &to in chain.iter().chain([&(old.len(), new.len())]) {
        left.clear();
        left.extend((from.0..to.0).filter(|&i| mates.old[i] == NONE));
        right.clear();
        right.extend((from.1..to.1).filter(|&j| mates.new[j] == NONE));
        from = (to.0 + 1, to.1 + 1);
        if left.is_empty() || right.is_empty() {
            continue;
        }
        let cells = left.len().saturating_mul(right.len());
        let paid = cells <= GAP_CELLS && budget.pay(cells as u64 * super::MYERS_COST);
        if !repeated || (cells <= SMALL_GAP && !any_shared(old, new, &left, &right)) {
            continue;
        }
        if !paid {
            in_order_by_rank(old, new, &left, &right, mates, same);
            continue;
        }
        let old_gap: Vec<u64> = left.iter().map(|&i| old[i]).collect();
        let new_gap: Vec<u64> = right.iter().map(|&j| new[j]).collect();
        for op in capture_diff_slices(Algorithm::Myers, &old_gap, &new_gap) {
            let DiffOp::Equal { old_index, new_index, len } = op else { continue };
            let pairs = left[old_index..].iter().zip(&right[new_index..]).take(len);
            for (&i, &j) in pairs {
                if same(i, j) {
                    mates.pair(i, j);
                }
            }
        }
    }
}

/// Gaps of at most this many cells are checked for shared elements before they are searched.
const SMALL_GAP: usize = 64;

fn any_shared(old: &[u64], new: &[u64], a: &[usize], b: &[usize]) -> bool {
    a.iter().any(|&i| b.iter().any(|&j| old[i] == new[j]))
}

/// Pairs the elements of a gap too large to search: the n-th of a kind with the n-th of that kind,
/// as long as that keeps the order.
fn in_order_by_rank(
    old: &[u64],
    new: &[u64],
    a: &[usize],
    b: &[usize],
    mates: &mut Mates,
    same: &impl Fn(usize, usize) -> bool,
) {
    let mut places = Places::new(b.iter().map(|&j| (new[j], j)));
    let ranked: Vec<(usize, usize)> =
        a.iter().filter_map(|&i| places.take(old[i]).map(|j| (i, j))).collect();
    for (i, j) in heaviest_chain(&ranked, |_| 1) {
        if same(i, j) {
            mates.pair(i, j);
        }
    }
}

/// Pairs the remaining elements: the n-th of a kind with the n-th of that kind.
fn by_rank(old: &[u64], new: &[u64], mates: &mut Mates, same: &impl Fn(usize, usize) -> bool) {
    let mut places = Places::new(
        new.iter().enumerate().filter(|&(j, _)| mates.new[j] == NONE).map(|(j, &h)| (h, j)),
    );
    for (i, &hash) in old.iter().enumerate() {
        if mates.old[i] != NONE {
            continue;
        }
        if let Some(j) = places.take(hash)
            && same(i, j)
        {
            mates.pair(i, j);
        }
    }
}

/// Positions by hash, handed out in order.
struct Places {
    sorted: Vec<(u64, usize)>,
    next: HashedMap<usize>,
}

impl Places {
    fn new(places: impl Iterator<Item = (u64, usize)>) -> Self {
        let mut sorted: Vec<(u64, usize)> = places.collect();
        sorted.sort_unstable();
        let mut next = HashedMap::default();
        for (at, &(hash, _)) in sorted.iter().enumerate() {
            next.entry(hash).or_insert(at);
        }
        Self { sorted, next }
    }

    fn take(&mut self, hash: u64) -> Option<usize> {
        let at = self.next.get_mut(&hash)?;
        let &(found, place) = self.sorted.get(*at)?;
        *at += 1;
        (found == hash).then_some(place)
    }
}

/// Matches in order only, for sequences too long for a table. Compares hashes instead of elements.
pub(super) fn in_order(old: &[u64], new: &[u64], budget: &mut StepBudget) -> Vec<(usize, usize)> {
    let mut mates = Mates::none(old.len(), new.len());
    exact(old, new, &mut mates, false, budget, |_, _| true);
    let pairs = mates.list();
    heaviest_chain(&pairs, |_| 1)
}

/// The heaviest increasing subsequence of `pairs`, which must be ascending on the old side.
///
/// O(n log n): a Fenwick tree over the new side holds the best weight up to each position.
pub(super) fn heaviest_chain(
    pairs: &[(usize, usize)],
    weight: impl Fn(usize) -> u64,
) -> Vec<(usize, usize)> {
    chain_indexes(pairs, weight).into_iter().filter_map(|at| pairs.get(at).copied()).collect()
}

/// As [`heaviest_chain`], but returns indexes into `pairs`.
pub(super) fn chain_indexes(pairs: &[(usize, usize)], weight: impl Fn(usize) -> u64) -> Vec<usize> {
    if pairs.windows(2).all(|two| two[0].1 < two[1].1) {
        return (0..pairs.len()).collect();
    }
    // Ranks on the new side, so that the tree is as small as the list.
    let mut ranks: Vec<usize> = (0..pairs.len()).collect();
    ranks.sort_unstable_by_key(|&at| pairs[at].1);
    let mut rank = vec![0usize; pairs.len()];
    for (place, &at) in ranks.iter().enumerate() {
        rank[at] = place + 1;
    }
    // Weight, and the pair that it ends in (plus one; 0 is none).
    let mut tree = vec![(0u64, 0usize); pairs.len() + 1];
    let mut before = vec![0usize; pairs.len()];
    let mut best = (0u64, 0usize);
    for at in 0..pairs.len() {
        let mut found = (0u64, 0usize);
        let mut place = rank[at] - 1;
        while place > 0 {
            if tree[place].0 > found.0 {
                found = tree[place];
            }
            place &= place - 1;
        }
        before[at] = found.1;
        let here = (found.0 + weight(at).max(1), at + 1);
        if here.0 > best.0 {
            best = here;
        }
        let mut place = rank[at];
        while place < tree.len() {
            if here.0 > tree[place].0 {
                tree[place] = here;
            }
            place += place & place.wrapping_neg();
        }
    }
    let mut chain = Vec::new();
    let mut at = best.1;
    while at > 0 {
        chain.push(at - 1);
        at = before[at - 1];
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::{Mates, StepBudget, exact, heaviest_chain};

    fn matched(old: &[u64], new: &[u64]) -> Vec<(usize, usize)> {
        let mut mates = Mates::none(old.len(), new.len());
        let mut budget = StepBudget { left: 1 << 20, coarse: false };
        exact(old, new, &mut mates, true, &mut budget, |i, j| old[i] == new[j]);
        mates.pairs().collect()
    }

    #[test]
    fn unique_and_repeated_elements() {
        assert_eq!(matched(&[1, 2, 3], &[3, 1, 2]), [(0, 1), (1, 2), (2, 0)]);
        assert_eq!(matched(&[7, 7, 7], &[7, 7]), [(0, 0), (1, 1)]);
        assert_eq!(matched(&[1, 7, 2, 7], &[1, 7, 7, 2]), [(0, 0), (1, 1), (2, 3), (3, 2)]);
    }

    #[test]
    fn the_heavier_chain_wins() {
        let pairs = [(0, 2), (1, 0), (2, 1)];
        assert_eq!(heaviest_chain(&pairs, |_| 1), [(1, 0), (2, 1)]);
        assert_eq!(heaviest_chain(&pairs, |at| if at == 0 { 9 } else { 1 }), [(0, 2)]);
    }
}
