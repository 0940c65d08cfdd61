//! The words of Czech.

use super::{
    BoilerplateWords, BylineWords, ColumnWords, DateWords, FactWords, Language, NoticeWords,
    PageWords, SentenceWords, WordGroup,
};

/// The words of Czech.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "cs",
    name: "Czech",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages, WordGroup::Columns],
    dates: DateWords {
        unrelated: &[
            "uzaverka", "termin", "platnost", "plati", "registrovan", "narozen", "vyprsi", "lhuta", "prihlasky",
        ],
        events: &["akce", "kalendar akci", "kalendar", "terminy", "program", "oteviraci doba"],
        event_labels: &["misto", "cas", "kdy", "kde"],
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
        published: &["publikovano", "vydano", "zverejneno", "vytvoreno"],
        updated: &["aktualizov*", "aktualizace", "upraveno", "zmeneno"],
        self_references: &["tento clanek"],
    },
    facts: FactWords {
        common: &["vy", "vás", "vám", "vámi", "váš", "vaše"],
        no_negations: &["bezpochyby", "nejen"],
        negating_prefixes: &["ne"],
        attributions: &[
            "podle", "řekl", "řekla", "uvedl", "uvedla", "uvádí", "prohlásil", "prohlásila", "tvrdí", "sdělil",
            "sdělila", "oznámil", "oznámila", "potvrdil", "potvrdila", "dodal", "dodala", "údajně", "prý",
        ],
        units: &[
            ("procent", "%"), ("procenta", "%"), ("metrů", "m"), ("kilometrů", "km"), ("kilogramů", "kg"),
            ("tun", "t"), ("litrů", "l"), ("stupňů", "°"), ("sekund", "s"), ("minut", "min"), ("hodin", "h"),
            ("hodiny", "h"), ("dní", "day"), ("dny", "day"), ("týdnů", "week"), ("týdny", "week"),
            ("měsíců", "month"), ("měsíce", "month"), ("rok", "year"), ("roky", "year"), ("let", "year"),
            ("korun", "kč"), ("eur", "€"), ("dolarů", "$"),
        ],
        number_values: &[
            ("dva", "2"), ("dvě", "2"), ("tři", "3"), ("čtyři", "4"), ("pět", "5"), ("šest", "6"), ("sedm", "7"),
            ("osm", "8"), ("devět", "9"), ("deset", "10"), ("sto", "e2"), ("tisíc", "e3"), ("tisíce", "e3"),
            ("milion", "e6"), ("milionů", "e6"), ("miliony", "e6"), ("mil", "e6"), ("miliarda", "e9"),
            ("miliard", "e9"), ("miliardy", "e9"), ("mld", "e9"), ("jedenáct", "11"), ("dvanáct", "12"),
            ("třináct", "13"), ("čtrnáct", "14"), ("patnáct", "15"), ("šestnáct", "16"), ("sedmnáct", "17"),
            ("osmnáct", "18"), ("devatenáct", "19"), ("dvacet", "20"), ("třicet", "30"), ("čtyřicet", "40"),
            ("padesát", "50"), ("šedesát", "60"), ("sedmdesát", "70"), ("osmdesát", "80"), ("devadesát", "90"),
            ("dvou", "2"), ("dvěma", "2"), ("tří", "3"), ("třem", "3"), ("čtyř", "4"), ("čtyřem", "4"),
            ("pěti", "5"), ("šesti", "6"), ("sedmi", "7"), ("osmi", "8"), ("devíti", "9"), ("deseti", "10"),
            ("jedenácti", "11"), ("dvanácti", "12"), ("patnácti", "15"), ("dvaceti", "20"), ("třiceti", "30"),
            ("čtyřiceti", "40"), ("padesáti", "50"), ("sta", "e2"), ("milionu", "e6"), ("tisíci", "e3"),
            ("polovina", "1/2"), ("polovinu", "1/2"), ("poloviny", "1/2"), ("třetina", "1/3"), ("třetinu", "1/3"),
            ("třetiny", "1/3"), ("čtvrtina", "1/4"), ("čtvrtinu", "1/4"), ("čtvrtiny", "1/4"), ("pětina", "1/5"),
            ("první", "1th?"), ("druhý", "2th?"), ("druhá", "2th?"), ("druhé", "2th?"), ("třetí", "3th?"),
            ("čtvrtý", "4th"), ("čtvrtá", "4th"), ("pátý", "5th"), ("pátá", "5th"), ("desítky", "10"),
            ("desítek", "10"), ("stovky", "100"), ("stovek", "100"), ("tucet", "12"),
        ],
        frequent: &[
            "se", "na", "je", "že", "to", "by", "jako", "pro", "podle", "která", "který", "jsou", "jeho", "také",
            "bylo", "před", "již", "do", "ale", "od", "po", "v", "s", "k", "a", "i", "o", "z", "ve", "když", "jen",
            "už", "si", "při", "byl", "byla", "za", "tak", "jak", "nebo", "které", "jejich", "roce", "až",
        ],
        negations: &[
            "není", "nejsou", "nebyl", "nebyla", "nebylo", "nebyli", "nebyly", "nebude", "nebudou", "nemá", "nemají",
            "neměl", "neměla", "nemohl", "nemohla", "nemůže", "nemohou", "nelze", "nechce", "nesmí", "nikdy", "nikdo",
            "nic", "nikde", "žádný", "žádná", "žádné", "žádného", "žádnou", "bez", "nikoli", "nikoliv",
        ],
        months: [
            &["leden", "ledna", "lednu"],
            &["únor", "února", "únoru"],
            &["březen", "března", "březnu"],
            &["duben", "dubna", "dubnu"],
            &["květen", "května", "květnu"],
            &["červen", "června", "červnu"],
            &["červenec", "července", "červenci"],
            &["srpen", "srpna", "srpnu"],
            &["září"],
            &["říjen", "října", "říjnu"],
            &["listopad", "listopadu"],
            &["prosinec", "prosince", "prosinci"],
        ],
        weekdays: [
            &["pondělí", "pondělka", "pondělku"],
            &["úterý", "úterka"],
            &["středa", "středu", "středy", "středě"],
            &["čtvrtek", "čtvrtka", "čtvrtku"],
            &["pátek", "pátku"],
            &["sobota", "sobotu", "soboty", "sobotě"],
            &["neděle", "neděli"],
        ],
        other_dates: &["dnes", "včera", "zítra", "předevčírem", "pozítří"],
        ..FactWords::NONE
    },
    sentences: SentenceWords {
        numbered_labels: &[
            "článek", "čl", "oddíl", "tabulka", "obrázek", "obr", "kapitola", "příloha", "strana", "krok", "část",
            "odstavec",
        ],
        ..SentenceWords::NONE
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
        counters: &[
            "komentář", "komentáře", "komentářů", "zobrazení", "čtení", "min", "minut", "před", "hodinami", "hodin",
            "dny", "přečteno", "krát", "sdíleno", "sdílet", "diskuse",
        ],
        page_dates: &[
            "poslední aktualizace", "aktualizováno", "zveřejněno", "platné od", "verze",
            "naposledy aktualizováno", "poslední změna", "naposledy upraveno", "naposledy změněno",
        ],
        advert_lines: &["reklama", "inzerat", "inzerce"],
        related_lines: &["cti take", "stitky", "temy"],
        related_starts: &["ctete take", "cti take"],
        link_heads: &["cti take", "ctete take", "prectete si"],
        reading_times: &["doba cteni"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["stranka nenalezena", "stranka nebyla nalezena"],
        error_phrases: &["nenalezen", "neexistuje"],
        consent_titles: &["vazime si vaseho soukromi"],
        consent_openings: &["my a nasi"],
        consent_data: &["osobni udaje"],
        consent_phrases: &["soukromi", "souhlas", "osobni udaje"],
        consent_addresses: &[
            "my a nasi", "vas souhlas", "vaseho souhlasu", "vasem zarizeni", "nasi partneri", "pouzivame cookies",
        ],
        ..PageWords::NONE
    },
    columns: ColumnWords {
        urls: &["odkaz", "adresa"],
        titles: &["titulek", "nazev", "nadpis"],
        bylines: &["autor", "autori", "autorka"],
        descriptions: &["popis", "shrnuti", "podtitulek", "perex"],
        bodies: &["obsah", "text clanku", "telo"],
        published: &["publikovano", "zverejneno", "vydano", "datum publikace", "datum zverejneni", "datum vydani", "datum"],
        updated: &["aktualizovano", "upraveno", "zmeneno", "datum aktualizace", "posledni aktualizace", "datum zmeny"],
        captured: &["stazeno", "datum stazeni"],
        languages: &["jazyk"],
        publishers: &["vydavatel"],
        sections: &["rubrika"],
    },
};
