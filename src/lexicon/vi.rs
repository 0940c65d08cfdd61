//! The words of Vietnamese.

use super::{BoilerplateWords, ColumnWords, DateWords, Language, PageWords, WordGroup};

/// The words of Vietnamese.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "vi",
    name: "Vietnamese",
    covers: &[WordGroup::Dates, WordGroup::Boilerplate, WordGroup::Pages, WordGroup::Columns],
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
    columns: ColumnWords {
        urls: &["lien ket", "đuong dan", "đia chi"],
        titles: &["tieu đe", "tua đe"],
        bylines: &["tac gia"],
        descriptions: &["tom tat", "mo ta"],
        bodies: &["noi dung", "van ban"],
        published: &["ngay đang", "ngay xuat ban", "xuat ban"],
        updated: &["cap nhat", "ngay cap nhat"],
        captured: &["ngay truy cap"],
        languages: &["ngon ngu"],
        publishers: &["nha xuat ban"],
        sections: &["chuyen muc"],
    },
    ..Language::NONE
};
