//! The words of Swedish.

use super::{
    BoilerplateWords, BylineWords, DateWords, FactWords, Language, NoticeWords, PageWords,
    SentenceWords, WordGroup,
};

/// The words of Swedish.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "sv",
    name: "Swedish",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages],
    dates: DateWords {
        events: &["evenemang", "kommande evenemang", "kalender", "kalendarium", "program", "oppettider"],
        event_labels: &["plats", "tid", "nar", "var"],
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
        published: &["publicerad", "publicerat", "publicerades", "skapad"],
        updated: &["uppdaterad", "uppdaterat", "andrad", "andrat"],
        self_references: &["den har artikeln", "denna artikel"],
        ..DateWords::NONE
    },
    facts: FactWords {
        units: &[
            ("procent", "%"), ("meter", "m"), ("kilometer", "km"), ("kilo", "kg"), ("ton", "t"), ("liter", "l"),
            ("grader", "°"), ("sekunder", "s"), ("minuter", "min"), ("timme", "h"), ("timmar", "h"), ("dag", "day"),
            ("dagar", "day"), ("vecka", "week"), ("veckor", "week"), ("månad", "month"), ("månader", "month"),
            ("år", "year"), ("kronor", "kr"), ("euro", "€"), ("dollar", "$"),
        ],
        number_values: &[
            ("noll", "0"), ("två", "2"), ("tre", "3"), ("fyra", "4"), ("fem", "5"), ("sex", "6"), ("sju", "7"),
            ("åtta", "8"), ("nio", "9"), ("tio", "10"), ("elva", "11"), ("tolv", "12"), ("tjugo", "20"),
            ("trettio", "30"), ("hundra", "e2"), ("tusen", "e3"), ("miljon", "e6"), ("miljoner", "e6"),
            ("mnkr", "e6"), ("miljard", "e9"), ("miljarder", "e9"),
        ],
        frequent: &[
            "och", "att", "det", "som", "för", "inte", "är", "på", "med", "av", "har", "till", "från", "den", "ett",
            "efter", "också",
        ],
        negations: &["inte", "icke", "ej", "ingen", "inget", "inga", "ingenting", "aldrig", "varken", "utan"],
        dates: &[
            "måndag", "måndagen", "tisdag", "tisdagen", "onsdag", "onsdagen", "torsdag", "torsdagen", "fredag",
            "fredagen", "lördag", "lördagen", "söndag", "söndagen",
        ],
        ..FactWords::NONE
    },
    sentences: SentenceWords {
        numbered_labels: &[
            "artikel", "avsnitt", "tabell", "figur", "kapitel", "bilaga", "sida", "steg", "del", "paragraf",
        ],
        ..SentenceWords::NONE
    },
    bylines: BylineWords {
        openers: &["av", "text"],
        signatures: &["av ", "text: "],
        ..BylineWords::NONE
    },
    notices: NoticeWords {
        stems: &[
            "rättel", "rättat", "korriger", "förtyd", "uppdater", "ändrat", "avpublic", "felet", "misstag", "felen",
            "tidigare", "dragits", "justerats", "komplett", "rättar",
        ],
        nouns: &[
            ("{doc}", "artikeln artikel texten text nyheten inslaget rubriken notisen reportaget krönikan intervjun publiceringen bildtexten ledaren klippet videon telegrammet"),
            ("{tidigare}", "tidigare äldre ursprunglig* första"),
        ],
        correction_labels: &["rättelse", "rättelser", "korrigering", "korrigeringar", "rättat"],
        clarification_labels: &["förtydligande", "förtydliganden"],
        withdrawal_labels: &["tillbakadraget", "artikeln avpublicerad"],
        update_labels: &["uppdatering", "uppdaterad", "uppdaterat"],
        note_labels: &["redaktionens kommentar|anmärkning", "redaktionell kommentar", "red anm"],
        correction_phrases: &[
            "weak {tidigare} version* av ..1 {doc}",
            "i en|den {tidigare} version* ..4 stod|uppgavs|skrev|angavs|fanns|påstods|hävdades",
            "{doc} har ..4 korrigerats|rättats",
            "vi beklagar|ber ..4 felet|misstaget|felen",
            "ber om ursäkt ..3 felet|misstaget|felen",
        ],
        withdrawal_phrases: &["{doc} har ..3 avpublicerats|dragits"],
        amendment_phrases: &["{doc} har ..4 ändrats|justerats|redigerats"],
        update_phrases: &["{doc} har ..4 uppdaterats|kompletterats"],
        vetoes: &["tack|tackar"],
        before_dates: &["den", "kl"],
        headline_words: &["titel", "rubriken"],
        instead: &[", inte "],
        said: &[" stod att "],
        is_right: &[" rätt är "],
        ..NoticeWords::NONE
    },
    boilerplate: BoilerplateWords {
        page_dates: &[
            "senast uppdaterad", "uppdaterad", "publicerad", "gäller från", "version",
        ],
        counters: &[
            "kommentarer", "visningar", "lästid", "min", "minuter", "sedan", "timmar",
        ],
        time_units: &["dag", "timme", "timmar", "minuter", "dagar"],
        time_past: &["sedan"],
        time_reading: &["lasning", "lastid"],
        time_labels: &["uppdaterad", "publicerad"],
        time_days: &["idag", "igar"],
        time_fillers: &["tid", "kl"],
        advert_lines: &["annons", "reklam"],
        tool_lines: &["dela"],
        related_lines: &["las mer", "las ocksa", "mest last"],
        comment_lines: &["kommentarer"],
        related_starts: &["las ocksa", "las mer", "las aven"],
        prompt_starts: &["prenumerera"],
        paid_phrases: &["den har artikeln ar for dig som ar prenumerant", "logga in for att lasa"],
        credit_labels: &["bild"],
        section_heads: &["mest last"],
        link_heads: &["las ocksa", "las mer"],
        reading_times: &["lastid"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["sidan hittades inte", "sidan kunde inte hittas"],
        error_phrases: &["hittades inte", "finns inte"],
        script_phrases: &["aktivera javascript"],
        subscription_phrases: &["for att lasa vidare"],
        gate_phrases: &["for att lasa vidare"],
        parked_titles: &["domane till salu"],
        consent_openings: &["vi och vara"],
        consent_data: &["personuppgifter"],
        consent_phrases: &["samtycke"],
        ..PageWords::NONE
    },
};
