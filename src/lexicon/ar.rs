//! The words of Arabic.

use super::{BylineWords, DateWords, FactWords, Language, WordGroup};

/// The words of Arabic.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "ar",
    name: "Arabic",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines],
    dates: DateWords {
        months: [
            &["يناير", "جانفي"],
            &["فبراير", "شباط", "فيفري"],
            &["مارس", "آذار", "اذار"],
            &["أبريل", "ابريل", "إبريل", "نيسان", "أفريل"],
            &["مايو", "أيار", "ايار"],
            &["يونيو", "حزيران", "جوان"],
            &["يوليو", "تموز", "جويلية"],
            &["أغسطس", "اغسطس", "آب", "اب", "أوت"],
            &["سبتمبر", "أيلول", "ايلول"],
            &["أكتوبر", "اكتوبر"],
            &["نوفمبر"],
            &["ديسمبر"],
        ],
        published: &["نشر", "النشر"],
        updated: &["تحديث"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &["لا", "لم", "لن", "ليس", "غير"],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        openers: &["كتب", "كتبت", "بقلم"],
        ..BylineWords::NONE
    },
    ..Language::NONE
};
