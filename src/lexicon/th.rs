//! The words of Thai.

use super::{DateWords, FactWords, Language, WordGroup};

/// The words of Thai.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "th",
    name: "Thai",
    covers: &[WordGroup::Dates, WordGroup::Facts],
    dates: DateWords {
        months: [
            &["มกราคม"],
            &["กุมภาพันธ์"],
            &["มีนาคม"],
            &["เมษายน"],
            &["พฤษภาคม"],
            &["มิถุนายน"],
            &["กรกฎาคม"],
            &["สิงหาคม"],
            &["กันยายน"],
            &["ตุลาคม"],
            &["พฤศจิกายน"],
            &["ธันวาคม"],
        ],
        published: &["เผยแพร่"],
        updated: &["ปรับปรุง", "อัปเดต"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &[
            "ไม่", "มิ", "ไร้",
        ],
        ..FactWords::NONE
    },
    ..Language::NONE
};
