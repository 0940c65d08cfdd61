//! The words of Catalan.

use super::{DateWords, Language, WordGroup};

/// The words of Catalan.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "ca",
    name: "Catalan",
    covers: &[WordGroup::Dates],
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
    ..Language::NONE
};
