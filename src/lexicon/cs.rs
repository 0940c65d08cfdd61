//! The words of Czech.

use super::{
    BoilerplateWords, BylineWords, DateWords, FactWords, Language, NoticeWords, PageWords,
    WordGroup,
};

/// The words of Czech.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "cs",
    name: "Czech",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages],
    dates: DateWords {
        months: [
            &["leden", "ledna"],
            &["unor", "unora"],
            &["brezen", "brezna"],
            &["duben", "dubna"],
            &["kveten", "kvetna"],
            &["cerven", "cervna"],
            &["cervenec", "cervence"],
            &["srpen", "srpna"],
            &["zari"],
            &["rijen", "rijna"],
            &["listopad", "listopadu"],
            &["prosinec", "prosince"],
        ],
        weekdays: &["sobota", "pondeli", "utery", "streda", "ctvrtek", "patek", "nedele"],
        published: &["publikovano", "vydano"],
        updated: &["aktualizov*", "upraveno"],
        self_references: &["tento clanek"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &[
            "není", "nejsou", "nebyl", "nebyla", "nebylo", "nebyli", "nebyly", "nebude", "nebudou", "nemá", "nemají",
            "neměl", "neměla", "nemohl", "nemohla", "nemůže", "nemohou", "nelze", "nechce", "nesmí", "nikdy", "nikdo",
            "nic", "nikde", "žádný", "žádná", "žádné", "žádného", "žádnou", "bez", "nikoli", "nikoliv",
        ],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        openers: &["autor"],
        ..BylineWords::NONE
    },
    notices: NoticeWords {
        stems: &[
            "oprav", "verz", "chyb", "upřesn", "omlouv", "upraven", "doplněn", "mylně", "nesprávně", "omyl", "stornov",
            "poznámk", "změněn",
        ],
        nouns: &[
            ("{doc}", "článek článku článk* text textu zpráv* příspěv* titulek titulku materiál*"),
            ("{původní}", "předchozí původní dřívější starší první"),
        ],
        correction_labels: &["oprava", "opravy", "opraveno", "korekce", "erratum"],
        clarification_labels: &["upřesnění"],
        withdrawal_labels: &["zpráva zrušena", "stornováno"],
        update_labels: &["aktualizace", "aktualizováno", "aktualizovali"],
        note_labels: &["poznámka redakce", "pozn red", "poznámka editora", "poznámka čtenářům"],
        correction_phrases: &[
            "weak {původní} verz* tohoto|této|toho|našeho? {doc}",
            "v|ve {původní} verzi ..6 uved*|stálo|chybně|psali|mylně|nesprávně",
            "{doc} byl* ..2 opraven*",
            "{doc} jsme ..2 opravili",
            "chybně|mylně|nesprávně jsme uvedli|psali|napsali",
            "za naš* chyb*|omyl* ..8 omlouváme",
            "omlouváme se ..3 za ..2 chyb*|omyl*|nepřesnost*",
        ],
        amendment_phrases: &["tento|tohoto {doc} byl* ..2 upraven*|změněn*"],
        update_phrases: &["tento|tato {doc} byl* ..2 aktualizov*|doplněn*"],
        note_phrases: &["poznámka redakce"],
        vetoes: &["děkuj*|díky|děkuji"],
        before_dates: &["dne", "z", "od"],
        headline_words: &["titulek"],
        instead: &[", ne ", " místo "],
        ..NoticeWords::NONE
    },
    boilerplate: BoilerplateWords {
        advert_lines: &["reklama", "inzerat", "inzerce"],
        related_lines: &["cti take", "stitky", "temy"],
        related_starts: &["ctete take", "cti take"],
        link_heads: &["cti take"],
        reading_times: &["doba cteni"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["stranka nenalezena", "stranka nebyla nalezena"],
        error_phrases: &["nenalezen", "neexistuje"],
        consent_titles: &["vazime si vaseho soukromi"],
        consent_openings: &["my a nasi"],
        consent_data: &["osobni udaje"],
        consent_phrases: &["soukromi", "souhlas"],
        ..PageWords::NONE
    },
    ..Language::NONE
};
