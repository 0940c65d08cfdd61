//! The numbers of articles and rows while several catalogs are read as one.

/// The first number that is not a number of one catalog alone.
pub const MAX_NUMBERS: i64 = 1_000_000_000_000;

/// How the numbers of one catalog differ from those of the catalogs that are read with it.
///
/// Each catalog counts its articles and versions from 1. If several are read as one, the catalog's
/// position, from 1, is put before the number: article 17 of the second catalog is 2000000000017. The
/// numbers of a catalog that is read alone are not changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbering {
    /// The catalog's position; 0 if it is alone.
    position: i64,
}

impl Numbering {
    /// The numbering of the catalog with this index among `count` catalogs.
    pub fn new(index: usize, count: usize) -> Self {
        let position = if count > 1 { index as i64 + 1 } else { 0 };
        Self { position }
    }

    /// What is added to the catalog's numbers.
    pub fn offset(self) -> i64 {
        self.position.saturating_mul(MAX_NUMBERS)
    }

    /// The number among all catalogs.
    pub fn joint(self, own: i64) -> i64 {
        own.saturating_add(self.offset())
    }

    /// The number in this catalog; `None` if it is one of another catalog.
    pub fn own(self, joint: i64) -> Option<i64> {
        if self.position == 0 {
            return Some(joint);
        }
        (joint.div_euclid(MAX_NUMBERS) == self.position).then(|| joint.rem_euclid(MAX_NUMBERS))
    }

    /// The place of any number in the order of this catalog's numbers: the numbers of earlier catalogs
    /// are before all of them, those of later catalogs behind all of them.
    pub fn place(self, joint: i64) -> i64 {
        self.own(joint).unwrap_or(if joint < self.offset() { i64::MIN } else { i64::MAX })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_belongs_to_one_catalog() {
        let all: Vec<Numbering> = (0..3).map(|index| Numbering::new(index, 3)).collect();
        assert_eq!(all[1].joint(17), 2_000_000_000_017);
        for (index, one) in all.iter().enumerate() {
            for number in [1, 17, MAX_NUMBERS - 1] {
                let joint = one.joint(number);
                let found: Vec<_> = all.iter().map(|other| other.own(joint)).collect();
                assert_eq!(found.iter().flatten().collect::<Vec<_>>(), [&number]);
                assert_eq!(found[index], Some(number));
                let places: Vec<_> = all.iter().map(|other| other.place(joint)).collect();
                assert!(places.is_sorted_by(|a, b| a >= b), "{places:?}");
            }
        }
        assert!(all.iter().all(|one| one.own(17).is_none() && one.own(i64::MIN).is_none()));
        assert!(all.iter().all(|one| one.own(i64::MAX).is_none()));
    }

    #[test]
    fn a_catalog_alone_keeps_its_numbers() {
        let alone = Numbering::new(0, 1);
        assert_eq!((alone.joint(17), alone.own(17), alone.place(17)), (17, Some(17), 17));
    }
}
