//! The words of Vietnamese.

use super::{BoilerplateWords, Language, WordGroup};

/// The words of Vietnamese.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "vi",
    name: "Vietnamese",
    covers: &[WordGroup::Boilerplate],
    boilerplate: BoilerplateWords {
        advert_lines: &["quang cao"],
        ..BoilerplateWords::NONE
    },
    ..Language::NONE
};
