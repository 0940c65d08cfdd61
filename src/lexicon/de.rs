//! The words of German.

use super::{BylineWords, DateWords, FactWords, Language, SentenceWords, WordGroup};

/// The words of German.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "de",
    name: "German",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines],
    dates: DateWords {
        months: [
            &["januar", "janner", "jan"],
            &["februar", "feb"],
            &["marz", "maerz", "mar"],
            &["april", "apr"],
            &["mai"],
            &["juni", "jun"],
            &["juli", "jul"],
            &["august", "aug"],
            &["september", "sept", "sep"],
            &["oktober", "okt"],
            &["november", "nov"],
            &["dezember", "dez"],
        ],
        weekdays: &[
            "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag", "mo", "di",
            "mi", "do", "fr", "sa", "so",
        ],
        published: &["veroffentlicht*", "publiziert", "erstellt", "erschienen"],
        updated: &["aktualisiert", "geandert", "uberarbeitet"],
        unrelated: &[
            "registriert", "registrierung", "mitglied", "geboren", "anmeldeschluss", "einsendeschluss", "abgerufen",
            "gultig",
        ],
        self_references: &["dieser beitrag", "dieser artikel", "diese seite", "beitrag", "artikel"],
    },
    facts: FactWords {
        negations: &[
            "nicht", "kein", "keine", "keinen", "keiner", "keinem", "nie", "niemals", "niemand", "nichts", "ohne",
            "weder",
        ],
        attributions: &["sagte", "sagt", "laut", "zufolge"],
        dates: &[
            "april", "august", "september", "november", "januar", "februar", "märz", "mai", "juni", "juli", "oktober",
            "dezember", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "heute",
            "gestern", "morgen",
        ],
        dates_beside_numbers: &["mai", "morgen"],
        numbers: &[
            "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
            "hundert", "tausend", "million", "millionen", "milliarde", "milliarden",
        ],
        ..FactWords::NONE
    },
    sentences: SentenceWords {
        titles: &["fr", "z.b", "d.h", "bzw", "ggf", "vgl", "nr", "hr"],
        shortenings: &["usw"],
        months_behind_ordinals: &[
            "Januar", "Jänner", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
            "November", "Dezember",
        ],
        ..SentenceWords::NONE
    },
    bylines: BylineWords {
        openers: &[
            "eingestellt von", "beitrag von", "beitragvon", "von", "text", "autor", "autorin", "autoren", "redaktion",
            "geschrieben von", "verfasst von", "veroffentlicht von", "ein beitrag von",
        ],
        signatures: &["von ", "text: "],
        line_openers: &["Von ", "VON "],
        article_kinds: &[
            "kommentar", "analyse", "kolumne", "gastbeitrag", "gastkommentar", "reportage", "leitartikel", "glosse",
            "rezension", "beitrag",
        ],
        job_titles: &[
            "redakteur", "redakteurin", "reporterin", "korrespondent", "korrespondentin", "volontar", "volontarin",
            "chefredakteur", "chefredakteurin", "journalistin",
        ],
        job_words: &["freier", "freie"],
        organization_words: &["redaktion", "zeitung", "verlag", "presse", "polizei"],
        desks: &["redaktion"],
        countries: &["deutschland", "osterreich", "schweiz"],
    },
};
