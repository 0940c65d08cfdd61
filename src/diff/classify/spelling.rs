//! Spelling: pairs of words that differ by a slip or by a variant of their spelling.

use crate::article::CheckedPart as _;

/// Whether two words differ only by a slip: an edit distance (with transpositions) of one, or of
/// two from eight letters on. A difference only in the ending does not count: "mayor" and "mayors"
/// differ in meaning.
pub(crate) fn nearly(a: &str, b: &str) -> bool {
    let x: Vec<char> = a.chars().flat_map(char::to_lowercase).collect();
    let y: Vec<char> = b.chars().flat_map(char::to_lowercase).collect();
    let (short, long) = (x.len().min(y.len()), x.len().max(y.len()));
    if short < 4 || long > 24 || long - short > 2 {
        return false;
    }
    let same = |(a, b): &(&char, &char)| a == b;
    let (head, tail) = (
        x.iter().zip(&y).take_while(same).count(),
        x.iter().rev().zip(y.iter().rev()).take_while(same).count(),
    );
    // A different first letter makes a different word: "sued" and "used", "possible" and
    // "impossible".
    let other_ending = tail == 0 && head + 1 >= short && x.len() != y.len();
    // "program" and "programme", "dialog" and "dialogue".
    let longer = if x.len() > y.len() { &x } else { &y };
    if head == short && matches!(longer.get(head..), Some(['m' | 'u', 'e'])) {
        return true;
    }
    if head == 0 || other_ending {
        return false;
    }
    distance(&x, &y) <= if short >= 8 { 2 } else { 1 } || is_shuffled(&x, &y, head, tail)
}

/// Whether at most three letters in a row have another order: "Fuschia" and "Fuchsia".
fn is_shuffled(x: &[char], y: &[char], head: usize, tail: usize) -> bool {
    const MOST: usize = 3;
    if x.len() != y.len() || x.len() > head + tail + MOST {
        return false;
    }
    let middle = |word: &[char]| {
        let mut letters = word.part(head..word.len() - tail).to_vec();
        letters.sort_unstable();
        letters
    };
    middle(x) == middle(y)
}

/// Optimal string alignment distance.
fn distance(x: &[char], y: &[char]) -> usize {
    let width = y.len() + 1;
    let mut table = vec![0usize; (x.len() + 1) * width];
    for (j, cell) in table[..width].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=x.len() {
        table[i * width] = i;
        for j in 1..=y.len() {
            let cost = usize::from(x[i - 1] != y[j - 1]);
            let mut best = (table[(i - 1) * width + j] + 1)
                .min(table[i * width + j - 1] + 1)
                .min(table[(i - 1) * width + j - 1] + cost);
            if i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1] {
                best = best.min(table[(i - 2) * width + j - 2] + 1);
            }
            table[i * width + j] = best;
        }
    }
    table[x.len() * width + y.len()]
}

#[cfg(test)]
mod tests {
    use super::nearly;

    #[test]
    fn slips_and_variants_are_spelling() {
        for (old, new) in [
            ("colour", "color"),
            ("goverment", "government"),
            ("recieve", "receive"),
            ("Fuschia", "Fuchsia"),
            ("programme", "program"),
        ] {
            assert!(nearly(old, new), "{old} {new}");
        }
        for (old, new) in [
            ("sued", "used"),
            ("impossible", "possible"),
            ("mayor", "mayors"),
            ("Arnold", "Ronald"),
        ] {
            assert!(!nearly(old, new), "{old} {new}");
        }
    }
}
