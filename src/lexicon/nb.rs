//! The words of Norwegian.

use super::{
    BoilerplateWords, BylineWords, DateWords, FactWords, Language, NoticeWords, PageWords,
    WordGroup,
};

/// The words of Norwegian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "nb",
    name: "Norwegian",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages],
    dates: DateWords {
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
        published: &["publisert"],
        updated: &["oppdatert"],
        self_references: &["denne artikkelen"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &["ikke", "ingen", "intet", "ingenting", "aldri", "uten", "verken", "hverken"],
        ..FactWords::NONE
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
        consent_phrases: &["samtykke"],
        ..PageWords::NONE
    },
    ..Language::NONE
};
