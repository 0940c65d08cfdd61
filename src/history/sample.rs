//! Random samples of results, which the same seed gives again.

use std::collections::BTreeMap;

use crate::article::{MatchKey, Sha256, UnixMicros};

/// A random sample: how many items, and the seed that draws the same ones again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The number of items.
    pub size: usize,
    /// The seed.
    pub seed: u64,
}

impl Sample {
    /// A seed from the time. It is short enough to be typed.
    pub fn seed_at(now: UnixMicros) -> u64 {
        mixed(now.0 as u64) % 1_000_000
    }

    /// The identity of an article in a sample. It depends only on the match key, so that a sample of the
    /// same articles in other catalogs is the same.
    pub fn identity(key: &MatchKey) -> i64 {
        Sha256::of(key.as_str().as_bytes()).prefix64()
    }

    /// Starts to draw.
    pub fn reservoir<T>(self) -> Reservoir<T> {
        Reservoir { sample: self, seen: 0, kept: BTreeMap::new() }
    }
}

/// A uniform sample of a stream: the items with the smallest random numbers. An item's number
/// depends only on the seed and its identity, so the order of the stream does not matter.
pub struct Reservoir<T> {
    sample: Sample,
    seen: u64,
    /// The items by random number, each with its place in the stream.
    kept: BTreeMap<(u64, u64), T>,
}

impl<T> Reservoir<T> {
    /// Offers the next item; `identity` is different for each item.
    pub fn offer(&mut self, identity: (i64, u64), item: T) {
        let (first, second) = identity;
        let number = mixed(mixed(mixed(self.sample.seed) ^ first as u64) ^ second);
        self.kept.insert((number, self.seen), item);
        self.seen += 1;
        if self.kept.len() > self.sample.size {
            self.kept.pop_last();
        }
    }

    /// Returns the sample, in the order of the stream.
    pub fn into_items(self) -> Vec<T> {
        let by_place: BTreeMap<u64, T> =
            self.kept.into_iter().map(|((_, place), item)| (place, item)).collect();
        by_place.into_values().collect()
    }
}

/// One step of the generator SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
fn mixed(state: u64) -> u64 {
    let state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(seed: u64, size: usize, items: impl Iterator<Item = i64>) -> Vec<i64> {
        let mut reservoir = Sample { size, seed }.reservoir();
        items.for_each(|item| reservoir.offer((item, 0), item));
        reservoir.into_items()
    }

    #[test]
    fn the_generator_is_splitmix64() {
        // The first output for the seed 1234567, from the reference implementation.
        assert_eq!(mixed(1_234_567), 6_457_827_717_110_365_317);
    }

    #[test]
    fn a_sample_depends_on_the_seed_and_keeps_the_order() {
        let one = sample(7, 10, 0..1000);
        assert_eq!(one.len(), 10);
        assert!(one.is_sorted());
        assert_eq!(one, sample(7, 10, 0..1000));
        assert_ne!(one, sample(8, 10, 0..1000));
        let mut reversed = sample(7, 10, (0..1000).rev());
        reversed.reverse();
        assert_eq!(one, reversed);
        assert_eq!(sample(7, 10, 0..3), [0, 1, 2]);
    }

    #[test]
    fn every_item_is_drawn_equally_often() {
        let mut drawn = [0_u32; 20];
        for seed in 0..4000 {
            for item in sample(seed, 5, 0..20) {
                drawn[item as usize] += 1;
            }
        }
        // 1000 expected, with a standard deviation of 27.
        assert!(drawn.iter().all(|count| (860..1140).contains(count)), "{drawn:?}");
    }
}
