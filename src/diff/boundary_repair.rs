//! Boundary repair: if two texts disagree on where a sentence ends, splits the longer sentence to
//! match, and joins the parts again where the split turns out to be unnecessary.

use std::cell::OnceCell;

use super::Extent;
use super::align::{self, Mates};
use super::hash::{HashedMap, hash_text};
use super::segment;
use super::similarity::{AlignElement, Match, SentenceFate, SideElements, Tokens};

/// Longer sentences are not searched for sentences of the other text.
const AGREE_BYTES: usize = 2_000;
/// Maximum number of positions tried per sentence.
const AGREE_CUTS: usize = 12;

/// The sentences of one text that have no equal: a bitmap of their lengths, and their lengths by
/// hash, computed when a length first matches.
struct UnmatchedSentences<'a> {
    side: &'a SideElements<'a>,
    mates: &'a [u32],
    lengths: [u64; AGREE_BYTES / 64 + 1],
    any: bool,
    hashes: OnceCell<HashedMap<usize>>,
}

impl<'a> UnmatchedSentences<'a> {
    fn new(side: &'a SideElements<'a>, mates: &'a [u32]) -> Self {
        let mut known = Self {
            side,
            mates,
            lengths: [0; AGREE_BYTES / 64 + 1],
            any: false,
            hashes: OnceCell::new(),
        };
        for (element, &mate) in side.elements.iter().zip(mates) {
            if mate == align::NONE {
                known.any = true;
                let length = element.extent.len();
                if let Some(bits) = known.lengths.get_mut(length / 64) {
                    *bits |= 1 << (length % 64);
                }
            }
        }
        known
    }

    /// Whether `extent` of the other text is one of the sentences.
    fn contains(&self, text: &str, extent: Extent) -> bool {
        let length = extent.len();
        if self.lengths.get(length / 64).is_none_or(|bits| bits & (1 << (length % 64)) == 0) {
            return false;
        }
        let hashes = self.hashes.get_or_init(|| {
            let elements = self.side.elements.iter().zip(self.mates);
            elements
                .filter(|&(_, &mate)| mate == align::NONE)
                .map(|(element, _)| (element.hash, element.extent.len()))
                .collect()
        });
        hashes.get(&hash_text(extent.of(text).as_bytes())) == Some(&length)
    }
}

/// Makes the two segmentations agree. If a run of words is a sentence in one text, and the same run
/// is at the start or end of a longer sentence in the other text, the longer one is split there. A
/// sentence added next to another is then an addition, however unusually it begins.
///
/// Returns the blocks' mates for the new elements, if anything was split.
pub(super) fn part(
    old: &mut SideElements<'_>,
    new: &mut SideElements<'_>,
    mates: &Mates,
) -> Option<Mates> {
    let old_left = UnmatchedSentences::new(old, &mates.old);
    let new_left = UnmatchedSentences::new(new, &mates.new);
    if !old_left.any || !new_left.any {
        return None;
    }
    let old_parts = parted(old, &mates.old, &new_left);
    let new_parts = parted(new, &mates.new, &old_left);
    if old_parts.is_none() && new_parts.is_none() {
        return None;
    }
    // Equal blocks are not split, and keep their order.
    let opaque = |side: &SideElements<'_>| -> Vec<usize> {
        (0..side.elements.len()).filter(|&at| side.elements[at].opaque).collect()
    };
    let (old_before, new_before) = (opaque(old), opaque(new));
    old.elements = old_parts.unwrap_or_else(|| std::mem::take(&mut old.elements));
    new.elements = new_parts.unwrap_or_else(|| std::mem::take(&mut new.elements));
    let (old_after, new_after) = (opaque(old), opaque(new));
    let mut blocks = Mates::none(old.elements.len(), new.elements.len());
    for (&before, &after) in old_before.iter().zip(&old_after) {
        let mate = mates.old[before] as usize;
        if let Ok(rank) = new_before.binary_search(&mate) {
            blocks.pair(after, new_after[rank]);
        }
    }
    Some(blocks)
}

/// A side's elements, split at the other side's sentences; `None` if nothing was split.
fn parted(
    side: &SideElements<'_>,
    mates: &[u32],
    others: &UnmatchedSentences<'_>,
) -> Option<Vec<AlignElement>> {
    let is_sentence = |extent: Extent| others.contains(side.text, extent);
    let mut out: Option<Vec<AlignElement>> = None;
    for (at, (&element, &mate)) in side.elements.iter().zip(mates).enumerate() {
        let extent = element.extent;
        let cut = if mate == align::NONE && extent.len() <= AGREE_BYTES {
            segment::cuts(side.text, extent).take(AGREE_CUTS).find(|&(end, start)| {
                is_sentence(Extent::new(extent.start, end))
                    || is_sentence(Extent::new(start, extent.end))
            })
        } else {
            None
        };
        let Some((end, start)) = cut else {
            if let Some(out) = &mut out {
                out.push(element);
            }
            continue;
        };
        let part = |extent: Extent, opens: bool, parted: bool| AlignElement {
            extent,
            hash: hash_text(extent.of(side.text).as_bytes()),
            opaque: false,
            opens,
            parted,
        };
        let out = out.get_or_insert_with(|| side.elements[..at].to_vec());
        out.push(part(Extent::new(extent.start, end), element.opens, false));
        out.push(part(Extent::new(start, extent.end), false, true));
    }
    out
}

/// Joins sentences again that [`part`] split, if all their parts found partners that are neighbors:
/// then it is a merge or a split, and no sentence was added.
///
/// The parts stay separate if both texts have the same mark and whitespace between them: then both
/// have two sentences, and only a segmentation rule saw one ("he left. \"iPhone…").
pub(super) fn rejoin(
    (old, old_tokens): (&mut SideElements<'_>, &mut Tokens),
    (new, new_tokens): (&mut SideElements<'_>, &mut Tokens),
    links: &mut Vec<Match>,
) {
    let any_parted = |side: &SideElements<'_>| side.elements.iter().any(|element| element.parted);
    if !any_parted(old) && !any_parted(new) {
        return;
    }
    // The link that each element belongs to.
    let owners = |side: &SideElements<'_>, range: &dyn Fn(&Match) -> (usize, usize)| -> Vec<u32> {
        let mut owners = vec![align::NONE; side.elements.len()];
        for (at, link) in links.iter().enumerate() {
            let (first, last) = range(link);
            owners[first..=last].fill(at as u32);
        }
        owners
    };
    let old_range = |link: &Match| (link.old, link.last().0);
    let new_range = |link: &Match| (link.new, link.last().1);
    // For each split sentence of a side, the neighboring partners of its parts, if they have any.
    let joined = |side: &SideElements<'_>,
                  other: &SideElements<'_>,
                  owners: &[u32],
                  here: &dyn Fn(&Match) -> (usize, usize),
                  there: &dyn Fn(&Match) -> (usize, usize)| {
        let mut joined: Vec<Join> = Vec::new();
        let mut at = 0;
        while at < side.elements.len() {
            let mut end = at;
            while side.elements.get(end + 1).is_some_and(|element| element.parted) {
                end += 1;
            }
            let (first, last) = (at, end);
            at = end + 1;
            if first == last {
                continue;
            }
            let mut become_of: Option<(usize, usize)> = None;
            let mut next = first;
            let mut other_joint = false;
            while next <= last {
                let Some(link) = links.get(owners[next] as usize) else { break };
                let (range, mates) = (here(link), there(link));
                let follows = become_of.is_none_or(|(_, end)| mates.0 == end + 1);
                if range.0 != next || range.1 > last || !follows {
                    break;
                }
                if let Some((_, end)) = become_of {
                    other_joint |= !ends_alike((side, next - 1), (other, end));
                }
                become_of = Some((become_of.map_or(mates.0, |(start, _)| start), mates.1));
                next = range.1 + 1;
            }
            let Some((start, end)) = become_of.filter(|_| next > last) else { continue };
            let whole = (start..=end + 1)
                .all(|at| other.elements.get(at).is_none_or(|element| !element.parted));
            if whole && end > start && other_joint {
                joined.push(Join { here: (first, last), there: (start, end) });
            }
        }
        joined
    };
    let merged = joined(new, old, &owners(new, &new_range), &new_range, &old_range);
    let split = joined(old, new, &owners(old, &old_range), &old_range, &new_range);
    if merged.is_empty() && split.is_empty() {
        return;
    }
    let gone = |link: &Match| {
        let within = |joins: &[Join], at: usize| {
            let place = joins.partition_point(|join| join.here.1 < at);
            joins.get(place).is_some_and(|join| join.here.0 <= at)
        };
        within(&split, link.old) || within(&merged, link.new)
    };
    links.retain(|link| !gone(link));
    links.extend(merged.iter().map(|join| Match {
        old: join.there.0,
        new: join.here.0,
        kind: SentenceFate::Merged,
        old_parts: join.there.1 - join.there.0 + 1,
        new_parts: 1,
    }));
    links.extend(split.iter().map(|join| Match {
        old: join.here.0,
        new: join.there.0,
        kind: SentenceFate::Split,
        old_parts: 1,
        new_parts: join.there.1 - join.there.0 + 1,
    }));
    let old_places = join_elements(old, old_tokens, &split);
    let new_places = join_elements(new, new_tokens, &merged);
    for link in links.iter_mut() {
        (link.old, link.new) = (old_places[link.old], new_places[link.new]);
    }
    links.sort_by_key(|link| link.old);
}

/// Whether two elements end with the same mark, followed by the same whitespace.
fn ends_alike(one: (&SideElements<'_>, usize), other: (&SideElements<'_>, usize)) -> bool {
    let end = |(side, at): (&SideElements<'_>, usize)| -> Option<(Option<char>, String)> {
        let (here, next) = (side.elements.get(at)?.extent, side.elements.get(at + 1)?.extent);
        let space = Extent::new(here.end, next.start).of(side.text);
        Some((here.of(side.text).chars().next_back(), space.to_owned()))
    };
    end(one).is_some_and(|one| end(other) == Some(one))
}

/// The parts `here` to be joined, and their partners `there`; the ends are inclusive.
struct Join {
    here: (usize, usize),
    there: (usize, usize),
}

/// Joins parts, and returns the new index of each element.
fn join_elements(side: &mut SideElements<'_>, tokens: &mut Tokens, joins: &[Join]) -> Vec<usize> {
    let mut places = Vec::with_capacity(side.elements.len());
    let mut elements: Vec<AlignElement> = Vec::with_capacity(side.elements.len());
    let mut joins = joins.iter().peekable();
    for (at, &element) in side.elements.iter().enumerate() {
        while joins.next_if(|join| join.here.1 < at).is_some() {}
        let inside = joins.peek().is_some_and(|join| join.here.0 < at);
        if let Some(whole) = elements.last_mut().filter(|_| inside) {
            whole.extent.end = element.extent.end;
            whole.hash = hash_text(whole.extent.of(side.text).as_bytes());
            tokens.forget(elements.len() - 1);
        } else {
            tokens.shift(at, elements.len());
            elements.push(element);
        }
        places.push(elements.len() - 1);
    }
    side.elements = elements;
    places
}
