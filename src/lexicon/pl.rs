//! The words of Polish.

use super::{BylineWords, DateWords, FactWords, Language, WordGroup};

/// The words of Polish.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "pl",
    name: "Polish",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines],
    dates: DateWords {
        months: [
            &["styczen", "stycznia", "sty"],
            &["luty", "lutego", "lut"],
            &["marzec", "marca", "mar"],
            &["kwiecien", "kwietnia", "kwi"],
            &["maj", "maja"],
            &["czerwiec", "czerwca", "cze"],
            &["lipiec", "lipca", "lip"],
            &["sierpien", "sierpnia", "sie"],
            &["wrzesien", "wrzesnia", "wrz"],
            &["pazdziernik", "pazdziernika", "paz"],
            &["listopad", "listopada", "lis"],
            &["grudzien", "grudnia", "gru"],
        ],
        weekdays: &["poniedzialek", "wtorek", "sroda", "czwartek", "piatek", "sobota", "niedziela", "patek"],
        published: &["opublikowano", "opublikowany", "opublikowana", "dodano", "publikacji", "publikacja"],
        updated: &["zaktualizowano", "aktualizacja", "aktualizacji"],
        self_references: &["ten artykul"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &["nie"],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        openers: &["tekst", "autor", "przez"],
        signatures: &["przez "],
        job_titles: &["redaktor", "dziennikarz"],
        organization_words: &["redacja"],
        desks: &["redacja"],
        ..BylineWords::NONE
    },
    ..Language::NONE
};
