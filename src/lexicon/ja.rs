//! The words of Japanese.

use super::{DateWords, Language, WordGroup};

/// The words of Japanese.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "ja",
    name: "Japanese",
    covers: &[WordGroup::Dates],
    dates: DateWords {
        unrelated: &["生"],
        ..DateWords::NONE
    },
};
