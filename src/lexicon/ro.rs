//! The words of Romanian.

use super::{
    BoilerplateWords, BylineWords, ColumnWords, DateWords, FactWords, Language, PageWords,
    SentenceWords, WordGroup,
};

/// The words of Romanian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "ro",
    name: "Romanian",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines, WordGroup::Boilerplate, WordGroup::Pages, WordGroup::Columns],
    dates: DateWords {
        events: &["eveniment", "evenimente", "calendar", "agenda", "program"],
        event_labels: &["locul", "ora", "cand", "unde"],
        months: [
            &["ianuarie", "ian"],
            &["februarie", "feb"],
            &["martie", "mar"],
            &["aprilie", "apr"],
            &["mai"],
            &["iunie", "iun"],
            &["iulie", "iul"],
            &["august", "aug"],
            &["septembrie", "sept"],
            &["octombrie", "oct"],
            &["noiembrie", "noi"],
            &["decembrie", "dec"],
        ],
        weekdays: &["luni", "marti", "miercuri", "joi", "vineri", "sambata", "duminica"],
        published: &["publicat", "publicata", "publicarii", "postat", "adaugat"],
        updated: &["actualizat", "actualizata", "actualizare", "modificat", "ultima modificare"],
        ..DateWords::NONE
    },
    facts: FactWords {
        attributions: &[
            "potrivit", "conform", "spus", "declarat", "afirmat", "precizat", "anunțat", "susține", "susținut",
            "explicat", "confirmat", "transmis",
        ],
        months: [
            &["ianuarie"],
            &["februarie"],
            &["martie"],
            &["aprilie"],
            &["mai"],
            &["iunie"],
            &["iulie"],
            &["august"],
            &["septembrie"],
            &["octombrie"],
            &["noiembrie"],
            &["decembrie"],
        ],
        weekdays: [
            &["luni", "lunea"],
            &["marți", "marţi", "marțea", "marţea"],
            &["miercuri", "miercurea"],
            &["joi", "joia"],
            &["vineri", "vinerea"],
            &["sâmbătă", "sâmbăta"],
            &["duminică", "duminica"],
        ],
        other_dates: &["ieri", "azi", "astăzi", "mâine"],
        dates_beside_numbers: &["mai", "luni"],
        units: &[
            ("metri", "m"), ("kilometri", "km"), ("kilograme", "kg"), ("tone", "t"), ("litri", "l"), ("grade", "°"),
            ("secunde", "s"), ("minute", "min"), ("oră", "h"), ("ore", "h"), ("zi", "day"), ("zile", "day"),
            ("săptămână", "week"), ("săptămâni", "week"), ("lună", "month"), ("luni", "month"), ("an", "year"),
            ("ani", "year"), ("lei", "leu"), ("euro", "€"), ("dolari", "$"),
        ],
        number_values: &[
            ("doi", "2"), ("două", "2"), ("trei", "3"), ("patru", "4"), ("cinci", "5"), ("șase", "6"), ("șapte", "7"),
            ("opt", "8"), ("nouă", "9?"), ("zece", "10"), ("sută", "e2"), ("sute", "e2"), ("mie", "e3"), ("mii", "e3"),
            ("milion", "e6"), ("milioane", "e6"), ("miliard", "e9"), ("miliarde", "e9"), ("unsprezece", "11"),
            ("doisprezece", "12"), ("treisprezece", "13"), ("paisprezece", "14"), ("cincisprezece", "15"),
            ("douăzeci", "20"), ("treizeci", "30"), ("patruzeci", "40"), ("cincizeci", "50"),
        ],
        frequent: &[
            "și", "în", "de", "la", "cu", "nu", "pe", "este", "care", "din", "au", "fost", "mai", "pentru", "că",
            "sunt", "această", "un", "se", "să", "lui", "cea", "a", "o", "al", "ale", "sau", "dar", "după", "fi",
        ],
        negations: &[
            "nu a", "nu am", "nu ai", "nu au", "nu este", "nu e", "nu sunt", "nu era", "nu erau", "nu va", "nu vor",
            "nu ar", "nu are", "nu avea", "nu poate", "nu pot", "nu putea", "nu mai", "nu se", "nu s-a", "nu s-au",
            "nu există", "nu trebuie", "nu vrea", "nu face", "nu știe", "nu își", "nu le", "nu doar", "n-a", "n-am",
            "n-au", "n-ar", "niciodată", "nimeni", "nimic", "fără", "nici", "niciun", "nicio", "nicidecum",
        ],
        ..FactWords::NONE
    },
    sentences: SentenceWords {
        numbered_labels: &[
            "articolul", "art", "secțiunea", "tabelul", "figura", "capitolul", "anexa", "pagina", "pasul", "partea",
            "punctul",
        ],
        ..SentenceWords::NONE
    },
    bylines: BylineWords {
        openers: &["autor"],
        ..BylineWords::NONE
    },
    boilerplate: BoilerplateWords {
        link_heads: &["citeste si", "citiți si", "vezi si"],
        counters: &[
            "comentarii", "comentariu", "vizualizări", "citire", "timp", "minute", "acum", "ore", "zile",
            "distribuiri", "ori",
        ],
        page_dates: &["ultima actualizare", "actualizat", "publicat", "versiunea", "ultima modificare"],
        advert_lines: &["publicitate"],
        related_starts: &["citeste si"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["pagina nu a fost gasita"],
        error_phrases: &["nu exista"],
        ..PageWords::NONE
    },
    columns: ColumnWords {
        urls: &["legatura", "adresa"],
        titles: &["titlu", "titlul"],
        bylines: &["autor", "autoare", "autori", "autorul"],
        descriptions: &["descriere", "rezumat", "subtitlu", "sapou"],
        bodies: &["continut", "continutul", "textul", "text integral"],
        published: &["publicat", "publicata", "publicat la", "publicat pe", "data publicarii", "data publicare", "data aparitiei"],
        updated: &["actualizat", "actualizata", "actualizat la", "data actualizarii", "ultima actualizare", "modificat", "modificat la"],
        captured: &["descarcat", "accesat la", "data accesarii"],
        languages: &["limba"],
        publishers: &["editura"],
        sections: &["sectiune", "rubrica"],
    },
    ..Language::NONE
};
