//! The words of Danish.

use super::{BylineWords, DateWords, FactWords, Language, WordGroup};

/// The words of Danish.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "da",
    name: "Danish",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines],
    dates: DateWords {
        months: [
            &["januar", "jan"],
            &["februar", "feb"],
            &["marts", "mar"],
            &["april", "apr"],
            &["maj"],
            &["juni", "jun"],
            &["juli", "jul"],
            &["august", "aug"],
            &["september", "sept", "sep"],
            &["oktober", "okt"],
            &["november", "nov"],
            &["december", "dec"],
        ],
        weekdays: &[
            "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lordag", "lørdag", "sondag", "søndag",
        ],
        published: &["publiceret", "udgivet", "offentliggjort"],
        updated: &["opdateret", "ændret"],
        self_references: &["denne artikel"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &["ikke", "ingen", "intet", "aldrig", "uden", "hverken", "ej"],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        openers: &["af", "tekst"],
        signatures: &["af "],
        ..BylineWords::NONE
    },
    ..Language::NONE
};
