//! Terms by number, without an allocation for each term.

use std::hash::BuildHasher as _;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

/// Terms, each once, numbered in the order of their arrival.
#[derive(Clone, Debug, Default)]
pub(in crate::store) struct TermTable {
    /// The terms, one after the other.
    text: String,
    /// The end of each term in `text`.
    ends: Vec<usize>,
    /// The numbers of the terms, by their hashes.
    numbers: HashTable<usize>,
    hasher: DefaultHashBuilder,
}

impl TermTable {
    /// The number of terms.
    pub(in crate::store) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// The hash of a term. It is keyed at random: no text can be written whose terms share one.
    pub(in crate::store) fn hash(&self, term: &str) -> u64 {
        self.hasher.hash_one(term)
    }

    /// The term with a number that this table gave.
    pub(in crate::store) fn term(&self, number: usize) -> &str {
        term_of(&self.text, &self.ends, number)
    }

    /// The number of a term with this hash, if it arrived before.
    pub(in crate::store) fn find(&self, term: &str, hash: u64) -> Option<usize> {
        self.numbers.find(hash, |number| self.term(*number) == term).copied()
    }

    /// The number of a term, which is added if it is new.
    pub(in crate::store) fn add(&mut self, term: &str) -> usize {
        self.add_hashed(term, self.hash(term))
    }

    /// As [`add`](Self::add), for a term with this hash.
    pub(in crate::store) fn add_hashed(&mut self, term: &str, hash: u64) -> usize {
        let Self { text, ends, numbers, hasher } = self;
        let is_same = |number: &usize| term_of(text, ends, *number) == term;
        let hash_again = |number: &usize| hasher.hash_one(term_of(text, ends, *number));
        match numbers.entry(hash, is_same, hash_again) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let number = ends.len();
                new.insert(number);
                text.push_str(term);
                ends.push(text.len());
                number
            }
        }
    }

    /// The terms in the order of their numbers.
    pub(in crate::store) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|number| self.term(number))
    }
}

fn term_of<'t>(text: &'t str, ends: &[usize], number: usize) -> &'t str {
    let start = number.checked_sub(1).map_or(0, |before| ends[before]);
    &text[start..ends[number]]
}

#[cfg(test)]
mod tests {
    use super::TermTable;

    #[test]
    fn terms_keep_their_numbers() {
        let mut table = TermTable::default();
        let mut add = |term: &str| table.add(term);
        let words = ["ferry", "dock", "ferry", "", "é", "dock", ""];
        assert_eq!(words.map(&mut add), [0, 1, 0, 2, 3, 1, 2]);
        // Enough for the table to grow.
        let many: Vec<usize> = (0..1000).map(|n| add(&format!("word{n}"))).collect();
        assert_eq!(many, (4..1004).collect::<Vec<_>>());
        assert_eq!(add("word500"), 504);
        assert_eq!(table.iter().take(4).collect::<Vec<_>>(), ["ferry", "dock", "", "é"]);
        assert_eq!(table.find("word7", table.hash("word7")), Some(11));
        assert_eq!(table.find("word", table.hash("word")), None);
    }
}
