//! The words of Vietnamese.

use super::{BoilerplateWords, DateWords, Language, PageWords, WordGroup};

/// The words of Vietnamese.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "vi",
    name: "Vietnamese",
    covers: &[WordGroup::Dates, WordGroup::Boilerplate, WordGroup::Pages],
    dates: DateWords {
        published: &["đang ngay", "đang luc", "xuat ban"],
        updated: &["cap nhat"],
        ..DateWords::NONE
    },
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
