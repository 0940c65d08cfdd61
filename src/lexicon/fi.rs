//! The words of Finnish.

use super::{
    BoilerplateWords, BylineWords, DateWords, FactWords, Language, NoticeWords, PageWords,
    WordGroup,
};

/// The words of Finnish.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "fi",
    name: "Finnish",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages],
    dates: DateWords {
        events: &["tapahtuma", "tapahtumat", "tapahtumakalenteri", "kalenteri", "ohjelma", "aukioloajat"],
        event_labels: &["paikka", "aika", "milloin", "missa"],
        months: [
            &["tammikuu", "tammikuuta"],
            &["helmikuu", "helmikuuta"],
            &["maaliskuu", "maaliskuuta"],
            &["huhtikuu", "huhtikuuta"],
            &["toukokuu", "toukokuuta"],
            &["kesakuu", "kesakuuta"],
            &["heinakuu", "heinakuuta"],
            &["elokuu", "elokuuta"],
            &["syyskuu", "syyskuuta"],
            &["lokakuu", "lokakuuta"],
            &["marraskuu", "marraskuuta"],
            &["joulukuu", "joulukuuta"],
        ],
        weekdays: &[
            "maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai", "ke", "pe",
        ],
        published: &["julkaistu", "julkaisupaiva", "luotu"],
        updated: &["paivitetty", "muokattu"],
        ..DateWords::NONE
    },
    facts: FactWords {
        frequent: &[
            "ja", "on", "ei", "että", "oli", "se", "hän", "ovat", "kun", "mutta", "myös", "joka", "sekä", "ole",
            "mukaan", "kuin", "jo",
        ],
        negations: &[
            "ei", "eivät", "eikä", "eivätkä", "emme", "emmekä", "enkä", "ettei", "älä", "älkää", "ilman", "koskaan",
            "en ole", "en ollut", "en voi", "en tiedä", "et ole", "et voi",
        ],
        dates: &[
            "maanantai", "maanantaina", "tiistai", "tiistaina", "keskiviikko", "keskiviikkona", "torstai",
            "torstaina", "perjantai", "perjantaina", "lauantai", "lauantaina", "sunnuntai", "sunnuntaina",
        ],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        openers: &["kirjoittanut"],
        ..BylineWords::NONE
    },
    notices: NoticeWords {
        before_dates: &["klo"],
        ..NoticeWords::NONE
    },
    boilerplate: BoilerplateWords {
        page_dates: &["viimeksi päivitetty", "päivitetty", "viimeksi muokattu", "julkaistu"],
        time_fillers: &["klo"],
        advert_lines: &["mainos"],
        tool_lines: &["jaa"],
        related_lines: &["lue myos"],
        related_starts: &["lue myos"],
        credit_labels: &["kuva"],
        link_heads: &["lue myos"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["sivua ei loydy", "sivua ei loytynyt"],
        error_phrases: &["ei loyt", "ei loydy"],
        ..PageWords::NONE
    },
    ..Language::NONE
};
