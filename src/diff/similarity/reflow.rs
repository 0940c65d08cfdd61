//! Reflow: sentences whose words are the same, but which end elsewhere: a list that became a
//! sentence, a paragraph that became a list, code that was indented.

use super::super::align::{self, Mates};
use super::super::classify::is_telling;
use super::super::words::WordToken;
use super::{Match, SentenceFate, SideElements, Tokens};

/// Matches groups of neighboring elements that have the same words in the same order, from both
/// ends of each gap between matched elements.
pub(super) fn reflowed(
    old: (&SideElements<'_>, &Tokens),
    new: (&SideElements<'_>, &Tokens),
    mates: &mut Mates,
    links: &mut Vec<Match>,
) {
    let mut pairs: Vec<(usize, usize)> = links.iter().map(|link| (link.old, link.new)).collect();
    pairs.sort_unstable();
    let weight = |at: usize| old.0.elements[pairs[at].0].extent.len() as u64;
    let chain = align::heaviest_chain(&pairs, weight);
    let ends = (old.0.elements.len(), new.0.elements.len());
    let mut from = (0, 0);
    for &to in chain.iter().chain([&ends]) {
        let gap = ((from.0, to.0), (from.1, to.1));
        from = (to.0 + 1, to.1 + 1);
        let free = |mates: &[u32], (start, end): (usize, usize)| {
            start < end && mates[start..end].iter().all(|&mate| mate == align::NONE)
        };
        if !free(&mates.old, gap.0) || !free(&mates.new, gap.1) {
            continue;
        }
        if (gap.0.1 - gap.0.0, gap.1.1 - gap.1.0) == (1, 1) {
            continue;
        }
        let (x, y) = (WordStream::new(old, gap.0), WordStream::new(new, gap.1));
        let prefix = x.words.iter().zip(&y.words).take_while(|(a, b)| a == b).count();
        let rest = (x.words.len() - prefix).min(y.words.len() - prefix);
        let suffix = x.words.iter().rev().zip(y.words.iter().rev()).take(rest);
        let suffix = suffix.take_while(|(a, b)| a == b).count();
        let mut groups = groups(&x.ends, &y.ends, prefix);
        let mirrored = |stream: &WordStream| -> Vec<usize> {
            let starts = stream.ends.iter().rev().skip(1).copied().chain([0]);
            starts.map(|start| stream.words.len() - start).collect()
        };
        if rest > 0 {
            let (n, m) = (x.ends.len(), y.ends.len());
            let tail = self::groups(&mirrored(&x), &mirrored(&y), suffix);
            groups
                .extend(tail.into_iter().map(|((a, b), (c, d))| ((n - b, n - a), (m - d, m - c))));
        }
        for ((a, b), (c, d)) in groups {
            let (old, new) = (gap.0.0 + a, gap.1.0 + c);
            let (old_parts, new_parts) = (b - a, d - c);
            let kind = match (old_parts, new_parts) {
                (1, 1) => continue,
                (1, _) => SentenceFate::Split,
                (_, 1) => SentenceFate::Merged,
                _ => SentenceFate::Format,
            };
            let taken = mates.old[old..old + old_parts]
                .iter()
                .chain(&mates.new[new..new + new_parts])
                .any(|&mate| mate != align::NONE);
            if taken {
                continue;
            }
            mates.old[old..old + old_parts].fill(new as u32);
            mates.new[new..new + new_parts].fill(old as u32);
            links.push(Match { old, new, kind, old_parts, new_parts });
        }
    }
}

/// The words of a run of elements, and how many there are up to the end of each element.
struct WordStream {
    words: Vec<u64>,
    ends: Vec<usize>,
}

impl WordStream {
    fn new((side, tokens): (&SideElements<'_>, &Tokens), (start, end): (usize, usize)) -> Self {
        let mut stream = Self { words: Vec::new(), ends: Vec::with_capacity(end - start) };
        for at in start..end {
            // Signs that mean something are words; other marks may differ.
            let says = |token: &&WordToken| {
                token.is_word() || token.extent().of(side.text).contains(is_telling)
            };
            let known = tokens.known(at, at).unwrap_or_default();
            stream.words.extend(known.iter().filter(says).map(|token| token.hash));
            stream.ends.push(stream.words.len());
        }
        stream
    }
}

type Range = (usize, usize);

/// The smallest groups of elements that end at the same word, within the first `common` words.
fn groups(x: &[usize], y: &[usize], common: usize) -> Vec<(Range, Range)> {
    let mut groups = Vec::new();
    let (mut i, mut j) = (0, 0);
    let mut from = (0, 0);
    let mut done = 0;
    while let (Some(&a), Some(&b)) = (x.get(i), y.get(j)) {
        if a > common || b > common {
            break;
        }
        match a.cmp(&b) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                (i, j) = (i + 1, j + 1);
                if a > done {
                    groups.push(((from.0, i), (from.1, j)));
                }
                done = a;
                from = (i, j);
            }
        }
    }
    // Elements without words, such as the last bracket of a block, belong to the group before them.
    let wordless = |ends: &[usize]| {
        let start = ends.partition_point(|&end| end < done);
        (done == common && ends.last() == Some(&done)).then_some(start)
    };
    if let (Some(((_, a), (_, b))), Some(_), Some(_)) =
        (groups.last_mut(), wordless(x), wordless(y))
        && x.len() - *a != y.len() - *b
    {
        (*a, *b) = (x.len(), y.len());
    }
    groups
}
