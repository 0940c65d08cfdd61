//! The words of Indonesian.

use super::{BoilerplateWords, BylineWords, DateWords, Language, PageWords, WordGroup};

/// The words of Indonesian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "id",
    name: "Indonesian",
    covers: &[WordGroup::Dates, WordGroup::Bylines, WordGroup::Boilerplate, WordGroup::Pages],
    dates: DateWords {
        months: [
            &["januari", "jan"],
            &["februari", "pebruari", "feb"],
            &["maret", "mar"],
            &["april", "apr"],
            &["mei"],
            &["juni", "jun"],
            &["juli", "jul"],
            &["agustus", "agt"],
            &["september", "sep"],
            &["oktober", "okt"],
            &["november", "nopember", "nov"],
            &["desember", "des"],
        ],
        weekdays: &["senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"],
        published: &["diterbitkan", "dipublikasikan", "diunggah", "ditayangkan"],
        updated: &["diperbarui", "diperbaharui", "diubah"],
        ..DateWords::NONE
    },
    bylines: BylineWords {
        openers: &["oleh"],
        ..BylineWords::NONE
    },
    boilerplate: BoilerplateWords {
        advert_lines: &["iklan"],
        related_starts: &["baca juga"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["page tidak ditemukan", "halaman tidak ditemukan"],
        error_phrases: &["tidak ditemukan"],
        ..PageWords::NONE
    },
    ..Language::NONE
};
