//! The words of Catalan.

use super::{ColumnWords, DateWords, Language, WordGroup};

/// The words of Catalan.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "ca",
    name: "Catalan",
    covers: &[WordGroup::Dates, WordGroup::Columns],
    dates: DateWords {
        months: [
            &["gener", "gen"],
            &["febrer", "febr"],
            &["marc"],
            &["abril", "abr"],
            &["maig"],
            &["juny"],
            &["juliol", "jul"],
            &["agost"],
            &["setembre", "set"],
            &["octubre", "oct"],
            &["novembre", "nov"],
            &["desembre", "des"],
        ],
        published: &["publicat", "publicada", "publicacio"],
        updated: &["actualitzat", "actualitzada", "actualitzacio", "modificat"],
        ..DateWords::NONE
    },
    columns: ColumnWords {
        urls: &["enllac", "adreca"],
        titles: &["titol", "titular"],
        bylines: &["autor", "autora", "autors"],
        descriptions: &["resum", "descripcio", "subtitol"],
        bodies: &["contingut"],
        published: &["publicat", "publicada", "data publicacio", "data de publicacio"],
        updated: &["actualitzat", "actualitzada", "data d'actualitzacio", "darrera actualitzacio"],
        captured: &["consultat"],
        languages: &["llengua", "idioma"],
        sections: &["seccio"],
        ..ColumnWords::NONE
    },
    ..Language::NONE
};
