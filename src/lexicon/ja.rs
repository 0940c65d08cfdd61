//! The words of Japanese.

use super::{DateWords, FactWords, Language, WordGroup};

/// The words of Japanese.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "ja",
    name: "Japanese",
    covers: &[WordGroup::Dates, WordGroup::Facts],
    dates: DateWords {
        unrelated: &["生"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &["不", "無", "未", "非", "ない", "なかった", "せん", "なく", "なければ", "ずに"],
        ..FactWords::NONE
    },
    ..Language::NONE
};
