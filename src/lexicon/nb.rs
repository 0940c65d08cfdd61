//! The words of Norwegian.

use super::{BylineWords, DateWords, FactWords, Language, WordGroup};

/// The words of Norwegian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "nb",
    name: "Norwegian",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines],
    dates: DateWords {
        months: [
            &["januar", "jan"],
            &["februar", "feb"],
            &["mars", "mar"],
            &["april", "apr"],
            &["mai"],
            &["juni", "jun"],
            &["juli", "jul"],
            &["august", "aug"],
            &["september", "sept", "sep"],
            &["oktober", "okt"],
            &["november", "nov"],
            &["desember", "des"],
        ],
        weekdays: &[
            "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lordag", "lørdag", "sondag", "søndag",
        ],
        published: &["publisert"],
        updated: &["oppdatert"],
        self_references: &["denne artikkelen"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &["ikke", "ingen", "intet", "ingenting", "aldri", "uten", "verken", "hverken"],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        openers: &["av", "tekst", "tekst av", "skrevet av"],
        signatures: &["av "],
        ..BylineWords::NONE
    },
    ..Language::NONE
};
