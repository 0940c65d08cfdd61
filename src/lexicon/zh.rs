//! The words of Chinese.

use super::{DateWords, Language, WordGroup};

/// The words of Chinese.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "zh",
    name: "Chinese",
    covers: &[WordGroup::Dates],
    dates: DateWords {
        unrelated: &["生"],
        ..DateWords::NONE
    },
};
