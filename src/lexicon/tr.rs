//! The words of Turkish.

use super::{BylineWords, DateWords, FactWords, Language, WordGroup};

/// The words of Turkish.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "tr",
    name: "Turkish",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines],
    dates: DateWords {
        months: [
            &["ocak", "oca"],
            &["subat", "sub"],
            &["mart", "mar"],
            &["nisan", "nis"],
            &["mayis"],
            &["haziran", "haz"],
            &["temmuz", "tem"],
            &["agustos", "agu"],
            &["eylul", "eyl"],
            &["ekim", "eki"],
            &["kasim", "kas"],
            &["aralik", "ara"],
        ],
        weekdays: &["pazartesi", "sali", "carsamba", "persembe", "cuma", "cumartesi", "pazar"],
        published: &["yayin*", "yayım*", "giris"],
        updated: &["guncelle*"],
        self_references: &["bu haber"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &[
            "değil", "değildi", "değildir", "değiller", "yok", "yoktu", "yoktur", "hiç", "hiçbir", "asla", "olmadı",
            "olmadığı", "olmadığını", "edilmedi", "etmedi",
        ],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        openers: &["yazan"],
        ..BylineWords::NONE
    },
    ..Language::NONE
};
