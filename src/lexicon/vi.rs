//! The words of Vietnamese.

use super::{BoilerplateWords, Language, PageWords, WordGroup};

/// The words of Vietnamese.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "vi",
    name: "Vietnamese",
    covers: &[WordGroup::Boilerplate, WordGroup::Pages],
    boilerplate: BoilerplateWords {
        advert_lines: &["quang cao"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["khong tim thay trang"],
        error_phrases: &["khong ton tai"],
        ..PageWords::NONE
    },
    ..Language::NONE
};
