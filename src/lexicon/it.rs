//! The words of Italian.

use super::{
    BoilerplateWords, BylineWords, DateWords, FactWords, Language, NoticeWords, WordGroup,
};

/// The words of Italian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "it",
    name: "Italian",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate],
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
    notices: NoticeWords {
        stems: &[
            "corrett", "correzion", "rettific", "precisazion", "precisación", "redazion", "aggiorn", "scusiamo",
            "chiariment", "ndr", "n.d.r", "quanto", "rivist", "integrat", "ritirat", "rimoss", "cancellat", "ritratt",
            "annullat", "rifiuto", "refuso", "imprecis", "corregge",
        ],
        nouns: &[
            ("{doc}", "articolo notizia testo pezzo servizio titolo post intervista comunicato newsletter didascalia editoriale reportage dispaccio"),
            ("{precedente}", "precedente iniziale originale originaria"),
            ("{scritto}", "scritto indicato riportato pubblicato attribuito affermato scriveva indicava affermava riportava"),
        ],
        correction_labels: &[
            "correzione",
            "correzioni",
            "rettifica",
            "rettifiche",
            "errata corrige",
            "erratum",
            "errata",
            "corretto",
        ],
        clarification_labels: &["precisazione", "precisazioni", "chiarimento", "chiarimenti"],
        withdrawal_labels: &["ritrattazione", "notizia annullata|ritirata", "annullamento"],
        update_labels: &["aggiornamento", "aggiornato", "aggiornata"],
        note_labels: &[
            "nota della? redazione",
            "nota del direttore",
            "nota redazionale",
            "ndr",
            "n d r",
            "nota ai lettori",
        ],
        correction_phrases: &[
            "weak versione {precedente} di|del|della|dell questo|questa|nostro? ..1 {doc}",
            "weak precedente|prima versione di|del|della|dell questo|questa? ..1 {doc}",
            "questo|questa|l|il|la {doc} è|sono stato|stata ..2 corretto|corretta|rettificat*",
            "per un? errore ..2 abbiamo|avevamo|era|è ..3 {scritto}",
            "abbiamo|avevamo ..3 errore|erroneamente ..3 {scritto}",
            "abbiamo|avevamo {scritto} ..3 errore|erroneamente",
            "ci scusiamo ..5 errore|errori|refuso|imprecisione|lettori",
            "contrariamente a quanto ..4 {scritto}",
            "{precedente} versione ..4 {scritto} ..4 errore|erroneamente",
        ],
        withdrawal_phrases: &[
            "questo|questa {doc} è stato|stata ..2 ritirat*|rimoss*|cancellat*",
            "abbiamo ..1 rimosso|ritirato|cancellato ..2 {doc}",
        ],
        amendment_phrases: &["questo|questa {doc} è stato|stata ..2 modificat*|rivist*|emendat*"],
        update_phrases: &["questo|questa|l {doc} è stato|stata ..2 aggiornat*|integrat*"],
        note_phrases: &["nota della redazione"],
        vetoes: &["grazie|ringrazi*|bozza"],
        before_dates: &["a", "il", "alle", "ore"],
        headline_words: &["titolo"],
        place_words: &["paragrafo"],
        instead: &[" e non ", " invece di "],
        said: &[" diceva che "],
        is_right: &[" in realtà"],
        ..NoticeWords::NONE
    },
    boilerplate: BoilerplateWords {
        time_units: &[
            "minuti", "ora", "ore", "giorno", "giorni", "settimana", "settimane", "mese", "mesi", "anno", "anni",
        ],
        time_past: &["fa"],
        time_reading: &["lettura"],
        time_labels: &["aggiornato", "pubblicato"],
        time_days: &["oggi", "ieri"],
        time_fillers: &["a", "la", "ultima", "tempo", "di", "alle"],
        counted: &["commenti"],
        advert_lines: &["pubblicita"],
        tool_lines: &["condividi", "stampa", "ascolta"],
        related_lines: &[
            "leggi anche", "articoli correlati", "potrebbe interessarti", "i piu letti", "argomenti", "tag",
            "potrebbe interessarti anche", "ti potrebbe interessare",
        ],
        comment_lines: &["commenti", "lascia un commento"],
        legal_lines: &["note legali"],
        related_starts: &["leggi anche", "leggi tutto"],
        prompt_starts: &["iscriviti", "seguici"],
        paid_phrases: &["questo articolo e riservato agli abbonati"],
        tool_starts: &["condividi su"],
        credit_labels: &["foto", "immagine", "fotografia"],
        credit_starts: &["foto: "],
        credit_separators: &[" foto: "],
        legal_phrases: &["tutti i diritti riservati", "riproduzione riservata"],
        section_heads: &["articoli correlati"],
        photo_starts: &["foto di"],
        reply_counts: &["un", "una"],
        reply_stems: &["pensier"],
        reply_prepositions: &["a", "su"],
        says: &["scrive:"],
        link_heads: &[
            "leggi anche", "leggi altro", "ti potrebbe", "potrebbe interessar", "i piu", "piu letti",
        ],
        cut_heads: &["i piu letti"],
        reading_times: &["tempo di lettura"],
        filed: &["tag:", "argomenti"],
        prompts: &["riservato agli abbonati", "iscriviti"],
        contacts: &["puoi seguir", "seguici", "segui ", "scrivi a", "ricevi "],
        feed_appendices: &[
            ("L'articolo ", " proviene da "),
        ],
        ..BoilerplateWords::NONE
    },
    ..Language::NONE
};
