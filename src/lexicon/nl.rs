//! The words of Dutch.

use super::{
    BoilerplateWords, BylineWords, DateWords, FactWords, Language, NoticeWords, PageWords,
    SentenceWords, WordGroup,
};

/// The words of Dutch.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "nl",
    name: "Dutch",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages],
    dates: DateWords {
        events: &[
            "evenement", "evenementen", "agenda", "kalender", "programma", "openingstijden", "openingsuren", "data",
        ],
        event_labels: &["locatie", "tijd", "wanneer", "waar", "toegang"],
        months: [
            &["januari", "jan"],
            &["februari", "feb"],
            &["maart", "mrt"],
            &["april", "apr"],
            &["mei"],
            &["juni", "jun"],
            &["juli", "jul"],
            &["augustus", "aug"],
            &["september", "sept", "sep"],
            &["oktober", "okt"],
            &["november", "nov"],
            &["december", "dec"],
        ],
        weekdays: &[
            "do", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "ma", "wo", "vr",
            "za", "zo",
        ],
        published: &["gepubliceerd", "geplaatst"],
        updated: &["bijgewerkt", "gewijzigd", "aangepast", "laatste wijziging", "laatste update"],
        unrelated: &["geregistreerd", "geboren"],
        self_references: &["dit artikel", "deze pagina"],
    },
    facts: FactWords {
        units: &[
            ("procent", "%"), ("meter", "m"), ("kilometer", "km"), ("kilo", "kg"), ("ton", "t"), ("liter", "l"),
            ("graden", "°"), ("seconden", "s"), ("minuut", "min"), ("minuten", "min"), ("uur", "h"), ("dag", "day"),
            ("dagen", "day"), ("week", "week"), ("weken", "week"), ("maand", "month"), ("maanden", "month"),
            ("jaar", "year"), ("euro", "€"), ("dollar", "$"), ("cent", "cent"), ("hectare", "ha"),
        ],
        number_values: &[
            ("nul", "0"), ("twee", "2"), ("drie", "3"), ("vier", "4"), ("vijf", "5"), ("zes", "6"), ("zeven", "7"),
            ("acht", "8"), ("negen", "9"), ("tien", "10"), ("elf", "11"), ("twaalf", "12"), ("dertien", "13"),
            ("veertien", "14"), ("vijftien", "15"), ("twintig", "20"), ("dertig", "30"), ("veertig", "40"),
            ("vijftig", "50"), ("honderd", "e2"), ("duizend", "e3"), ("miljoen", "e6"), ("mln", "e6"),
            ("miljard", "e9"), ("mld", "e9"), ("dozijn", "12"),
        ],
        frequent: &[
            "het", "een", "van", "niet", "dat", "zijn", "voor", "met", "op", "aan", "ook", "werd", "bij", "naar",
            "heeft", "deze", "wordt", "de", "en", "die", "te", "er",
        ],
        negations: &[
            "niet", "geen", "nooit", "niemand", "niets", "zonder", "nergens", "noch",
        ],
        dates: &[
            "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "vandaag",
            "gisteren", "morgen",
        ],
        ..FactWords::NONE
    },
    sentences: SentenceWords {
        numbered_labels: &[
            "artikel", "art", "afdeling", "tabel", "figuur", "hoofdstuk", "bijlage", "pagina", "stap", "deel",
            "paragraaf", "lid", "noot",
        ],
        ..SentenceWords::NONE
    },
    bylines: BylineWords {
        openers: &["door", "tekst", "auteur", "geschreven door"],
        signatures: &["door "],
        line_openers: &["Door "],
        job_titles: &["redacteur", "redactie"],
        desks: &["redactie"],
        ..BylineWords::NONE
    },
    notices: NoticeWords {
        stems: &[
            "correctie", "gecorri", "rectificatie", "gerectificeerd", "versie", "verduidelijk", "redacti",
            "bijgewerkt", "geüpdatet", "aangepast", "gewijzigd", "abusievelijk", "abuis", "onrechte", "onjuist",
            "foutief", "anders", "aanvull", "vergissing", "rechtgezet", "ingetrokken", "naschrift", "herstel", "fout",
        ],
        nouns: &[
            ("{doc}", "artikel bericht stuk verhaal tekst nieuwsbericht kop column interview reportage nieuwsbrief recensie analyse krantenartikel bijschrift"),
            ("{eerdere}", "eerdere vorige oorspronkelijke oudere eerste"),
            ("{fout}", "abusievelijk onjuist ten onrechte per abuis foutief verkeerd"),
        ],
        correction_labels: &[
            "correctie",
            "correcties",
            "rectificatie",
            "rectificaties",
            "correcties en aanvullingen",
            "erratum",
            "gecorrigeerd",
            "herstel",
            "correctie en|& aanvulling",
        ],
        clarification_labels: &["verduidelijking", "toelichting en correctie"],
        withdrawal_labels: &["ingetrokken", "intrekking"],
        update_labels: &["update", "aanvulling", "bijgewerkt", "actualisering"],
        note_labels: &[
            "noot van de redactie",
            "redactionele noot",
            "naschrift van? de? redactie",
            "noot redactie",
        ],
        correction_phrases: &[
            "weak {eerdere} versie van dit|deze|het|ons|onze ..1 {doc}",
            "in een|de {eerdere} versie ..3 stond|werd|schreven|meldden|is|was",
            "dit|het|deze|de {doc} is|werd ..4 gecorrigeerd|gerectificeerd",
            "anders dan ..5 stond|staat|schreven|vermeld*|gemeld",
            "in dit|het|een|ons ..1 {doc} ..6 abusievelijk|onjuist|onrechte|abuis|foutief",
            "abusievelijk|abuis|onrechte ..6 {doc}",
            "onze excuses ..4 fout|vergissing",
            "we|wij hebben ..2 fout|dit|tekst|{doc} ..4 gecorrigeerd|rechtgezet",
        ],
        withdrawal_phrases: &["dit|deze {doc} is|werd ..4 ingetrokken|verwijderd|teruggetrokken"],
        amendment_phrases: &["dit|deze {doc} is|werd ..4 aangepast|gewijzigd|bewerkt"],
        update_phrases: &["dit|deze {doc} is|werd ..4 bijgewerkt|geüpdatet|aangevuld|geactualiseerd"],
        note_phrases: &["noot van de redactie"],
        revisions: &["is bijgewerkt", "sinds de publicatie"],
        closures: &["is gesloten", "is afgelopen", "is verstreken"],
        vetoes: &["dank|bedank*|meelezen"],
        before_dates: &["op", "om"],
        headline_words: &["titel", "kop"],
        place_words: &["alinea"],
        instead: &[", niet ", " in plaats van "],
        said: &[" stond dat "],
        is_right: &[" in werkelijkheid"],
        ..NoticeWords::NONE
    },
    boilerplate: BoilerplateWords {
        page_dates: &[
            "laatst bijgewerkt", "laatste wijziging", "bijgewerkt", "gepubliceerd", "van kracht", "ingangsdatum",
            "versie",
        ],
        counters: &[
            "reacties", "reactie", "weergaven", "leestijd", "min", "minuten", "geleden", "uur", "dagen",
        ],
        time_units: &["minuten", "uur", "uren", "dag", "dagen"],
        time_past: &["geleden"],
        time_reading: &["leestijd"],
        time_labels: &["bijgewerkt", "gepubliceerd"],
        time_days: &["vandaag", "gisteren"],
        time_fillers: &["op"],
        counted: &["reacties"],
        advert_lines: &["advertentie"],
        tool_lines: &["delen"],
        related_lines: &["lees ook", "meer over", "meest gelezen"],
        comment_lines: &["reacties", "plaats een reactie"],
        related_starts: &["lees ook", "lees meer"],
        placeholder_starts: &[
            "om deze inhoud te bekijken", "om deze content te tonen", "deze inhoud kan niet worden getoond",
        ],
        prompt_starts: &[
            "schrijf je in", "meld je aan", "volg ons", "heb je een tip", "heeft u een tip", "heb jij een tip",
            "tip de redactie",
        ],
        paid_phrases: &["dit artikel is alleen voor abonnees"],
        credit_labels: &["foto"],
        credit_starts: &["foto: "],
        credit_separators: &[" foto: "],
        legal_phrases: &["alle rechten voorbehouden"],
        section_heads: &["meest gelezen"],
        reply_stems: &["reactie"],
        reply_prepositions: &["op"],
        says: &["schreef:"],
        comment_links: &["reacties op dit"],
        link_heads: &["lees ook", "lees meer", "meer nieuws", "meer over"],
        reading_times: &["leestijd"],
        filed: &["onderwerpen", "trefwoorden"],
        prompts: &["alleen voor abonnees"],
        contacts: &["volg ", "mail ", "ontvang "],
        feed_appendices: &[
            ("Het bericht ", " verscheen eerst op "),
        ],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["pagina niet gevonden"],
        removed_titles: &["dit artikel is niet meer beschikbaar", "artikel niet meer beschikbaar"],
        error_phrases: &["niet gevonden", "bestaat niet"],
        script_phrases: &["javascript inschakelen", "schakel javascript"],
        subscription_phrases: &["alleen voor abonnees", "om verder te lezen"],
        gate_phrases: &["alleen voor abonnees", "om verder te lezen"],
        parked_titles: &["domein te koop", "domeinnaam te koop"],
        parked_phrases: &["deze domeinnaam", "dit domein"],
        consent_titles: &[
            "toestemming vereist", "uw privacy", "jouw privacy", "voordat je verdergaat", "dpg media privacy gate",
        ],
        consent_openings: &["wij en onze"],
        consent_data: &["persoonsgegevens"],
        consent_phrases: &["toestemming", "persoonsgegevens"],
        ..PageWords::NONE
    },
};
