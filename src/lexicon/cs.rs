//! The words of Czech.

use super::{BylineWords, DateWords, FactWords, Language, WordGroup};

/// The words of Czech.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "cs",
    name: "Czech",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines],
    dates: DateWords {
        months: [
            &["leden", "ledna"],
            &["unor", "unora"],
            &["brezen", "brezna"],
            &["duben", "dubna"],
            &["kveten", "kvetna"],
            &["cerven", "cervna"],
            &["cervenec", "cervence"],
            &["srpen", "srpna"],
            &["zari"],
            &["rijen", "rijna"],
            &["listopad", "listopadu"],
            &["prosinec", "prosince"],
        ],
        weekdays: &["sobota", "pondeli", "utery", "streda", "ctvrtek", "patek", "nedele"],
        published: &["publikovano", "vydano"],
        updated: &["aktualizov*", "upraveno"],
        self_references: &["tento clanek"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &[
            "není", "nejsou", "nebyl", "nebyla", "nebylo", "nebyli", "nebyly", "nebude", "nebudou", "nemá", "nemají",
            "neměl", "neměla", "nemohl", "nemohla", "nemůže", "nemohou", "nelze", "nechce", "nesmí", "nikdy", "nikdo",
            "nic", "nikde", "žádný", "žádná", "žádné", "žádného", "žádnou", "bez", "nikoli", "nikoliv",
        ],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        openers: &["autor"],
        ..BylineWords::NONE
    },
    ..Language::NONE
};
