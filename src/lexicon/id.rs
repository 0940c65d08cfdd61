//! The words of Indonesian.

use super::{BylineWords, DateWords, Language, WordGroup};

/// The words of Indonesian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "id",
    name: "Indonesian",
    covers: &[WordGroup::Dates, WordGroup::Bylines],
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
        published: &["diterbitkan", "dipublikasikan"],
        updated: &["diperbarui"],
        ..DateWords::NONE
    },
    bylines: BylineWords {
        openers: &["oleh"],
        ..BylineWords::NONE
    },
    ..Language::NONE
};
