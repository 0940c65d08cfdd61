//! The words of Dutch.

use super::{BylineWords, DateWords, FactWords, Language, WordGroup};

/// The words of Dutch.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "nl",
    name: "Dutch",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines],
    dates: DateWords {
        months: [
            &["januari", "jan"],
            &["februari", "feb"],
            &["maart", "mrt"],
            &["april", "apr"],
            &["mei"],
            &["juni", "jun"],
            &["juli", "jul"],
            &["augustus", "aug"],
            &["september", "sept", "sep"],
            &["oktober", "okt"],
            &["november", "nov"],
            &["december", "dec"],
        ],
        weekdays: &[
            "do", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "ma", "wo", "vr",
            "za", "zo",
        ],
        published: &["gepubliceerd", "geplaatst"],
        updated: &["bijgewerkt", "gewijzigd"],
        unrelated: &["geregistreerd", "geboren"],
        self_references: &["dit artikel", "deze pagina"],
    },
    facts: FactWords {
        negations: &["niet", "geen"],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        openers: &["door", "tekst", "auteur", "geschreven door"],
        signatures: &["door "],
        line_openers: &["Door "],
        job_titles: &["redacteur", "redactie"],
        desks: &["redactie"],
        ..BylineWords::NONE
    },
    ..Language::NONE
};
