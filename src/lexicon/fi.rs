//! The words of Finnish.

use super::{
    BoilerplateWords, BylineWords, ColumnWords, DateWords, FactWords, Language, NoticeWords,
    PageWords, WordGroup,
};

/// The words of Finnish.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "fi",
    name: "Finnish",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages, WordGroup::Columns],
    dates: DateWords {
        unrelated: &["maaraaika", "viimeistaan", "vanhenee", "syntynyt", "liittynyt"],
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
        number_values: &[
            ("kaksi", "2"), ("kolme", "3"), ("neljä", "4"), ("viisi", "5"), ("kuusi", "6?"), ("seitsemän", "7"),
            ("kahdeksan", "8"), ("yhdeksän", "9"), ("kymmenen", "10"), ("kaksitoista", "12"), ("sata", "e2"),
            ("sataa", "e2"), ("tuhat", "e3"), ("tuhatta", "e3"), ("miljoona", "e6"), ("miljoonaa", "e6"),
            ("miljoonan", "e6"), ("miljardi", "e9"), ("miljardia", "e9"), ("miljardin", "e9"),
        ],
        attributions: &[
            "mukaan", "sanoo", "sanoi", "kertoo", "kertoi", "totesi", "toteaa", "ilmoitti", "ilmoittaa", "väittää",
            "väitti", "vahvisti", "tiedotti", "arvioi",
        ],
        frequent: &[
            "ja", "on", "ei", "että", "oli", "se", "hän", "ovat", "kun", "mutta", "myös", "joka", "sekä", "ole",
            "mukaan", "kuin", "jo", "sen", "niin", "tai", "vain", "voi", "vuoden",
        ],
        negations: &[
            "ei", "eivät", "eikä", "eivätkä", "emme", "emmekä", "enkä", "ettei", "älä", "älkää", "ilman", "koskaan",
            "en ole", "en ollut", "en voi", "en tiedä", "et ole", "et voi",
        ],
        months: [
            &["tammikuu", "tammikuun", "tammikuuta", "tammikuussa", "tammikuusta", "tammikuuhun", "tammikuulle"],
            &["helmikuu", "helmikuun", "helmikuuta", "helmikuussa", "helmikuusta", "helmikuuhun", "helmikuulle"],
            &[
                "maaliskuu", "maaliskuun", "maaliskuuta", "maaliskuussa", "maaliskuusta", "maaliskuuhun",
                "maaliskuulle",
            ],
            &["huhtikuu", "huhtikuun", "huhtikuuta", "huhtikuussa", "huhtikuusta", "huhtikuuhun", "huhtikuulle"],
            &["toukokuu", "toukokuun", "toukokuuta", "toukokuussa", "toukokuusta", "toukokuuhun", "toukokuulle"],
            &["kesäkuu", "kesäkuun", "kesäkuuta", "kesäkuussa", "kesäkuusta", "kesäkuuhun", "kesäkuulle"],
            &["heinäkuu", "heinäkuun", "heinäkuuta", "heinäkuussa", "heinäkuusta", "heinäkuuhun", "heinäkuulle"],
            &["elokuu", "elokuun", "elokuuta", "elokuussa", "elokuusta", "elokuuhun", "elokuulle"],
            &["syyskuu", "syyskuun", "syyskuuta", "syyskuussa", "syyskuusta", "syyskuuhun", "syyskuulle"],
            &["lokakuu", "lokakuun", "lokakuuta", "lokakuussa", "lokakuusta", "lokakuuhun", "lokakuulle"],
            &[
                "marraskuu", "marraskuun", "marraskuuta", "marraskuussa", "marraskuusta", "marraskuuhun",
                "marraskuulle",
            ],
            &["joulukuu", "joulukuun", "joulukuuta", "joulukuussa", "joulukuusta", "joulukuuhun", "joulukuulle"],
        ],
        weekdays: [
            &[
                "maanantai", "maanantaina", "maanantain", "maanantaita", "maanantaista", "maanantaiksi",
                "maanantaihin",
            ],
            &["tiistai", "tiistaina", "tiistain", "tiistaita", "tiistaista", "tiistaiksi", "tiistaihin"],
            &[
                "keskiviikko", "keskiviikkona", "keskiviikkon", "keskiviikkoa", "keskiviikkosta", "keskiviikkoksi",
                "keskiviikkoon",
            ],
            &["torstai", "torstaina", "torstain", "torstaita", "torstaista", "torstaiksi", "torstaihin"],
            &[
                "perjantai", "perjantaina", "perjantain", "perjantaita", "perjantaista", "perjantaiksi",
                "perjantaihin",
            ],
            &["lauantai", "lauantaina", "lauantain", "lauantaita", "lauantaista", "lauantaiksi", "lauantaihin"],
            &[
                "sunnuntai", "sunnuntaina", "sunnuntain", "sunnuntaita", "sunnuntaista", "sunnuntaiksi",
                "sunnuntaihin",
            ],
        ],
        other_dates: &["tänään", "eilen", "huomenna", "toissapäivänä", "ylihuomenna", "keskiyöllä"],
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
        counters: &[
            "kommenttia", "kommentti", "katselukertaa", "lukuaika", "min", "minuuttia", "sitten", "tuntia", "jakoa",
            "jaettu", "luettu", "kertaa",
        ],
        page_dates: &["viimeksi päivitetty", "päivitetty", "viimeksi muokattu", "julkaistu"],
        time_fillers: &["klo"],
        advert_lines: &["mainos"],
        tool_lines: &["jaa"],
        related_lines: &["lue myos"],
        related_starts: &["lue myos"],
        credit_labels: &["kuva"],
        link_heads: &["lue myos", "katso myos"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["sivua ei loydy", "sivua ei loytynyt"],
        error_phrases: &["ei loyt", "ei loydy"],
        ..PageWords::NONE
    },
    columns: ColumnWords {
        urls: &["linkki", "osoite", "verkko-osoite"],
        titles: &["otsikko"],
        bylines: &["kirjoittaja", "kirjoittajat", "tekija", "toimittaja"],
        descriptions: &["ingressi", "kuvaus", "tiivistelma"],
        bodies: &["teksti", "sisalto", "leipateksti"],
        published: &["julkaistu", "julkaisupaiva", "julkaisuaika", "paivamaara"],
        updated: &["paivitetty", "muokattu", "viimeksi paivitetty", "paivityspaiva"],
        captured: &["haettu", "noudettu"],
        languages: &["kieli"],
        publishers: &["julkaisija"],
        sections: &["osasto"],
    },
    ..Language::NONE
};
