//! The words of Romanian.

use super::{DateWords, Language, WordGroup};

/// The words of Romanian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "ro",
    name: "Romanian",
    covers: &[WordGroup::Dates],
    dates: DateWords {
        months: [
            &["ianuarie", "ian"],
            &["februarie", "feb"],
            &["martie", "mar"],
            &["aprilie", "apr"],
            &["mai"],
            &["iunie", "iun"],
            &["iulie", "iul"],
            &["august", "aug"],
            &["septembrie", "sept"],
            &["octombrie", "oct"],
            &["noiembrie", "noi"],
            &["decembrie", "dec"],
        ],
        weekdays: &["luni", "marti", "miercuri", "joi", "vineri", "sambata", "duminica"],
        published: &["publicat", "publicata"],
        updated: &["actualizat", "actualizata"],
        ..DateWords::NONE
    },
};
