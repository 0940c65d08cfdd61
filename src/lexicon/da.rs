//! The words of Danish.

use super::{
    BoilerplateWords, BylineWords, ColumnWords, DateWords, FactWords, Language, NoticeWords,
    PageWords, SentenceWords, WordGroup,
};

/// The words of Danish.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "da",
    name: "Danish",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages, WordGroup::Columns],
    dates: DateWords {
        unrelated: &[
            "frist", "tilmeldingsfrist", "deadline", "fodt", "medlem", "hentet", "udlober", "ansogningsfrist",
        ],
        events: &["arrangement", "arrangementer", "begivenheder", "kalender", "program", "abningstider"],
        event_labels: &["sted", "tidspunkt", "hvornar", "hvor"],
        months: [
            &["januar", "jan"],
            &["februar", "feb"],
            &["marts", "mar"],
            &["april", "apr"],
            &["maj"],
            &["juni", "jun"],
            &["juli", "jul"],
            &["august", "aug"],
            &["september", "sept", "sep"],
            &["oktober", "okt"],
            &["november", "nov"],
            &["december", "dec"],
        ],
        weekdays: &[
            "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lordag", "lørdag", "sondag", "søndag",
        ],
        published: &["publiceret", "udgivet", "offentliggjort", "oprettet"],
        updated: &["opdateret", "ændret", "redigeret"],
        self_references: &["denne artikel"],
    },
    facts: FactWords {
        common: &["de", "dem", "deres", "i", "jer"],
        no_negations: &["ikke mindst", "ikke kun", "ikke bare", "uden tvivl"],
        attributions: &[
            "ifølge", "siger", "sagde", "oplyser", "oplyste", "udtaler", "udtalte", "fortæller", "fortalte",
            "forklarer", "forklarede", "meddeler", "meddelte", "hævder", "hævdede", "mener", "bekræfter",
            "angiveligt",
        ],
        units: &[
            ("procent", "%"), ("meter", "m"), ("kilometer", "km"), ("kilo", "kg"), ("ton", "t"), ("liter", "l"),
            ("grader", "°"), ("sekunder", "s"), ("minutter", "min"), ("time", "h"), ("timer", "h"), ("dag", "day"),
            ("dage", "day"), ("uge", "week"), ("uger", "week"), ("måned", "month"), ("måneder", "month"),
            ("år", "year"), ("kroner", "kr"), ("euro", "€"), ("dollar", "$"),
        ],
        number_values: &[
            ("nul", "0"), ("to", "2?"), ("tre", "3"), ("fire", "4"), ("fem", "5"), ("seks", "6"), ("syv", "7"),
            ("otte", "8"), ("ni", "9"), ("ti", "10"), ("elleve", "11"), ("tolv", "12"), ("tyve", "20"),
            ("tredive", "30"), ("hundrede", "e2"), ("tusind", "e3"), ("million", "e6"), ("millioner", "e6"),
            ("mio", "e6"), ("milliard", "e9"), ("milliarder", "e9"), ("mia", "e9"), ("tretten", "13"),
            ("fjorten", "14"), ("femten", "15"), ("seksten", "16"), ("sytten", "17"), ("atten", "18"),
            ("nitten", "19"), ("fyrre", "40"), ("halvtreds", "50"), ("tres", "60"), ("halvfjerds", "70"),
            ("firs", "80"), ("halvfems", "90"), ("halvdelen", "1/2"), ("halvdel", "1/2"), ("tredjedel", "1/3"),
            ("tredjedele", "1/3"), ("fjerdedel", "1/4"), ("fjerdedele", "1/4"), ("femtedel", "1/5"),
            ("første", "1th?"), ("anden", "2th?"), ("andet", "2th?"), ("tredje", "3th?"), ("fjerde", "4th"),
            ("femte", "5th"), ("sjette", "6th"), ("syvende", "7th"), ("ottende", "8th"), ("niende", "9th"),
            ("tiende", "10th"), ("fordoblet", "2"), ("tredoblet", "3"), ("halveret", "1/2"), ("snesevis", "20"),
            ("hundredvis", "100"), ("tusindvis", "1000"), ("dusin", "12"),
        ],
        frequent: &[
            "og", "at", "det", "som", "ikke", "af", "er", "på", "med", "har", "til", "fra", "den", "blev", "efter",
            "også", "hun", "en", "for", "de", "et", "der", "i", "man", "han", "kan", "men", "skal", "ved", "nu",
            "så", "om", "været",
        ],
        negations: &["ikke", "ingen", "intet", "aldrig", "uden", "hverken", "ej"],
        months: [
            &["januar"],
            &["februar"],
            &["marts"],
            &["april"],
            &["maj"],
            &["juni"],
            &["juli"],
            &["august"],
            &["september"],
            &["oktober"],
            &["november"],
            &["december"],
        ],
        weekdays: [
            &["mandag", "mandagen", "mandage", "mandagens", "mandagaften", "mandagmorgen"],
            &["tirsdag", "tirsdagen", "tirsdage", "tirsdagens", "tirsdagaften", "tirsdagmorgen"],
            &["onsdag", "onsdagen", "onsdage", "onsdagens", "onsdagaften", "onsdagmorgen"],
            &["torsdag", "torsdagen", "torsdage", "torsdagens", "torsdagaften", "torsdagmorgen"],
            &["fredag", "fredagen", "fredage", "fredagens", "fredagaften", "fredagmorgen"],
            &["lørdag", "lørdagen", "lørdage", "lørdagens", "lørdagaften", "lørdagmorgen"],
            &["søndag", "søndagen", "søndage", "søndagens", "søndagaften", "søndagmorgen"],
        ],
        other_dates: &["midnat"],
        ..FactWords::NONE
    },
    sentences: SentenceWords {
        numbered_labels: &[
            "artikel", "afsnit", "tabel", "figur", "kapitel", "bilag", "side", "trin", "del", "paragraf",
        ],
        ..SentenceWords::NONE
    },
    bylines: BylineWords {
        openers: &["af", "tekst"],
        signatures: &["af "],
        ..BylineWords::NONE
    },
    notices: NoticeWords {
        stems: &[
            "rettel", "rettet", "berigtig", "præciser", "udgave", "opdater", "beklag", "undskyld", "tidligere", "fejl",
            "korrektion", "afpublic", "annuller", "retter",
        ],
        nouns: &[
            ("{doc}", "artiklen artikel artiklens teksten nyheden historien rubrikken indslaget overskriften interviewet klummen telegrammet"),
            ("{tidligere}", "tidligere oprindelig* første"),
        ],
        correction_labels: &[
            "rettelse",
            "rettelser",
            "berigtigelse",
            "korrektion",
            "fejl og fakta",
            "rettet",
        ],
        clarification_labels: &["præcisering", "præciseringer"],
        withdrawal_labels: &["tilbagetrukket", "annulleret"],
        update_labels: &["opdatering", "opdateret"],
        note_labels: &["redaktionel note|bemærkning|kommentar", "red anm"],
        correction_phrases: &[
            "weak {tidligere} version|udgave af ..1 {doc}",
            "i en|den {tidligere} version|udgave ..4 stod|fremgik|skrev|blev|hed",
            "{doc} er|blev|har ..4 rettet|korrigeret|berigtiget",
            "fremgik|stod ..2 fejlagtigt",
            "vi beklager|undskylder ..2 fejlen|fejl",
        ],
        withdrawal_phrases: &["{doc} er|blev ..4 afpubliceret"],
        amendment_phrases: &["{doc} er|blev ..4 ændret|redigeret"],
        update_phrases: &["{doc} er|blev ..4 opdateret"],
        vetoes: &["tak|takker"],
        before_dates: &["den", "kl"],
        headline_words: &["titel", "overskriften"],
        instead: &[", ikke "],
        said: &[" stod der, at "],
        is_right: &[" det rette er "],
        ..NoticeWords::NONE
    },
    boilerplate: BoilerplateWords {
        page_dates: &[
            "sidst opdateret", "opdateret", "offentliggjort", "gældende fra", "version", "sidst ændret",
            "senest opdateret", "senest ændret", "ændret",
        ],
        counters: &[
            "kommentarer", "visninger", "læsetid", "min", "minutter", "siden", "timer", "kommentar", "læst",
            "gange", "delinger", "delt", "del", "svar", "dage",
        ],
        time_units: &["dag", "time", "timer"],
        time_past: &["siden"],
        time_labels: &["opdateret"],
        time_fillers: &["tid", "kl"],
        advert_lines: &["annonce"],
        tool_lines: &["del"],
        related_lines: &["laes ogsa"],
        comment_lines: &["kommentarer"],
        related_starts: &["laes ogsa"],
        paid_phrases: &[
            "artiklen er kun for abonnenter", "denne artikel er kun for abonnenter", "allerede abonnent? log ind",
            "har du allerede et abonnement", "er du allerede abonnent", "log ind for at laese",
        ],
        link_heads: &["laes ogsa", "las ogsa"],
        reading_times: &["lasetid"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["siden blev ikke fundet", "siden ikke fundet"],
        error_phrases: &["ikke fundet", "findes ikke"],
        script_phrases: &["aktiver javascript"],
        parked_titles: &["domæne til salg"],
        consent_phrases: &["samtykke", "personoplysninger", "privatliv"],
        consent_addresses: &["vi og vores", "dit samtykke", "din enhed", "vores partnere", "vi bruger cookies"],
        ..PageWords::NONE
    },
    columns: ColumnWords {
        urls: &["adresse", "webadresse"],
        titles: &["titel", "overskrift"],
        bylines: &["forfatter", "forfattere"],
        descriptions: &["manchet", "beskrivelse", "resume", "underrubrik"],
        bodies: &["brødtekst", "tekst", "indhold", "artikeltekst"],
        published: &["udgivet", "offentliggjort", "publiceret", "udgivelsesdato", "publiceringsdato"],
        updated: &["opdateret", "sidst opdateret", "ændret", "sidst ændret", "opdateringsdato"],
        captured: &["hentet", "hentet den"],
        languages: &["sprog"],
        publishers: &["udgiver"],
        sections: &["sektion"],
    },
};
