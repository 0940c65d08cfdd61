//! A bounded cache with two generations: recently used entries stay, at the cost of one lookup.

use std::collections::HashMap;
use std::hash::Hash;

/// Holds entries of a total weight of about `limit`. When the young generation is half full it
/// becomes the old one, and the unused entries of the previous old one are dropped.
pub(super) struct Cache<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
    weight: usize,
    limit: usize,
}

impl<K: Hash + Eq + Clone, V> Cache<K, V> {
    pub(super) fn new(limit: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), weight: 0, limit }
    }

    /// Returns the value and marks it as recently used. `weigh` must return the weight that was
    /// passed to `put`.
    pub(super) fn get(&mut self, key: &K, weigh: impl Fn(&V) -> usize) -> Option<&V> {
        if let Some((key, value)) = self.old.remove_entry(key) {
            let weight = weigh(&value);
            self.put(key, value, weight);
        }
        self.young.get(key)
    }

    pub(super) fn put(&mut self, key: K, value: V, weight: usize) {
        if (self.weight + weight) * 2 > self.limit {
            self.old = std::mem::take(&mut self.young);
            self.weight = 0;
        }
        self.weight += weight;
        self.old.remove(&key);
        self.young.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays_and_the_rest_goes() {
        let mut cache = Cache::new(20);
        for number in 0..1000 {
            cache.put(number, number * 2, 1);
            assert_eq!(cache.get(&0, |_| 1), Some(&0), "in use at {number}");
        }
        assert_eq!(cache.get(&999, |_| 1), Some(&1998));
        assert_eq!(cache.get(&500, |_| 1), None);
        assert!(cache.young.len() + cache.old.len() <= 20);
    }
}
