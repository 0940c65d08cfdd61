//! The words of Chinese.

use super::{DateWords, FactWords, Language, WordGroup};

/// The words of Chinese.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "zh",
    name: "Chinese",
    covers: &[WordGroup::Dates, WordGroup::Facts],
    dates: DateWords {
        unrelated: &["生"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &["不", "没", "沒", "无", "無", "未", "非"],
        ..FactWords::NONE
    },
    ..Language::NONE
};
