//! Looks up the names of months and weekdays.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::lexicon::{self, LANGUAGES};

/// Returns the month that a folded word names.
pub(super) fn month(folded: &str) -> Option<u32> {
    static BY_NAME: LazyLock<HashMap<&str, u32>> = LazyLock::new(|| {
        let mut all = HashMap::new();
        for language in LANGUAGES {
            for (month, names) in (1..).zip(language.dates.months) {
                for name in names {
                    all.entry(*name).or_insert(month);
                }
            }
        }
        all
    });
    if folded.len() < 3 {
        return None;
    }
    BY_NAME.get(folded).copied()
}

/// Returns the month that two words name in the Levant: `كانون الثاني` is January, `تشرين الأول`
/// October.
pub(super) fn month_of_two(first: &str, second: &str) -> Option<u32> {
    let is_first = match second {
        "الأول" | "الاول" => true,
        "الثاني" => false,
        _ => return None,
    };
    match (first, is_first) {
        ("كانون", false) => Some(1),
        ("تشرين", true) => Some(10),
        ("تشرين", false) => Some(11),
        ("كانون", true) => Some(12),
        _ => None,
    }
}

/// Whether a folded word is a weekday or its abbreviation in one of these languages.
pub(super) fn is_weekday(folded: &str) -> bool {
    static ALL: LazyLock<HashSet<&str>> =
        LazyLock::new(|| lexicon::words(|language| language.dates.weekdays).into_iter().collect());
    ALL.contains(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_belongs_to_one_month() {
        for language in LANGUAGES {
            for (month_number, names) in (1..).zip(language.dates.months) {
                for name in names.iter().filter(|name| name.len() >= 3) {
                    assert_eq!(month(name), Some(month_number), "{name} in {}", language.name);
                }
            }
        }
        assert_eq!(month("maggior"), None);
    }
}
