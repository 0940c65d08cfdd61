//! The words of Italian.

use super::{
    BoilerplateWords, BylineWords, DateWords, FactWords, Language, NoticeWords, PageWords,
    SentenceWords, WordGroup,
};

/// The words of Italian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "it",
    name: "Italian",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages],
    dates: DateWords {
        events: &[
            "evento", "eventi", "prossimi eventi", "appuntamenti", "agenda", "calendario", "programma", "orari",
            "orari di apertura", "scadenze",
        ],
        event_labels: &["luogo", "ora", "orario", "quando", "dove", "ingresso"],
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
        published: &["pubblicato", "pubblicata", "pubblicazione", "creato", "inviato da"],
        updated: &["aggiornato", "aggiornata", "aggiornamento", "modificato", "modificata", "ultima modifica"],
        unrelated: &["iscritto"],
        self_references: &["questo articolo"],
    },
    facts: FactWords {
        units: &[
            ("metri", "m"), ("chilometri", "km"), ("chili", "kg"), ("tonnellate", "t"), ("litri", "l"),
            ("gradi", "°"), ("secondi", "s"), ("minuti", "min"), ("ora", "h"), ("ore", "h"), ("giorno", "day"),
            ("giorni", "day"), ("settimana", "week"), ("settimane", "week"), ("mese", "month"), ("mesi", "month"),
            ("anno", "year"), ("anni", "year"), ("euro", "€"), ("dollaro", "$"), ("dollari", "$"), ("ettari", "ha"),
        ],
        number_values: &[
            ("zero", "0"), ("due", "2"), ("tre", "3"), ("quattro", "4"), ("cinque", "5"), ("sei", "6?"),
            ("sette", "7"), ("otto", "8"), ("nove", "9"), ("dieci", "10"), ("undici", "11"), ("dodici", "12"),
            ("tredici", "13"), ("quattordici", "14"), ("quindici", "15"), ("venti", "20"), ("trenta", "30"),
            ("quaranta", "40"), ("cinquanta", "50"), ("cento", "e2"), ("mille", "e3"), ("mila", "e3"),
            ("milione", "e6"), ("milioni", "e6"), ("mln", "e6"), ("miliardo", "e9"), ("miliardi", "e9"),
            ("mld", "e9"), ("dozzina", "12"),
        ],
        frequent: &[
            "il", "gli", "della", "di", "che", "non", "una", "per", "con", "sono", "nel", "alla", "del", "più",
            "anche", "dei", "hanno",
        ],
        negations: &[
            "non", "mai", "nessuno", "senza", "nessuna", "niente", "nulla", "né", "neanche", "mica",
        ],
        ..FactWords::NONE
    },
    sentences: SentenceWords {
        numbered_labels: &[
            "articolo", "art", "sezione", "tabella", "figura", "capitolo", "clausola", "allegato", "pagina", "passo",
            "parte", "paragrafo", "nota", "comma",
        ],
        ..SentenceWords::NONE
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
        revisions: &["è stato aggiornato", "è stata aggiornata", "dopo la pubblicazione"],
        closures: &["è terminato", "è terminata", "è scaduto", "è chiuso", "è chiusa"],
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
        page_dates: &[
            "ultimo aggiornamento", "ultima modifica", "aggiornato", "pubblicato", "in vigore dal",
            "data di entrata in vigore", "versione",
        ],
        counters: &[
            "commenti", "commento", "visualizzazioni", "lettura", "min", "minuti", "tempo", "di", "ore", "giorni",
            "fa",
        ],
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
        placeholder_starts: &[
            "per visualizzare questo contenuto", "questo contenuto non puo essere mostrato",
        ],
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
    pages: PageWords {
        error_titles: &["pagina non trovata", "errore 404"],
        removed_titles: &["questo articolo non e piu disponibile", "articolo non piu disponibile"],
        error_phrases: &["non esiste", "non e stata trovata", "non trovata"],
        robot_titles: &["un momento"],
        robot_phrases: &["non sei un robot"],
        script_phrases: &["abilita javascript", "abilitare javascript"],
        subscription_phrases: &["riservato agli abbonati", "abbonati per", "per continuare a leggere"],
        gate_phrases: &["riservato agli abbonati", "per continuare a leggere"],
        parked_titles: &["dominio in vendita"],
        parked_phrases: &["dominio e in vendita", "questo dominio"],
        consent_titles: &[
            "consenso richiesto", "yahoo fa parte", "la tua privacy", "prima di continuare",
            "il rispetto della tua privacy",
        ],
        consent_openings: &["noi e i nostri"],
        consent_data: &["dati personali"],
        consent_phrases: &["consenso", "dati personali"],
        ..PageWords::NONE
    },
};
