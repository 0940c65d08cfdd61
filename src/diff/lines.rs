//! Lines: which lines of two texts match, for line-based formats.

use super::hash::hash;
use super::{DiffOptions, StepBudget, align};

/// Returns the lines that both texts have, in order: pairs of line numbers from 0, strictly
/// increasing on both sides. A line includes its newline, so a last line without one matches only
/// another such line.
pub fn matching_lines(old: &[&str], new: &[&str], options: &DiffOptions) -> Vec<(usize, usize)> {
    let same = |(a, b): &(&&str, &&str)| a == b;
    let prefix = old.iter().zip(new).take_while(same).count();
    let (a, b) = (&old[prefix..], &new[prefix..]);
    let suffix = a.iter().rev().zip(b.iter().rev()).take_while(same).count();
    let (a, b) = (&a[..a.len() - suffix], &b[..b.len() - suffix]);
    let hashes =
        |lines: &[&str]| -> Vec<u64> { lines.iter().map(|line| hash(line.as_bytes())).collect() };
    let mut budget = StepBudget { left: options.work, coarse: false };
    let middle = align::in_order(&hashes(a), &hashes(b), &mut budget);
    let middle = middle.into_iter().filter(|&(i, j)| a[i] == b[j]);
    (0..prefix)
        .map(|at| (at, at))
        .chain(middle.map(|(i, j)| (i + prefix, j + prefix)))
        .chain((old.len() - suffix..old.len()).zip(new.len() - suffix..new.len()))
        .collect()
}
