//! The words of Japanese.

use super::{BylineWords, DateWords, FactWords, Language, WordGroup};

/// The words of Japanese.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "ja",
    name: "Japanese",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines],
    dates: DateWords {
        unrelated: &["生"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &["不", "無", "未", "非", "ない", "なかった", "せん", "なく", "なければ", "ずに"],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        openers: &["文", "記者"],
        signatures: &["記者："],
        job_titles: &["記者"],
        desks: &["編集部"],
        ..BylineWords::NONE
    },
    ..Language::NONE
};
