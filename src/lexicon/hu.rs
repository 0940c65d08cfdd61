//! The words of Hungarian.

use super::{BoilerplateWords, ColumnWords, DateWords, FactWords, Language, PageWords, WordGroup};

/// The words of Hungarian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "hu",
    name: "Hungarian",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Boilerplate, WordGroup::Pages, WordGroup::Columns],
    dates: DateWords {
        events: &["esemeny", "esemenyek", "naptar", "program", "programok", "nyitvatartas"],
        event_labels: &["helyszin", "idopont", "mikor", "hol"],
        months: [
            &["januar", "jan"],
            &["februar", "febr", "feb"],
            &["marcius"],
            &["aprilis", "apr"],
            &["majus", "maj"],
            &["junius", "jun"],
            &["julius", "jul"],
            &["augusztus", "aug"],
            &["szeptember", "szept"],
            &["oktober", "okt"],
            &["november", "nov"],
            &["december", "dec"],
        ],
        weekdays: &["hetfo", "kedd", "szerda", "csutortok", "pentek", "szombat", "vasarnap"],
        published: &["kozze*", "megjelen*"],
        updated: &["frissit*", "frissul*", "modosit*"],
        ..DateWords::NONE
    },
    facts: FactWords {
        number_values: &[
            ("két", "2"), ("kettő", "2"), ("három", "3"), ("négy", "4"), ("öt", "5"), ("hat", "6?"), ("hét", "7?"),
            ("nyolc", "8"), ("kilenc", "9"), ("tíz", "10"), ("száz", "e2"), ("ezer", "e3"), ("millió", "e6"),
            ("milliárd", "e9"),
        ],
        attributions: &[
            "szerint", "mondta", "közölte", "állította", "állítja", "elmondta", "nyilatkozta", "hangsúlyozta",
            "bejelentette", "megerősítette", "állítólag",
        ],
        months: [
            &["január", "januári", "januárban", "januártól"],
            &["február", "februári", "februárban", "februártól"],
            &["március", "márciusi", "márciusban", "márciustól"],
            &["április", "áprilisi", "áprilisben", "áprilistől"],
            &["május", "májusi", "májusban", "májustól"],
            &["június", "júniusi", "júniusban", "júniustól"],
            &["július", "júliusi", "júliusban", "júliustól"],
            &["augusztus", "augusztusi", "augusztusban", "augusztustól"],
            &["szeptember", "szeptemberi", "szeptemberben", "szeptembertől"],
            &["október", "októberi", "októberban", "októbertól"],
            &["november", "novemberi", "novemberben", "novembertől"],
            &["december", "decemberi", "decemberben", "decembertől"],
        ],
        weekdays: [
            &["hétfő", "hétfőn", "hétfőre", "hétfői"],
            &["kedd", "kedden", "keddre", "keddi"],
            &["szerda", "szerdán", "szerdára", "szerdai"],
            &["csütörtök", "csütörtökön", "csütörtökre", "csütörtöki"],
            &["péntek", "pénteken", "péntekre", "pénteki"],
            &["szombat", "szombaton", "szombatra", "szombati"],
            &["vasárnap", "vasárnapra", "vasárnapi"],
        ],
        other_dates: &["tegnap", "holnap", "tegnapelőtt", "holnapután", "éjfélkor"],
        frequent: &[
            "és", "az", "egy", "hogy", "nem", "is", "volt", "van", "meg", "már", "csak", "mint", "után", "szerint",
            "azt", "lehet", "még", "a", "ha", "de", "el", "ki", "azonban", "amely", "vagy", "ez", "ezt", "kell",
            "lesz", "sem", "pedig",
        ],
        negations: &[
            "nem", "soha", "senki", "semmi", "nélkül", "nincs", "sem", "ne",
        ],
        ..FactWords::NONE
    },
    boilerplate: BoilerplateWords {
        link_heads: &["olvassa el", "kapcsolodo"],
        counters: &[
            "komment", "hozzászólás", "megtekintés", "olvasási", "idő", "perc", "órája", "napja", "alkalommal",
            "megosztás",
        ],
        advert_lines: &["hirdetes"],
        related_starts: &["olvasta mar"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["az oldal nem talalhato"],
        error_phrases: &["nem talalhato"],
        ..PageWords::NONE
    },
    columns: ColumnWords {
        urls: &["hivatkozas", "cim url", "webcim"],
        titles: &["cim", "focim"],
        bylines: &["szerzo", "szerzok"],
        descriptions: &["leiras", "osszefoglalo", "alcim"],
        bodies: &["szoveg", "tartalom", "torzsszoveg", "teljes szoveg"],
        published: &["megjelent", "kozzeteve", "megjelenes", "megjelenes datuma", "kozzetetel datuma", "publikalva", "datum"],
        updated: &["frissitve", "modositva", "frissites", "utolso frissites", "frissites datuma", "modositas datuma"],
        captured: &["letoltve", "letoltes datuma"],
        languages: &["nyelv"],
        publishers: &["kiado"],
        sections: &["rovat"],
    },
    ..Language::NONE
};
