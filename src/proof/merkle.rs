//! Merkle trees of RFC 9162, section 2.1: hashes, roots, proofs, and verification of proofs.

use sha2::Digest as _;

use crate::article::Sha256;

/// The hash of a leaf (section 2.1.1).
pub fn leaf_hash(entry: &[u8]) -> Sha256 {
    Sha256(sha2::Sha256::new().chain_update([0]).chain_update(entry).finalize().into())
}

/// The hash of an inner node (section 2.1.1).
pub fn node_hash(left: &Sha256, right: &Sha256) -> Sha256 {
    let hasher = sha2::Sha256::new().chain_update([1]);
    Sha256(hasher.chain_update(left.0).chain_update(right.0).finalize().into())
}

/// The root of a tree without leaves.
pub fn empty_root() -> Sha256 {
    Sha256::of(b"")
}

/// The right edge of a growing tree: the roots of its perfect subtrees, largest first. There is one
/// root for each set bit of the size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    roots: Vec<Sha256>,
}

impl Edge {
    /// The edge of a tree of `size` leaves; `None` if the number of `roots` is wrong.
    pub fn new(size: u64, roots: Vec<Sha256>) -> Option<Self> {
        (roots.len() == size.count_ones() as usize).then_some(Self { size, roots })
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The roots of the perfect subtrees, largest first.
    pub fn roots(&self) -> &[Sha256] {
        &self.roots
    }

    /// Adds a leaf's hash. `completed` is called with the height and root of every perfect subtree
    /// that this completes, lowest first, including the leaf itself.
    pub fn push(&mut self, leaf: Sha256, mut completed: impl FnMut(u32, &Sha256)) {
        let mut root = leaf;
        completed(0, &root);
        for height in 0..self.size.trailing_ones() {
            // The edge has at least as many roots as the size has trailing ones.
            if let Some(left) = self.roots.pop() {
                root = node_hash(&left, &root);
                completed(height + 1, &root);
            }
        }
        self.roots.push(root);
        self.size += 1;
    }

    /// The tree's root.
    pub fn root(&self) -> Sha256 {
        let mut roots = self.roots.iter().rev();
        let Some(&last) = roots.next() else { return empty_root() };
        roots.fold(last, |right, left| node_hash(left, &right))
    }
}

/// A source of a tree's hashes.
pub trait Nodes {
    /// The error if a hash cannot be read.
    type Error;

    /// The root of the `index`-th perfect subtree of `2^height` leaves, all of which are in the
    /// tree.
    fn node(&mut self, height: u32, index: u64) -> Result<Sha256, Self::Error>;
}

/// The root of the tree of the first `size` leaves.
pub fn root_of<N: Nodes>(nodes: &mut N, size: u64) -> Result<Sha256, N::Error> {
    if size == 0 { Ok(empty_root()) } else { range_root(nodes, 0, size) }
}

/// The proof that the `index`-th leaf is in the tree of `size` leaves (section 2.1.3.1), lowest
/// node first; `None` if the tree has no such leaf.
pub fn inclusion_proof<N: Nodes>(
    nodes: &mut N,
    index: u64,
    size: u64,
) -> Result<Option<Vec<Sha256>>, N::Error> {
    if index >= size {
        return Ok(None);
    }
    let (mut start, mut end) = (0, size);
    let mut path = Vec::new();
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            path.push(range_root(nodes, middle, end)?);
            end = middle;
        } else {
            path.push(range_root(nodes, start, middle)?);
            start = middle;
        }
    }
    path.reverse();
    Ok(Some(path))
}

/// The proof that the tree of `size` leaves begins with the tree of `old` leaves (section 2.1.4.1);
/// `None` if `old` is greater than `size`. Empty if `old` is 0 or `size`: then comparing the roots
/// is sufficient.
pub fn consistency_proof<N: Nodes>(
    nodes: &mut N,
    old: u64,
    size: u64,
) -> Result<Option<Vec<Sha256>>, N::Error> {
    if old > size {
        return Ok(None);
    }
    if old == 0 || old == size {
        return Ok(Some(Vec::new()));
    }
    let (mut start, mut end) = (0, size);
    let mut path = Vec::new();
    // Descend until the remaining range ends at the old tree's right edge.
    while end != old {
        let middle = start + split(end - start);
        if old <= middle {
            path.push(range_root(nodes, middle, end)?);
            end = middle;
        } else {
            path.push(range_root(nodes, start, middle)?);
            start = middle;
        }
    }
    if start > 0 {
        path.push(range_root(nodes, start, end)?);
    }
    path.reverse();
    Ok(Some(path))
}

/// Whether `proof` shows that the leaf is the `index`-th of the tree with this root (section 2.1.3.2).
pub fn verify_inclusion(
    leaf: &Sha256,
    index: u64,
    size: u64,
    proof: &[Sha256],
    root: &Sha256,
) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for step in proof {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(step, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, step);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// A perfect old tree is the first node of the proof.
pub fn verify_consistency(
    old: u64,
    old_root: &Sha256,
    size: u64,
    root: &Sha256,
    proof: &[Sha256],
) -> bool {
    if old == size {
        return proof.is_empty() && old_root == root && (old > 0 || *root == empty_root());
    }
    if old > size {
        return false;
    }
    if old == 0 {
        return proof.is_empty() && *old_root == empty_root();
    }
    // A perfect old tree is itself the proof's first node.
    let first = old.is_power_of_two().then_some(old_root);
    let mut steps = first.into_iter().chain(proof);
    let (mut node, mut last) = (old - 1, size - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let Some(&begin) = steps.next() else { return false };
    let (mut old_hash, mut hash) = (begin, begin);
    for step in steps {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(step, &old_hash);
            hash = node_hash(step, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, step);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && old_hash == *old_root && hash == *root
}

/// The largest power of two less than `count`, which is at least 2.
fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

/// The root over the leaves `start..end`, a range produced by [`split`]: `start` is a multiple of
/// every power of two up to the range's length.
fn range_root<N: Nodes>(nodes: &mut N, start: u64, end: u64) -> Result<Sha256, N::Error> {
    let count = end - start;
    if count.is_power_of_two() {
        return nodes.node(count.ilog2(), start >> count.ilog2());
    }
    let middle = start + split(count);
    let left = nodes.node(split(count).ilog2(), start >> split(count).ilog2())?;
    let right = range_root(nodes, middle, end)?;
    Ok(node_hash(&left, &right))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree in memory, hashed from the top down, as in the definition.
    struct Leaves(Vec<Sha256>);

    impl Leaves {
        fn root(&self, from: usize, to: usize) -> Sha256 {
            match to - from {
                0 => empty_root(),
                1 => self.0[from],
                count => {
                    let middle = from + split(count as u64) as usize;
                    node_hash(&self.root(from, middle), &self.root(middle, to))
                }
            }
        }
    }

    impl Nodes for Leaves {
        type Error = std::convert::Infallible;

        fn node(&mut self, height: u32, index: u64) -> Result<Sha256, Self::Error> {
            let from = (index << height) as usize;
            Ok(self.root(from, from + (1 << height)))
        }
    }

    fn leaves(count: u64) -> Leaves {
        Leaves((0..count).map(|index| leaf_hash(&index.to_be_bytes())).collect())
    }

    /// The test vectors for implementations of RFC 6962: eight entries, and the roots of all trees
    /// of them.
    #[test]
    fn the_roots_are_those_that_others_compute() {
        let entries: [&[u8]; 8] = [
            &[],
            &[0x00],
            &[0x10],
            &[0x20, 0x21],
            &[0x30, 0x31],
            &[0x40, 0x41, 0x42, 0x43],
            &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
            &[
                0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d,
                0x6e, 0x6f,
            ],
        ];
        let roots = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut edge = Edge::default();
        assert_eq!(edge.root().to_string(), roots[0]);
        for (entry, root) in entries.iter().zip(&roots[1..]) {
            edge.push(leaf_hash(entry), |_, _| {});
            assert_eq!(edge.root().to_string(), *root, "{} leaves", edge.size());
        }
    }

    #[test]
    fn an_edge_grows_to_the_tree_that_the_definition_gives() {
        let mut tree = leaves(300);
        let mut edge = Edge::default();
        let mut perfect = 0;
        for size in 0..300_u64 {
            assert_eq!(edge.root(), tree.root(0, size as usize), "{size} leaves");
            assert_eq!(root_of(&mut tree, size), Ok(edge.root()));
            let again = Edge::new(edge.size(), edge.roots().to_vec()).expect("as many roots");
            assert_eq!(again, edge);
            let leaf = tree.0[size as usize];
            edge.push(leaf, |height, root| {
                perfect += 1;
                let index = size >> height;
                assert_eq!(tree.node(height, index), Ok(*root), "{height} {index}");
            });
        }
        // 300 leaves, 150 pairs, 75 fours, 37 eights, 18, 9, 4, 2, 1.
        assert_eq!(perfect, 300 + 150 + 75 + 37 + 18 + 9 + 4 + 2 + 1);
        assert_eq!(Edge::new(3, vec![empty_root()]), None);
    }

    #[test]
    fn every_leaf_of_every_tree_is_shown_to_be_in_it_and_nowhere_else() {
        let mut tree = leaves(40);
        for size in 1..=40 {
            let root = tree.root(0, size as usize);
            for index in 0..size {
                let leaf = tree.0[index as usize];
                let proof = inclusion_proof(&mut tree, index, size).expect("no error");
                let proof = proof.expect("a leaf of it");
                assert!(verify_inclusion(&leaf, index, size, &proof, &root), "{index} of {size}");
                for other in (0..size + 2).filter(|other| *other != index) {
                    assert!(!verify_inclusion(&leaf, other, size, &proof, &root));
                }
                assert!(!verify_inclusion(&leaf_hash(b"no"), index, size, &proof, &root));
                for wrong in spoiled(&proof) {
                    assert!(!verify_inclusion(&leaf, index, size, &wrong, &root));
                }
            }
            assert_eq!(inclusion_proof(&mut tree, size, size), Ok(None));
        }
    }

    #[test]
    fn every_tree_is_shown_to_begin_with_every_smaller_one_and_no_other() {
        let mut tree = leaves(40);
        for size in 0..=40 {
            let root = tree.root(0, size as usize);
            for old in 0..=size {
                let old_root = tree.root(0, old as usize);
                let proof = consistency_proof(&mut tree, old, size).expect("no error");
                let proof = proof.expect("a smaller one");
                let holds = |old: u64, old_root: &Sha256, proof: &[Sha256]| {
                    verify_consistency(old, old_root, size, &root, proof)
                };
                assert!(holds(old, &old_root, &proof), "{old} in {size}");
                assert!(!holds(old, &leaf_hash(b"no"), &proof), "{old} in {size}");
                assert!(!holds(size + 1, &old_root, &proof));
                if old > 0 && old < size {
                    assert!(!holds(old - 1, &old_root, &proof), "{old} in {size}");
                    for wrong in spoiled(&proof) {
                        assert!(!holds(old, &old_root, &wrong), "{old} in {size}");
                    }
                }
            }
            assert_eq!(consistency_proof(&mut tree, size + 1, size), Ok(None));
        }
    }

    /// Wrong proofs: with an altered node, a missing one, or an additional one.
    fn spoiled(proof: &[Sha256]) -> Vec<Vec<Sha256>> {
        let mut all = Vec::new();
        for index in 0..proof.len() {
            let mut altered = proof.to_vec();
            altered[index].0[7] ^= 1;
            all.push(altered);
            let mut shorter = proof.to_vec();
            shorter.remove(index);
            all.push(shorter);
        }
        let mut longer = proof.to_vec();
        longer.push(leaf_hash(b"more"));
        all.push(longer);
        all
    }
}
