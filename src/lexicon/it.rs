//! The words of Italian.

use super::{BylineWords, DateWords, FactWords, Language, WordGroup};

/// The words of Italian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "it",
    name: "Italian",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines],
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
    bylines: BylineWords {
        openers: &["di", "a cura di", "autore", "scritto da"],
        signatures: &["di "],
        article_kinds: &["opinione"],
        job_titles: &["giornalista", "inviato", "corrispondente"],
        organization_words: &["redazione"],
        desks: &["redazione"],
        ..BylineWords::NONE
    },
    ..Language::NONE
};
