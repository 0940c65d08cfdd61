//! The words of Swedish.

use super::{BylineWords, DateWords, FactWords, Language, WordGroup};

/// The words of Swedish.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "sv",
    name: "Swedish",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines],
    dates: DateWords {
        months: [
            &["januari", "jan"],
            &["februari", "feb"],
            &["mars", "mar"],
            &["april", "apr"],
            &["maj"],
            &["juni", "jun"],
            &["juli", "jul"],
            &["augusti", "aug"],
            &["september", "sept", "sep"],
            &["oktober", "okt"],
            &["november", "nov"],
            &["december", "dec"],
        ],
        weekdays: &["mandag", "onsdag", "torsdag", "fredag", "lordag", "sondag", "tisdag"],
        published: &["publicerad", "publicerat", "publicerades"],
        updated: &["uppdaterad", "uppdaterat"],
        self_references: &["den har artikeln", "denna artikel"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &["inte", "icke", "ej", "ingen", "inget", "inga", "ingenting", "aldrig", "varken", "utan"],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        openers: &["av", "text"],
        signatures: &["av ", "text: "],
        ..BylineWords::NONE
    },
    ..Language::NONE
};
