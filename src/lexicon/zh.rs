//! The words of Chinese.

use super::{BylineWords, DateWords, FactWords, Language, WordGroup};

/// The words of Chinese.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "zh",
    name: "Chinese",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines],
    dates: DateWords {
        unrelated: &["生"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &["不", "没", "沒", "无", "無", "未", "非"],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        openers: &["文", "撰文", "作者", "記者", "记者"],
        signatures: &["作者：", "作者:", "记者：", "記者：", "记者 "],
        job_titles: &["記者", "记者"],
        desks: &["编辑部"],
        ..BylineWords::NONE
    },
    ..Language::NONE
};
