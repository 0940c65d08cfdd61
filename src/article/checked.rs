//! Parts and items whose bounds hold by construction. If they do not, a test or a fuzzer fails at
//! once; a release continues without the part.

use std::slice::SliceIndex;

/// Parts of texts and of slices.
pub(crate) trait CheckedPart {
    /// Returns the part in a range that is within bounds by construction.
    #[track_caller]
    fn part(&self, range: impl SliceIndex<Self, Output = Self>) -> &Self;
}

impl CheckedPart for str {
    #[track_caller]
    fn part(&self, range: impl SliceIndex<Self, Output = Self>) -> &Self {
        let part = self.get(range);
        debug_assert!(part.is_some(), "a range within a text of {} bytes", self.len());
        part.unwrap_or_default()
    }
}

impl<T> CheckedPart for [T] {
    #[track_caller]
    fn part(&self, range: impl SliceIndex<Self, Output = Self>) -> &Self {
        let part = self.get(range);
        debug_assert!(part.is_some(), "a range within a slice of {}", self.len());
        part.unwrap_or_default()
    }
}

/// Items of slices.
pub(crate) trait CheckedItem<T> {
    /// Returns the item at an index that is within bounds by construction.
    #[track_caller]
    fn item(&self, index: usize) -> Option<&T>;
}

impl<T> CheckedItem<T> for [T] {
    #[track_caller]
    fn item(&self, index: usize) -> Option<&T> {
        debug_assert!(index < self.len(), "item {index} of a slice of {}", self.len());
        self.get(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_within_bounds_are_returned() {
        assert_eq!("dock".part(1..3), "oc");
        assert_eq!("dock".part(4..), "");
        assert_eq!([1, 2, 3].part(1..), [2, 3]);
        assert_eq!([1, 2].item(1), Some(&2));
    }

    #[test]
    #[should_panic(expected = "a range within a text of 4 bytes")]
    fn a_wrong_range_fails_a_test() {
        let _ = "dock".part(3..9);
    }
}
