//! The words of Italian.

use super::{DateWords, FactWords, Language, WordGroup};

/// The words of Italian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "it",
    name: "Italian",
    covers: &[WordGroup::Dates, WordGroup::Facts],
    dates: DateWords {
        months: [
            &["gennaio", "gen"],
            &["febbraio", "feb"],
            &["marzo", "mar"],
            &["aprile", "apr"],
            &["maggio", "mag"],
            &["giugno", "giu"],
            &["luglio", "lug"],
            &["agosto", "ago"],
            &["settembre", "set"],
            &["ottobre", "ott"],
            &["novembre", "nov"],
            &["dicembre", "dic"],
        ],
        weekdays: &[
            "lun", "mer", "ven", "sab", "dom", "lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato",
            "domenica", "gio",
        ],
        published: &["pubblicato", "pubblicata"],
        updated: &["aggiornato", "aggiornata", "aggiornamento", "modificato", "modificata"],
        unrelated: &["iscritto"],
        self_references: &["questo articolo"],
    },
    facts: FactWords {
        negations: &["non", "mai", "nessuno", "senza"],
        ..FactWords::NONE
    },
    ..Language::NONE
};
