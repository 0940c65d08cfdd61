//! Rows: pairs the rows of a table, a timetable or a list whose entries are all alike. Their words
//! do not distinguish them, so that they are paired as a reader does it: by their label, and then
//! by their place.

use std::ops::Range;

use super::super::StepBudget;
use super::super::align::NONE;
use super::super::hash::{HashedMap, combine};
use super::index::{OTHER, WeightedWord, WordIndex};
use super::tuning::{ROW, ROW_CELLS, ROW_LABEL, ROWS_OF};
use super::{Matcher, bag};

/// The unmatched rows of a gap, on both sides.
pub(super) struct Table {
    old: Vec<usize>,
    new: Vec<usize>,
    /// For each old row, its similarity with the new rows by the count of common words.
    counts: (Vec<Row>, Vec<Row>),
}

/// The words of a row, each with weight 1, and its label.
struct Row {
    bag: Vec<WeightedWord>,
    words: u32,
    label: Option<u64>,
}

impl Row {
    fn new(words: &WordIndex, at: usize) -> Self {
        let ordered = words.ordered(at, at);
        let bag = words.bag(at).iter().map(|word| (word.0, 1)).collect();
        // "Station 12", or the first two words.
        let head = usize::from(words.heads[at]).max(2);
        let label = ordered.get(..head).filter(|label| label.iter().all(|word| word.0 != OTHER));
        let label =
            label.map(|label| label.iter().fold(0, |sum, word| combine(sum, word.0.into())));
        Self { bag, words: ordered.len() as u32, label }
    }

    fn likeness(&self, other: &Self) -> f32 {
        2.0 * bag(&self.bag, &other.bag) as f32 / (self.words + other.words).max(1) as f32
    }
}

/// The fewest rows of a table.
const FEWEST: usize = 3;

/// The gaps that are tables on both sides. Must be called before the weights of common words are
/// lowered: the words that all rows share show that they are rows.
#[expect(clippy::many_single_char_names, reason = "i and j, x and y are the two sides")]
pub(super) fn tables(
    (a, old_mates, old_gaps): (&WordIndex, &[u32], &[u32]),
    (b, new_mates, new_gaps): (&WordIndex, &[u32], &[u32]),
) -> Vec<Table> {
    let by_gap = |mates: &[u32], gaps: &[u32]| -> Vec<(u32, usize)> {
        let free = (0..mates.len()).filter(|&at| mates[at] == NONE);
        free.map(|at| (gaps[at], at)).filter(|(gap, _)| *gap != u32::MAX).collect()
    };
    let (old, new) = (by_gap(old_mates, old_gaps), by_gap(new_mates, new_gaps));
    let run = |list: &[(u32, usize)], from: usize| -> Range<usize> {
        let gap = list[from].0;
        from..from + list[from..].iter().take_while(|one| one.0 == gap).count()
    };
    let mut tables = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        let (x, y) = (run(&old, i), run(&new, j));
        let (gap, other) = (old[i].0, new[j].0);
        if gap <= other {
            i = x.end;
        }
        if other <= gap {
            j = y.end;
        }
        if gap != other || x.len() < FEWEST || y.len() < FEWEST {
            continue;
        }
        let old_rows: Vec<Row> = old[x.clone()].iter().map(|one| Row::new(a, one.1)).collect();
        let new_rows: Vec<Row> = new[y.clone()].iter().map(|one| Row::new(b, one.1)).collect();
        if are_rows(&old_rows) && are_rows(&new_rows) {
            tables.push(Table {
                old: old[x].iter().map(|one| one.1).collect(),
                new: new[y].iter().map(|one| one.1).collect(),
                counts: (old_rows, new_rows),
            });
        }
    }
    tables
}

/// Whether most neighbors are alike.
fn are_rows(rows: &[Row]) -> bool {
    let alike = rows.windows(2).filter(|two| two[0].likeness(&two[1]) >= ROW).count();
    alike * ROWS_OF >= (rows.len() - 1) * 3
}

impl Matcher<'_> {
    /// The pairs of rows in all tables.
    pub(super) fn rows(&self, budget: &mut StepBudget) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        for table in &self.tables {
            let (n, m) = (table.old.len(), table.new.len());
            let labeled = table.by_label();
            for &(x, y) in &labeled {
                pairs.push((table.old[x], table.new[y]));
            }
            let left = |count: usize, taken: &dyn Fn(&(usize, usize)) -> usize| -> Vec<usize> {
                let mut free = vec![true; count];
                for pair in &labeled {
                    free[taken(pair)] = false;
                }
                (0..count).filter(|&at| free[at]).collect()
            };
            let (old, new) = (left(n, &|pair| pair.0), left(m, &|pair| pair.1));
            let cells = old.len().saturating_mul(new.len());
            if cells == 0 {
                continue;
            }
            if cells > ROW_CELLS || !budget.pay(cells as u64 * ROW_COST) {
                budget.coarse = true;
                continue;
            }
            let score = |x: usize, y: usize| self.row_score(table, old[x], new[y]);
            for (x, y) in in_order(old.len(), new.len(), score) {
                pairs.push((table.old[old[x]], table.new[new[y]]));
            }
        }
        pairs
    }

    /// How well two rows fit; 0 if they do not.
    #[expect(clippy::many_single_char_names, reason = "a, i, x and b, j, y are the two sides")]
    fn row_score(&self, table: &Table, x: usize, y: usize) -> f32 {
        let (old, new) = (&table.counts.0[x], &table.counts.1[y]);
        let count = old.likeness(new);
        let (i, j) = (table.old[x], table.new[y]);
        let (a, b) = (self.a.weights[i], self.b.weights[j]);
        let told = 2.0 * bag(self.a.bag(i), self.b.bag(j)) as f32 / (a + b).max(1) as f32;
        if count < ROW && told < ROW {
            return 0.0;
        }
        let label = old.label.is_some() && old.label == new.label;
        count / 2.0 + told / 2.0 + if label { ROW_LABEL } else { 0.0 }
    }
}

/// The cost of scoring two rows, in steps.
const ROW_COST: u64 = 24;

impl Table {
    /// Pairs of rows with the same label, if labels identify the rows: nearly all rows of the shorter
    /// side have one that is their own, and that the other side has too.
    fn by_label(&self) -> Vec<(usize, usize)> {
        let own = |rows: &[Row]| -> HashedMap<Option<usize>> {
            let mut places: HashedMap<Option<usize>> = HashedMap::default();
            for (at, row) in rows.iter().enumerate() {
                if let Some(label) = row.label {
                    places.entry(label).and_modify(|place| *place = None).or_insert(Some(at));
                }
            }
            places
        };
        let (old, new) = (own(&self.counts.0), own(&self.counts.1));
        let mut pairs: Vec<(usize, usize)> = old
            .iter()
            .filter_map(|(label, place)| Some(((*place)?, (*new.get(label)?)?)))
            .filter(|&(x, y)| self.counts.0[x].likeness(&self.counts.1[y]) >= ROW / 2.0)
            .collect();
        pairs.sort_unstable();
        let fewer = self.old.len().min(self.new.len());
        if pairs.len() * 5 < fewer * 4 { Vec::new() } else { pairs }
    }
}

/// The pairs, in order on both sides, with the greatest sum of scores. Of several, the one that
/// pairs each row with the one in its place.
fn in_order(n: usize, m: usize, score: impl Fn(usize, usize) -> f32) -> Vec<(usize, usize)> {
    // Scores as integers, so that equal sums are equal.
    let width = m + 1;
    let mut sums = vec![0u32; (n + 1) * width];
    let mut scores = vec![0u32; n * m];
    for i in 0..n {
        for j in 0..m {
            let here = (score(i, j) * 1024.0) as u32;
            scores[i * m + j] = here;
            let paired = if here > 0 { sums[i * width + j] + here } else { 0 };
            let skipped = sums[i * width + j + 1].max(sums[(i + 1) * width + j]);
            sums[(i + 1) * width + j + 1] = paired.max(skipped);
        }
    }
    let (mut i, mut j) = (n, m);
    let mut pairs = Vec::new();
    while i > 0 && j > 0 {
        let here = sums[i * width + j];
        let score = scores[(i - 1) * m + j - 1];
        let paired = score > 0 && here == sums[(i - 1) * width + j - 1] + score;
        // Skip from the longer side, so that what is left is in the same place.
        let skip_old = here == sums[(i - 1) * width + j];
        let skip_new = here == sums[i * width + j - 1];
        if paired && !(skip_old && i > j && n > m) && !(skip_new && j > i && m > n) {
            pairs.push((i - 1, j - 1));
            (i, j) = (i - 1, j - 1);
        } else if skip_old && (i >= j || !skip_new) {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    pairs.reverse();
    pairs
}
