//! The words of Norwegian.

use super::{
    BoilerplateWords, BylineWords, ColumnWords, DateWords, FactWords, Language, NoticeWords,
    PageWords, SentenceWords, WordGroup,
};

/// The words of Norwegian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "nb",
    name: "Norwegian",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages, WordGroup::Columns],
    dates: DateWords {
        unrelated: &["frist", "soknadsfrist", "pameldingsfrist", "fodt", "medlem", "hentet", "utloper"],
        events: &["arrangement", "arrangementer", "kalender", "program", "apningstider", "hva skjer"],
        event_labels: &["sted", "tidspunkt", "nar", "hvor"],
        months: [
            &["januar", "jan"],
            &["februar", "feb"],
            &["mars", "mar"],
            &["april", "apr"],
            &["mai"],
            &["juni", "jun"],
            &["juli", "jul"],
            &["august", "aug"],
            &["september", "sept", "sep"],
            &["oktober", "okt"],
            &["november", "nov"],
            &["desember", "des"],
        ],
        weekdays: &[
            "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lordag", "lørdag", "sondag", "søndag",
        ],
        published: &["publisert", "lagt ut", "opprettet"],
        updated: &["oppdatert", "endret"],
        self_references: &["denne artikkelen"],
    },
    facts: FactWords {
        common: &["de", "dem", "deres", "dere"],
        no_negations: &["ikke minst", "ikke bare", "uten tvil"],
        attributions: &[
            "ifølge", "sier", "sa", "opplyser", "opplyste", "uttaler", "uttalte", "forteller", "fortalte",
            "forklarer", "forklarte", "melder", "meldte", "hevder", "hevdet", "mener", "bekrefter", "angivelig",
        ],
        units: &[
            ("prosent", "%"), ("meter", "m"), ("kilometer", "km"), ("kilo", "kg"), ("tonn", "t"), ("liter", "l"),
            ("grader", "°"), ("sekunder", "s"), ("minutter", "min"), ("time", "h"), ("timer", "h"), ("dag", "day"),
            ("dager", "day"), ("uke", "week"), ("uker", "week"), ("måned", "month"), ("måneder", "month"),
            ("år", "year"), ("kroner", "kr"), ("euro", "€"), ("dollar", "$"),
        ],
        number_values: &[
            ("null", "0"), ("to", "2?"), ("tre", "3"), ("fire", "4"), ("fem", "5"), ("seks", "6"), ("sju", "7"),
            ("syv", "7"), ("åtte", "8"), ("ni", "9"), ("ti", "10"), ("elleve", "11"), ("tolv", "12"),
            ("tjue", "20"), ("tretti", "30"), ("hundre", "e2"), ("tusen", "e3"), ("million", "e6"),
            ("millioner", "e6"), ("milliard", "e9"), ("milliarder", "e9"), ("tretten", "13"), ("fjorten", "14"),
            ("femten", "15"), ("seksten", "16"), ("sytten", "17"), ("atten", "18"), ("nitten", "19"),
            ("førti", "40"), ("femti", "50"), ("seksti", "60"), ("sytti", "70"), ("åtti", "80"), ("nitti", "90"),
            ("halvparten", "1/2"), ("tredel", "1/3"), ("tredeler", "1/3"), ("tredjedel", "1/3"), ("firedel", "1/4"),
            ("fjerdedel", "1/4"), ("femdel", "1/5"), ("første", "1th?"), ("andre", "2th?"), ("tredje", "3th?"),
            ("fjerde", "4th"), ("femte", "5th"), ("sjette", "6th"), ("sjuende", "7th"), ("åttende", "8th"),
            ("niende", "9th"), ("tiende", "10th"), ("doblet", "2"), ("tredoblet", "3"), ("halvert", "1/2"),
            ("dusinvis", "12"), ("hundrevis", "100"), ("tusenvis", "1000"),
        ],
        frequent: &[
            "og", "å", "det", "som", "ikke", "av", "er", "på", "med", "har", "til", "fra", "den", "ble", "etter",
            "også", "hun", "en", "for", "at", "de", "et", "i", "man", "han", "kan", "men", "skal", "ved", "nå",
            "så", "om", "der", "vært",
        ],
        negations: &["ikke", "ingen", "intet", "ingenting", "aldri", "uten", "verken", "hverken"],
        months: [
            &["januar"],
            &["februar"],
            &["mars"],
            &["april"],
            &["mai"],
            &["juni"],
            &["juli"],
            &["august"],
            &["september"],
            &["oktober"],
            &["november"],
            &["desember"],
        ],
        weekdays: [
            &["mandag", "mandagen", "mandager", "mandagens", "mandagkveld", "mandagmorgen"],
            &["tirsdag", "tirsdagen", "tirsdager", "tirsdagens", "tirsdagkveld", "tirsdagmorgen"],
            &["onsdag", "onsdagen", "onsdager", "onsdagens", "onsdagkveld", "onsdagmorgen"],
            &["torsdag", "torsdagen", "torsdager", "torsdagens", "torsdagkveld", "torsdagmorgen"],
            &["fredag", "fredagen", "fredager", "fredagens", "fredagkveld", "fredagmorgen"],
            &["lørdag", "lørdagen", "lørdager", "lørdagens", "lørdagkveld", "lørdagmorgen"],
            &["søndag", "søndagen", "søndager", "søndagens", "søndagkveld", "søndagmorgen"],
        ],
        other_dates: &["midnatt"],
        ..FactWords::NONE
    },
    sentences: SentenceWords {
        numbered_labels: &[
            "artikkel", "avsnitt", "tabell", "figur", "kapittel", "vedlegg", "side", "steg", "del", "paragraf",
        ],
        ..SentenceWords::NONE
    },
    bylines: BylineWords {
        openers: &["av", "tekst", "tekst av", "skrevet av"],
        signatures: &["av "],
        ..BylineWords::NONE
    },
    notices: NoticeWords {
        stems: &[
            "retting", "beriktig", "presiser", "utgave", "oppdater", "endret", "feil", "korreksj", "avpublis",
            "trukket", "versjon", "red. anm", "retter",
        ],
        nouns: &[
            ("{doc}", "artikkelen artikkel saken sak teksten nyheten meldingen tittelen overskriften kronikken intervjuet innlegget"),
            ("{tidligere}", "tidligere opprinnelig* første"),
        ],
        correction_labels: &["retting", "rettinger", "korreksjon", "korrigering", "beriktigelse"],
        clarification_labels: &["presisering", "presiseringer"],
        withdrawal_labels: &["trukket", "tilbaketrukket"],
        update_labels: &["oppdatering", "oppdatert"],
        note_labels: &["redaksjonell merknad|kommentar", "redaksjonens merknad|kommentar"],
        correction_phrases: &[
            "weak {tidligere} versjon*|utgave* av ..1 {doc}",
            "i en|den {tidligere} versjon*|utgave* ..5 sto|stod|skrev|ble|het|oppga|oppgitt",
            "{doc} er|ble|har ..4 rettet|korrigert",
            "vi beklager ..2 feilen|feil",
        ],
        withdrawal_phrases: &["{doc} er|ble ..4 avpublisert"],
        amendment_phrases: &["{doc} er|ble ..4 endret|redigert"],
        update_phrases: &["{doc} er|ble ..4 oppdatert"],
        vetoes: &["takk|takker"],
        before_dates: &["den", "kl"],
        headline_words: &["overskriften", "tittelen"],
        instead: &[", ikke "],
        said: &[" sto det at "],
        is_right: &[" riktig er "],
        ..NoticeWords::NONE
    },
    boilerplate: BoilerplateWords {
        page_dates: &[
            "sist oppdatert", "oppdatert", "publisert", "gjelder fra", "versjon", "sist endret", "sist revidert",
            "endret",
        ],
        counters: &[
            "kommentarer", "visninger", "lesetid", "min", "minutter", "siden", "timer", "kommentar", "lest",
            "ganger", "delinger", "delt", "del", "svar", "dager",
        ],
        time_units: &["dag", "time", "timer"],
        time_past: &["siden"],
        time_reading: &["lesetid"],
        time_labels: &["oppdatert", "publisert"],
        time_fillers: &["tid", "kl"],
        advert_lines: &["annonse"],
        tool_lines: &["del"],
        related_lines: &["les ogsa"],
        comment_lines: &["kommentarer"],
        related_starts: &["les ogsa"],
        paid_phrases: &[
            "denne artikkelen er for abonnenter", "har du allerede et abonnement", "er du allerede abonnent",
            "logg inn for a lese",
        ],
        link_heads: &["les mer", "les ogsa"],
        reading_times: &["lesetid"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["siden ble ikke funnet", "fant ikke siden", "siden finnes ikke"],
        error_phrases: &["finnes ikke"],
        script_phrases: &["aktiver javascript"],
        consent_phrases: &["samtykke", "personopplysninger", "personvern"],
        consent_addresses: &["vi og vare", "ditt samtykke", "din enhet", "vare partnere", "vi bruker cookies"],
        ..PageWords::NONE
    },
    columns: ColumnWords {
        urls: &["lenke", "lenkje", "adresse", "nettadresse"],
        titles: &["tittel", "overskrift"],
        bylines: &["forfatter", "forfattar", "forfattere"],
        descriptions: &["ingress", "beskrivelse", "sammendrag"],
        bodies: &["brødtekst", "tekst", "innhold", "innhald", "artikkeltekst"],
        published: &["publisert", "utgitt", "publiseringsdato", "utgivelsesdato"],
        updated: &["oppdatert", "sist oppdatert", "endret", "sist endret", "oppdateringsdato"],
        captured: &["hentet", "hentet den"],
        languages: &["sprak"],
        publishers: &["utgiver"],
        sections: &["seksjon"],
    },
};
